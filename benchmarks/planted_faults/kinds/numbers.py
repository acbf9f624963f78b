"""Wrong, lost and invented numbers."""

from __future__ import annotations

import re

from .case import Case, Fault, first_capital, pick, put

NUMBER = r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-])(?![.,]\d)"
WHOLE = r"(?<![\w.,:/-])\d{2,}(?![\w:/-])(?![.,]\d)"
THOUSANDS = r"(?<![\w.,:/-])\d{1,3}(?:,\d{3})+(?![\w:/-])(?![.,]\d)"
DECIMAL = r"(?<![\w.,:/-])\d+\.\d{1,2}(?![\w:/-])(?![.,]\d)"
YEAR = r"(?:1[5-9]|20)\d\d"
WORDS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
)
WORD = rf"\b({'|'.join(WORDS)})\b"
LARGE = {"million": "billion", "billion": "million", "thousand": "million", "hundred": "thousand"}
PLURAL = (
    r"\b(?:the|of|with|for|all|our|your|their|these|those|different|other) "
    r"(?=([a-z]{3,}(?<!u)(?<!i)(?<!s)s)\b)"
)


def other_digit(case: Case) -> str | None:
    """One digit read as another: 1,347 -> 1,847."""
    match = pick(case, NUMBER)
    return put(match, with_other_digit(case, match[0])) if match else None


def with_other_digit(case: Case, number: str) -> str:
    """A number with one digit changed, without a zero at its start."""
    at = case.rng.choice([i for i, char in enumerate(number) if char.isdigit()])
    choices = [digit for digit in "0123456789" if digit != number[at]]
    if at == 0:
        choices.remove("0") if "0" in choices else None
    return number[:at] + case.rng.choice(choices) + number[at + 1 :]


def swapped_digits(case: Case) -> str | None:
    """Two neighbours exchanged: 1839 -> 1893."""
    match = pick(case, WHOLE)
    if not match:
        return None
    number = match[0]
    places = [
        i
        for i in range(len(number) - 1)
        if number[i] != number[i + 1] and (i or number[i + 1] != "0")
    ]
    if not places:
        return None
    i = case.rng.choice(places)
    return put(match, number[:i] + number[i + 1] + number[i] + number[i + 2 :])


def lost_digit(case: Case) -> str | None:
    """A digit too few: 215 -> 25."""
    match = pick(case, WHOLE)
    if not match:
        return None
    i = case.rng.randrange(len(match[0]))
    number = match[0][:i] + match[0][i + 1 :]
    return put(match, number) if number[0] != "0" else None


def doubled_digit(case: Case) -> str | None:
    """A digit too many: 45 -> 455."""
    match = pick(case, NUMBER)
    if not match:
        return None
    i = case.rng.choice([i for i, char in enumerate(match[0]) if char.isdigit()])
    number = match[0][: i + 1] + match[0][i] + match[0][i + 1 :]
    return put(match, number) if number[0] != "0" else None


def misread_separator(case: Case) -> str | None:
    """The Dutch point or comma taken for the other: 1.500 -> 1.5, 3,5 -> 35."""
    match = pick(case, f"{THOUSANDS}|{DECIMAL}")
    if not match:
        return None
    if "," not in match[0]:
        return put(match, match[0].replace(".", "").lstrip("0") or "0")
    head, tail = match[0].split(",", 1)
    tail = tail.replace(",", "").rstrip("0")
    if len(tail) == 3:  # 12.345 could still be read as the Dutch number
        return put(match, f"{head}{tail[0]}.{tail[1:]}")
    return put(match, f"{head}.{tail}" if tail else head)


def other_magnitude(case: Case) -> str | None:
    """Million for billion, thousand for million."""
    match = pick(case, rf"\b({'|'.join(LARGE)})(?=s?\b)")
    return put(match, LARGE[match[0]]) if match else None


def lost(case: Case) -> str | None:
    """A number left out; a year goes with its preposition."""
    year = pick(case, rf"(?:,? (?:in|since|by|of|from|until))? {YEAR}(?![\w/:-])(?![.,]\d)")
    match = year or pick(case, rf"{NUMBER} (?=[a-z])") or pick(case, rf"(?i:{WORD}) (?=[a-z])")
    if not match or re.search(r"^\s*(?:%|percent|per cent)", match.string[match.end() :]):
        return None
    return first_capital(put(match, " "))


def added(case: Case) -> str | None:
    """A number that the source does not have: the samples -> the 12 samples."""
    match = pick(case, PLURAL)
    if not match:
        return None
    number = case.rng.choice([n for n in range(3, 99) if str(n) not in case.reference])
    return put(match, f"{match[0]}{number} ")


def other_word(case: Case) -> str | None:
    """A written number read as another: four -> three."""
    match = pick(case, rf"(?i:{WORD})")
    if not match:
        return None
    word = match[0].lower()
    other = case.rng.choice([item for item in WORDS[:11] if item != word])
    return put(match, first_capital(other) if match[0][0].isupper() else other)


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        other_digit,
        swapped_digits,
        lost_digit,
        doubled_digit,
        misread_separator,
        other_magnitude,
        lost,
        added,
        other_word,
    )
}
