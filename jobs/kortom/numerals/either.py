"""Numbers in Dutch and English text, and the values they can have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Not within a word: the 16 of F16 is part of a name.
_NUMBER = re.compile(r"(?<![^\W_])[0-9]+(?:[.,:][0-9]+)*")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_DECIMAL = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:([.,])[0-9]{3})+)(?!\2)[.,](?P<part>[0-9]+)"
)
_TIME = re.compile(r"(?P<hour>[01]?[0-9]|2[0-4])[.:](?P<minute>[0-5][0-9])")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
# "een" is left out: it is the article far more often than the number.
_DUTCH = (
    "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien"
    " zestien zeventien achttien negentien"
).split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_DUTCH_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()


def _english_words() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_ENGLISH)}
    for tens, name in enumerate(_ENGLISH_TENS, start=2):
        words[name] = 10 * tens
        words |= {f"{name}-{_ENGLISH[unit]}": 10 * tens + unit for unit in range(1, 10)}
    return words | {"hundred": 100, "thousand": 1000}


def _dutch_words() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_DUTCH)}
    for tens, name in enumerate(_DUTCH_TENS, start=2):
        words[name] = 10 * tens
        for unit, stem in enumerate(["een", *_DUTCH[2:10]], start=1):
            link = "ën" if stem.endswith("e") else "en"
            words[f"{stem}{link}{name}"] = 10 * tens + unit
    return words | {"honderd": 100, "duizend": 1000}


NUMBER_WORDS = {"en": _english_words(), "nl": _dutch_words()}
"""By language: number words up to 99, hundred and thousand, and their values."""

CHECKED_WORDS = frozenset(_ENGLISH[2:13])
"""Number words that are held against the article: two to twelve. "One" is a pronoun as well."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it stands in a text.

    start, end: where. values: what it can mean, as canonical decimals ("1234.5") or times ("9:30");
    "1.234" is 1234 to a Dutch reader and 1.234 to an English one. Never empty.
    """

    start: int
    end: int
    values: frozenset[str]


def find_numerals(text: str) -> Iterator[Numeral]:
    """The numbers of a text that are written in digits. What is one of neither language is taken
    apart: 12.03.2024 is 12, 3 and 2024."""
    for match in _NUMBER.finditer(text):
        values = readings(match[0])
        if values:
            yield Numeral(match.start(), match.end(), values)
            continue
        for part in re.finditer(r"[0-9]+", match[0]):
            start = match.start() + part.start()
            yield Numeral(start, start + len(part[0]), frozenset({_canonical(part[0])}))


def find_number_words(text: str, language: str) -> Iterator[tuple[int, int, str, str]]:
    """Number words: where they start and end, the word in lower case, its value as in `Numeral`.

    Of a compound (two-year) the parts count, unless it is itself one (twenty-two).
    """
    known = NUMBER_WORDS[language]
    for match in _WORD.finditer(text):
        whole = match[0].casefold()
        parts = [match] if whole in known else _PART.finditer(text, match.start(), match.end())
        for part in parts:
            word = part[0].casefold()
            if word in known:
                yield part.start(), part.end(), word, str(known[word])


def readings(number: str) -> frozenset[str]:
    """What digits with separators can mean, in Dutch or English; nothing if in neither."""
    values = set()
    if number.isdecimal():
        values.add(_canonical(number))
    if _GROUPED.fullmatch(number):
        values.add(_canonical(re.sub("[.,]", "", number)))
    decimal = _DECIMAL.fullmatch(number)
    if decimal:
        values.add(_canonical(re.sub("[.,]", "", decimal["whole"]), decimal["part"]))
    time = _TIME.fullmatch(number)
    if time:
        values.add(f"{int(time['hour'])}:{time['minute']}")
    return frozenset(values)


def _canonical(whole: str, part: str = "") -> str:
    whole, part = whole.lstrip("0") or "0", part.rstrip("0")
    return f"{whole}.{part}" if part else whole
