"""What a metric is, and a corpus's score with its interval.

A metric is a sum of statistics over segments and a formula on that sum. So its bootstrap needs the
texts once, and a comparison of two systems can use the same statistics.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kortom.evaluation.statistics import Floats, percentile_interval, resampled_sums


@dataclass(frozen=True, slots=True)
class Metric:
    """A corpus metric over hypotheses and one reference each.

    statistics: hypotheses and references -> (segments, columns).
    score: sums of the columns, (..., columns) -> scores, (...), from 0 to 100 (TER can be more).
    signature: in one line all that a score depends on, after sacreBLEU's.
    """

    name: str
    statistics: Callable[[Sequence[str], Sequence[str]], Floats]
    score: Callable[[Floats], Floats]
    signature: Callable[[], str]
    higher_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """A corpus's score, from 0 to 100, with its 95% bootstrap interval over n segments."""

    metric: str
    value: float
    low: float
    high: float
    n: int
    signature: str


def score_corpus(metric: Metric, hypotheses: Sequence[str], references: Sequence[str]) -> Score:
    """Score hypotheses against their references, at least one of them."""
    statistics = metric.statistics(hypotheses, references)
    low, high = percentile_interval(metric.score(resampled_sums(statistics)))
    return Score(
        metric=metric.name,
        value=float(metric.score(statistics.sum(axis=0))),
        low=low,
        high=high,
        n=len(statistics),
        signature=metric.signature(),
    )
