"""Percentages that a translation changed, lost or added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kortom.checks.differences import describe
from kortom.numerals import Quantity, Value, partners, read_quantities, unexplained

_SIGN = {
    "nl": re.compile(r"%|‰|(?<![^\W\d_])(?:procent|percent|pct\b|promille\b)", re.IGNORECASE),
    "en": re.compile(
        r"%|‰|(?<![^\W\d_])(?:per ?cent|percentage[ -]points?|pct|per ?mille?|pp)\b", re.IGNORECASE
    ),
}
_PER_MILLE = re.compile(r"‰|promille|per ?mille?", re.IGNORECASE)
_GAP = re.compile(r"[ \u00a0\u202f-]{0,2}")
_ONE = re.compile(r"\b(?:een|één|eén|one|a)[ -]$", re.IGNORECASE)
_SHARE = re.compile(r"\b(?:half|halve|helft|kwart|driekwart|quarter)\b", re.IGNORECASE)


def find_percentages(source: str, hypothesis: str) -> list[str]:
    """Percentages of the Dutch that the English has not ("5% lost"), and the reverse.

    A percentage is a number with its sign or word (%, procent, per cent, percentage points,
    promille): the bare number does not do. "Half" does for 50 per cent.
    """
    dutch, english = _read(source, "nl"), _read(hypothesis, "en")
    lost, added = unexplained(dutch, english), unexplained(english, dutch)
    return describe(source, lost, hypothesis, added)


def _read(text: str, language: str) -> list[Quantity]:
    if not _SIGN[language].search(text):
        return list(_shares(text))
    numbers = [q for q in read_quantities(text, language) if q.means or q.hints]
    ends: dict[int, list[int]] = {}
    for index, quantity in enumerate(numbers):
        ends.setdefault(quantity.end, []).append(index)
    found = list(_shares(text))
    for sign in _SIGN[language].finditer(text):
        gap = _gap_before(text, sign.start())
        indices = ends.get(gap, [])
        unit = " per mille" if _PER_MILLE.fullmatch(sign[0]) else "%"
        means: frozenset[Value] = frozenset()
        start = gap
        for index in indices:
            means |= _with_unit(numbers[index], unit)
            start = min(start, numbers[index].start)
        if means:
            is_sure = any(numbers[index].means for index in indices)
            found.append(Quantity(start, sign.end(), means if is_sure else frozenset(), means))
            found += [
                Quantity(other.start, other.end, frozenset(), _with_unit(other, unit))
                for other in partners(text, numbers, indices[0])
            ]
        elif _ONE.search(text[max(0, sign.start() - 5) : sign.start()]):
            found.append(Quantity(sign.start(), sign.end(), frozenset(), frozenset({f"1{unit}"})))
    return found


def _gap_before(text: str, at: int) -> int:
    """Where the number before a sign ends, if there is one."""
    start = at
    while start > 0 and at - start < 2 and _GAP.fullmatch(text[start - 1 : start]):
        start -= 1
    return start


def _with_unit(number: Quantity, unit: str) -> frozenset[Value]:
    return frozenset(f"{value}{unit}" for value in number.means or number.hints)


def _shares(text: str) -> Iterator[Quantity]:
    """Words for a share, which may be said as a percentage."""
    shares = {"half": 50, "halve": 50, "helft": 50, "kwart": 25, "driekwart": 75, "quarter": 25}
    for match in _SHARE.finditer(text):
        share = shares.get(match[0].casefold())
        if share:
            values = {f"{share}%", f"{Fraction(share, 100)}%"}
            yield Quantity(*match.span(), frozenset(), frozenset(values))
