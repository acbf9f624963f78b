"""How far two rates lie apart."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping

from kortom.comparison.values import Difference, Value
from kortom.evaluation.sign_test import sign_test
from kortom.evaluation.statistics import Rate, wilson_rate


def rate_value(rate: Rate) -> Value:
    """A rate in percent, with its Wilson interval."""
    return Value(100 * rate.value, 100 * rate.low, 100 * rate.high, rate.total, rate.count)


def rate_of(marks: Mapping[Hashable, bool]) -> Rate:
    """How many of the units are marked."""
    return wilson_rate(sum(marks.values()), len(marks))


def rate_difference(
    baseline: Mapping[Hashable, bool], other: Mapping[Hashable, bool]
) -> Difference:
    """The difference of two rates in percentage points; each maps units to whether they have it.

    On the same units it is paired: interval of Newcombe (1998, Statistics in Medicine 17,
    2635-2650), method 10, and the exact McNemar test. On others the two count as independent
    (Newcombe 1998, 873-890, also method 10) and there is no test.
    """
    before, after = rate_of(baseline), rate_of(other)
    if baseline.keys() != other.keys():
        return Difference(*_newcombe(before, after, 0.0))
    pairs = [(other[unit], baseline[unit]) for unit in baseline]
    both, gained = pairs.count((True, True)), pairs.count((True, False))
    lost, neither = pairs.count((False, True)), pairs.count((False, False))
    phi = _correlation(both, gained, lost, neither)
    return Difference(*_newcombe(before, after, phi), p_sign=sign_test(gained, lost))


def _newcombe(before: Rate, after: Rate, phi: float) -> tuple[float, float, float]:
    """Difference and interval in points, squared distances to the Wilson bounds added up."""
    difference = after.value - before.value
    below = _distance(after.value - after.low, before.high - before.value, phi)
    above = _distance(after.high - after.value, before.value - before.low, phi)
    return 100 * difference, 100 * (difference - below), 100 * (difference + above)


def _distance(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(0.0, one**2 - 2 * phi * one * other + other**2))


def _correlation(both: int, gained: int, lost: int, neither: int) -> float:
    """The phi coefficient with Newcombe's continuity correction; 0 where it is not defined."""
    total = both + gained + lost + neither
    margins = (both + gained) * (lost + neither) * (both + lost) * (gained + neither)
    if not margins:
        return 0.0
    covariance = both * neither - gained * lost
    corrected = max(covariance - total / 2, 0.0) if covariance > 0 else covariance
    return corrected / math.sqrt(margins)
