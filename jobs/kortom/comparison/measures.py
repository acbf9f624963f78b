"""From counts and statistics of all systems to a measure with its differences."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from kortom.comparison.rates import rate_difference, rate_of, rate_value
from kortom.comparison.values import Difference, Group, Measure, Unit, Value
from kortom.evaluation.metrics import Metric
from kortom.evaluation.paired import PairedResult, paired_result, resample
from kortom.evaluation.statistics import Floats, percentile_interval

Marks = Mapping[Hashable, bool]
"""Units of one system, and whether each has something."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a measure is, without its numbers (see `Measure`)."""

    name: str
    title: str
    group: Group
    unit: Unit
    higher_is_better: bool | None
    signature: str | None = None


def rate_measure(kind: Kind, marks: Sequence[Marks | None], baseline: int) -> Measure:
    """A rate of each system, in percent; None for one that was not looked at, or has no unit."""
    before = marks[baseline]
    return _measure(
        kind,
        [rate_value(rate_of(of)) if of else None for of in marks],
        [
            rate_difference(before, of) if of and before and position != baseline else None
            for position, of in enumerate(marks)
        ],
    )


def score_measure(
    kind: Kind, metric: Metric, statistics: Sequence[Floats], baseline: int
) -> Measure:
    """A score of each system on the same segments, with paired differences.

    statistics: (segments, columns) each, at least one segment.
    """
    sample = resample(statistics)
    scores = metric.score(sample.totals)
    values = [
        Value(
            float(scores[position]),
            *percentile_interval(metric.score(sample.bootstrap[:, position])),
            n=sample.n,
        )
        for position in range(len(statistics))
    ]
    return _measure(
        kind,
        values,
        [
            None
            if position == baseline
            else _difference(paired_result(metric, sample, baseline, position))
            for position in range(len(statistics))
        ],
    )


def missing_measure(kind: Kind, systems: int) -> Measure:
    """A measure of which no system has a value."""
    return _measure(kind, [None] * systems, [None] * systems)


def ratio_metric(name: str) -> Metric:
    """One column's sum divided by another's: a mean where the second one is 1 in each row."""
    return Metric(name, _of_no_texts, _ratio, lambda: "")


def _ratio(sums: Floats) -> Floats:
    ratios: Floats = sums[..., 0] / sums[..., 1]
    return ratios


def _of_no_texts(hypotheses: Sequence[str], references: Sequence[str]) -> Floats:
    raise TypeError("a ratio is made of numbers, not of texts")


def _difference(result: PairedResult) -> Difference:
    return Difference(
        value=result.difference,
        low=result.low,
        high=result.high,
        p_bootstrap=result.p_bootstrap,
        p_randomisation=result.p_randomisation,
        wins=result.wins,
    )


def _measure(
    kind: Kind, values: Sequence[Value | None], differences: Sequence[Difference | None]
) -> Measure:
    return Measure(
        name=kind.name,
        title=kind.title,
        group=kind.group,
        unit=kind.unit,
        higher_is_better=kind.higher_is_better,
        signature=kind.signature,
        values=tuple(values),
        differences=tuple(differences),
    )
