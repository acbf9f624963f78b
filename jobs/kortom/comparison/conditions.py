"""The grammar of `--fail-if`.

    condition = test { "and" test }
    test      = [ prefix ":" ] METRIC operator NUMBER [ "%" ]
    prefix    = "low" | "high" | "abs"
    operator  = "<" | "<=" | ">" | ">="
    NUMBER    = [ "+" | "-" ] digits [ "." digits ]

METRIC is a measure's name (`known_metrics`), in any case. What is tested is the system's value
minus the baseline's, in the measure's unit (rates: percentage points); with "low" or "high" that
bound of its 95% interval; with "%" either of them as a share of the baseline's value; with "abs"
the system's own value. Space counts only between letters.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NoReturn, cast

from kortom import errors
from kortom.articles.places import shown
from kortom.comparison.flags import ARTICLE_RATES, SENTENCE_RATES, TERMS
from kortom.comparison.form import FORM, SPEED
from kortom.comparison.scores import BRIEF_NAMES, HEADLINE_NAMES, TRANSLATION_NAMES
from kortom.errors import KortomError

Prefix = Literal["low", "high", "abs"]
PREFIXES = ("low", "high", "abs")
Operator = Literal["<", "<=", ">", ">="]
OPERATORS = ("<", "<=", ">", ">=")

_TOKEN = re.compile(
    r"\s*(?:(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<number>[+-]?[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<operator><=|>=|<|>)"
    r"|(?P<mark>[:%])"
    r"|(?P<unknown>\S))"
)
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a value with a number. relative: the number is in percent of the baseline.

    text, position: as it stands in the condition, and the character, from 1, where it begins.
    """

    prefix: Prefix | None
    metric: str
    operator: Operator
    number: float
    relative: bool
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Condition:
    """Tests of which all must hold. text: as it was given, on one line."""

    text: str
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    """kind: a group of `_TOKEN`, or "end". start, end: in the text, from 0."""

    kind: str
    text: str
    start: int
    end: int


def known_metrics() -> tuple[str, ...]:
    """The names that a condition can use."""
    return (
        *reference_metrics(),
        *SENTENCE_RATES,
        *TERMS,
        *ARTICLE_RATES,
        *(kind.name for kind in (*FORM, *SPEED)),
    )


def reference_metrics() -> dict[str, str]:
    """The names of what is measured against references, and what of those."""
    return {
        **dict.fromkeys(TRANSLATION_NAMES.values(), "pairs (source and reference)"),
        **dict.fromkeys(BRIEF_NAMES.values(), "briefs (id and brief)"),
        **dict.fromkeys(HEADLINE_NAMES.values(), "briefs with a headline"),
    }


def parse_condition(text: str) -> Condition:
    """Read a condition. Raises KortomError (exit 2) with the position of what is wrong."""
    text = _SPACE.sub(" ", text)
    tokens = list(_tokens(text))
    tests = []
    while True:
        test, tokens = _test(text, tokens)
        tests.append(test)
        following = tokens.pop(0)
        if following.kind == "end":
            return Condition(text, tuple(tests))
        if following.text.lower() != "and":
            _refuse(text, following, "'and' or the end ('or' takes another --fail-if)")


def check_references(condition: Condition) -> None:
    """Raises KortomError (exit 2) if a test needs references. For when none are named."""
    for test in condition.tests:
        if test.metric in reference_metrics():
            raise KortomError(
                errors.GATE_NEEDS_REFERENCES(
                    text=_shown(condition.text),
                    position=test.position,
                    metric=test.metric,
                    kind=reference_metrics()[test.metric],
                )
            )


def _test(text: str, tokens: list[_Token]) -> tuple[Test, list[_Token]]:
    """The first test of the tokens, and the tokens behind it."""
    name, *rest = tokens
    start = name.start
    prefix = None
    if name.kind == "word" and rest and rest[0].text == ":":
        if name.text.lower() not in PREFIXES:
            _refuse(text, name, "'low:', 'high:', 'abs:' or a metric")
        prefix = cast(Prefix, name.text.lower())
        name, *rest = rest[1:]
    metric = _metric(text, name)
    operator, *rest = rest
    if operator.kind != "operator":
        _refuse(text, operator, "<, <=, > or >=")
    number, *rest = rest
    if number.kind != "number":
        _refuse(text, number, "a number such as -0.3")
    if not math.isfinite(float(number.text)):
        _refuse(text, number, "a number of fewer digits")
    end, relative = number.end, rest[0].text == "%"
    if relative:
        percent, *rest = rest
        end = percent.end
        if prefix == "abs":
            _refuse(text, percent, "no '%', since 'abs:' is not relative to the baseline")
    test = Test(
        prefix=prefix,
        metric=metric,
        operator=cast(Operator, operator.text),
        number=float(number.text),
        relative=relative,
        text=text[start:end],
        position=start + 1,
    )
    return test, rest


def _metric(text: str, token: _Token) -> str:
    known = {name.lower(): name for name in known_metrics()}
    if token.kind != "word" or token.text.lower() == "and":
        _refuse(text, token, "a metric such as chrf")
    if token.text.lower() not in known:
        close = difflib.get_close_matches(token.text.lower(), known, n=1)
        hint = (
            f"Did you mean '{known[close[0]]}'?"
            if close
            else f"Known: {', '.join(known.values())}."
        )
        raise KortomError(
            errors.GATE_METRIC(
                text=_shown(text), position=token.start + 1, metric=_shown(token.text), hint=hint
            )
        )
    return known[token.text.lower()]


def _tokens(text: str) -> Iterator[_Token]:
    """The tokens with "end" as the last one. A character of no token is one of kind "unknown"."""
    at = 0
    while (match := _TOKEN.match(text, at)) is not None:
        kind = str(match.lastgroup)
        yield _Token(kind, match[kind], match.start(kind), match.end())
        at = match.end()
    yield _Token("end", "", len(text), len(text))


def _refuse(text: str, token: _Token, wanted: str) -> NoReturn:
    found = "the end" if token.kind == "end" else shown(token.text)
    detail = f"expected {wanted}, found {found}"
    raise KortomError(
        errors.GATE_SYNTAX(text=_shown(text), position=token.start + 1, detail=detail)
    )


def _shown(text: str) -> str:
    return shown(text)[1:-1]
