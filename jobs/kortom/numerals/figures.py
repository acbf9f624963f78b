"""Numbers in digits as a reader of one language takes them."""

from __future__ import annotations

import re
from fractions import Fraction

from kortom.numerals.quantity import Value

FIGURE = (
    r"(?<![0-9])[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9.:])(?:,[0-9]+)?"
    r"|[0-9]+(?:[.,:][0-9]+)*"
)
"""A pattern of digits with the separators that may belong to them."""

_MAX_DIGITS = 40
_SPACE = re.compile(r"[ \u00a0\u202f]")
_TIME = re.compile(r"([01]?[0-9]|2[0-4])[.:]([0-5][0-9])")
# One mark for both, as those write who switch their locale by halves: 9.837.94.
_ALL_ALIKE = re.compile(r"([1-9][0-9]{0,2}(?:([.,])[0-9]{3})+)\2([0-9]{1,2})")
_SEPARATORS = {"nl": (".", ","), "en": (",", ".")}
"""By language: what stands between thousands, and before decimals."""


def _patterns(thousands: str, decimal: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    grouped = rf"([1-9][0-9]{{0,2}}(?:\{thousands}[0-9]{{3}})+)(?:\{decimal}([0-9]+))?"
    return re.compile(grouped), re.compile(rf"([0-9]+)\{decimal}([0-9]+)")


_GROUPED, _DECIMAL = (
    dict(zip(_SEPARATORS, column, strict=True))
    for column in zip(*(_patterns(*pair) for pair in _SEPARATORS.values()), strict=True)
)
_OTHER = {"nl": "en", "en": "nl"}


def figure_values(figure: str, language: str) -> frozenset[Value]:
    """What a match of FIGURE can mean to a reader of the language; nothing if it is no number.

    Writers of either language borrow the other's separators. That is understood where it can mean
    nothing else: a Dutch 2.5, and an English 2,5, but an English 1.500 is one and a half.
    """
    figure = _SPACE.sub("", figure)
    values: set[Value] = set()
    time = _TIME.fullmatch(figure)
    if time:
        values |= clock_values(int(time[1]), int(time[2]))
    match = (
        _GROUPED[language].fullmatch(figure)
        or _DECIMAL[language].fullmatch(figure)
        or _GROUPED[_OTHER[language]].fullmatch(figure)
        or _DECIMAL[_OTHER[language]].fullmatch(figure)
    )
    if match:
        values.add(plain_value(re.sub("[.,]", "", match[1]), match[2] or ""))
        if language == "nl" and _GROUPED["en"].fullmatch(figure):
            values.add(plain_value(*figure.replace(",", "").split(".")))
    elif figure.isdecimal():
        values.add(plain_value(figure))
    alike = _ALL_ALIKE.fullmatch(figure)
    if alike:
        values.add(plain_value(re.sub("[.,]", "", alike[1]), alike[3]))
    return frozenset(values)


def plain_value(whole: str, part: str = "") -> Value:
    """The value of digits, and of digits after the decimal sign."""
    if len(whole) + len(part) > _MAX_DIGITS:
        return f"{whole.lstrip('0')}.{part.rstrip('0')}"
    return Fraction(int(whole + part), 10 ** len(part))


def month_value(number: int) -> Value:
    """A month, by its number from 1."""
    return f"month {number}"


def clock_values(hour: int, minute: int) -> set[Value]:
    """A time of day, and for a full hour its number."""
    return {f"{hour}:{minute:02d}"} | ({Fraction(hour)} if minute == 0 else set())


def half_day_values(hour: int, minute: int) -> set[Value]:
    """The times of day that an hour from 1 to 12, said without its half of the day, can mean."""
    return (
        clock_values(hour % 12, minute)
        | clock_values(hour % 12 + 12, minute)
        | ({Fraction(hour)} if minute == 0 else set())
    )
