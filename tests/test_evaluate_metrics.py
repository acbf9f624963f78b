"""Scores and intervals: the same as sacreBLEU's and rouge-score's own."""

from __future__ import annotations

import csv
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF, TER

from kortom.evaluation.metrics import score_corpus
from kortom.evaluation.rouge import rouge_metrics
from kortom.evaluation.statistics import (
    describe,
    percentile_interval,
    resampled_sums,
    wilson_rate,
)
from kortom.evaluation.translation_metrics import translation_metrics
from tests.conftest import ROOT

SACREBLEU = {"BLEU": BLEU, "chrF2": CHRF, "TER": TER}
METRICS = {metric.name: metric for metric in translation_metrics()}
WORDS = st.sampled_from(["the", "a", "dyke", "rose", "2,5", "Ümit", "ß", "“quoted”", "end.", ""])
SENTENCES = st.lists(WORDS, max_size=7).map(" ".join)


def references() -> list[str]:
    found = []
    for path in sorted((ROOT / "tests" / "references").glob("*.tsv"))[:6]:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [row["reference"] for row in rows]
    return found


def spoiled(text: str, chance: random.Random) -> str:
    words = text.split()
    for _ in range(max(1, len(words) // 5)):
        one, other = chance.randrange(len(words)), chance.randrange(len(words))
        words[one], words[other] = words[other], "thing"
    return " ".join(words)


@pytest.fixture(scope="module")
def corpus() -> tuple[list[str], list[str]]:
    """Hypotheses and references: news, each sentence spoiled a little."""
    chance, wanted = random.Random(7), references()
    return [spoiled(text, chance) for text in wanted], wanted


def test_metrics_are_those_of_sacrebleu() -> None:
    assert list(METRICS) == list(SACREBLEU)
    assert [metric.higher_is_better for metric in METRICS.values()] == [True, True, False]


@pytest.mark.parametrize("name", METRICS)
def test_score_interval_and_signature_are_sacrebleus(
    name: str, corpus: tuple[list[str], list[str]]
) -> None:
    hypotheses, wanted = corpus
    theirs = SACREBLEU[name]()
    expected = theirs.corpus_score(hypotheses, [wanted], n_bootstrap=1000)
    score = score_corpus(METRICS[name], hypotheses, wanted)
    assert (score.metric, score.n) == (expected.name, len(wanted))
    assert score.value == pytest.approx(expected.score, abs=1e-9)
    resampled = METRICS[name].score(resampled_sums(METRICS[name].statistics(hypotheses, wanted)))
    assert resampled.mean() == pytest.approx(expected._mean, abs=0.1)
    assert (score.high - score.low) / 2 == pytest.approx(expected._ci, abs=0.1)
    assert score.low < score.value < score.high
    assert score.signature == str(theirs.get_signature())


@settings(max_examples=60)
@given(st.lists(st.tuples(SENTENCES, SENTENCES), min_size=1, max_size=4))
def test_formulas_hold_at_every_edge(pairs: list[tuple[str, str]]) -> None:
    """Empty texts, no match, fewer words than the longest n-gram."""
    hypotheses, wanted = [one for one, _ in pairs], [other for _, other in pairs]
    for name, metric in METRICS.items():
        value = metric.score(metric.statistics(hypotheses, wanted).sum(axis=0))
        expected = SACREBLEU[name]().corpus_score(hypotheses, [wanted]).score
        assert float(value) == pytest.approx(expected, abs=1e-9), name


def test_a_perfect_translation_has_perfect_scores() -> None:
    texts = ["The dyke held through the whole night.", "Nobody was hurt, said the mayor of Tiel."]
    scores = {name: score_corpus(metric, texts, texts) for name, metric in METRICS.items()}
    for name, best in (("BLEU", 100.0), ("chrF2", 100.0), ("TER", 0.0)):
        score = scores[name]
        assert (score.value, score.low, score.high) == pytest.approx((best, best, best))


def test_rouge_is_the_mean_of_rouge_scores_f1() -> None:
    made = ["Villagers saved the pool.", "The mayor resigns after a report", "Rates rise again"]
    wanted = ["The village saves its pool.", "A report made the mayor resign", "Markets closed"]
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    each = [scorer.score(reference, text) for text, reference in zip(made, wanted, strict=True)]
    for metric, kind in zip(rouge_metrics(), ("rouge1", "rouge2", "rougeL"), strict=True):
        score = score_corpus(metric, made, wanted)
        assert score.metric == f"ROUGE-{kind[-1]}"
        assert score.value == pytest.approx(100 * np.mean([one[kind].fmeasure for one in each]))
        assert score.low <= score.value <= score.high
        assert score.signature.startswith(f"{kind}|nrefs:1|bs:1000|seed:12345|")
        assert "stemmer:porter" in score.signature


def test_resamples_are_sacrebleus_and_depend_on_the_number_of_segments_alone() -> None:
    rows = np.arange(12, dtype=np.float64).reshape(6, 2)
    drawn = np.random.default_rng(12_345).choice(6, size=(50, 6), replace=True)
    assert np.array_equal(resampled_sums(rows, 50), rows[drawn].sum(axis=1))
    assert np.array_equal(resampled_sums(2 * rows, 50), 2 * resampled_sums(rows, 50))
    assert not np.array_equal(resampled_sums(rows, 50, seed=1), resampled_sums(rows, 50))


def test_a_percentile_interval_holds_95_of_100() -> None:
    assert percentile_interval(np.arange(1001.0)) == pytest.approx((25.0, 975.0))


def test_wilson_is_as_published() -> None:
    """Newcombe 1998, table I, method 3."""
    for count, total, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
                                    (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):  # fmt: skip
        rate = wilson_rate(count, total)
        assert (rate.low, rate.high) == pytest.approx((low, high), abs=5e-5)
    assert wilson_rate(20, 20).high == 1.0
    assert (wilson_rate(0, 0).value, wilson_rate(0, 0).low, wilson_rate(0, 0).high) == (0, 0, 1)


@given(st.integers(1, 10_000), st.data())
def test_wilson_holds_the_share(total: int, data: st.DataObject) -> None:
    rate = wilson_rate(data.draw(st.integers(0, total)), total)
    assert 0 <= rate.low <= rate.value <= rate.high <= 1


def test_a_distribution_in_a_few_numbers() -> None:
    found = describe([float(number) for number in range(101)])
    assert found is not None
    assert (found.n, found.mean, found.minimum, found.maximum) == (101, 50, 0, 100)
    assert (found.p5, found.median, found.p95) == pytest.approx((5, 50, 95))
    assert describe([]) is None
