"""What a language's number words are: the form in which a lexicon gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The number words of a language; every word in lower case and without accents.

    cardinal, ordinal: the value of a word that is one ("three", "third"), else None. compound: the
    number in a word that is rendered with it ("driejarig"), else None. loose_values: what a word
    hints at. scales: words that multiply what stands before them; short_scales: abbreviations that
    do; ambiguous_scales: those that can be something else (the m of 5 m). plurals: vague amounts
    that still have a size ("millions"). vague: words that leave a scale without a value ("several
    million"). link: the word within a number ("hundred and two"). article, half: the words of
    "half a million" and "two and a half". units: words that are numbers only within a number
    ("twenty-one"); unit_ordinals: those of them that end it ("twenty-first").
    """

    language: str
    cardinal: Callable[[str], int | Fraction | None]
    ordinal: Callable[[str], int | None]
    compound: Callable[[str], int | None]
    loose_values: Callable[[str], frozenset[Fraction]]
    scales: Mapping[str, int]
    short_scales: Mapping[str, int]
    ambiguous_scales: Mapping[str, int]
    plurals: Mapping[str, int]
    vague: frozenset[str]
    link: str
    article: str
    half: frozenset[str]
    units: Mapping[str, int] = field(default_factory=dict)
    unit_ordinals: frozenset[str] = frozenset()


def hints(words: Mapping[int | Fraction, str]) -> dict[str, frozenset[Fraction]]:
    """From words by value, the values by word."""
    values: dict[str, set[Fraction]] = {}
    for value, text in words.items():
        for word in text.split():
            values.setdefault(word, set()).add(Fraction(value))
    return {word: frozenset(found) for word, found in values.items()}
