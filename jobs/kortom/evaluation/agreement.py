"""How well raters agree: share of agreement, Cohen's kappa, Krippendorff's alpha.

Each is a sum of statistics over units and a formula on that sum, as a `Metric` is, and so has its
bootstrap. A rating is any text, and None where a rater did not see the unit or would not say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kortom.evaluation.statistics import Floats, percentile_interval, resampled_sums

Ratings = Sequence[Sequence[str | None]]
"""A row a unit, with a rating by each rater, the raters in the same order."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A measure of agreement with its 95% bootstrap interval over units.

    value: at most 1; None where it is not defined: no unit has two ratings, or (of kappa and alpha)
    all ratings are the same, so that chance would agree as well. low, high: of the resamples where
    it is defined; None as value is. n: units with two ratings or more.
    """

    measure: str
    value: float | None
    low: float | None
    high: float | None
    n: int


def percent_agreement(ratings: Ratings) -> Agreement:
    """The share of pairs of ratings of one unit that are equal, from 0 to 1."""
    rows = []
    for unit in _pairable(ratings):
        alike = sum(count * (count - 1) for count in Counter(unit).values())
        rows.append([alike, len(unit) * (len(unit) - 1)])
    return _measured("agreement", rows, lambda sums: sums[..., 0] / sums[..., 1])


def cohens_kappa(ratings: Ratings) -> Agreement:
    """Cohen's kappa (Cohen 1960) of two raters, over the units that both rated.

    (p_o - p_e) / (1 - p_e): p_o is the share of units rated alike, p_e what it would be by chance,
    each rater's shares of the values being as they are. Raises ValueError for other than two.
    """
    if any(len(unit) != 2 for unit in ratings):
        raise ValueError("Cohen's kappa is of two raters")
    units = _pairable(ratings)
    values = sorted({rating for unit in units for rating in unit})
    rows = [
        [one == other, *(one == value for value in values), *(other == value for value in values)]
        for one, other in units
    ]
    return _measured("kappa", rows, _kappa)


def krippendorffs_alpha(ratings: Ratings) -> Agreement:
    """Krippendorff's alpha for nominal values, any number of raters and missing ratings.

    1 - D_o / D_e (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", section C): the
    disagreement within units against that between all ratings, as they would pair by chance. Units
    with fewer than two ratings do not count.
    """
    units = _pairable(ratings)
    values = sorted({rating for unit in units for rating in unit})
    rows = []
    for unit in units:
        counts = Counter(unit)
        alike = sum(count * (count - 1) for count in counts.values()) / (len(unit) - 1)
        rows.append([alike, *(counts[value] for value in values)])
    return _measured("alpha", rows, _alpha)


def _kappa(sums: Floats) -> Floats:
    """sums: (..., 1 + 2 x values): units rated alike, and each rater's number of each value."""
    values = (sums.shape[-1] - 1) // 2
    first, second = sums[..., 1 : 1 + values], sums[..., 1 + values :]
    units = first.sum(axis=-1)
    expected = (first * second).sum(axis=-1) / units**2
    kappa: Floats = (sums[..., 0] / units - expected) / (1 - expected)
    return kappa


def _alpha(sums: Floats) -> Floats:
    """sums: (..., 1 + values): the diagonal of the coincidence matrix, and its margins n_c."""
    margins = sums[..., 1:]
    total = margins.sum(axis=-1)
    observed = total - sums[..., 0]
    expected = total**2 - (margins**2).sum(axis=-1)
    alpha: Floats = 1 - (total - 1) * observed / expected
    return alpha


def _pairable(ratings: Ratings) -> list[list[str]]:
    """The ratings of each unit that has two or more."""
    given = [[rating for rating in unit if rating is not None] for unit in ratings]
    return [unit for unit in given if len(unit) >= 2]


def _measured(
    measure: str, rows: Sequence[Sequence[float]], formula: Callable[[Floats], Floats]
) -> Agreement:
    if not rows:
        return Agreement(measure, None, None, None, 0)
    statistics = np.array(rows, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(formula(statistics.sum(axis=0)))
        resampled = formula(resampled_sums(statistics))
    if not np.isfinite(value):
        return Agreement(measure, None, None, None, len(rows))
    low, high = percentile_interval(resampled[np.isfinite(resampled)])
    return Agreement(measure, value, low, high, len(rows))
