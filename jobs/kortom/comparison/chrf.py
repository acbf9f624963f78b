"""chrF2 by itself: for sentences too, since it is sound on a single one."""

from __future__ import annotations

from collections.abc import Sequence

from kortom.evaluation.metrics import Metric, Score
from kortom.evaluation.statistics import Floats, percentile_interval, resampled_sums
from kortom.evaluation.translation_metrics import translation_metrics

CHRF = "chrF2"


def chrf_metric() -> Metric:
    """chrF2 as `kortom.evaluation` has it."""
    return next(metric for metric in translation_metrics() if metric.name == CHRF)


def sentence_scores(metric: Metric, statistics: Floats) -> list[float]:
    """The score of each segment on its own. statistics: (segments, columns)."""
    return [float(score) for score in metric.score(statistics)]


def corpus_scores(metric: Metric, statistics: Sequence[Floats]) -> list[float]:
    """The score of each array of statistics as a corpus, at least one segment each."""
    return [float(metric.score(of.sum(axis=0))) for of in statistics]


def score_statistics(metric: Metric, statistics: Floats) -> Score:
    """The score of a corpus whose texts are counted already, at least one segment."""
    low, high = percentile_interval(metric.score(resampled_sums(statistics)))
    value = float(metric.score(statistics.sum(axis=0)))
    return Score(metric.name, value, low, high, len(statistics), metric.signature())
