"""A comparison held against the conditions of a gate."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kortom import errors
from kortom.comparison.conditions import Condition, Test, reference_metrics
from kortom.comparison.flags import CHECKED, TERMS
from kortom.comparison.numbers import number_text, signed_text
from kortom.comparison.values import Comparison, Measure
from kortom.errors import KortomError, Problem

DECIMALS = 9
"""What a value is rounded to before it is tested: 3% - 2% is 1 point, whatever floats say."""

_HOLDS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Tested:
    """A test and the value that it looked at: in percent of the baseline's if it is relative."""

    text: str
    value: float
    holds: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A system for which all tests of a condition hold. explained: the values in words."""

    system: str
    tests: tuple[Tested, ...]
    explained: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What became of a condition: it is hit if any system but the baseline is."""

    condition: str
    hits: tuple[Hit, ...]


def rule(conditions: Sequence[Condition], comparison: Comparison) -> tuple[Ruling, ...]:
    """Hold each condition against each system but the baseline.

    Raises KortomError (exit 2) where a value is not known: that is never a pass.
    """
    others = [n for n in range(len(comparison.systems)) if n != comparison.baseline]
    return tuple(
        Ruling(
            condition.text,
            tuple(hit for other in others for hit in _hits(condition, comparison, other)),
        )
        for condition in conditions
    )


def hit_problems(rulings: Sequence[Ruling]) -> list[Problem]:
    """Which conditions are hit, and by what, as messages (exit 10)."""
    return [
        errors.GATE_HIT(text=ruling.condition, system=hit.system, values=hit.explained)
        for ruling in rulings
        for hit in ruling.hits
    ]


def _hits(condition: Condition, comparison: Comparison, system: int) -> list[Hit]:
    """One or none. All tests are made, so that a value that is not there is found."""
    tested = []
    for test in condition.tests:
        value = round(_value(condition, test, comparison, system), DECIMALS)
        tested.append(Tested(test.text, value, _HOLDS[test.operator](value, test.number)))
    if not all(test.holds for test in tested):
        return []
    label = comparison.systems[system].label
    explained = "; ".join(
        _explained(test, comparison, system, of.value)
        for test, of in zip(condition.tests, tested, strict=True)
    )
    return [Hit(label, tuple(tested), explained)]


def _value(condition: Condition, test: Test, comparison: Comparison, system: int) -> float:
    measure = _measure(comparison, test)
    own, difference = measure.values[system], measure.differences[system]
    if test.prefix == "abs":
        if own is None:
            raise _no_value(condition, test, comparison, measure, system)
        return own.value
    before = measure.values[comparison.baseline]
    if difference is None or before is None:
        raise _no_value(condition, test, comparison, measure, system)
    value = {"low": difference.low, "high": difference.high}.get(
        test.prefix or "", difference.value
    )
    if not test.relative:
        return value
    if before.value == 0:
        label = comparison.systems[comparison.baseline].label
        raise _error(condition, test, f"{label}'s is 0, and nothing is a % of 0; leave '%' out")
    return 100 * value / abs(before.value)


def _measure(comparison: Comparison, test: Test) -> Measure:
    return next(measure for measure in comparison.measures if measure.name == test.metric)


def _no_value(
    condition: Condition, test: Test, comparison: Comparison, measure: Measure, system: int
) -> KortomError:
    lacking = [
        comparison.systems[n].label
        for n in sorted({comparison.baseline, system})
        if measure.values[n] is None and (test.prefix != "abs" or n == system)
    ]
    if measure.name in reference_metrics():
        kind = reference_metrics()[measure.name]
        why = f"the references have no {kind} that all runs have an English for"
    elif measure.name in CHECKED:
        why = f"the check is off in {' and '.join(lacking)}"
    elif measure.name in TERMS or measure.name == "retries_cleared":
        why = f"there are none in {' and '.join(lacking)}"
    else:
        why = "it is not known of an article in all runs"
    return _error(condition, test, why)


def _error(condition: Condition, test: Test, why: str) -> KortomError:
    return KortomError(
        errors.GATE_NO_VALUE(
            text=condition.text, position=test.position, metric=test.metric, why=why
        )
    )


def _explained(test: Test, comparison: Comparison, system: int, value: float) -> str:
    """ "chrf is -0.52 (A 50.06, B 49.54)"."""
    measure = _measure(comparison, test)
    own = ", ".join(
        f"{comparison.systems[n].label} {number_text(of.value, measure.unit)}"
        for n in (comparison.baseline, system)
        if (of := measure.values[n]) is not None
    )
    name = f"{test.prefix}:{test.metric}" if test.prefix else test.metric
    if test.prefix == "abs":
        shown = number_text(value, measure.unit)
    elif test.relative:
        shown = f"{value:+.2f}% of {comparison.systems[comparison.baseline].label}'s"
    else:
        shown = signed_text(value, measure.unit)
    return f"{name} is {shown} ({own})"
