"""A comparison as tables of short texts, for a terminal as for Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kortom.comparison.flags import CHECKED
from kortom.comparison.numbers import interval_text, p_text, signed_text, value_text
from kortom.comparison.values import Comparison, Group, Measure
from kortom.comparison.verdicts import is_seen, verdict
from kortom.evaluation.metrics import Score
from kortom.evaluation.statistics import Rate
from kortom.telemetry.summary import counted

ARTICLES = 10
"""Articles that the table of them shows."""

_HASH = 12
"""Characters of a SHA-256 that a table shows."""

_LONGEST = 60
"""Characters of any other setting."""

_SECTIONS: tuple[tuple[str, tuple[Group, ...]], ...] = (
    ("Against references", ("translation", "briefs", "headlines")),
    ("Sentences: flags and retries", ("sentence_flags",)),
    ("Glossary terms", ("terms",)),
    ("Articles: flags", ("article_flags",)),
    ("Briefs and speed", ("form", "speed")),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are texts as they are, not escaped. notes: lines below it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def tables(comparison: Comparison) -> Iterator[Table]:
    """All of them that have a row, in the order of the questions: what, better, where."""
    yield _systems(comparison)
    yield from _with_rows(_settings(comparison))
    for position in range(len(comparison.systems)):
        if position != comparison.baseline:
            for title, groups in _SECTIONS:
                yield from _with_rows(_measures(comparison, position, title, groups))
    yield from _with_rows(_rankings(comparison))
    yield _agreement(comparison)
    yield _articles(comparison)


def input_lines(comparison: Comparison) -> Iterator[str]:
    """What is compared and what is not."""
    inputs = comparison.inputs
    articles, sentences = counted(inputs.articles, "article"), counted(inputs.sentences, "sentence")
    yield f"Compared: {articles}, {sentences}."
    if not comparison.settings:
        yield "No setting of the runs differs."
    for system, unmatched in zip(comparison.systems, inputs.unmatched, strict=True):
        if system.left_out:
            more = "" if system.left_out == len(system.first_left_out) else ", …"
            ids = ", ".join(system.first_left_out) + more
            yield f"Left out of {system.label}: {counted(system.left_out, 'article')} ({ids})."
        if unmatched:
            yield (
                f"Segmented otherwise in {system.label}: {counted(unmatched, 'sentence')}, counted"
                " in its flags and not compared one by one."
            )
    if inputs.not_selected:
        left = counted(inputs.not_selected, "sentence")
        yield f"Not translated by every system, so not compared: {left}."
    for use in comparison.references:
        yield f"References: {use.scored:,} of {use.read:,} {use.what} scored."


def _with_rows(table: Table) -> Iterator[Table]:
    if table.rows:
        yield table


def _labels(comparison: Comparison) -> tuple[str, ...]:
    return tuple(system.label for system in comparison.systems)


def _systems(comparison: Comparison) -> Table:
    rows = [
        (
            system.label + (" (baseline)" if position == comparison.baseline else ""),
            f"{system.system.config_name}@{system.system.config_hash[:8]}",
            system.system.run_id or "",
            f"{system.system.model}@{system.system.model_digest[:8]}",
            f"{system.articles:,}",
        )
        for position, system in enumerate(comparison.systems)
    ]
    return Table("Runs", ("", "config", "run", "model", "articles"), tuple(rows))


def _settings(comparison: Comparison) -> Table:
    rows = [
        (
            setting.name if setting.group == "config" else f"{setting.name} ({setting.group})",
            *(_setting_text(value) for value in setting.values),
        )
        for setting in comparison.settings
    ]
    return Table("What the runs differ in", ("setting", *_labels(comparison)), tuple(rows))


def _setting_text(value: Any) -> str:
    if value is None:
        return "-"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    is_hash = len(text) == 64 and all(character in "0123456789abcdef" for character in text)
    limit = _HASH if is_hash else _LONGEST
    return text if len(text) <= limit else text[:limit] + ("" if is_hash else "…")


def _measures(comparison: Comparison, position: int, title: str, groups: Sequence[Group]) -> Table:
    labels, baseline = _labels(comparison), comparison.baseline
    measures = [
        measure
        for measure in comparison.measures
        if measure.group in groups and any(measure.values[n] for n in (baseline, position))
    ]
    shown = [measure for measure in measures if is_seen(measure) or measure.group == "translation"]
    unseen = [measure.title for measure in measures if measure not in shown]
    return Table(
        title=f"{title}: {labels[position]} against {labels[baseline]}",
        columns=(
            "",
            labels[baseline],
            labels[position],
            "difference",
            "95% interval",
            "p",
            "verdict",
        ),
        rows=tuple(_measure_row(comparison, measure, position) for measure in shown),
        notes=tuple(_measure_notes(comparison, position, shown, unseen)),
    )


def _measure_row(comparison: Comparison, measure: Measure, position: int) -> tuple[str, ...]:
    own = []
    for n in (comparison.baseline, position):
        value = measure.values[n]
        starred = measure.group == "speed" and comparison.systems[n].reused
        own.append(
            _absent(measure)
            if value is None
            else value_text(value, measure.unit) + ("*" if starred else "")
        )
    difference = measure.differences[position]
    title = f"headline {measure.title}" if measure.group == "headlines" else measure.title
    if difference is None:
        return (title, *own, "-", "-", "-", "")
    return (
        title,
        *own,
        signed_text(difference.value, measure.unit),
        interval_text(difference, measure.unit),
        p_text(difference.p),
        verdict(measure, difference),
    )


def _absent(measure: Measure) -> str:
    """Why a system has no value, in a word."""
    return "off" if measure.name in CHECKED else "none"


def _measure_notes(
    comparison: Comparison, position: int, shown: Sequence[Measure], unseen: Sequence[str]
) -> Iterator[str]:
    groups = {measure.group for measure in shown}
    if unseen:
        yield f"0 in both: {', '.join(unseen)}"
    gains = comparison.sentence_gains[position]
    if "translation" in groups and gains is not None:
        yield (
            f"Sentence by sentence (chrF2): {gains.better.count:,} better"
            f" ({100 * gains.better.value:.0f}%), {gains.worse.count:,} worse"
            f" ({100 * gains.worse.value:.0f}%), {gains.equal.count:,} equal."
        )
    counts = sorted({(m.group, value.n) for m in shown for value in m.values if value})
    if groups & {"translation", "briefs", "headlines"}:
        of = dict.fromkeys(f"{group} n={n:,}" for group, n in counts)
        yield f"{', '.join(of)}. p: approximate randomisation. TER: lower is better."
    if "sentence_flags" in groups:
        yield (
            "flags: any of the checks that all systems have on. Lower is better (retries_cleared:"
            " higher). p: exact McNemar test; - where the sentences are not the same."
        )
    if "form" in groups:
        yield (
            "novelty1, novelty2: words and word pairs of the briefs that the translations have not."
        )
    if "speed" in groups:
        yield from _speed_notes(comparison)


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
                " of the run that translated them."
            )
    other = [setting.name for setting in comparison.settings if setting.group == "machine"]
    if other:
        yield f"Not on equal machines ({', '.join(other)}): compare the speeds with care."


def _rankings(comparison: Comparison) -> Table:
    rows = tuple(
        (ranking.metric, " > ".join(" = ".join(cluster) for cluster in ranking.clusters))
        for ranking in comparison.rankings
    )
    note = "Best first. > where all before it are better than all behind it (p < 0.05, Holm)."
    return Table("Ranking", ("metric", "clusters"), rows, (note,))


def _agreement(comparison: Comparison) -> Table:
    rows = [
        (
            f"{pair.one}, {pair.other}",
            _share(pair.changed),
            _score(pair.chrf),
            _share(pair.briefs_changed),
            _share(pair.grounds_changed),
            *(_score(score) for score in pair.rouge or (None,) * 3),
        )
        for pair in comparison.agreement
    ]
    columns = ("sentences changed", "chrF2", "briefs changed", "on other sentences")
    return Table(
        "Between systems",
        ("", *columns, "ROUGE-1", "ROUGE-2", "ROUGE-L"),
        tuple(rows),
        ("chrF2 of sentences and ROUGE of briefs, the second system against the first.",),
    )


def _share(rate: Rate) -> str:
    return f"{rate.count:,} ({100 * rate.value:.0f}%)"


def _score(score: Score | None) -> str:
    return "-" if score is None else f"{score.value:.1f}"


def _articles(comparison: Comparison) -> Table:
    labels = _labels(comparison)
    scored = any(article.reference_chrf for article in comparison.articles)
    rows = [
        (
            article.id,
            f"{article.sentences:,}",
            f"{len(article.changed):,}",
            "-" if article.chrf is None else f"{article.chrf:.1f}",
            *(
                ("-",) * len(labels)
                if article.reference_chrf is None
                else tuple(f"{score:.1f}" for score in article.reference_chrf)
            )[: len(labels) if scored else 0],
        )
        for article in comparison.articles[:ARTICLES]
    ]
    rest = len(comparison.articles) - len(rows)
    against = tuple(f"{label} to reference" for label in labels) if scored else ()
    return Table(
        "Articles that changed most (chrF2)",
        ("article", "sentences", "changed", "between", *against),
        tuple(rows),
        (f"{rest:,} more articles changed less.",) if rest else (),
    )
