"""How sure a number is: intervals for rates and corpus scores, and distributions in brief."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95
RESAMPLES = 1_000
SEED = 12_345
"""sacreBLEU's own number of resamples and seed, so that its intervals and ours agree."""

_Z = 1.959963984540054  # the standard normal's quantile at (1 + CONFIDENCE) / 2


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of `total` have something, with the Wilson interval of their share."""

    count: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share; 0.0 of nothing."""
        return self.count / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Distribution:
    """Values in a few numbers. p5, p95: percentiles, linear between neighbours."""

    n: int
    mean: float
    minimum: float
    p5: float
    median: float
    p95: float
    maximum: float


def wilson_rate(count: int, total: int) -> Rate:
    """A rate with its 95% score interval (Wilson 1927), which is sound near 0 and 1 too.

    Of nothing the rate is anything: from 0 to 1.
    """
    if total == 0:
        return Rate(count, total, 0.0, 1.0)
    share, z2 = count / total, _Z**2
    centre = share + z2 / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    low, high = (centre - spread) / (1 + z2 / total), (centre + spread) / (1 + z2 / total)
    return Rate(count, total, 0.0 if count == 0 else low, 1.0 if count == total else high)


def describe(values: Sequence[float]) -> Distribution | None:
    """The distribution of the values; None if there are none."""
    if not values:
        return None
    quantiles = np.quantile(np.array(values, dtype=np.float64), [0, 0.05, 0.5, 0.95, 1])
    low, p5, median, p95, high = (float(value) for value in quantiles)
    return Distribution(len(values), math.fsum(values) / len(values), low, p5, median, p95, high)


def resampled_sums(statistics: Floats, resamples: int = RESAMPLES, seed: int = SEED) -> Floats:
    """Column sums of bootstrap resamples of the rows (Koehn 2004).

    statistics: (segments, columns), at least one segment. Returns (resamples, columns). The draws
    are those of sacreBLEU, and depend on the number of segments and the seed alone: two systems on
    the same segments are resampled alike, as a paired test needs it.
    """
    segments = len(statistics)
    draws = np.random.default_rng(seed)
    sums = np.empty((resamples, statistics.shape[1]))
    for number in range(resamples):
        drawn = np.bincount(draws.integers(0, segments, segments), minlength=segments)
        sums[number] = drawn @ statistics
    return sums


def percentile_interval(scores: Floats) -> tuple[float, float]:
    """The bounds between which 95% of bootstrap scores lie (Efron & Tibshirani 1993, ch. 13)."""
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(scores, [tail, 1 - tail])
    return float(low), float(high)
