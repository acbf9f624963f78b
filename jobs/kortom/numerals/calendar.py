"""Names of months and weekdays, decades, and years of two digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kortom.names import fold
from kortom.numerals.dutch import cardinal
from kortom.numerals.english import DECADES
from kortom.numerals.figures import month_value
from kortom.numerals.quantity import Quantity, Value


def _numbered(names: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split(), start=1)}


MONTHS = {
    "nl": _numbered(
        "januari februari maart april mei juni juli augustus september oktober november december"
    ),
    "en": _numbered(
        "january february march april may june july august september october november december"
    ),
}
"""By language: the names of the months in lower case, and their numbers from 1."""

SHORT_MONTHS = {
    "nl": _numbered("jan feb mrt apr mei jun jul aug sep okt nov dec")
    | {"febr": 2, "mar": 3, "sept": 9, "oct": 10},
    "en": _numbered("jan feb mar apr may jun jul aug sep oct nov dec") | {"sept": 9},
}
"""By language: abbreviations of months without their stop. Alone they may be something else."""

WEEKDAYS = {
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag".split(),
    "en": "monday tuesday wednesday thursday friday saturday sunday".split(),
}
"""By language: the weekdays in lower case, from Monday."""

SHORT_WEEKDAYS = {
    "nl": dict(zip("ma di wo do vr za zo".split(), WEEKDAYS["en"], strict=True)),
    "en": dict(zip("mon tue wed thu fri sat sun".split(), WEEKDAYS["en"], strict=True))
    | {"tues": "tuesday", "thurs": "thursday"},
}
"""By language: abbreviations of weekdays, and the English weekdays."""

_DUTCH_DECADE = re.compile(r"\b(?P<name>)(?P<decade>[0-9]{4}|[0-9]{2}|[a-z]+tig)\b", re.IGNORECASE)
_ENGLISH_DECADE = re.compile(
    rf"['’‘`]?\b(?:(?P<decade>[0-9]{{4}}|[0-9]0)['’]?s|(?P<name>{'|'.join(DECADES)}))\b",
    re.IGNORECASE,
)
_DUTCH_DECADES = re.compile(
    r"\bjaren(?:(?:,| en| of| tot)? ['’‘`]?(?:[0-9]{4}|[0-9]{2}|[a-z]+tig)\b)+", re.IGNORECASE
)
_SHORT_YEAR = re.compile(r"(?<!\w)['’‘`](?P<year>[0-9]{2})(?![\w'’]|[.,][0-9])")
_YEAR_RANGE = re.compile(
    r"(?<![0-9.,])(?P<century>1[5-9]|20)[0-9]{2} ?[-–/] ?(?P<year>[0-9]{2})(?![-./,]?[0-9])"
)
_DATE = re.compile(
    r"(?<![0-9.-])[0-3]?[0-9]([-./])[0-3]?[0-9]\1(?P<year>[0-9]{2})(?![0-9.-]|[.,][0-9])"
)


def find_years(text: str, language: str) -> Iterator[Quantity]:
    """Decades ("jaren tachtig", "the 1980s", "the eighties") and years short of their century."""
    for match in _decades(text, language):
        decade = _decade(match["decade"] or match["name"], language)
        if decade is not None:
            means = frozenset[Value]({Fraction(decade), Fraction(1900 + decade % 100)})
            yield Quantity(*match.span(), means, means)
    for pattern in (_SHORT_YEAR, _YEAR_RANGE, _DATE):
        for match in pattern.finditer(text):
            year = int(match["year"])
            means = frozenset[Value](map(Fraction, (year, 1900 + year, 2000 + year)))
            yield Quantity(*match.span("year"), means)


def find_month_hints(text: str, language: str) -> Iterator[Quantity]:
    """Months by name, which may stand for their number in the other text."""
    for match in re.finditer(r"[^\W\d_]+", text):
        month = MONTHS[language].get(match[0].casefold())
        if month:
            yield Quantity(*match.span(), frozenset(), frozenset({month_value(month)}))


def _decades(text: str, language: str) -> Iterator[re.Match[str]]:
    if language == "en":
        yield from _ENGLISH_DECADE.finditer(text)
        return
    for decades in _DUTCH_DECADES.finditer(text):
        yield from _DUTCH_DECADE.finditer(text, *decades.span())


def _decade(text: str, language: str) -> int | None:
    if text.isdecimal():
        return int(text)
    value = cardinal(fold(text)) if language == "nl" else DECADES.get(text.casefold())
    return None if value is None else int(value)
