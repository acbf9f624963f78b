"""Wrong and lost dates."""

from __future__ import annotations

import re

from .case import Case, Fault, first_capital, pick, put

MONTHS = (
    "January February March April May June July August September October November December".split()
)
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTH = rf"\b(?:{'|'.join(MONTHS)})\b"
WEEKDAY = rf"\b(?:{'|'.join(WEEKDAYS)})(?=s?\b)"
YEAR = r"(?<![\w./:-])(?:1[5-9]|20)\d\d(?![\w/-])(?![.:]\d)"
ISO = r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])"
AFTER_MONTH = "|".join(f"(?<={month} )" for month in MONTHS)
DAY = (
    rf"(?:{AFTER_MONTH}|(?=\d\d?(?:st|nd|rd|th)?(?: of)? {MONTH}))"
    r"(?<![\d/-])(\d\d?)(st|nd|rd|th)?(?![\d:/%-])\b"
)
PHRASE = (
    rf"(?:,? ?\b(?i:on|in|since|from|by|until|as of|of|before|after|during|for)\b )?(?:the )?"
    rf"(?:early |late |mid-)?(?:{WEEKDAY},? )?"
    rf"(?:\d\d?(?:st|nd|rd|th)?(?: of)? {MONTH}|{MONTH}(?: \d\d?(?:st|nd|rd|th)?\b)?|{WEEKDAY}s?)"
    rf"(?:,? {YEAR})?"
)


def other_month(case: Case) -> str | None:
    """Another month: March -> May."""
    if re.search(ISO, case.reference) and case.rng.random() < 0.5:
        match = pick(case, ISO)
        month = case.rng.choice([n for n in range(1, 13) if n != int(match[2])]) if match else 0
        return put(match, f"{match[1]}-{month:02}-{match[3]}") if match else None
    return swapped(case, MONTH, MONTHS)


def other_weekday(case: Case) -> str | None:
    """Another day of the week."""
    return swapped(case, WEEKDAY, WEEKDAYS)


def swapped(case: Case, pattern: str, names: list[str]) -> str | None:
    """A name replaced by another of the list that the sentence does not have."""
    match = pick(case, pattern)
    if not match or (match[0] == "May" and not re.search(r"(?i)\bmei\b", case.source)):
        return None
    others = [name for name in names if name not in case.reference]
    return put(match, case.rng.choice(others)) if others else None


def other_year(case: Case) -> str | None:
    """A year some years off, or with two digits exchanged."""
    match = pick(case, YEAR)
    if not match:
        return None
    if case.rng.random() < 0.3 and match[0][2] != match[0][3]:
        return put(match, match[0][:2] + match[0][3] + match[0][2])
    off = case.rng.choice([-10, -9, -3, -2, -1, 1, 2, 3, 9, 10])
    year = str(int(match[0]) + off)
    return put(match, year) if year not in case.reference else None


def other_day(case: Case) -> str | None:
    """Another day of the month: 20 October -> 23 October."""
    match = pick(case, DAY) or pick(case, ISO)
    if not match:
        return None
    if "-" in match[0]:
        day = case.rng.choice([n for n in range(1, 29) if n != int(match[3])])
        return put(match, f"{match[1]}-{match[2]}-{day:02}")
    day = case.rng.choice([n for n in range(1, 29) if str(n) not in case.reference])
    return put(match, f"{day}{ordinal(day) if match[2] else ''}")


def ordinal(day: int) -> str:
    """The letters after the day of a month."""
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def day_for_month(case: Case) -> str | None:
    """Day and month exchanged: 4 March -> 3 April."""
    iso = [match for match in re.finditer(ISO, case.reference) if exchangeable(match)]
    if iso:
        match = case.rng.choice(iso)
        return put(match, f"{match[1]}-{match[3]}-{match[2]}")
    date = pick(case, rf"(\d\d?)(?:st|nd|rd|th)?(?: of)? ({MONTH})") or pick(
        case, rf"({MONTH}) (\d\d?)(?:st|nd|rd|th)?(?!\d)"
    )
    if not date:
        return None
    day, name = (date[1], date[2]) if date[1].isdigit() else (date[2], date[1])
    month = MONTHS.index(name) + 1
    if int(day) == month or not 1 <= int(day) <= 12:
        return None
    other = MONTHS[int(day) - 1]
    return put(date, f"{month} {other}" if date[1].isdigit() else f"{other} {month}")


def exchangeable(match: re.Match[str]) -> bool:
    """Whether day and month differ and both could be the other."""
    return match[2] != match[3] and int(match[3]) <= 12


def lost(case: Case) -> str | None:
    """The date left out, with its preposition."""
    year = rf"(?:,? ?\b(?i:in|since|from|by|until|of|for)\b )?{YEAR}"
    match = pick(case, PHRASE) or pick(case, year)
    if not match or ("May" in match[0] and not re.search(r"(?i)\bmei\b", case.source)):
        return None
    left = first_capital(put(match, " "))
    return left if len(left.split()) >= 3 else None


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (other_month, other_weekday, other_year, other_day, day_for_month, lost)
}
