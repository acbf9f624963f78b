"""Expressions whose number the other language need not have, or has in another form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from kortom.names import fold
from kortom.numerals.dutch import cardinal
from kortom.numerals.quantity import Quantity, Value

_EQUIVALENTS: dict[str, dict[str, Fraction]] = {
    "nl": {
        r"\bhal(?:f|ve) ?ja(?:ar|ren|arlijkse?)\b": Fraction(6),
        r"\bhalf ?uur\b|\bhalve uren\b": Fraction(30),
        r"\banderhalf jaar\b": Fraction(18),
        r"\banderhalf uur\b": Fraction(90),
        r"\b(?:veertien dagen|om de twee weken)\b": Fraction(2),
    },
    "en": {
        r"\bhalf[- ](?:a[- ])?year(?:ly)?\b": Fraction(6),
        r"\bhalf[- ](?:an[- ])?hour\b": Fraction(30),
        r"\b(?:year|one) and a half\b": Fraction(18),
        r"\band a half\b": Fraction(3, 2),
        r"\bfortnight": Fraction(2),
    },
}
_WITHOUT_NUMBER = {
    "nl": re.compile(
        r"\b(?:(?:Tweede|Eerste) Kamer\w*|derde ?land(?:en)?\b|onder vier ogen|vijf voor twaalf"
        r"|in acht (?:ge)?n[aeo]men?\b|acht (?:te )?slaan|24 uur per dag|op \w+ na\b)",
        re.IGNORECASE,
    ),
    "en": re.compile(r"\b(?:nine[- ]to[- ]five|second to none|7-Eleven)\b", re.IGNORECASE),
}
_NOUN = r" (?:\w*(?:en|s)|jaar|uur|keer|maal|man|procent|euro|mensen)\b"
_NOT_COUNTING = "".join(
    rf"(?<!\b{word} )" for word in "van om tot tussen half de alle na met rond en of".split()
)
# "Acht" is also a form of achten (to deem), "vier" one of vieren (to celebrate).
_DUTCH_VERBS = (
    re.compile(rf"{_NOT_COUNTING}\b(acht)\b(?!{_NOUN}| (?:tot|of|en)\b)"),
    re.compile(r"\b[Ii]k (?:\w+ ){0,6}(vier)\b(?! \w*en\b)"),
)
_AFTER_BUT = re.compile(r"\bop (\w{1,30}) na\b")
_ROMAN = re.compile(
    r"(?:\b|(?<=\bWO)|(?<=\bWW))(?=[IVX])(X{0,2})(IX|IV|V?I{0,3})(?=(?:d?e|th|st|nd|rd)?\b)"
)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
# These are also abbreviations, and those of one letter an initial or a pronoun.
_NOT_ROMAN = frozenset({"XX", "IV", "VI"})


def find_equivalents(text: str, language: str) -> Iterator[Quantity]:
    """Hints at numbers that stand for something else here: half a year is six months."""
    for pattern, value in _EQUIVALENTS[language].items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Quantity(*match.span(), frozenset(), frozenset({value}))
    for match in _AFTER_BUT.finditer(text) if language == "nl" else ():
        value = Fraction((cardinal(fold(match[1])) or 1) + 1)  # op twee na de grootste: third
        yield Quantity(*match.span(), frozenset(), frozenset({value}))


def find_roman_numerals(text: str) -> Iterator[Quantity]:
    """Roman numerals up to 29, as kings and chapters have them."""
    for match in _ROMAN.finditer(text):
        digits = [_ROMAN_DIGITS[letter] for letter in match[0]]
        pairs = pairwise([*digits, 0])
        total = sum(-digit if digit < following else digit for digit, following in pairs)
        value = frozenset[Value]({Fraction(total)})
        is_sure = len(digits) > 1 and match[0] not in _NOT_ROMAN
        yield Quantity(*match.span(), value if is_sure else frozenset(), value)


def spans_without_number(text: str, language: str) -> list[tuple[int, int]]:
    """Where words stand that look like numbers the other text must have, and are none."""
    spans = [match.span() for match in _WITHOUT_NUMBER[language].finditer(text)]
    for pattern in _DUTCH_VERBS if language == "nl" else ():
        spans += [match.span(1) for match in pattern.finditer(text)]
    return spans
