"""Numbers that run over several words: twee miljoen, 2,5 mln., one hundred and twenty-five."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kortom.numerals.figures import figure_values, month_value, plain_value
from kortom.numerals.quantity import Value
from kortom.numerals.sums import Sum
from kortom.numerals.tokens import Token, token_at, tokenize
from kortom.numerals.words import Lexicon

_SIGNS = {
    "½": Fraction(1, 2),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "⅛": Fraction(1, 8),
}
_FIRST_ENDINGS = frozenset({"e", "ste", "st"})
# Digits after these may be left out (covid-19) or be written as a sign of their own (m³, CO₂).
_NAMES_WITH_FIGURE = frozenset("covid corona cov co h m dm cm mm km".split())


@dataclass(frozen=True, slots=True)
class Run:
    """A number in one or more words or figures. means, hints: as in `Quantity`.

    scale: of a word such as million, else 1.
    """

    start: int
    end: int
    means: frozenset[Value]
    hints: frozenset[Value] = frozenset()
    scale: int = 1


def find_runs(text: str, lexicon: Lexicon) -> Iterator[Run]:
    """The numbers of a text, each with all its words."""
    tokens = tokenize(text)
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "figure":
            index, runs = _read_figure(tokens, index, lexicon)
        elif token.kind == "sign":
            index, runs = index + 1, [_run([token], {_SIGNS[token.text]})]
        elif token.kind == "word":
            index, runs = _read_words(tokens, index, lexicon)
        else:
            index, runs = index + 1, []
        yield from runs


def _run(
    tokens: Sequence[Token], means: Iterable[Value], hints: Iterable[Value] = (), scale: int = 1
) -> Run:
    return Run(tokens[0].start, tokens[-1].end, frozenset(means), frozenset(hints), scale)


def _read_figure(tokens: list[Token], index: int, lexicon: Lexicon) -> tuple[int, list[Run]]:
    """A number that begins with digits, and the index behind it."""
    token, following = tokens[index], token_at(tokens, index + 1)
    values = figure_values(token.text, lexicon.language)
    if not values:
        return index + 1, [
            Run(token.start + part.start(), token.start + part.end(), _date_part(part[0]))
            for part in re.finditer("[0-9]+", token.text)
        ]
    if _is_in_date(tokens, index) and token.text.isdecimal():
        values |= _date_part(token.text)
    if _is_in_name(tokens, index) or (
        values == {1} and following.text in _FIRST_ENDINGS and following.start == token.end
    ):
        return index + 1, [_run([token], (), values)]
    ratio = _ratio(tokens, index)
    if ratio is not None:
        parts = (token, tokens[index + 2])
        return index + 3, [
            _run([part], {ratio, *figure_values(part.text, lexicon.language)}) for part in parts
        ]
    last = index
    if following.kind == "sign":
        part = _SIGNS[following.text]
        values = frozenset(v + part for v in values if isinstance(v, Fraction))
        last += 1
    scale, maybe, last = _scale_after(tokens, last, lexicon)
    scaled = {value * scale for value in values if isinstance(value, Fraction)}
    means = values | scaled if scale == 1 or maybe else scaled
    return last + 1, [_run(tokens[index : last + 1], means, scale=scale)]


def _date_part(digits: str) -> frozenset[Value]:
    """What digits in a date can mean: the number, or the month of that number."""
    value = plain_value(digits)
    if isinstance(value, Fraction) and 1 <= value <= 12:
        return frozenset({value, month_value(int(value))})
    return frozenset({value})


def _is_in_date(tokens: list[Token], index: int) -> bool:
    return any(
        token_at(tokens, index + step).text in {"-", "/"}
        and token_at(tokens, index + 2 * step).kind == "figure"
        for step in (-1, 1)
    )


def _is_in_name(tokens: list[Token], index: int) -> bool:
    """Whether digits are a part of a name that need not stand there: covid-19, CO2, E2EE."""
    token, following = tokens[index], token_at(tokens, index + 1)
    before = token_at(tokens, index - 1)
    if before.kind == "word" and before.end == token.start:
        return before.text in _NAMES_WITH_FIGURE or (
            following.kind == "word" and following.start == token.end
        )
    name = token_at(tokens, index - 2)
    return before.text == "-" and name.text in _NAMES_WITH_FIGURE and token.start == name.end + 1


def _ratio(tokens: list[Token], index: int) -> Fraction | None:
    """A fraction in digits of a kind that is also said in words: 2/3."""
    above, slash, below = (token_at(tokens, index + step) for step in range(3))
    if slash.text != "/" or below.kind != "figure" or len(above.text + below.text) > 3:
        return None
    if not (above.text.isdecimal() and below.text.isdecimal() and int(below.text)):
        return None
    value = Fraction(int(above.text), int(below.text))
    return value if value < 1 else None


def _scale_after(tokens: list[Token], last: int, lexicon: Lexicon) -> tuple[int, bool, int]:
    """The scale behind the token at `last`; whether it may be none; the index of its last word."""
    scale, maybe = 1, False
    while True:
        at = last + 1
        if token_at(tokens, at).text == "-":
            at += 1
        word = token_at(tokens, at).text
        if word in lexicon.scales:
            scale *= lexicon.scales[word]
        elif scale == 1 and word in lexicon.short_scales:
            scale = lexicon.short_scales[word]
        elif scale == 1 and word in lexicon.ambiguous_scales:
            scale, maybe = lexicon.ambiguous_scales[word], True
        else:
            return scale, maybe, last
        last = at
        if scale > 10**30:
            return scale, maybe, last


def _read_words(tokens: list[Token], index: int, lexicon: Lexicon) -> tuple[int, list[Run]]:
    """A number that begins with a word, or what the word hints at, and the index behind it."""
    token = tokens[index]
    loose = lexicon.loose_values(token.text)
    size = lexicon.plurals.get(token.text) or lexicon.compound(token.text)
    if size:
        return index + 1, [_run([token], {Fraction(size)})]
    number, last = _sum_words(tokens, index, lexicon)
    if not number.words:
        return index + 1, [_run([token], (), loose)] if loose else []
    words = tokens[index : last + 1]
    is_vague = number.is_bare and token_at(tokens, index - 1).text in lexicon.vague
    if is_vague and number.scale > 1000:
        return last + 1, [_run(words, {Fraction(number.scale)})]
    means: set[Value] = {number.value}
    if number.is_ordinal and number.value > 2:
        means.add(1 / number.value)
    hints: set[Value] = set()
    if number.is_ordinal or number.value.denominator > 1:
        hints = {value for word in words for value in lexicon.loose_values(word.text)}
    is_loose = last == index and (token.text in lexicon.half or (number.is_ordinal and loose))
    if is_loose or is_vague or number.value == 0 or (number.is_bare and number.value == 12):
        return last + 1, [_run(words, (), means | hints | loose)]
    return last + 1, [_run(words, means, hints, number.scale)]


def _sum_words(tokens: list[Token], index: int, lexicon: Lexicon) -> tuple[Sum, int]:
    """The number of the words from an index on, and the index of its last word."""
    number, last = Sum(), index - 1
    while not number.is_ordinal:
        at = last + 1
        if (number.words and token_at(tokens, at).text == "-") or (
            last == index and _is_article_of_scale(tokens, index, lexicon)
        ):
            at += 1
        word = token_at(tokens, at)
        if number.words and word.text == lexicon.link:
            linked = _take_linked(tokens, at, lexicon, number)
            if linked is None:
                break
            last = linked
        elif word.kind == "word" and number.take(word.text, lexicon):
            last = at
        else:
            break
    return number, last


def _is_article_of_scale(tokens: list[Token], index: int, lexicon: Lexicon) -> bool:
    """Whether an article follows that a half has before a scale: half a million."""
    return (
        tokens[index].text in lexicon.half
        and token_at(tokens, index + 1).text == lexicon.article
        and token_at(tokens, index + 2).text in lexicon.scales
    )


def _take_linked(tokens: list[Token], at: int, lexicon: Lexicon, number: Sum) -> int | None:
    """Take what follows the link word ("and five", "and a half"); the index of its last word."""
    following, second = token_at(tokens, at + 1).text, token_at(tokens, at + 2).text
    if number.value.denominator == 1 and number.value < 100:
        half = at + 2 if following == lexicon.article else at + 1
        if token_at(tokens, half).text not in lexicon.half:
            return None
        number.add_half()
        return half
    if following == lexicon.article and second in lexicon.half:
        number.add_half()
        return at + 2
    value = lexicon.cardinal(following) or lexicon.units.get(following)
    if value is not None and value < 100 and number.take(following, lexicon):
        return at + 1
    return None
