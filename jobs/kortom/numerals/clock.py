"""Times of day in words and in digits: half negen, kwart over drie, 20.30 uur, 8.30 pm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from kortom.numerals.either import NUMBER_WORDS
from kortom.numerals.figures import clock_values, half_day_values
from kortom.numerals.quantity import Quantity, Value


def _words(language: str, values: range) -> str:
    words = [word for word, value in NUMBER_WORDS[language].items() if value in values]
    words += ["een"] if language == "nl" else []
    return "|".join(sorted(words, key=len, reverse=True))


_DUTCH_WORD, _ENGLISH_WORD = _words("nl", range(1, 13)), _words("en", range(1, 13))
_DUTCH_HOUR, _ENGLISH_HOUR = rf"[0-9]{{1,2}}|{_DUTCH_WORD}", rf"[0-9]{{1,2}}|{_ENGLISH_WORD}"
_DUTCH_MINUTE = rf"[0-5]?[0-9]|{_words('nl', range(1, 30))}"
_ENGLISH_MINUTE = rf"[0-5]?[0-9]|{_words('en', range(1, 30))}"
_NO_AMOUNT = r"(?![.,:]?[0-9])(?!\s*(?:%|[€$£]|procent|percent|per|mil|jaar|years?))"
_AT_NIGHT = r"[ap]\.? ?m\b|o['’]clock|in the (?:morning|afternoon|evening)"

_FRACTIONS = {"kwart": 15, "quarter": 15, "half": 30}

_SPOKEN = {
    "nl": re.compile(
        rf"\b(?:(?P<minute>kwart|{_DUTCH_MINUTE})(?: minuten)? (?P<side>over|voor) )?"
        rf"(?P<half>half )?(?P<hour>{_DUTCH_HOUR})\b{_NO_AMOUNT}",
        re.IGNORECASE,
    ),
    "en": re.compile(
        rf"\b(?P<minute>half|(?:a )?quarter|{_ENGLISH_MINUTE})(?: minutes)? "
        rf"(?P<side>past|to|after|before|till) (?P<half>)(?P<hour>{_ENGLISH_HOUR})\b{_NO_AMOUNT}",
        re.IGNORECASE,
    ),
}
_DIGITAL = {
    "nl": re.compile(
        r"\b(?P<half_day>)(?P<hour>[0-9]{1,2})(?:(?:[.:uh]| uur )(?P<minute>[0-5][0-9]))?"
        r" ?(?:uur|u|h)\b"
    ),
    "en": re.compile(
        r"\b(?P<hour>[0-9]{1,2})(?:[.:h ](?P<minute>[0-5][0-9]))?"
        r" ?(?:(?P<half_day>[ap]\.? ?m\b|o['’]clock)|hours\b|hrs\b|h\b)",
        re.IGNORECASE,
    ),
}
_MILITARY = re.compile(
    r"\b(?P<hour>[0-2][0-9])(?P<minute>[0-5][0-9])(?= (?:hours|hrs|GMT|UTC|[CE][DES]?T)\b)"
)
_HOUR_WORD = {
    "nl": re.compile(rf"\b(?P<hour>{_DUTCH_WORD}) uur\b", re.IGNORECASE),
    "en": re.compile(rf"\b(?P<hour>{_ENGLISH_WORD}) (?:{_AT_NIGHT})", re.IGNORECASE),
}
_SPOKEN_DIGITS = re.compile(
    rf"\b(?P<hour>{_ENGLISH_WORD})[ -]"
    r"(?P<minute>ten|fifteen|twenty|thirty|forty|forty-five|fifty)\b",
    re.IGNORECASE,
)
_HALF_DAY = re.compile(
    r"\b(?:[ap]\.? ?m|o['’]clock|morning|afternoon|evening|(?:to)?night|noon|midnight)\b",
    re.IGNORECASE,
)
_PLAIN_TIME = re.compile(r"\b(?P<hour>[01]?[0-9])[.:](?P<minute>[0-5][0-9])\b")


def find_times(text: str, language: str) -> Iterator[Quantity]:
    """The times of day in a text that are more than digits with a point or colon.

    What is said in words can also be two numbers ("ten to five"), so the numbers are hints.
    """
    for match in _SPOKEN[language].finditer(text):
        yield from _spoken(match, language)
    for match in _DIGITAL[language].finditer(text):
        yield from _digital(match)
    for match in _HOUR_WORD[language].finditer(text):
        hour = _value(match["hour"], language)
        yield Quantity(match.start(), match.end("hour"), frozenset(half_day_values(hour, 0)))
    if language == "en":
        yield from _english_digits(text)


def _digital(match: re.Match[str]) -> Iterator[Quantity]:
    """A time in digits with a word beside it: 20.30 uur, 8.30 pm."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour > 24:
        return
    values = clock_values(hour, minute) | _plain(hour, minute)
    if match["half_day"] or (not match["minute"] and hour <= 12):
        values |= half_day_values(hour, minute)
    end = match.end("minute") if match["minute"] else match.end("hour")
    yield Quantity(match.start(), end, frozenset(values))


def _english_digits(text: str) -> Iterator[Quantity]:
    """Times of other kinds: 1605 GMT, seven-thirty, and 1:00 where 2:30 pm follows."""
    for match in _MILITARY.finditer(text):
        hour, minute = int(match["hour"]), int(match["minute"])
        yield Quantity(
            *match.span(), frozenset({*clock_values(hour, minute), Fraction(int(match[0]))})
        )
    for match in _SPOKEN_DIGITS.finditer(text):
        hour, minute = _value(match["hour"], "en"), _value(match["minute"], "en")
        yield Quantity(*match.span(), frozenset(), frozenset(half_day_values(hour, minute)))
    for match in _PLAIN_TIME.finditer(text) if _HALF_DAY.search(text) else ():
        hour, minute = int(match["hour"]), int(match["minute"])
        if hour <= 12:
            values = half_day_values(hour, minute) | _plain(hour, minute)
            yield Quantity(*match.span(), frozenset(values))


def _spoken(match: re.Match[str], language: str) -> Iterator[Quantity]:
    hour = _value(match["hour"], language)
    if not 1 <= hour <= 12 or not (match["minute"] or match["half"]):
        return
    spoken = (match["minute"] or "0").casefold().removeprefix("a ")
    minute = _FRACTIONS[spoken] if spoken in _FRACTIONS else _value(spoken, language)
    is_after = (match["side"] or "over").casefold() in {"over", "past", "after"}
    total = 60 * hour - (30 if match["half"] else 0) + (minute if is_after else -minute)
    times = half_day_values(total // 60, total % 60)
    hints: set[Value] = times | {Fraction(n) for n in (hour, minute, 30, total // 60)}
    # "Vijf voor twee" can be a score or a count as well.
    is_sure = bool(match["half"]) or spoken in _FRACTIONS
    yield Quantity(*match.span(), frozenset(times if is_sure else ()), frozenset(hints))


def _value(word: str, language: str) -> int:
    word = word.casefold()
    return int(word) if word.isdecimal() else NUMBER_WORDS[language].get(word, 1)


def _plain(hour: int, minute: int) -> set[Value]:
    """The decimal that the same digits are."""
    return {Fraction(100 * hour + minute, 100)}
