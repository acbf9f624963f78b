"""The tables of measures: each system against the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kortom.comparison.flags import CHECKED
from kortom.comparison.numbers import interval_text, number_text, p_text, signed_text
from kortom.comparison.table import Table
from kortom.comparison.values import Comparison, Group, Measure
from kortom.comparison.verdicts import is_seen, verdict
from kortom.telemetry.summary import counted

_SECTIONS: tuple[tuple[str, tuple[Group, ...]], ...] = (
    ("Against references", ("translation", "briefs", "headlines")),
    ("Flags and retries of sentences", ("sentence_flags",)),
    ("Glossary terms", ("terms",)),
    ("Flags on articles", ("article_flags",)),
    ("Briefs and speed", ("form", "speed")),
)

_SCORED: Mapping[Group, str] = {
    "translation": "translated pairs",
    "briefs": "briefs",
    "headlines": "headlines",
}
"""What is scored against references, as a note counts it."""

_COUNTED: Mapping[Group, tuple[str, str, str]] = {
    "sentence_flags": (
        "sentence",
        "",
        "flags: any of the checks that all systems have on; retries_cleared: of those retried.",
    ),
    "terms": ("term", " of the glossary in the Dutch", ""),
    "article_flags": (
        "article",
        "",
        "articles_flagged: themselves, or a sentence of theirs; articles_missing: of the"
        " baseline's.",
    ),
}
"""What rates are of, in two parts, and what some of them are."""


def measure_tables(comparison: Comparison) -> Iterator[Table]:
    """Those that have a row, for each system but the baseline."""
    for position in range(len(comparison.systems)):
        if position != comparison.baseline:
            for title, groups in _SECTIONS:
                table = _measures(comparison, position, title, groups)
                if table.rows:
                    yield table


def _measures(comparison: Comparison, position: int, title: str, groups: Sequence[Group]) -> Table:
    labels, baseline = [of.label for of in comparison.systems], comparison.baseline
    of_groups = [measure for measure in comparison.measures if measure.group in groups]
    measures = [m for m in of_groups if any(m.values[n] for n in (baseline, position))]
    shown = [measure for measure in measures if is_seen(measure) or measure.group == "translation"]
    unseen = [measure for measure in measures if measure not in shown]
    return Table(
        title=f"{title}: {labels[position]} against {labels[baseline]}",
        columns=(
            "",
            labels[baseline],
            labels[position],
            f"{labels[position]} - {labels[baseline]}",
            "95% interval",
            "p",
            "verdict",
        ),
        rows=tuple(_measure_row(comparison, measure, position) for measure in shown),
        notes=(
            *_unseen_notes(unseen, (baseline, position)),
            *_unknown_notes([m for m in of_groups if m.group in ("form", "speed")]),
            *_measure_notes(comparison, position, shown),
        ),
    )


def _measure_row(comparison: Comparison, measure: Measure, position: int) -> tuple[str, ...]:
    own = []
    for n in (comparison.baseline, position):
        value = measure.values[n]
        starred = measure.group == "speed" and comparison.systems[n].reused
        own.append(
            _absent(measure)
            if value is None
            else number_text(value.value, measure.unit) + ("*" if starred else "")
        )
    difference = measure.differences[position]
    if difference is None:
        return (measure.name, *own, "-", "-", "-", "")
    return (
        measure.name,
        *own,
        signed_text(difference.value, measure.unit),
        interval_text(difference, measure.unit),
        p_text(difference.p),
        verdict(measure, difference),
    )


def _absent(measure: Measure) -> str:
    """Why a system has no value, in a word."""
    return "off" if measure.name in CHECKED else "none"


def _unseen_notes(unseen: Sequence[Measure], pair: tuple[int, int]) -> Iterator[str]:
    for told, whole in (("0 in both", True), ("0 in one, off in the other", False)):
        names = [m.name for m in unseen if all(m.values[n] for n in pair) is whole]
        if names:
            yield f"{told}: {', '.join(names)}."


def _unknown_notes(measures: Sequence[Measure]) -> Iterator[str]:
    names = [measure.name for measure in measures if not any(measure.values)]
    if names:
        yield f"Not known of an article in all runs, so not compared: {', '.join(names)}."


def _measure_notes(
    comparison: Comparison, position: int, shown: Sequence[Measure]
) -> Iterator[str]:
    groups = {measure.group for measure in shown}
    if groups.intersection(_SCORED):
        yield from _score_notes(comparison, position, shown)
    if groups.intersection(_COUNTED):
        yield from _rate_notes(comparison, position, shown)
    if "form" in groups:
        yield (
            "brief_words, compression (to the Dutch), coverage (of its subject matter): means over"
            " articles. novelty1, novelty2: words and word pairs of the briefs that the"
            " translations have not."
        )
    if "speed" in groups:
        yield from _speed_notes(comparison)


def _score_notes(comparison: Comparison, position: int, shown: Sequence[Measure]) -> Iterator[str]:
    gains = comparison.sentence_gains[position]
    if gains is not None:
        told = (
            f"{rate.count:,} {name} ({100 * rate.value:.0f}%)"
            for name, rate in (("better", gains.better), ("worse", gains.worse))
        )
        yield f"Sentence by sentence (chrF2): {', '.join(told)}, {gains.equal.count:,} equal."
    counts = {
        measure.group: value.n for measure in shown for value in measure.values if value is not None
    }
    of = (f"{counts[group]:,} {name}" for group, name in _SCORED.items() if group in counts)
    yield (
        f"Of {', '.join(of)}. Interval: paired bootstrap; p: approximate randomisation. Of ter less"
        " is better."
    )


def _rate_notes(comparison: Comparison, position: int, shown: Sequence[Measure]) -> Iterator[str]:
    """shown: rates, the first of them of all units that there are."""
    noun, of_what, explained = _COUNTED[shown[0].group]
    totals = [
        (value.n, comparison.systems[n].label)
        for n in (comparison.baseline, position)
        if (value := shown[0].values[n]) is not None
    ]
    if len({n for n, _ in totals}) == 1:
        yield f"In % of {counted(totals[0][0], noun)}{of_what}. {explained}".rstrip()
    else:
        of = ", ".join(f"{n:,} in {label}" for n, label in totals)
        yield f"In % of {noun}s{of_what} ({of}). {explained}".rstrip()
    differences = [measure.differences[position] for measure in shown]
    untested = any(difference and difference.p is None for difference in differences)
    yield "p: exact McNemar test" + ("; - where the units are not the same." if untested else ".")


def _speed_notes(comparison: Comparison) -> Iterator[str]:
    yield (
        "Speed is that of one worker, without loading; its interval is over articles, and knows"
        " nothing of what else the machine did."
    )
    for system in comparison.systems:
        if system.reused:
            yield (
                f"* {system.label}: {system.reused:,} of"
                f" {counted(comparison.inputs.articles, 'article')} reused; their seconds are those"
                " of the run that translated them, with the briefs of that run."
            )
    other = [setting.name for setting in comparison.settings if setting.group == "machine"]
    if other:
        yield f"Not on equal machines ({', '.join(other)}): compare the speeds with care."
