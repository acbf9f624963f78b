"""A sentence as the checks on names see it: its words, and what in it can bear out a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kortom.checks.name_words import TITLES
from kortom.names import NAME_WORD, POSSESSIVE, fold, has_capital, split_name
from kortom.ordinary import is_ordinary
from kortom.transliteration import dutch_sound, english_sound, is_transliterated

MAX_PHRASE = 8
"""Words in the longest name of several words that is looked for."""

_COGNATE = 5  # letters that two words share at their beginning to pass as one word
_LONG_COGNATE = 8
_MIN_STEM = 3
_MIN_HEAD = 4
_MAX_NAME = 40
_MAX_ACRONYM = 6
_MIN_NATO = 4  # letters from which an acronym may be written like a word: Nato
_ENDINGS = {
    "nl": (
        "s se er ers tje tjes ees ese aan aans aanse anen isch ische istische ist isten isme aar"
        " aars iaans iaanse"
    ).split(),
    "en": "s es n an ian ean ese ish ist ists ism ians ans eans er ers ic ite ites i is ns".split(),
}
_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "‑": "-", "‐": "-", "\u00ad": None})
# Letters that have no accent to be taken off, and German ways of writing umlauts.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "æ": "ae", "œ": "oe"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ß": "ss"})
_OPENS = re.compile(r"[.:!?…;•|*#\"“”„‘«»([{–—]|(?:^|\s)['-]|-\s")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence. opens: its capital may be that of a beginning, not of a name."""

    text: str
    start: int
    end: int
    folded: str
    opens: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a sentence can bear out; all folded.

    forms: words, their parts and stems, and neighbours written as one; phrases: runs of words;
    acronyms: words with several capitals, and long ones; initials: single letters, and what runs of
    words begin with; sounds: words as `kortom.transliteration` hears them; cognates: beginnings of
    words (see `cognate_key`); lower_cognates: those of words in lower case.
    """

    words: tuple[Word, ...]
    forms: frozenset[str]
    phrases: frozenset[str]
    acronyms: frozenset[str]
    initials: frozenset[str]
    sounds: frozenset[str]
    cognates: frozenset[str]
    lower_cognates: frozenset[str]

    def has_cognate(self, word: Word) -> bool:
        """Whether a word whose capital may mean nothing has a cognate here (kinetoscoop and
        Kinetoscope). Two short words with capitals may be two names."""
        is_long = word.opens and len(word.folded) >= _LONG_COGNATE
        return cognate_key(word.folded) in (self.cognates if is_long else self.lower_cognates)


def straighten(text: str) -> str:
    """The text with one kind of apostrophe and hyphen."""
    return text.translate(_STRAIGHT)


def fold_name(word: str) -> str:
    return fold(word).translate(_PLAIN)


def expand_umlauts(word: str) -> str:
    """A word, folded, with its umlauts in two letters: Schröder is schroeder."""
    return fold_name(word.lower().translate(_UMLAUTS))


def find_words(text: str) -> list[Word]:
    """The words of a straightened text, in order, without possessives."""
    found: list[Word] = []
    end = 0
    for match in NAME_WORD.finditer(text):
        word = POSSESSIVE.sub("", match[0])
        opens = not found or _opens(found[-1].text, text[end : match.start()])
        end = match.end()
        found.append(Word(word, match.start(), match.start() + len(word), fold_name(word), opens))
    return found


def _opens(before: str, gap: str) -> bool:
    """Whether a sentence, a quotation or the like may begin after a word and what follows it."""
    is_short = len(before) == 1 or before.lower() in TITLES
    return not (is_short and gap in (". ", ".")) and _OPENS.search(gap) is not None


def read_side(words: Sequence[Word], language: str) -> Side:
    """The evidence in the words of a sentence; language: "nl" or "en"."""
    flat = [part for word in words for part in word.folded.split("-") if part]
    forms = {first + second for first, second in pairwise(flat)}
    acronyms, sounds = set[str](), set[str]()
    for word in words:
        for part in split_name(word.text):
            folded = fold_name(part)
            forms.update((folded, expand_umlauts(part)))
            if has_capital(part):
                forms.update(stems(folded, language))
                sounds.update(_sounds(folded, language))
                if language == "nl":
                    forms.update(compound_heads(folded))
            if sum(map(str.isupper, part)) >= 2 or len(folded) >= _MIN_NATO:
                acronyms.update((folded, folded.removesuffix("s")))
    return Side(
        tuple(words),
        frozenset(forms),
        frozenset(_phrases(flat)),
        frozenset(acronyms),
        frozenset(_initials(words)),
        frozenset(sounds),
        frozenset(cognate_key(word.folded) for word in words) - {""},
        frozenset(cognate_key(word.folded) for word in words if word.text.islower()) - {""},
    )


def stems(folded: str, language: str) -> Iterator[str]:
    """A folded name without each ending that makes another word of it (Amsterdamse, Marxist)."""
    for ending in _ENDINGS[language]:
        stem = folded.removesuffix(ending)
        if stem != folded and len(stem.rstrip("'-")) >= _MIN_STEM:
            yield stem.rstrip("'-")


def compound_heads(folded: str) -> Iterator[str]:
    """What a Dutch compound may begin with before an ordinary word: Facebookpagina, Rijnoever."""
    for cut in range(_MIN_HEAD, min(len(folded), _MAX_NAME) - 2):
        rest = folded[cut:].lstrip("-s")
        if len(rest) >= _MIN_STEM and is_ordinary(rest, "nl"):
            yield folded[:cut]


def cognate_key(folded: str) -> str:
    """How a word begins that both languages have from a third ("filog": fylogenie, phylogeny), ""
    for one too short to tell."""
    if len(folded) < _COGNATE:
        return ""
    return english_sound(folded).replace("c", "k")[:_COGNATE]


def _sounds(folded: str, language: str) -> Iterator[str]:
    if language == "en":
        yield english_sound(folded)
    elif is_transliterated(folded):
        yield dutch_sound(folded)


def _phrases(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + MAX_PHRASE, len(words)) + 1):
            yield " ".join(words[start:end])


def _initials(words: Sequence[Word]) -> Iterator[str]:
    """The J and the P of J.P., "wk" for a run of words with capitals, "gdp" for any long enough."""
    parts = [part for word in words for part in re.split(r"[-.]", word.text) if part]
    yield from (fold_name(part) for part in parts if len(part) == 1)
    letters = "".join(fold_name(part)[:1] for part in parts)
    capitals = "".join(fold_name(part)[:1] for part in parts if part[0].isupper())
    for text, shortest in ((letters, 3), (capitals, 2)):
        for start in range(len(text)):
            yield from (text[start : start + n] for n in range(shortest, _MAX_ACRONYM + 1))
