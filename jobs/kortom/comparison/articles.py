"""Where systems differ: article by article, and sentence by sentence within them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kortom.articles.text import clean
from kortom.comparison.between import Between
from kortom.comparison.chrf import chrf_metric, corpus_scores, sentence_scores
from kortom.comparison.matching import Matched
from kortom.comparison.values import ChangedSentence, ComparedArticle
from kortom.evaluation.metrics import Metric
from kortom.evaluation.references import Pair
from kortom.evaluation.statistics import Floats
from kortom.values import Record, Sentence

Row = tuple[Sentence, ...]


def compared_articles(
    sides: Sequence[Sequence[Record]],
    matched: Sequence[Matched],
    between: Between,
    pairs: Sequence[Pair],
    baseline: int,
) -> tuple[ComparedArticle, ...]:
    """The articles, those that differ most first. matched: of each article, its sentences.

    pairs: references, which are looked up by their source.
    """
    metric = chrf_metric()
    references = {pair.source: pair.reference for pair in reversed(pairs)}
    to_baseline = [counts for (one, _), counts in between.items() if one == baseline]
    articles = [
        _article(metric, records, of.rows, counts, references, baseline)
        for records, of, counts in zip(
            zip(*sides, strict=True), matched, zip(*to_baseline, strict=True), strict=True
        )
    ]
    return tuple(sorted(articles, key=lambda a: (101.0 if a.chrf is None else a.chrf, a.id)))


def _article(
    metric: Metric,
    records: Sequence[Record],
    rows: Sequence[Row],
    between: Sequence[Floats],
    references: Mapping[str, str],
    baseline: int,
) -> ComparedArticle:
    wanted = [references.get(clean(row[baseline].source)) for row in rows]
    referenced = [n for n, reference in enumerate(wanted) if reference is not None]
    against = [
        metric.statistics(
            [rows[n][system].hypothesis for n in referenced], [wanted[n] or "" for n in referenced]
        )
        for system in range(len(records))
        if referenced
    ]
    return ComparedArticle(
        id=records[baseline].id,
        title=records[baseline].title,
        sentences=len(rows),
        chrf=min(corpus_scores(metric, between)) if rows else None,
        referenced=len(referenced),
        reference_chrf=tuple(corpus_scores(metric, against)) if against else None,
        briefs=tuple(record.brief for record in records),
        changed=tuple(
            _changed(metric, records[baseline].id, rows, number, between, wanted, baseline)
            for number, row in enumerate(rows)
            if len({sentence.hypothesis for sentence in row}) > 1
        ),
    )


def _changed(
    metric: Metric,
    article: str,
    rows: Sequence[Row],
    number: int,
    between: Sequence[Floats],
    wanted: Sequence[str | None],
    baseline: int,
) -> ChangedSentence:
    row, reference = rows[number], wanted[number]
    hypotheses = [sentence.hypothesis for sentence in row]
    against = None
    if reference is not None:
        statistics = metric.statistics(hypotheses, [reference] * len(hypotheses))
        against = tuple(sentence_scores(metric, statistics))
    return ChangedSentence(
        article=article,
        index=row[baseline].index,
        source=row[baseline].source,
        hypotheses=tuple(hypotheses),
        flags=tuple(sentence.flags for sentence in row),
        chrf=min(sentence_scores(metric, np.array([of[number] for of in between]))),
        reference=reference,
        reference_chrf=against,
    )
