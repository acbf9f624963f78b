"""Dates as articles carry them: ISO, and possibly partial."""

from __future__ import annotations

import re
from datetime import date, datetime

_PARTIAL = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ].*", re.DOTALL)


def parse_date(text: str) -> str | None:
    """The date in "2021", "2021-12", "2021-12-07" or an ISO date with time; None if it is none.

    An impossible date (2021-13, 2021-02-30) is none. The time is dropped, as it stands: a date is
    the one that the article was dated with, in its own time zone.
    """
    text = text.strip()
    if _PARTIAL.fullmatch(text):
        return text if _exists(text) else None
    match = _WITH_TIME.fullmatch(text)
    return match.group(1) if match and _is_datetime(text) else None


def _exists(text: str) -> bool:
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _is_datetime(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
