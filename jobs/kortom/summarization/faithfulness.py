"""The faithfulness guard: names and numbers of a brief that the article has not.

It looks at words and numbers one by one. That a name and a number which both occur belong together
is more than it can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kortom.english import FUNCTION_WORDS
from kortom.names import (
    NAME_WORD,
    POSSESSIVE,
    fold,
    has_capital,
    inner_names,
    is_no_name,
    split_name,
)
from kortom.numerals import CHECKED_WORDS, find_number_words, find_numerals
from kortom.values import Sentence


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of an article can bear out a brief.

    words: all words, folded; capitals: those of them that somewhere have a capital; numbers: all
    values that a number of the article can have.
    """

    words: frozenset[str]
    capitals: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int


def gather_evidence(sentences: Sequence[Sentence]) -> Evidence:
    """The evidence in an article: in its Dutch and its English."""
    words: set[str] = set()
    capitals: set[str] = set()
    numbers: set[str] = set()
    texts = [("nl", s.source) for s in sentences] + [("en", s.hypothesis) for s in sentences]
    for language, text in texts:
        for match in NAME_WORD.finditer(text):
            for form in split_name(match[0]):
                words.add(fold(form))
                if not form.islower():
                    capitals.add(fold(form))
        for numeral in find_numerals(text):
            numbers |= numeral.values
        numbers.update(value for *_, value in find_number_words(text, language))
    return Evidence(frozenset(words), frozenset(capitals), frozenset(numbers))


def find_unsupported(texts: Sequence[str], evidence: Evidence) -> list[tuple[str, ...]]:
    """For each sentence of a brief the names and numbers in it without evidence, in its order.

    A name is a word with a capital, not counting one that begins a sentence, unless it has a
    second capital, is followed by a name, or has a capital elsewhere in the brief too. It is
    borne out by the same word in the article in any case; one all in capitals (US) only by one
    with a capital. Names that follow each other are one entry. A number is borne out by one of
    the same value, in Dutch or English writing, in digits or words.
    """
    names = frozenset(fold(m[0]) for text in texts for m in inner_names(text))
    return [
        tuple(dict.fromkeys(text[f.start : f.end] for f in _unsupported(text, names, evidence)))
        for text in texts
    ]


def _unsupported(text: str, names: frozenset[str], evidence: Evidence) -> list[_Found]:
    found: list[_Found] = []
    for match in _names(text, names):
        if _is_supported(match[0], evidence):
            continue
        start = match.start()
        if found and text[found[-1].end : start] == " ":
            start = found.pop().start
        found.append(_Found(start, match.start() + len(POSSESSIVE.sub("", match[0]))))
    for numeral in find_numerals(text):
        if not numeral.values & evidence.numbers:
            found.append(_Found(numeral.start, numeral.end))
    for start, end, word, value in find_number_words(text, "en"):
        if word in CHECKED_WORDS and value not in evidence.numbers:
            found.append(_Found(start, end))
    return sorted(found, key=lambda part: part.start)


def _names(text: str, names: frozenset[str]) -> Iterator[re.Match[str]]:
    """Words of a sentence that are names; names: folded, what is one elsewhere in the brief."""
    inner = {match.start(): match for match in inner_names(text)}
    for match in NAME_WORD.finditer(text):
        first, following = match[0], inner.get(match.end() + 1)
        is_followed = following is not None and text[match.end()] == " "
        if match.start() in inner or (
            has_capital(first)
            and not is_no_name(first)
            and first.casefold() not in FUNCTION_WORDS
            and (is_followed or fold(first) in names or any(map(str.isupper, first[1:])))
        ):
            yield match


def _is_supported(name: str, evidence: Evidence) -> bool:
    whole, *parts = split_name(name)
    known = evidence.capitals if whole.isupper() and len(whole) > 1 else evidence.words
    return fold(whole) in known or (
        bool(parts) and all(part.islower() or fold(part) in known for part in parts)
    )
