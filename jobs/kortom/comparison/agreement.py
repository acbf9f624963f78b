"""How alike the systems write, two at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kortom.comparison.between import Between
from kortom.comparison.chrf import chrf_metric, score_statistics
from kortom.comparison.matching import Matched
from kortom.comparison.values import PairAgreement
from kortom.evaluation.metrics import Score, score_corpus
from kortom.evaluation.rouge import rouge_metrics
from kortom.evaluation.statistics import Rate, wilson_rate
from kortom.values import Brief, Record


def pair_agreements(
    labels: Sequence[str],
    sides: Sequence[Sequence[Record]],
    matched: Sequence[Matched],
    between: Between,
) -> tuple[PairAgreement, ...]:
    """All pairs of `between`. sides: of each system, its records; matched: of each article."""
    metric = chrf_metric()
    found = []
    for (one, other), counts in between.items():
        rows = [(row[one].hypothesis, row[other].hypothesis) for of in matched for row in of.rows]
        records = list(zip(sides[one], sides[other], strict=True))
        found.append(
            PairAgreement(
                one=labels[one],
                other=labels[other],
                changed=_share([first != second for first, second in rows]),
                chrf=score_statistics(metric, np.concatenate(counts)) if rows else None,
                briefs_changed=_share(
                    [_words(first) != _words(second) for first, second in records]
                ),
                grounds_changed=_share(
                    [_dutch(first) != _dutch(second) for first, second in records]
                ),
                rouge=_rouge(records),
            )
        )
    return tuple(found)


def brief_text(brief: Brief) -> str:
    """The brief as one text, without its headline."""
    return " ".join(part.text for part in brief.sentences)


def _share(marks: Sequence[bool]) -> Rate:
    return wilson_rate(sum(marks), len(marks))


def _words(record: Record) -> tuple[str, str]:
    return record.brief.headline.text, brief_text(record.brief)


def _dutch(record: Record) -> set[str]:
    """What the brief rests on: systems may segment, and so number, otherwise."""
    return {
        record.sentences[index].source
        for part in record.brief.sentences
        for index in part.sentences
    }


def _rouge(records: Sequence[tuple[Record, Record]]) -> tuple[Score, ...]:
    """Of the second briefs against the first, where either has a word."""
    texts = [(brief_text(first.brief), brief_text(second.brief)) for first, second in records]
    briefs = [pair for pair in texts if any(pair)]
    if not briefs:
        return ()
    firsts, seconds = [first for first, _ in briefs], [second for _, second in briefs]
    return tuple(score_corpus(metric, seconds, firsts) for metric in rouge_metrics())
