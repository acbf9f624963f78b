"""Numbers that a translation changed, lost or added."""

from __future__ import annotations

from kortom.checks.differences import describe
from kortom.numerals import read_quantities, unexplained


def find_numbers(source: str, hypothesis: str) -> list[str]:
    """Numbers of the Dutch that the English has not ("1.234 lost"), and the reverse ("17 added").

    Digits, number words, amounts in millions, fractions, times and years are compared by their
    values. Words that other words can render ("één", "beide", "tweede", "tientallen") are never
    missed.
    """
    dutch, english = read_quantities(source, "nl"), read_quantities(hypothesis, "en")
    lost, added = unexplained(dutch, english), unexplained(english, dutch)
    return describe(source, lost, hypothesis, added)
