"""Several systems in order, and where a line can be drawn between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from kortom.evaluation.metrics import Metric
from kortom.evaluation.paired import SIGNIFICANT, TIE, PairedResult, paired_result, resample
from kortom.evaluation.statistics import Floats, Rate, wilson_rate


@dataclass(frozen=True, slots=True)
class RankedPair:
    """Two systems, the better one by its score first.

    result: `worse` is its baseline. p_holm: of approximate randomisation, corrected for the number
    of pairs.
    """

    better: str
    worse: str
    result: PairedResult
    p_holm: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Systems by one metric.

    systems: names and scores in points, best first; equal ones as they were given. clusters: the
    same names, a tuple a cluster. pairs: all of them, in the order of the systems.
    """

    metric: str
    systems: tuple[tuple[str, float], ...]
    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[RankedPair, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many segments one system scores better, worse and equally than its baseline.

    Each with the 95% Wilson interval of its share.
    """

    better: Rate
    worse: Rate
    equal: Rate


def rank_systems(
    metric: Metric, statistics: Mapping[str, Floats], groups: Sequence[int] | None = None
) -> Ranking:
    """Rank systems by statistics of the same segments, (segments, columns) each.

    All pairs are tested by approximate randomisation, with Holm's correction, and clusters are
    drawn by the corrected p-values. groups: see `compare_pair`. Raises ValueError as it does.
    """
    names = list(statistics)
    sample = resample([statistics[name] for name in names], groups)
    scores = [float(score) for score in metric.score(sample.totals)]
    best_last = 1 if metric.higher_is_better else -1
    order = sorted(range(len(names)), key=lambda system: -best_last * scores[system])
    tested = list(combinations(order, 2))
    results = [
        paired_result(metric, sample, baseline=worse, other=better) for better, worse in tested
    ]
    corrected = holm([result.p_randomisation for result in results])
    by_pair = {
        (names[better], names[worse]): p
        for (better, worse), p in zip(tested, corrected, strict=True)
    }
    ordered = [names[system] for system in order]
    return Ranking(
        metric=metric.name,
        systems=tuple((names[system], scores[system]) for system in order),
        clusters=significance_clusters(ordered, lambda *pair: by_pair[pair]),
        pairs=tuple(
            RankedPair(better, worse, result, p)
            for ((better, worse), p), result in zip(by_pair.items(), results, strict=True)
        ),
    )


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """p-values corrected for their number (Holm 1979), in their order.

    The smallest of m is multiplied by m, the next by m - 1, and so on; none is below one before it.
    """
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, position in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[position]))
        corrected[position] = highest
    return tuple(corrected)


def significance_clusters(
    systems: Sequence[str], p_value: Callable[[str, str], float]
) -> tuple[tuple[str, ...], ...]:
    """Cut a list of systems, best first, as the tables of WMT are (Bojar et al. 2016).

    A line is drawn where every system above it beats every one below it: p_value(above, below) <
    0.05. So within a cluster some pair is not told apart, though others may be.
    """
    cuts = [
        place
        for place in range(1, len(systems))
        if all(
            p_value(above, below) < SIGNIFICANT
            for above in systems[:place]
            for below in systems[place:]
        )
    ]
    bounds = [0, *cuts, len(systems)]
    return tuple(tuple(systems[start:end]) for start, end in pairwise(bounds) if start < end)


def segment_changes(
    metric: Metric, baseline_statistics: Floats, other_statistics: Floats
) -> Changes:
    """Compare two systems segment by segment, by statistics of (segments, columns) each.

    metric: one that is sound on a single segment, such as chrF2; BLEU is not. Raises ValueError for
    shapes that do not fit.
    """
    if baseline_statistics.shape != other_statistics.shape:
        shapes = f"{baseline_statistics.shape} and {other_statistics.shape}"
        raise ValueError(f"statistics must be of the same segments: {shapes}")
    gains = metric.score(other_statistics) - metric.score(baseline_statistics)
    if not metric.higher_is_better:
        gains = -gains
    counts = [int(np.sum(gains > TIE)), int(np.sum(gains < -TIE))]
    better, worse, equal = (
        wilson_rate(count, len(gains)) for count in (*counts, len(gains) - sum(counts))
    )
    return Changes(better, worse, equal)
