"""A comparison as tables of short texts, for a terminal as for Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kortom.comparison.measure_tables import measure_tables
from kortom.comparison.table import Table
from kortom.comparison.values import Compared, Comparison, SettingGroup
from kortom.evaluation.metrics import Score
from kortom.evaluation.statistics import Rate
from kortom.telemetry.summary import counted

ARTICLES = 10
"""Articles that the table of them shows."""

_HASH = 12
"""Characters of a SHA-256 that a table shows."""

_LONGEST = 60
"""Characters of any other setting."""

_ID = 32
"""Characters of an article's id."""

_SETTINGS: Mapping[SettingGroup, str] = {
    "config": "Settings that differ",
    "made with": "Models, versions and effective settings that differ",
    "machine": "Machines that differ",
}


def tables(comparison: Comparison) -> Iterator[Table]:
    """All of them that have a row, in the order of the questions: what, better, where."""
    yield _systems(comparison)
    for group, title in _SETTINGS.items():
        yield from _with_rows(_settings(comparison, group, title))
    yield from measure_tables(comparison)
    yield from _with_rows(_rankings(comparison))
    yield _agreement(comparison)
    yield _articles(comparison)


def input_lines(comparison: Comparison) -> Iterator[str]:
    """What is compared and what is not."""
    inputs = comparison.inputs
    articles, sentences = counted(inputs.articles, "article"), counted(inputs.sentences, "sentence")
    yield f"Compared: {articles}, {sentences}."
    models = {f"{of.system.model}@{of.system.model_digest[:8]}" for of in comparison.systems}
    if len(models) == 1:
        yield f"One model: {models.pop()}."
    if not comparison.settings:
        yield "No setting of the runs differs."
    for system, unmatched in zip(comparison.systems, inputs.unmatched, strict=True):
        yield from _lacking_lines(system)
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


def _lacking_lines(system: Compared) -> Iterator[str]:
    """What of a run's articles is not there or not compared."""
    if system.failed:
        yield f"No brief in {system.label}: {counted(system.failed, 'article')} that failed."
    if system.unfinished:
        late = counted(system.unfinished, "article")
        yield f"No brief in {system.label}: {late} that its time did not reach."
    if system.new_only:
        yield f"{system.label} holds only what was new or changed (--new-only)."
    if system.left_out:
        more = "" if system.left_out == len(system.first_left_out) else ", …"
        ids = ", ".join(system.first_left_out) + more
        yield f"Left out of {system.label}: {counted(system.left_out, 'article')} ({ids})."


def _with_rows(table: Table) -> Iterator[Table]:
    if table.rows:
        yield table


def _labels(comparison: Comparison) -> tuple[str, ...]:
    return tuple(system.label for system in comparison.systems)


def _systems(comparison: Comparison) -> Table:
    rows = [
        (
            system.label + (" (baseline)" if position == comparison.baseline else ""),
            system.system.config_name,
            system.system.run_id or "",
            f"{system.articles:,}",
            _megabytes(system.worker_peak_bytes),
        )
        for position, system in enumerate(comparison.systems)
    ]
    note = "MB: the most that one worker held; - where all was reused, or by an older kortom."
    return Table("Runs", ("", "config", "run", "articles", "MB"), tuple(rows), (note,))


def _megabytes(count: int | None) -> str:
    return "-" if count is None else f"{count / 1e6:,.0f}"


def _settings(comparison: Comparison, group: SettingGroup, title: str) -> Table:
    rows = [
        (setting.name, *(_setting_text(value) for value in setting.values))
        for setting in comparison.settings
        if setting.group == group
    ]
    return Table(title, ("", *_labels(comparison)), tuple(rows))


def _setting_text(value: Any) -> str:
    if value is None:
        return "-"
    text = value if value and isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    is_hash = len(text) == 64 and all(character in "0123456789abcdef" for character in text)
    limit = _HASH if is_hash else _LONGEST
    return text if len(text) <= limit else text[:limit] + ("" if is_hash else "…")


def _rankings(comparison: Comparison) -> Table:
    rows = tuple(
        (ranking.metric, " > ".join(" = ".join(cluster) for cluster in ranking.clusters))
        for ranking in comparison.rankings
    )
    note = (
        "Best first; > where all before it are better than all behind it (p < 0.05, Holm), = where"
        " some are not told apart."
    )
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
    return Table(
        "Between systems: what is not the same",
        ("", "sentences", "chrF2", "briefs", "sources", "ROUGE-1", "ROUGE-2", "ROUGE-L"),
        tuple(rows),
        (
            "sentences, briefs: whose English differs; sources: briefs that rest on other Dutch"
            " sentences. chrF2 of all sentences and ROUGE of all briefs, the second against the"
            " first: 100 is the same.",
        ),
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
            article.id if len(article.id) <= _ID else article.id[: _ID - 1] + "…",
            f"{len(article.changed):,} of {article.sentences:,}",
            "-" if article.chrf is None else f"{article.chrf:.1f}",
            *(
                ("-",) * len(labels)
                if article.reference_chrf is None
                else tuple(f"{score:.1f}" for score in article.reference_chrf)
            )[: len(labels) if scored else 0],
        )
        for article in comparison.articles[:ARTICLES]
    ]
    against = tuple(f"{label} to ref" for label in labels) if scored else ()
    return Table(
        "Articles that changed most",
        ("article", "changed", "chrF2", *against),
        tuple(rows),
        tuple(_article_notes(comparison, scored=scored)),
    )


def _article_notes(comparison: Comparison, *, scored: bool) -> Iterator[str]:
    baseline = comparison.systems[comparison.baseline].label
    other = "others" if len(comparison.systems) > 2 else "other"
    yield (
        f"changed: sentences; chrF2: of the {other} against {baseline}"
        + ("; to ref: against the reference." if scored else ".")
    )
    rest = len(comparison.articles) - ARTICLES
    if rest > 0:
        yield f"{counted(rest, 'more article')} changed less."
