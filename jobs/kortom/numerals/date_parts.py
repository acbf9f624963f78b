"""Days of a month and years, and where in a text the parts of dates stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kortom.numerals.calendar import MONTHS, SHORT_MONTHS
from kortom.numerals.quantity import Quantity
from kortom.numerals.reader import read_quantities

_DAY = r"(?<![0-9.,:])(?:[12][0-9]|3[01]|0?[1-9])(?:e|de|ste|st|nd|rd|th)?"
_NO_MORE = r"(?![0-9:]|[.,][0-9])"
_BETWEEN = r" ?(?:[-–/,]|tot en met|t/m|tot|en|of|to|and|or|through|until) ?"


def _dates(language: str) -> re.Pattern[str]:
    """Days, a month and perhaps a year; or a month and days; or a month and a year."""
    names = [*MONTHS[language], *(rf"{short}\b\.?" for short in SHORT_MONTHS[language])]
    month = rf"(?i:{'|'.join(names)})(?![^\W\d_])"
    return re.compile(
        rf"\b(?P<days>(?:{_DAY}{_BETWEEN}){{0,6}}{_DAY}) (?:of |in )?(?P<month>{month})"
        r"(?:,? ['’]?(?P<year>[0-9]{4})\b)?"
        rf"|\b(?P<first_month>{month}) (?:the )?"
        rf"(?P<last_days>{_DAY}{_NO_MORE}(?:{_BETWEEN}{_DAY}{_NO_MORE}){{0,6}})"
        rf"|\b(?P<lone_month>{month}),? (?:of |van )?['’]?(?P<lone_year>[0-9]{{4}})\b"
    )


_DATES = {language: _dates(language) for language in MONTHS}
NUMERIC_DATE = re.compile(
    r"(?<![0-9./-])(?:(?P<iso_year>[12][0-9]{3})([-./])(?P<iso_month>[01]?[0-9])\2"
    r"(?P<iso_day>[0-3]?[0-9])|(?P<first>[0-3]?[0-9])([-./])(?P<second>[0-3]?[0-9])\6"
    r"(?P<year>[12][0-9]{3}|[0-9]{2}))(?![0-9/-]|[.,][0-9])"
)
"""A date in digits alone, in one of the groups iso_... or first, second, year."""

_YEAR = re.compile(r"(?<![\w.,:/€$£#-])(?<![€$£] )(?:1[5-9]|20)[0-9]{2}(?![\w:/%€$£]|[.,][0-9])")
# Before these it is a count.
_UNIT = re.compile(
    r" (?:euro|dollar|pond|pound|met[er]|kilo|km|mensen|people|man|keer|times|gram|ton|uur|hour"
    r"|proc|per|mil|bil|[€$])",
    re.IGNORECASE,
)


def month_places(text: str, language: str) -> set[int]:
    """Where the months stand that have a day or a year beside them."""
    return {
        match.start(part)
        for match in _DATES[language].finditer(text)
        for part in ("month", "first_month", "lone_month")
        if match[part]
    }


def read_days_and_years(text: str, language: str) -> list[Quantity]:
    """The numbers of a text in "nl" or "en" that are days of a month or years."""
    starts = set(_number_places(text, language))
    if not starts:
        return []
    return [q for q in read_quantities(text, language) if q.start in starts]


def _number_places(text: str, language: str) -> Iterator[int]:
    for match in _DATES[language].finditer(text):
        for part in ("year", "lone_year"):
            if match[part]:
                yield match.start(part)
        for part in ("days", "last_days"):
            for day in re.finditer("[0-9]+", match[part] or ""):
                yield match.start(part) + day.start()
    for match in NUMERIC_DATE.finditer(text):
        for part in ("iso_year", "iso_day", "year"):
            if match[part]:
                yield match.start(part)
        for part in ("first", "second"):
            if match[part] and (int(match[part]) > 12 or (part == "first" and language == "nl")):
                yield match.start(part)
    for match in _YEAR.finditer(text):
        if not _UNIT.match(text, match.end()):
            yield match.start()
