"""Whether one system scores better than another on the same segments, and how sure that is.

Both tests start from a metric's statistics, with the draws of sacreBLEU's `PairedTest`. What is
drawn depends on the number of units alone, so one `Resamples` serves all pairs of many systems.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kortom.evaluation.metrics import Metric
from kortom.evaluation.statistics import SEED, Floats, percentile_interval, resampled_sums

TRIALS = 10_000
"""sacreBLEU's own number of trials for approximate randomisation."""

SIGNIFICANT = 0.05

TIE = 1e-9
"""Points below which two scores are equal: what rounding does to sums of the same numbers."""

_CHUNK_CELLS = 4_000_000  # drawn at once: 32 MB as floats
_WORD_BITS = 32  # numpy draws booleans from words of so many bits, and starts a word at each call


@dataclass(frozen=True, slots=True)
class PairedResult:
    """A system against a baseline on the same segments.

    baseline, other: scores, in points. difference: other - baseline, whichever way is better.
    low, high: its 95% interval by paired bootstrap (Koehn 2004), percentiles.
    wins: share of the resamples in which the other is better, ties counted half.
    p_bootstrap: as sacreBLEU computes it: how often a resample's absolute difference exceeds the
        mean of them by the observed one. Of clear differences this looks at one tail only, and is
        about half of what a two-sided test gives.
    p_randomisation: by approximate randomisation (Riezler & Maxwell 2005), two-sided.
    n: segments. units: what was resampled as one: as many, or the groups they were put in.
    """

    metric: str
    baseline: float
    other: float
    difference: float
    low: float
    high: float
    wins: float
    p_bootstrap: float
    p_randomisation: float
    n: int
    units: int
    higher_is_better: bool

    @property
    def gain(self) -> float:
        """The difference in points, positive where the other is better (of TER too)."""
        return self.difference if self.higher_is_better else -self.difference

    @property
    def significant(self) -> bool:
        """Whether approximate randomisation gives p < 0.05, this pair taken on its own."""
        return self.p_randomisation < SIGNIFICANT


@dataclass(frozen=True, slots=True)
class Resamples:
    """Statistics of some systems on the same segments, summed in many ways.

    totals: (systems, columns), as they are. bootstrap: (resamples, systems, columns). picked:
    (trials, systems, columns): of the units that a trial picks. n: segments; units: see
    `PairedResult`.
    """

    totals: Floats
    bootstrap: Floats
    picked: Floats
    n: int
    units: int


def compare_pair(
    metric: Metric,
    baseline_statistics: Floats,
    other_statistics: Floats,
    groups: Sequence[int] | None = None,
) -> PairedResult:
    """Compare two systems by statistics of the same segments, (segments, columns) each.

    groups: for each segment the number of its article. Whole articles are then resampled and
    swapped, since sentences of one article are not independent. Raises ValueError for shapes that
    do not fit, and for no segments.
    """
    sample = resample([baseline_statistics, other_statistics], groups)
    return paired_result(metric, sample, baseline=0, other=1)


def resample(statistics: Sequence[Floats], groups: Sequence[int] | None = None) -> Resamples:
    """Draw once for all pairs of the systems, one array of (segments, columns) each.

    groups: as of `compare_pair`. Takes (resamples + trials) x systems x columns floats, however
    many segments there are. Raises ValueError as `compare_pair` does.
    """
    if not statistics or len({one.shape for one in statistics}) > 1 or not len(statistics[0]):
        shapes = ", ".join(str(one.shape) for one in statistics)
        raise ValueError(f"statistics must be of the same segments, one at least: {shapes}")
    segments, columns = statistics[0].shape
    side_by_side = np.concatenate(statistics, axis=1)
    units = side_by_side if groups is None else _group_sums(side_by_side, groups)
    shape = (-1, len(statistics), columns)
    return Resamples(
        totals=side_by_side.sum(axis=0).reshape(shape)[0],
        bootstrap=resampled_sums(units).reshape(shape),
        picked=_picked_sums(units).reshape(shape),
        n=segments,
        units=len(units),
    )


def paired_result(metric: Metric, sample: Resamples, baseline: int, other: int) -> PairedResult:
    """Compare two of the systems of a sample by their positions in it."""
    before, after = (float(score) for score in metric.score(sample.totals[[baseline, other]]))
    difference = after - before
    drawn = metric.score(sample.bootstrap[:, other]) - metric.score(sample.bootstrap[:, baseline])
    low, high = percentile_interval(drawn)
    better = drawn if metric.higher_is_better else -drawn
    return PairedResult(
        metric=metric.name,
        baseline=before,
        other=after,
        difference=difference,
        low=low,
        high=high,
        wins=float(np.mean(better > TIE) + np.mean(np.abs(better) <= TIE) / 2),
        p_bootstrap=_p_value(np.abs(drawn) - np.abs(drawn).mean(), difference),
        p_randomisation=_p_value(_swapped(metric, sample, baseline, other), difference),
        n=sample.n,
        units=sample.units,
        higher_is_better=metric.higher_is_better,
    )


def _swapped(metric: Metric, sample: Resamples, one: int, other: int) -> Floats:
    """Absolute differences after each trial swapped the units that it did not pick."""
    picked, totals = sample.picked, sample.totals
    first = picked[:, one] + (totals[other] - picked[:, other])
    second = picked[:, other] + (totals[one] - picked[:, one])
    return np.abs(metric.score(first) - metric.score(second))


def _p_value(drawn: Floats, difference: float) -> float:
    """How often chance makes a difference at least as big, itself counted once (Noreen 1989).

    sacreBLEU counts bigger ones only. That is the same but for ties, and there it takes a system
    compared with itself, or three segments that all got better, for significant.
    """
    return float((np.sum(drawn >= abs(difference) - TIE) + 1) / (len(drawn) + 1))


def _group_sums(statistics: Floats, groups: Sequence[int]) -> Floats:
    """(groups, columns): sums over the segments of each group, by ascending number."""
    if len(groups) != len(statistics):
        raise ValueError(f"{len(groups)} group numbers for {len(statistics)} segments")
    _, positions = np.unique(np.asarray(groups), return_inverse=True)
    sums = np.zeros((positions.max() + 1, statistics.shape[1]))
    np.add.at(sums, positions, statistics)
    return sums


def _picked_sums(units: Floats) -> Floats:
    """(TRIALS, columns): sums over the units that each trial picks, by sacreBLEU's draws."""
    draws = np.random.default_rng(SEED)
    # A call must end at the end of a word, or the next one would draw other bits than sacreBLEU's
    # single call does.
    rows = max(_CHUNK_CELLS // len(units) // _WORD_BITS, 1) * _WORD_BITS
    sums = np.empty((TRIALS, units.shape[1]))
    for start in range(0, TRIALS, rows):
        size = (min(rows, TRIALS - start), len(units))
        picked: npt.NDArray[np.bool_] = draws.integers(2, size=size, dtype=np.bool_)
        sums[start : start + rows] = picked.astype(np.float64) @ units
    return sums
