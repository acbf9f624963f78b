"""Checks on a sentence's form: words left Dutch, loops, a length that does not fit."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from kortom.dutch_words import DUTCH_STOPWORDS
from kortom.english import FUNCTION_WORDS
from kortom.ordinary import is_compound, is_ordinary

# Dutch function words that are English words or names as well.
_ALSO_ENGLISH = frozenset(
    "al ben bent dan die door elk even gij hen hun kon mag me mede men net of per ten ter toe via"
    " want word".split()
)
_DUTCH_ONLY = DUTCH_STOPWORDS - FUNCTION_WORDS - _ALSO_ENGLISH
_PARTICLES = frozenset("aan bij de den der een en het in la op te ten ter tot uit van voor".split())
MIN_LEFT, MIN_LEFT_SHARE = 3, 0.12
MIN_PAIR_SHARE = 0.2
"""Different Dutch words in the English, at least, and as a share of its words. Two of them may be a
term or a title, and so must be a larger share."""

LOOP_REPEATS = 3
MAX_NGRAM = 16
"""An n-gram of words that stands this often in a row is a loop ("the deal the deal the deal"). A
single word must stand once more, since people do write "very, very, very big"."""

DOUBLED_NGRAM = 4
"""So long an n-gram is a loop if it stands twice in a row."""

SCATTERED = ((4, 4), (6, 3), (10, 2))
"""n-grams of n words that stand this many times, not in a row, are a loop as well."""

LENGTH_MEAN = -0.07
LENGTH_VARIANCE, LENGTH_VARIANCE_PER_CHARACTER = 0.0035, 2.0
LENGTH_Z = 3.3
"""See find_length."""

_WORD = re.compile(r"(?<![\w{])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w}])")
_TOKEN = re.compile(r"\d+(?:[.,:/-]\d+)*|[^\W\d_]+")
_RUN = re.compile(r"([^\W\d_]{2,12}?)\1{2,}|([^\W\d_])\2{7,}|([^\w\s]{1,3} ?)\3{7,}")
_WITHIN_WORD = re.compile(r"(?<=\w)['’‑-](?=\w)")


def find_copied(source: str, hypothesis: str) -> list[str]:
    """Dutch that was left standing: all of it, or a good part of the words.

    Names, and words that are English as well, say nothing, so that a text of those may be equal in
    both languages.
    """
    words = _WORD.findall(hypothesis)
    left = _left_dutch(words, {word.casefold() for word in _WORD.findall(source)})
    if _TOKEN.findall(source.casefold()) == _TOKEN.findall(hypothesis.casefold()):
        return ["all left Dutch"] * bool(left)
    enough = MIN_LEFT_SHARE if len(set(left)) >= MIN_LEFT else MIN_PAIR_SHARE
    if len(set(left)) < MIN_LEFT - 1 or len(left) < enough * len(words):
        return []
    return [f"left Dutch: {shorten(' '.join(left))}"]


def _left_dutch(words: Sequence[str], dutch: set[str]) -> list[str]:
    """The words of an English sentence that are Dutch and stand in its source, in lower case.

    Words with a capital may be names, and so may particles before them ("Theater aan het Spui").
    """
    shouted = all(map(str.isupper, words))
    left = []
    named = False
    for word in reversed(words):
        folded = word.casefold()
        named = not shouted and (not word.islower() or (named and folded in _PARTICLES))
        if not named and len(word) > 1 and folded in dutch and is_dutch_only(folded):
            left.append(folded)
    return left[::-1]


def is_dutch_only(word: str) -> bool:
    """Whether a word in lower case is Dutch, and no English word as well."""
    if word in _DUTCH_ONLY:
        return True
    if all(map(_is_english, word.split("-"))):
        return False
    return is_ordinary(word, "nl") or is_compound(word)


def _is_english(word: str) -> bool:
    return word in FUNCTION_WORDS or word in _ALSO_ENGLISH or is_ordinary(word, "en")


def find_loops(source: str, hypothesis: str) -> list[str]:
    """Repetitions without end, unless the source repeats something about as often.

    In a row, with or without punctuation between; within a word, as subword models write it
    ("tête-to-to-to-reit", "hahahahaha"); and the same words time and again, not in a row.
    """
    dutch, english = _TOKEN.findall(source.casefold()), _TOKEN.findall(hypothesis.casefold())
    run, repeats = longest_run(english)
    more = 1 if len(run) >= DOUBLED_NGRAM else LOOP_REPEATS - 1
    if repeats > 1 and repeats >= longest_run(dutch)[1] + more:
        return [f"“{shorten(' '.join(run))}” {repeats + (len(run) == 1)} times"]
    spun = _spun_word(hypothesis)
    if spun and len(spun) > 2 * len(_spun_word(source)):
        return [f"“{shorten(spun)}”"]
    repeated = len(english) - len(set(english))
    for n, times in SCATTERED:
        if repeated < n * (times - 1):
            continue
        ngram, count = _commonest(english, n)
        if count >= times and count > _commonest(dutch, n - 1)[1] + 1 - (times == 2):
            return [f"“{shorten(' '.join(ngram))}” {count} times"]
    return []


def longest_run(words: Sequence[str]) -> tuple[Sequence[str], int]:
    """The n-gram (n up to MAX_NGRAM) that stands most often in a row, and how often.

    A single word counts one less. Without any repetition: ([], 1).
    """
    best: tuple[Sequence[str], int] = ([], 1)
    repeated = len(words) - len(set(words))
    for n in range(1, min(MAX_NGRAM, repeated) + 1):
        equal = 0
        for i in range(n, len(words)):
            equal = equal + 1 if words[i] == words[i - n] else 0
            repeats = equal // n + 1 - (n == 1)
            if repeats > best[1]:
                best = words[i - n + 1 : i + 1], repeats
    return best


def _spun_word(text: str) -> str:
    """The longest run of equal pieces within a word, hyphens aside; "" without one."""
    joined = _WITHIN_WORD.sub("", text.casefold())
    return max((match[0] for match in _RUN.finditer(joined)), key=len, default="")


def _commonest(words: Sequence[str], n: int) -> tuple[Sequence[str], int]:
    ngrams = Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))
    return max(ngrams.items(), key=lambda item: item[1], default=((), 0))


def shorten(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"


def find_length(source: str, hypothesis: str) -> list[str]:
    """A length that hardly any English of so long a sentence has.

    Gale and Church (1993, "A program for aligning sentences in bilingual corpora") take the
    characters of a translation as a sum of what each character of its source brings forth, so that
    their spread grows with the root of the length. Here that is the logarithm of the ratio:

        z = (ln(characters of hypothesis / characters of source) - m) / sqrt(a + b / characters)

    with m, a, b (the constants LENGTH_MEAN, ...) read off the quartiles of 12,000 pairs by length
    and rounded up, since a corpus's tails are its misaligned pairs. a is what translators differ by
    however long the text.
    """
    characters = len(source)
    if not characters or not hypothesis:
        return []
    spread = math.sqrt(LENGTH_VARIANCE + LENGTH_VARIANCE_PER_CHARACTER / characters)
    ratio = len(hypothesis) / characters
    if abs(math.log(ratio) - LENGTH_MEAN) <= LENGTH_Z * spread:
        return []
    return [f"{ratio:.2f} of the length of the Dutch"]
