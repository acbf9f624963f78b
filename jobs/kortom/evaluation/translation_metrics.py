"""BLEU, chrF2 and TER as sacreBLEU computes them: its tokenizers, its counts, its signatures.

Only the last step, from sums of counts to scores, is written here again, for many resamples at
once; tests hold it to sacreBLEU's own scores.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kortom.evaluation.metrics import Metric
from kortom.evaluation.statistics import RESAMPLES, SEED, Floats

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric as SacrebleuMetric

BLEU_ORDER = 4
CHRF_ORDER = 6
CHRF_BETA = 2


def translation_metrics() -> tuple[Metric, ...]:
    """BLEU, chrF2 and TER with sacreBLEU's defaults."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    return (
        Metric("BLEU", _bleu_statistics, bleu_score, lambda: _signature(BLEU())),
        Metric("chrF2", _chrf_statistics, chrf_score, lambda: _signature(CHRF())),
        Metric(
            "TER", _ter_statistics, ter_score, lambda: _signature(TER()), higher_is_better=False
        ),
    )


def bleu_score(sums: Floats) -> Floats:
    """BLEU (Papineni et al. 2002), exponential smoothing as in mteval-v13a.

    sums: (..., 10): tokens of hypotheses, of references, n-grams matched and n-grams made, n 1-4.
    """
    made_words, reference_words = sums[..., 0], sums[..., 1]
    matched, made = sums[..., 2 : 2 + BLEU_ORDER], sums[..., 2 + BLEU_ORDER :]
    # The k-th order without a match counts as 1 / 2^k matches.
    halvings = np.cumsum((matched == 0) & (made > 0), axis=-1)
    precisions = _ratio(np.where(matched > 0, matched, 0.5**halvings), made)
    with np.errstate(divide="ignore"):
        mean = np.exp(np.log(precisions).mean(axis=-1))
    penalty = np.exp(np.minimum(0.0, 1 - _ratio(reference_words, made_words, np.inf)))
    scores: Floats = 100 * penalty * np.where(matched.any(axis=-1), mean, 0.0)
    return scores


def chrf_score(sums: Floats) -> Floats:
    """chrF2 (Popović 2015): F-score of the mean precision and recall over character n-grams.

    sums: (..., 18): n-grams in hypotheses, in references, and matched, for n 1-6. Orders without
    n-grams on either side do not count.
    """
    made, wanted, matched = sums[..., 0::3], sums[..., 1::3], sums[..., 2::3]
    counts = (made > 0) & (wanted > 0)
    orders = np.maximum(counts.sum(axis=-1), 1)
    precision = np.where(counts, _ratio(matched, made), 0.0).sum(axis=-1) / orders
    recall = np.where(counts, _ratio(matched, wanted), 0.0).sum(axis=-1) / orders
    beta2 = CHRF_BETA**2
    return 100 * _ratio((1 + beta2) * precision * recall, beta2 * precision + recall)


def ter_score(sums: Floats) -> Floats:
    """TER (Snover et al. 2006). sums: (..., 2): edits, and words of the references."""
    edits, words = sums[..., 0], sums[..., 1]
    return 100 * _ratio(edits, words, np.where(edits > 0, 1.0, 0.0))


def _ratio(part: Floats, whole: Floats, otherwise: Floats | float = 0.0) -> Floats:
    """part / whole, and `otherwise` where whole is 0."""
    ratios: Floats = np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), otherwise)
    return ratios


def _bleu_statistics(hypotheses: Sequence[str], references: Sequence[str]) -> Floats:
    from sacrebleu.metrics.bleu import BLEU

    bleu = BLEU(effective_order=True)  # only so that it does not warn of single segments
    rows = []
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        of = bleu.sentence_score(hypothesis, [reference])
        rows.append([of.sys_len, of.ref_len, *of.counts, *of.totals])
    return np.array(rows, dtype=np.float64)


def _chrf_statistics(hypotheses: Sequence[str], references: Sequence[str]) -> Floats:
    from sacrebleu.metrics.helpers import extract_all_char_ngrams

    rows = []
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        made = extract_all_char_ngrams(hypothesis, CHRF_ORDER)
        wanted = extract_all_char_ngrams(reference, CHRF_ORDER)
        rows.append([n for pair in zip(made, wanted, strict=True) for n in _matches(*pair)])
    return np.array(rows, dtype=np.float64)


def _matches(made: Counter[str], wanted: Counter[str]) -> tuple[int, int, int]:
    """n-grams in the hypothesis (0 where the reference is too short for any), in the reference,
    and in both."""
    both = sum(min(count, wanted[ngram]) for ngram, count in made.items() if ngram in wanted)
    return (made.total() if wanted else 0, wanted.total(), both)


def _ter_statistics(hypotheses: Sequence[str], references: Sequence[str]) -> Floats:
    from sacrebleu.metrics.ter import TER

    ter = TER()
    rows = []
    for hypothesis, reference in zip(hypotheses, references, strict=True):
        of = ter.sentence_score(hypothesis, [reference])
        rows.append([of.num_edits, of.ref_length])
    return np.array(rows, dtype=np.float64)


def _signature(metric: SacrebleuMetric) -> str:
    metric.corpus_score(["a"], [["a"]])  # it takes the number of references from what it scored
    metric.n_bootstrap, metric.seed = RESAMPLES, str(SEED)
    return str(metric.get_signature())
