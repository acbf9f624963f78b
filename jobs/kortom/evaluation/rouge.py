"""ROUGE-1, -2 and -L (Lin 2004) by Google's rouge-score, as papers on news summaries give it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from kortom.evaluation.metrics import Metric
from kortom.evaluation.statistics import RESAMPLES, SEED, Floats
from kortom.machine import package_version


def rouge_metrics() -> tuple[Metric, ...]:
    """The mean over texts of the F1 score, words stemmed.

    ROUGE-L is the longest common subsequence of the two texts as a whole, sentences not told apart
    (rougeL, not rougeLsum).
    """
    return tuple(
        Metric(name, _statistics(kind), mean_score, _signature(kind))
        for name, kind in (("ROUGE-1", "rouge1"), ("ROUGE-2", "rouge2"), ("ROUGE-L", "rougeL"))
    )


def mean_score(sums: Floats) -> Floats:
    """The mean in percent. sums: (..., 2): of the F1 scores, and their number."""
    means: Floats = 100 * sums[..., 0] / sums[..., 1]
    return means


def _statistics(kind: str) -> Callable[[Sequence[str], Sequence[str]], Floats]:
    def statistics(hypotheses: Sequence[str], references: Sequence[str]) -> Floats:
        from rouge_score.rouge_scorer import RougeScorer

        scorer = RougeScorer([kind], use_stemmer=True)
        rows = [
            [scorer.score(reference, hypothesis)[kind].fmeasure, 1.0]
            for hypothesis, reference in zip(hypotheses, references, strict=True)
        ]
        return np.array(rows, dtype=np.float64)

    return statistics


def _signature(kind: str) -> Callable[[], str]:
    version = package_version("rouge-score")
    return lambda: (
        f"{kind}|nrefs:1|bs:{RESAMPLES}|seed:{SEED}|score:f1|stemmer:porter|mean:texts"
        f"|version:{version}"
    )
