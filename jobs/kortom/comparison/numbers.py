"""Numbers as people read them, in a table or a sentence."""

from __future__ import annotations

from kortom.comparison.values import Difference, Unit, Value

_DECIMALS: dict[Unit, int] = {
    "points": 2,
    "%": 1,
    "words": 1,
    "share": 3,
    "seconds": 2,
    "articles per second": 2,
    "words per second": 0,
}


def number_text(value: float, unit: Unit) -> str:
    """A value with its unit's decimals; only a percentage shows its unit."""
    return f"{_rounded(value, unit):,.{_DECIMALS[unit]}f}{'%' if unit == '%' else ''}"


def signed_text(value: float, unit: Unit) -> str:
    """A difference; of percentages it is in percentage points."""
    return f"{_rounded(value, unit):+,.{_DECIMALS[unit]}f}"


def value_text(value: Value, unit: Unit) -> str:
    """A value with its interval."""
    low, high = (f"{_rounded(x, unit):,.{_DECIMALS[unit]}f}" for x in (value.low, value.high))
    return f"{number_text(value.value, unit)} ({low} to {high})"


def interval_text(difference: Difference, unit: Unit) -> str:
    """The interval of a difference."""
    return f"{signed_text(difference.low, unit)} to {signed_text(difference.high, unit)}"


def p_text(p: float | None) -> str:
    """A p-value; "-" where there is no test."""
    if p is None:
        return "-"
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _rounded(value: float, unit: Unit) -> float:
    """Without a negative zero."""
    return round(value, _DECIMALS[unit]) + 0.0
