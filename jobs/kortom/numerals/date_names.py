"""Months and weekdays of a text, in words or digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kortom.numerals.calendar import MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS
from kortom.numerals.date_parts import NUMERIC_DATE, month_places
from kortom.numerals.figures import month_value
from kortom.numerals.quantity import Quantity, Value

_WORD = re.compile(r"[^\W\d_]+")
_PART_OF_DAY = r"(?:s|en|(?:och?tend|morgen|(?:na)?middag|avond|nacht)(?:s|en)?)?"
_WEEKDAY = {
    "nl": re.compile(rf"\b(?P<name>{'|'.join(WEEKDAYS['nl'])}){_PART_OF_DAY}\b", re.IGNORECASE),
    "en": re.compile(rf"\b(?P<name>{'|'.join(WEEKDAYS['en'])})s?\b", re.IGNORECASE),
}
# As in Pinkstermaandag and zondagskind.
_WITHIN = {
    language: re.compile("|".join(names), re.IGNORECASE) for language, names in WEEKDAYS.items()
}
_SHORT_WEEKDAY = re.compile(r"\b(?P<name>[^\W\d_]{2,5})\b\.?(?=,? ?[0-9])")
# Feasts that English may call by the weekday.
_FEAST = re.compile(
    r"\b(?:(?:eerste |tweede )?(?:paas|pinkster)\w*|pasen\b|hemelvaart\w*)", re.IGNORECASE
)
_FEAST_DAYS = frozenset[Value]({"sunday", "monday", "thursday"})
# Day and month without a year; but a score and a fraction look the same.
_SHORT_DATE = re.compile(
    r"(?<![0-9./-])(?P<first>[0-3]?[0-9])[-/](?P<second>[0-3]?[0-9])(?![0-9/-]|[.,][0-9])"
)
# English names of months that are also something else, and words after which they are months.
_AMBIGUOUS = frozenset({"march", "may", "april", "june", "august"})
_VERBS = {"nl": frozenset[str](), "en": frozenset({"march", "may", "mar"})}
_DATING_WORD = re.compile(
    r"\b(?:in|on|of|by|since|until|till|from|to|through|between|during|before|after|late|early|mid"
    r"|last|this|next|every|each|and|or|for|around|past)[ -]$",
    re.IGNORECASE,
)


def read_date_names(text: str, language: str) -> list[Quantity]:
    """Months (as "month 3") and weekdays (as "monday") of a text in "nl" or "en"."""
    return [*_months(text, language), *_numeric_months(text, language), *_weekdays(text, language)]


def _months(text: str, language: str) -> Iterator[Quantity]:
    dated = month_places(text, language)
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        number = MONTHS[language].get(word)
        is_sure = number is not None and _is_month(text, match, language)
        is_dated = match.start() in dated and (
            match[0][0].isupper() or word not in _VERBS[language]
        )
        if is_dated:
            number = number or SHORT_MONTHS[language].get(word)
        elif number is None or (
            language == "en" and match[0].islower() and match.start() not in dated
        ):
            number = _possible_month(match[0], language)
        if number is not None:
            value = frozenset[Value]({month_value(number)})
            yield Quantity(*match.span(), value if is_sure or is_dated else frozenset(), value)


def _is_month(text: str, match: re.Match[str], language: str) -> bool:
    """Whether the name of a month can be nothing else where it stands."""
    word = match[0]
    if language == "nl":
        return word.islower() and text[match.end() : match.end() + 1] != "-"
    if not word[0].isupper() or word.isupper():
        return False
    before = text[max(0, match.start() - 12) : match.start()]
    return word.casefold() not in _AMBIGUOUS or _DATING_WORD.search(before) is not None


def _possible_month(word: str, language: str) -> int | None:
    """The month that a word may stand for: of aprilnummer, of Nov, of a careless "july"."""
    folded = word.casefold()
    if language == "nl":
        begun = (number for name, number in MONTHS["nl"].items() if folded.startswith(name))
        return next(begun, None) if folded != "meisje" else None
    if word[0].isupper():
        return SHORT_MONTHS["en"].get(folded)
    return None if folded in _VERBS["en"] else MONTHS["en"].get(folded)


def _numeric_months(text: str, language: str) -> Iterator[Quantity]:
    """Months in digits: the second number in Dutch, either of the first two in English."""
    for match in NUMERIC_DATE.finditer(text):
        if match["iso_month"]:
            numbers = {int(match["iso_month"])}
        else:
            numbers = {int(match["second"])}
            numbers |= {int(match["first"])} if language == "en" else set()
        yield Quantity(*match.span(), _month_values(numbers))
    for match in _SHORT_DATE.finditer(text):
        numbers = {int(match["first"]), int(match["second"])}
        yield Quantity(*match.span(), frozenset(), _month_values(numbers))


def _month_values(numbers: set[int]) -> frozenset[Value]:
    return frozenset(month_value(number) for number in numbers if 1 <= number <= 12)


def _weekdays(text: str, language: str) -> Iterator[Quantity]:
    names = dict(zip(WEEKDAYS[language], WEEKDAYS["en"], strict=True))
    whole = set()
    for match in _WEEKDAY[language].finditer(text):
        whole.add(match.start())
        yield Quantity(*match.span(), frozenset({names[match["name"].casefold()]}))
    for match in _WITHIN[language].finditer(text):
        if match.start() not in whole:
            yield Quantity(*match.span(), frozenset(), frozenset({names[match[0].casefold()]}))
    for match in _SHORT_WEEKDAY.finditer(text):
        name = SHORT_WEEKDAYS[language].get(match["name"].casefold())
        if name:
            yield Quantity(*match.span(), frozenset(), frozenset({name}))
    for match in _FEAST.finditer(text) if language == "nl" else ():
        yield Quantity(*match.span(), frozenset(), _FEAST_DAYS)
