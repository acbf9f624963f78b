"""The checks on names: those of the Dutch that its English has not, and the other way round.

What is a name, and what bears one out, is decided by rules and tables; a word that they know
nothing of is no finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kortom.checks.name_invented import is_invented, translations
from kortom.checks.name_left import left_names
from kortom.checks.name_lost import lost_names
from kortom.checks.name_sides import Side, Word, find_words, read_side, straighten
from kortom.exonyms import load_exonyms

_SHOUTED_SHARE = 0.7


def find_lost_names(source: str, hypothesis: str) -> list[str]:
    """Names in a Dutch sentence without a counterpart in its English: "Poetin lost".

    A name is borne out by the same word, by one of the English names that the table has for it,
    by a form of either, by initials, or by a spelling of the same sound where it comes from
    another script. Words that English translates (Ministerie, Hof) are no names. A Dutch name that
    stands in the English, which has its own for it, is found as well: "Rusland left in Dutch".
    """
    source, hypothesis = straighten(source), straighten(hypothesis)
    if _is_shouted(source) or _is_shouted(hypothesis):
        return []
    dutch, english, table = _side(source, "nl"), _side(hypothesis, "en"), load_exonyms()
    lost = lost_names(dutch.words, source, english, table)
    left = left_names(english.words, english, dutch, table)
    return [
        *(f"{name} lost" for name in _name_texts(lost, source)),
        *(f"{name} left in Dutch" for name in _name_texts(left, hypothesis)),
    ]


def find_invented_names(source: str, hypothesis: str) -> list[str]:
    """Names in an English sentence that its Dutch does not bear out: "Bedoel added"."""
    source, hypothesis = straighten(source), straighten(hypothesis)
    if _is_shouted(source) or _is_shouted(hypothesis):
        return []
    dutch = _side(source, "nl")
    translated = translations(dutch, load_exonyms())
    invented = (
        (word, word) for word in find_words(hypothesis) if is_invented(word, dutch, translated)
    )
    return [f"{name} added" for name in _name_texts(invented, hypothesis)]


@lru_cache(maxsize=2)
def _side(text: str, language: str) -> Side:
    """Both checks look at a pair, one after the other."""
    return read_side(find_words(text), language)


def _name_texts(found: Iterable[tuple[Word, Word]], text: str) -> list[str]:
    """The names between first and last words, each once; neighbours are one name."""
    spans: list[tuple[int, int]] = []
    for first, last in found:
        start = first.start
        if spans and text[spans[-1][1] : start] == " ":
            start = spans.pop()[0]
        spans.append((start, last.end))
    return list(dict.fromkeys(text[start:end] for start, end in spans))


def _is_shouted(text: str) -> bool:
    """Whether so much of a text is in capitals that they say nothing."""
    letters = [character for character in text if character.isalpha()]
    return sum(map(str.isupper, letters)) > _SHOUTED_SHARE * len(letters)
