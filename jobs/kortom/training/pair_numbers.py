"""Whether the digits of the two sides disagree: quick, for millions of pairs.

`kortom.checks.quantities` understands numbers and takes far longer. Here digits are only compared,
and a pair is kept wherever there may be another way to say the same: in words, on a clock of twelve
hours, as a year without its century.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

MIN_DIGITS = 3
"""A number of so many digits, zeros at its ends aside, is not written in words."""

_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[.,'’ \u00a0\u202f][0-9]{3})+(?![0-9])|[0-9]+")
"""Thousands are joined; decimals and the parts of a date or time are numbers of their own, since
the two languages part them alike or change their order."""

_DECADE = re.compile(r"\b[0-9]{2}(?=[0-9]0['’]?s\b)")
_NO_DIGIT = re.compile(r"[^0-9]")
_CENTURY = re.compile(r"(?:1[0-9]|20)[0-9]{1,2}$")
"""A year; one that ends a decade is without its nought here."""

_CLOCK_HOURS = 12


def numbers_disagree(source: str, target: str) -> bool:
    """Whether both sides have as many numbers and not the same, or one side has a long number that
    is nowhere in the other."""
    # The 1980s are "de jaren 80", or "tachtig".
    dutch, english = _numbers(source), _numbers(_DECADE.sub("", target))
    if dutch == english:
        return False
    if len(dutch) == len(english):
        return _differ(dutch, english) and not _is_half_hour(source)
    return _lacks(dutch, english) or _lacks(english, dutch)


def _numbers(text: str) -> list[str]:
    return [_NO_DIGIT.sub("", number) for number in _NUMBER.findall(text)]


def _differ(left: Sequence[str], right: Sequence[str]) -> bool:
    ours, theirs = Counter(map(_significant, left)), Counter(map(_significant, right))
    rest = list((theirs - ours).elements())
    for number in (ours - theirs).elements():
        alike = next((other for other in rest if _alike(number, other)), None)
        if alike is None:
            return True
        rest.remove(alike)
    return False


def _alike(one: str, other: str) -> bool:
    """The same hour of two clocks, or a year with and without its century."""
    if not one or not other:
        # Noughts alone may be a century: "de 19e eeuw" is the 1800s.
        return True
    if len(one) <= 2 and len(other) <= 2:
        return abs(int(one) - int(other)) == _CLOCK_HOURS
    return _is_year(one, other) or _is_year(other, one)


def _is_year(long: str, short: str) -> bool:
    return bool(_CENTURY.match(long)) and long[2:] == short


def _significant(number: str) -> str:
    return number.strip("0")


def _lacks(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether a long number of the left is nowhere in the right."""
    joined = "".join(right)
    return any(
        len(digits := _significant(number)) >= MIN_DIGITS
        and digits not in joined
        and not any(_is_year(digits, _significant(other)) for other in right)
        for number in left
    )


def _is_half_hour(source: str) -> bool:
    """Dutch counts half hours to the next hour: half 8 is half past 7."""
    return "half " in source.casefold()
