"""What the page of a comparison shows: its head with the tables, and each article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import dropwhile, takewhile
from typing import Any

from kortom.comparison.gate import Ruling, hit_problems
from kortom.comparison.numbers import number_text
from kortom.comparison.table import Table
from kortom.comparison.tables import input_lines, tables
from kortom.comparison.values import ChangedSentence, ComparedArticle, Comparison, Measure
from kortom.comparison.verdicts import summary_lines
from kortom.report.comparison_charts import Chart
from kortom.values import Brief

VERDICT = "verdict"
"""The column that tells tables that measure runs from those that describe them."""


def comparison_facts(
    comparison: Comparison, rulings: Sequence[Ruling], charts: Iterable[Chart]
) -> dict[str, Any]:
    """All but the articles. charts: their drawings stand elsewhere in the page, in this order."""
    baseline = comparison.systems[comparison.baseline]
    *found, _ = tables(comparison)  # the last one is of the articles, which the page lists itself
    return {
        "labels": [system.label for system in comparison.systems],
        "baseline": comparison.baseline,
        "configs": [system.system.config_name for system in comparison.systems],
        "summary": list(summary_lines(comparison)),
        "inputs": [f"Baseline: {baseline.label}.", *input_lines(comparison)],
        "gate": {
            "hit": [problem.message for problem in hit_problems(rulings)],
            "passed": [ruling.condition for ruling in rulings if not ruling.hits],
        },
        "failures": [[failure.code, failure.message] for failure in comparison.failures],
        "runs": [_table(comparison, table) for table in takewhile(_is_of_runs, found)],
        "results": [_table(comparison, table) for table in dropwhile(_is_of_runs, found)],
        "charts": [[chart.title, chart.note] for chart in charts],
        "engines": [
            [system.label, f"{system.system.engine} {system.system.engine_version}"]
            for system in comparison.systems
        ],
        "signatures": [
            *([system.label, system.signature] for system in comparison.systems),
            *(
                [measure.title, measure.signature]
                for measure in comparison.measures
                if measure.signature and any(measure.values) and measure.group != "headlines"
            ),
        ],
    }


def article_card(article: ComparedArticle, baseline: int) -> dict[str, Any]:
    """What stands in the list, and what it is filtered by."""
    scores = article.reference_chrf or ()
    return {
        "id": article.id,
        "title": article.title,
        "headline": article.briefs[baseline].headline.text,
        "sentences": article.sentences,
        "changed": len(article.changed),
        "chrf": _rounded(article.chrf),
        "referenced": article.referenced,
        "scores": [_rounded(score) for score in scores],
        "briefs": len({_words(brief) for brief in article.briefs}) > 1,
        "flags": any(any(sentence.flags) for sentence in article.changed),
        "better": any(score > scores[baseline] for score in scores),
        "worse": any(score < scores[baseline] for score in scores),
    }


def article_inside(article: ComparedArticle) -> dict[str, Any]:
    """What an open article shows."""
    return {
        "briefs": [
            {
                "headline": brief.headline.text,
                "text": " ".join(part.text for part in brief.sentences),
                "words": brief.words,
            }
            for brief in article.briefs
        ],
        "changed": [_changed(sentence) for sentence in article.changed],
    }


def _is_of_runs(table: Table) -> bool:
    """Whether a table tells of the runs themselves: those come before all that measure them."""
    return VERDICT not in table.columns


def _table(comparison: Comparison, table: Table) -> dict[str, Any]:
    """verdict: its column. intervals: of each row those of the values, by column."""
    shown: dict[str, Any] = {
        "title": table.title,
        "columns": table.columns,
        "rows": table.rows,
        "notes": table.notes,
        "verdict": None,
        "intervals": [{} for _ in table.rows],
    }
    if VERDICT in table.columns:
        measures = {measure.name: measure for measure in comparison.measures}
        shown["verdict"] = table.columns.index(VERDICT)
        shown["intervals"] = [
            _own_intervals(comparison, measures[row[0]], table.columns) for row in table.rows
        ]
    return shown


def _own_intervals(
    comparison: Comparison, measure: Measure, columns: Sequence[str]
) -> dict[str, str]:
    """Those of a measure's values, by the position of the system's column."""
    return {
        str(columns.index(system.label)): (
            f"{number_text(value.low, measure.unit)} to {number_text(value.high, measure.unit)}"
        )
        for system, value in zip(comparison.systems, measure.values, strict=True)
        if value is not None and system.label in columns
    }


def _changed(sentence: ChangedSentence) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "index": sentence.index,
        "dutch": sentence.source,
        "english": sentence.hypotheses,
        "chrf": _rounded(sentence.chrf),
    }
    if any(sentence.flags):
        shown["flags"] = sentence.flags
    if sentence.reference is not None and sentence.reference_chrf is not None:
        shown["reference"] = sentence.reference
        shown["scores"] = [_rounded(score) for score in sentence.reference_chrf]
    return shown


def _words(brief: Brief) -> tuple[str, ...]:
    return (brief.headline.text, *(part.text for part in brief.sentences))


def _rounded(score: float | None) -> float | None:
    """As precise as it is shown."""
    return None if score is None else round(score, 1)
