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
    scored = {number: text for number, text in enumerate(wanted) if text is not None}
    against = [
        metric.statistics([rows[n][system].hypothesis for n in scored], list(scored.values()))
        for system in range(len(records))
        if scored
    ]
    by_row = dict(zip(scored, zip(*against, strict=True), strict=True))
    return ComparedArticle(
        id=records[baseline].id,
        title=records[baseline].title,
        sentences=len(rows),
        chrf=min(corpus_scores(metric, between)) if rows else None,
        referenced=len(scored),
        reference_chrf=tuple(corpus_scores(metric, against)) if against else None,
        briefs=tuple(record.brief for record in records),
        changed=tuple(
            ChangedSentence(
                article=records[baseline].id,
                index=row[baseline].index,
                source=row[baseline].source,
                hypotheses=tuple(sentence.hypothesis for sentence in row),
                flags=tuple(sentence.flags for sentence in row),
                chrf=min(_row_scores(metric, [of[number] for of in between])),
                reference=wanted[number],
                reference_chrf=_row_scores(metric, by_row[number]) if number in by_row else None,
            )
            for number, row in enumerate(rows)
            if len({sentence.hypothesis for sentence in row}) > 1
        ),
    )


def _row_scores(metric: Metric, rows: Sequence[Floats]) -> tuple[float, ...]:
    """The score of each row of statistics."""
    return tuple(sentence_scores(metric, np.array(rows)))
