"""The charts of a comparison: what is drawn of it, and what is said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from kortom.comparison.numbers import number_text, value_text
from kortom.comparison.values import Comparison, Measure, Unit
from kortom.comparison.verdicts import verdict
from kortom.report.charts import (
    Point,
    Row,
    Spread,
    interval_chart,
    scatter_chart,
    spread_chart,
)

_SPEED = "words_per_second"
_FLAGS = "flags"
_BOX = "Box: the middle half and the median; line: from the 5th to the 95th percentile."


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing (an svg element, which tells its numbers as its name), its title, and a note."""

    title: str
    note: str
    svg: str


def comparison_charts(comparison: Comparison) -> Iterator[Chart]:
    """Quality, distributions, and speed against quality; what has no value has no chart."""
    scored = [
        measure
        for measure in comparison.measures
        if measure.group in ("translation", "briefs") and any(measure.values)
    ]
    flags = _measure(comparison, _FLAGS)
    for measure in scored or [flags]:
        if any(measure.values):
            yield _intervals(comparison, measure)
    if not scored:
        yield from _agreement(comparison)
    yield from _spread(
        comparison, "Words of the briefs", "words", "brief-words", _brief_words(comparison), _BOX
    )
    yield from _spread(
        comparison,
        "Length of sentences",
        "share",
        "sentence-ratio",
        _ratios(comparison),
        f"English words for each Dutch word, of the sentences that changed. {_BOX}",
    )
    yield from _speed(comparison, scored[0] if scored else flags)


def _measure(comparison: Comparison, name: str) -> Measure:
    return next(measure for measure in comparison.measures if measure.name == name)


def _intervals(comparison: Comparison, measure: Measure) -> Chart:
    rows = []
    for position, (system, value) in enumerate(
        zip(comparison.systems, measure.values, strict=True)
    ):
        if value is not None:
            difference = measure.differences[position]
            word = "" if difference is None else verdict(measure, difference)
            told = f"{number_text(value.value, measure.unit)} {word}".strip()
            baseline = position == comparison.baseline
            rows.append(Row(system.label, value.value, value.low, value.high, told, baseline))
    title = "Sentences with a flag" if measure.name == _FLAGS else measure.title
    direction = "higher" if measure.higher_is_better else "lower"
    return Chart(
        title=title,
        note=f"With 95% intervals; {direction} is better.",
        svg=interval_chart(measure.name, rows, f"{title}: {_values_told(comparison, measure)}"),
    )


def _values_told(comparison: Comparison, measure: Measure) -> str:
    return "; ".join(
        f"{system.label} {value_text(value, measure.unit)}"
        for system, value in zip(comparison.systems, measure.values, strict=True)
        if value is not None
    )


def _agreement(comparison: Comparison) -> Iterator[Chart]:
    baseline = comparison.systems[comparison.baseline].label
    rows = [
        Row(pair.other, score.value, score.low, score.high, f"{score.value:.1f}", baseline=False)
        for pair in comparison.agreement
        if pair.one == baseline and (score := pair.chrf) is not None
    ]
    if rows:
        told = "; ".join(f"{r.label} {r.told} ({r.low:.1f} to {r.high:.1f})" for r in rows)
        title = f"Agreement with {baseline} (chrF2)"
        note = "With 95% intervals; 100 is the same text. It does not say which is better."
        yield Chart(title, note, interval_chart("agreement", rows, f"{title}: {told}"))


def _speed(comparison: Comparison, quality: Measure) -> Iterator[Chart]:
    """Of the systems of which both are known."""
    speed = _measure(comparison, _SPEED)
    points = [
        Point(
            label=system.label,
            x=fast.value,
            x_interval=(fast.low, fast.high),
            y=good.value,
            y_interval=(good.low, good.high),
            baseline=position == comparison.baseline,
        )
        for position, (system, fast, good) in enumerate(
            zip(comparison.systems, speed.values, quality.values, strict=True)
        )
        if fast is not None and good is not None
    ]
    if not points:
        return
    name = "sentences with a flag (%)" if quality.name == _FLAGS else quality.title
    titles = ("words per second", name)
    told = "; ".join(
        f"{point.label} {number_text(point.x, speed.unit)} words per second,"
        f" {number_text(point.y, quality.unit)}"
        for point in points
    )
    best = "top" if quality.higher_is_better else "bottom"
    yield Chart(
        title=f"Speed and {name}",
        note=f"With 95% intervals, of one worker; fast and good is at the {best} right.",
        svg=scatter_chart("speed", points, titles, f"Speed and {name}: {told}"),
    )


def _spread(
    comparison: Comparison,
    title: str,
    unit: Unit,
    name: str,
    values: Sequence[Sequence[float]],
    note: str,
) -> Iterator[Chart]:
    """values: of each system."""
    rows = []
    for position, (system, of) in enumerate(zip(comparison.systems, values, strict=True)):
        if of:
            told = f"median {number_text(median(of), unit)}"
            rows.append(Spread(system.label, tuple(of), told, position == comparison.baseline))
    if rows:
        told = "; ".join(f"{row.label} {row.told}" for row in rows)
        yield Chart(title, note, spread_chart(name, rows, f"{title}: {told}"))


def _brief_words(comparison: Comparison) -> list[list[float]]:
    return [
        [article.briefs[position].words for article in comparison.articles]
        for position in range(len(comparison.systems))
    ]


def _ratios(comparison: Comparison) -> list[list[float]]:
    changed = [sentence for article in comparison.articles for sentence in article.changed]
    counted = [(s, words) for s in changed if (words := len(s.source.split()))]
    return [
        [len(s.hypotheses[position].split()) / words for s, words in counted]
        for position in range(len(comparison.systems))
    ]
