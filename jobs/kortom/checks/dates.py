"""Days, months, weekdays and years that a translation changed, lost or added."""

from __future__ import annotations

from kortom.checks.differences import describe
from kortom.numerals import read_quantities, unexplained
from kortom.numerals.date_names import read_date_names
from kortom.numerals.date_parts import read_days_and_years


def find_dates(source: str, hypothesis: str) -> list[str]:
    """Parts of dates that the Dutch has and the English has not ("dinsdag lost"), and the reverse.

    Months and weekdays are compared as such, in words or in digits (12-3-2024). A day of a month
    and a year count as borne out by the same number anywhere in the other text. Names that are
    also something else ("May", "march", "sun") are missed only where they must be a date.
    """
    dutch, english = read_date_names(source, "nl"), read_date_names(hypothesis, "en")
    lost, added = unexplained(dutch, english), unexplained(english, dutch)
    ours, theirs = read_days_and_years(source, "nl"), read_days_and_years(hypothesis, "en")
    if ours:
        lost += unexplained(ours, read_quantities(hypothesis, "en"))
    if theirs:
        added += unexplained(theirs, read_quantities(source, "nl"))
    return describe(source, lost, hypothesis, added)
