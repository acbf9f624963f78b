"""Currencies that a translation changed, lost or added."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from kortom.checks.currency_words import CURRENCIES, Currency, Words
from kortom.checks.differences import describe
from kortom.numerals import Quantity, Value, partners, read_quantities, unexplained

_AFTER_AMOUNT = re.compile(
    r"(?:(?<!\b1[5-9][0-9])(?<!\b20[0-9])[0-9]|½|\b(?:honderd|duizend|miljoen|miljard|biljoen"
    r"|mln|milj|mld|hundred|thousand|million"
    r"|billion|trillion|[mb]n|tig|teen|ty)\.?)(?:[ \u00a0-](?:\w+se |\w+sh )?)?$",
    re.IGNORECASE,
)
_REACH = 30
# "5 miljoen Amerikaanse dollar", "3 US dollars", "2,4 mln. euro"; and "US$ 5", "EUR 5".
_GAP_BEFORE = re.compile(
    r"\.?[ \u00a0-]?(?:(?:[^\W\d_][\w-]{0,20}(?:se|sh|an)|U\.?S\.?|New[ -]Zealand|Hong[ -]Kong"
    r"|of|in)[ -])?"
)
# A sum of cents may be one of euros in the other text: 50 cents, € 0,50.
_LARGER = frozenset[Value]({"euro", "dollar"})
_GAP_AFTER = re.compile(r"(?:US|A|C)?[ \u00a0]?")
# Names with a currency in them (a region, a tournament, an exhaust norm), idioms, percentages.
_NO_MONEY = re.compile(
    r"top dollar|euro(?: (?:area|zone|Disney|20[0-9]{2}\b|[1-7]\b(?![.,]?[0-9]))|['’]s area)"
    r"|per ?cents?\b",
    re.IGNORECASE,
)
# The reverse of it.
_SMALL_SUM = re.compile(r"[€$£] ?0?[.,][0-9]|\b0[.,][0-9]+ (?:euro|dollar|pond|pound)")


@dataclass(frozen=True, slots=True)
class _Pattern:
    name: str
    sure: re.Pattern[str]
    counted: re.Pattern[str]
    maybe: re.Pattern[str]


def find_currencies(source: str, hypothesis: str) -> list[str]:
    """Currencies of the Dutch that the English has not ("euro lost"), and the reverse.

    Signs, codes and words count alike: €, EUR and euro's are one currency. Words that are also
    something else ("pond", "mark", "won") count after an amount only. An amount with a currency
    must not stand without one in the English ("€5 lost"), unless it shares that of another.
    """
    dutch, english = list(_read(source, "nl")), list(_read(hypothesis, "en"))
    if not dutch and not english:
        return []
    lost, added = unexplained(dutch, english), unexplained(english, dutch)
    if not lost and not added:
        amounts = _amounts(hypothesis, "en", english)
        lost = unexplained(_shared(_amounts(source, "nl", dutch), amounts), amounts)
    return describe(source, lost, hypothesis, added)


def _shared(amounts: list[Quantity], others: list[Quantity]) -> list[Quantity]:
    """The amounts with a currency whose bare number is in the other text."""
    bare = {value for other in others for value in other.hints if isinstance(value, Fraction)}
    return [amount for amount in amounts if amount.means and amount.hints & bare]


def _amounts(text: str, language: str, currencies: list[Quantity]) -> list[Quantity]:
    """Numbers in digits: with a currency beside them they mean "5 euro"; a hint is the number.

    Without a currency of their own they can have that of one with which they form a range.
    """
    numbers = [q for q in read_quantities(text, language) if q.means and text[q.start].isdigit()]
    own: list[set[Value]] = [set() for _ in numbers]
    possible: list[set[Value]] = [set() for _ in numbers]
    for currency in currencies:
        beside = _beside(text, currency, numbers)
        for index in beside:
            possible[index] |= currency.means | currency.hints
            if len(beside) == 1:
                own[index] |= currency.means
    shared = [set(names) for names in possible]
    index_of = {id(number): index for index, number in enumerate(numbers)}
    for index, names in enumerate(possible):
        for other in partners(text, numbers, index) if names else ():
            shared[index_of[id(other)]] |= names
    return [
        Quantity(
            number.start,
            number.end,
            _with_currencies(number, own[index]),
            number.means | _with_currencies(number, shared[index]),
        )
        for index, number in enumerate(numbers)
    ]


def _beside(text: str, currency: Quantity, numbers: list[Quantity]) -> list[int]:
    """The indices of the numbers that a currency's sign or word may belong to: the closest."""
    before = bisect_right([number.end for number in numbers], currency.start) - 1
    after = bisect_left([number.start for number in numbers], currency.end)
    gaps: dict[int, int] = {}
    if before >= 0:
        gap = text[numbers[before].end : currency.start]
        if _GAP_BEFORE.fullmatch(gap):
            gaps[before] = len(gap)
    if after < len(numbers) and currency.end - currency.start <= 7:
        gap = text[currency.end : numbers[after].start]
        if _GAP_AFTER.fullmatch(gap):
            gaps[after] = len(gap)
    closest = min(gaps.values(), default=0)
    return [index for index, gap in gaps.items() if gap == closest]


def _with_currencies(number: Quantity, names: set[Value]) -> frozenset[Value]:
    return frozenset(f"{value} {name}" for value in number.means for name in names)


def _read(text: str, language: str) -> Iterator[Quantity]:
    if not _ANY[language].search(text) and not _SMALL_SUM.search(text):
        return
    excluded = {at for match in _NO_MONEY.finditer(text) for at in range(*match.span())}
    for pattern in _PATTERNS[language]:
        name = frozenset[Value]({pattern.name})
        larger = _LARGER if pattern.name == "cent" else frozenset[Value]()
        found: set[int] = set()
        for match in pattern.sure.finditer(text):
            if match.start() not in excluded:
                found.add(match.start())
                yield Quantity(*match.span(), name, larger)
        for match in pattern.counted.finditer(text):
            before = text[max(0, match.start() - _REACH) : match.start()]
            if _AFTER_AMOUNT.search(before):
                found.add(match.start())
                yield Quantity(*match.span(), name, larger)
        for match in pattern.maybe.finditer(text):
            if match.start() not in found:
                yield Quantity(*match.span(), frozenset(), name)
    if _SMALL_SUM.search(text):
        yield Quantity(0, 0, frozenset(), frozenset({"cent"}))


def _pattern(currency: Currency, words: Words) -> _Pattern:
    signs = [re.escape(sign) for sign in currency.signs.split()]
    codes = [rf"\b{code}(?!-?[a-z])" for code in currency.codes.split()]
    sure = signs + codes + _whole(words.sure)
    stems = "|".join(words.maybe.split()) or "(?!)"
    return _Pattern(
        currency.name,
        re.compile("|".join(sure) or "(?!)"),
        re.compile("|".join(_whole(words.counted)) or "(?!)"),
        re.compile(rf"(?i:\b(?:{stems})\w*)"),
    )


def _whole(words: str) -> list[str]:
    return [rf"\b(?i:{'|'.join(words.split())})\b(?!-(?!bill|note|coin))"] if words else []


_PATTERNS = {
    language: [_pattern(currency, getattr(currency, language)) for currency in CURRENCIES]
    for language in ("nl", "en")
}
_ANY = {
    language: re.compile(
        "|".join(
            part.pattern
            for pattern in patterns
            for part in (pattern.sure, pattern.counted, pattern.maybe)
        )
    )
    for language, patterns in _PATTERNS.items()
}
"""What any of the patterns would find: most sentences have no money in them."""
