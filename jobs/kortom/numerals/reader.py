"""All numbers of a sentence, with what each can mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

from kortom.numerals.calendar import find_month_hints, find_years
from kortom.numerals.clock import find_times
from kortom.numerals.dutch import DUTCH
from kortom.numerals.english import ENGLISH
from kortom.numerals.idioms import find_equivalents, find_roman_numerals, spans_without_number
from kortom.numerals.quantity import Quantity, Value
from kortom.numerals.runs import Run, find_runs

_LEXICONS = {"nl": DUTCH, "en": ENGLISH}
_PERIOD = {
    "nl": re.compile(r" (decennia|eeuwen)\b"),
    "en": re.compile(r"[ -](decades|centuries)\b"),
}
_BETWEEN = {
    "nl": re.compile(r"-?\s?(?:[-–—/,]|tot en met|tot|of|a|à|en)\s?"),
    "en": re.compile(r"-?\s?(?:[-–—/,]|to|or|and|by)\s?"),
}
_LONGEST_BETWEEN = 20


@lru_cache(maxsize=4)
def read_quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """The numbers of a text in "nl" or "en", in digits or words, by their place.

    Some overlap: one that only hints at values may stand within another. The last texts are
    remembered, since several checks look at a pair, one after the other.
    """
    whole = [*find_times(text, language), *find_years(text, language)]
    taken = _mask(((q.start, q.end) for q in whole if q.means), len(text))
    runs = [run for run in find_runs(text, _LEXICONS[language]) if not taken[run.start]]
    equivalents = list(find_equivalents(text, language))
    found = [
        *whole,
        *_quantities(text, runs, equivalents, language),
        *find_month_hints(text, language),
        *equivalents,
        *find_roman_numerals(text),
    ]
    without = _mask(spans_without_number(text, language), len(text))
    found = [_loosen(quantity) if without[quantity.start] else quantity for quantity in found]
    return tuple(sorted(found, key=lambda quantity: (quantity.start, quantity.end)))


def _quantities(
    text: str, runs: list[Run], equivalents: list[Quantity], language: str
) -> Iterator[Quantity]:
    """Quantities of runs, with all that they can mean.

    In "2 to 3 million" the 2 may have the scale of the 3, "two decades" are also twenty years, and
    "anderhalf jaar" eighteen months.
    """
    others = {equivalent.start: equivalent.hints for equivalent in equivalents}
    for run, following in zip_longest(runs, runs[1:]):
        factors = []
        if following and run.scale == 1 and following.scale > 1:
            gap = text[run.end : following.start][: _LONGEST_BETWEEN + 1]
            if _BETWEEN[language].fullmatch(gap):
                factors.append(following.scale)
        period = _PERIOD[language].match(text, run.end)
        if period:
            factors.append(10 if period[1].startswith("d") else 100)
        numbers = [value for value in run.means if isinstance(value, Fraction)]
        scaled = frozenset[Value](value * factor for value in numbers for factor in factors)
        other = others.get(run.start, frozenset()) if run.means else frozenset()
        yield Quantity(run.start, run.end, run.means | scaled | other, run.hints)


def _loosen(quantity: Quantity) -> Quantity:
    return replace(quantity, means=frozenset(), hints=quantity.means | quantity.hints)


def _mask(spans: Iterable[tuple[int, int]], length: int) -> bytearray:
    """For each place of a text whether it is within one of the spans."""
    mask = bytearray(length + 1)
    for start, end in spans:
        mask[start:end] = b"\1" * (end - start)
    return mask
