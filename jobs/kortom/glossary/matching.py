"""Which terms of a glossary stand in a Dutch sentence, the longest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kortom.glossary.entries import Entry, Glossary
from kortom.glossary.spelling import comparable, is_word_character, stands_free

Index = Mapping[str, Sequence[Entry]]
"""Entries by the first word of their Dutch, case folded; the longest first."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entry in a sentence. start, end: where in its Dutch."""

    entry: Entry
    start: int
    end: int


def index_entries(glossary: Glossary) -> Index:
    """The entries made ready for `find_terms`."""
    index: dict[str, list[Entry]] = {}
    # Of equal lengths the stricter rule first.
    for entry in sorted(glossary.entries, key=lambda e: (-len(e.source), e.case != "exact")):
        index.setdefault(_first_word(entry.source, 0), []).append(entry)
    return index


def find_terms(source: str, index: Index) -> list[Match]:
    """Terms in a Dutch sentence, in its order, none within another.

    What is part of a longer word or compound is no term (see `stands_free`), nor is a common noun
    that begins a name (see `_begins_name`). In a text all in capitals no term is written exactly
    as its entry: "OM" may be any "om".
    """
    text = comparable(source)
    shouted = text.isupper()
    found: list[Match] = []
    position = 0
    for start in _starts(text):
        if start >= position and (match := _match_at(text, start, index, shouted)):
            found.append(match)
            position = match.end
    return found


def _match_at(text: str, start: int, index: Index, shouted: bool) -> Match | None:
    for entry in index.get(_first_word(text, start), ()):
        end = start + len(entry.source)
        found = text[start:end]
        if entry.case == "any":
            same = found.casefold() == entry.source.casefold()
        else:
            same = found == entry.source and not shouted
        name = not shouted and _begins_name(text, start, end, entry)
        if same and not name and stands_free(text, start, end):
            return Match(entry, start, end)
    return None


def _begins_name(text: str, start: int, end: int, entry: Entry) -> bool:
    """Whether a common noun has a capital though it stands inside the sentence, and a capital
    follows, as in "de Premier League"."""
    if not (entry.source[0].islower() and text[start].isupper()):
        return False
    before = text[:start][-2:].rstrip()
    inside = bool(before) and (is_word_character(before[-1]) or before[-1] == ",")
    follows = text[end : end + 1] == " " and text[end + 1 : end + 2].isupper()
    return inside and follows


def _starts(text: str) -> Iterator[int]:
    """Where a term can begin: anywhere but at white space and within a word."""
    within = False
    for position, character in enumerate(text):
        if not within and not character.isspace():
            yield position
        within = is_word_character(character)


def _first_word(text: str, start: int) -> str:
    end = start + 1
    while end < len(text) and is_word_character(text[end]):
        end += 1
    return text[start:end].casefold()
