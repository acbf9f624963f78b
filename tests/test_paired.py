"""Comparing systems: the same differences, intervals and p-values as sacreBLEU's own tests."""

from __future__ import annotations

import random
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest
from scipy.stats import bootstrap, permutation_test

from kortom.evaluation import paired
from kortom.evaluation.metrics import Metric, score_corpus
from kortom.evaluation.paired import PairedResult, compare_pair, paired_result, resample
from kortom.evaluation.ranking import (
    holm,
    rank_systems,
    segment_changes,
    significance_clusters,
)
from kortom.evaluation.rouge import mean_score, rouge_metrics
from kortom.evaluation.statistics import Floats
from kortom.evaluation.translation_metrics import translation_metrics
from tests.test_evaluate_metrics import references

SACREBLEU = {"BLEU": BLEU, "chrF2": CHRF, "TER": TER}
METRICS = {metric.name: metric for metric in translation_metrics()}
MEAN = Metric("mean", lambda _hypotheses, _references: np.zeros((0, 2)), mean_score, str)
ERROR = Metric("error", MEAN.statistics, mean_score, str, higher_is_better=False)


def spoiled(texts: list[str], seed: int, share: float) -> list[str]:
    """Each text with about that share of its words lost or replaced."""
    chance = random.Random(seed)
    return [
        " ".join("thing" if chance.random() < share else word for word in text.split())
        for text in texts
    ]


@pytest.fixture(scope="module")
def wanted() -> list[str]:
    return references()[:200]


@pytest.fixture(scope="module")
def systems(wanted: list[str]) -> dict[str, list[str]]:
    """The second is as bad as the first, the third a little worse, the last much."""
    shares = {"base": 0.20, "equal": 0.20, "worse": 0.225, "worst": 0.5}
    return {
        name: spoiled(wanted, seed, share) for seed, (name, share) in enumerate(shares.items(), 1)
    }


@pytest.fixture(scope="module")
def statistics(
    systems: dict[str, list[str]], wanted: list[str]
) -> dict[str, dict[str, Floats]]:  # by metric, then by system
    return {
        name: {system: metric.statistics(texts, wanted) for system, texts in systems.items()}
        for name, metric in METRICS.items()
    }


@pytest.fixture(scope="module")
def ours(statistics: dict[str, dict[str, Floats]]) -> dict[tuple[str, str], PairedResult]:
    """Each system against the base, by metric and system."""
    return {
        (name, system): compare_pair(METRICS[name], of["base"], of[system])
        for name, of in statistics.items()
        for system in list(of)[1:]
    }


@pytest.mark.parametrize("kind", ["bs", "ar"])
def test_scores_intervals_and_p_values_are_sacrebleus(
    kind: str,
    systems: dict[str, list[str]],
    wanted: list[str],
    statistics: dict[str, dict[str, Floats]],
    ours: dict[tuple[str, str], PairedResult],
) -> None:
    tested = {name: systems[name] for name in ("base", "equal", "worse")}
    metrics = {name: theirs() for name, theirs in SACREBLEU.items()}
    _, found = PairedTest(list(tested.items()), metrics, [wanted], test_type=kind)()
    p_values = []
    for name, metric in METRICS.items():
        base, *others = found[name]
        for system, theirs in zip(list(tested)[1:], others, strict=True):
            result = ours[name, system]
            assert result.baseline == pytest.approx(base.score, abs=1e-6)
            assert result.other == pytest.approx(theirs.score, abs=1e-6)
            assert result.difference == pytest.approx(theirs.score - base.score, abs=1e-6)
            # Sums of integers are exact, so that not one resample may be counted otherwise.
            if kind == "bs":
                assert result.p_bootstrap == pytest.approx(theirs.p_value, abs=1e-12)
                score = score_corpus(metric, systems[system], wanted)
                assert (score.high - score.low) / 2 == pytest.approx(theirs.ci, abs=0.1)
            else:
                tied = ties(metric, statistics[name]["base"], statistics[name][system])
                assert result.p_randomisation == pytest.approx(theirs.p_value + tied, abs=1e-12)
                assert name == "TER" or not tied, "only TER has so few values that swaps tie"
                p_values.append(result.p_randomisation)
    assert kind == "bs" or min(p_values) < 0.05 < 0.2 < max(p_values)


def ties(metric: Metric, base: Floats, other: Floats) -> float:
    """The share of swaps that make just the observed difference. sacreBLEU leaves them out."""
    drawn = np.random.default_rng(12_345).integers(2, size=(10_000, len(base)), dtype=bool)
    picked = drawn.astype(np.float64)
    one, two = (picked @ base + (1 - picked) @ other, picked @ other + (1 - picked) @ base)
    observed = abs(float(metric.score(base.sum(axis=0)) - metric.score(other.sum(axis=0))))
    differences = np.abs(metric.score(one) - metric.score(two))
    return float(np.sum(np.abs(differences - observed) <= 1e-9)) / 10_001


@pytest.mark.parametrize("name", METRICS)
def test_the_interval_of_the_difference_is_that_of_sacrebleus_resamples(
    name: str,
    systems: dict[str, list[str]],
    wanted: list[str],
    ours: dict[tuple[str, str], PairedResult],
) -> None:
    theirs = SACREBLEU[name]()
    drawn = np.random.default_rng(12_345).choice(len(wanted), (1000, len(wanted)), replace=True)
    scores = {}
    for system in ("base", "worse"):
        rows = np.array(theirs._extract_corpus_statistics(systems[system], [wanted]), dtype=float)
        scores[system] = [theirs._compute_score_from_stats(rows[d].sum(0)).score for d in drawn]
    differences = np.array(scores["worse"]) - np.array(scores["base"])
    result = ours[name, "worse"]
    assert (result.low, result.high) == pytest.approx(
        tuple(np.quantile(differences, [0.025, 0.975])), abs=1e-9
    )
    better = differences < 0 if name == "TER" else differences > 0
    assert result.wins == pytest.approx(better.mean())


def test_of_ter_less_is_better(ours: dict[tuple[str, str], PairedResult]) -> None:
    ter, chrf = ours["TER", "worst"], ours["chrF2", "worst"]
    assert (ter.higher_is_better, chrf.higher_is_better) == (False, True)
    assert ter.difference > 0 > chrf.difference
    assert ter.gain == -ter.difference
    assert chrf.gain == chrf.difference
    assert ter.wins == chrf.wins == 0.0
    assert ter.significant
    assert chrf.significant


def test_a_systems_own_twin_is_no_better(statistics: dict[str, dict[str, Floats]]) -> None:
    """sacreBLEU gives p = 1 / 10,001 here."""
    for name, metric in METRICS.items():
        base = statistics[name]["base"]
        result = compare_pair(metric, base, base.copy())
        assert (result.difference, result.low, result.high) == (0, 0, 0)
        assert (result.p_bootstrap, result.p_randomisation, result.wins) == (1.0, 1.0, 0.5)
        assert not result.significant


def test_few_segments_prove_little() -> None:
    """Of three that all got better, a quarter of all swaps does as much: p = 0.25, exactly."""
    base = np.array([[0.1, 1.0], [0.2, 1.0], [0.7, 1.0]])
    other = base + np.array([0.1, 0.0])
    assert compare_pair(MEAN, base, other).p_randomisation == pytest.approx(0.25, abs=0.02)
    assert compare_pair(MEAN, base[:1], other[:1]).p_randomisation == 1.0


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=7))
def test_randomisation_is_near_the_exact_permutation_test(pairs: list[tuple[float, float]]) -> None:
    base, other = (np.array([[pair[side], 1.0] for pair in pairs]) for side in (0, 1))
    changes = np.array([two - one for one, two in pairs])
    swaps = [abs(np.mean(changes * signs)) for signs in product((1, -1), repeat=len(pairs))]
    exact = np.mean([swap >= abs(changes.mean()) - 1e-11 for swap in swaps])
    result = compare_pair(MEAN, base, other)
    assert result.p_randomisation == pytest.approx(exact, abs=0.03)
    turned = compare_pair(ERROR, base, other)
    assert turned.p_randomisation == result.p_randomisation
    assert turned.wins == pytest.approx(1 - result.wins)
    assert turned.gain == -result.gain


def test_tests_on_a_mean_are_scipys() -> None:
    chance = np.random.default_rng(8)
    one = chance.random(40)
    two = one + chance.normal(0.02, 0.06, 40)
    base, other = (np.column_stack([values, np.ones(40)]) for values in (one, two))
    result = compare_pair(MEAN, base, other)
    swapped = permutation_test(
        (two, one),
        lambda first, second, axis: np.mean(first - second, axis=axis),
        permutation_type="samples",
        vectorized=True,
        rng=1,
    )
    assert result.p_randomisation == pytest.approx(swapped.pvalue, abs=0.02)
    resampled = bootstrap(
        (100 * (two - one),), np.mean, n_resamples=20_000, method="percentile", rng=1
    ).confidence_interval
    assert (result.low, result.high) == pytest.approx(tuple(resampled), abs=0.1)


def test_draws_in_pieces_are_those_of_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(3).integers(0, 50, (333, 4)).astype(np.float64)
    picked = np.random.default_rng(12_345).integers(2, size=(10_000, 333), dtype=bool)
    for cells in (1, 50_000, 10**9):
        monkeypatch.setattr(paired, "_CHUNK_CELLS", cells)
        assert np.array_equal(resample([rows]).picked[:, 0], picked.astype(np.float64) @ rows)


def test_articles_are_resampled_whole() -> None:
    """Ten sentences of an article that all change alike are one observation, not ten."""
    chance = np.random.default_rng(5)
    by_article = chance.normal(0.02, 0.1, 12).repeat(10)
    base = np.column_stack([chance.random(120), np.ones(120)])
    other = base + np.column_stack([by_article, np.zeros(120)])
    groups = np.arange(12).repeat(10)
    apart, together = compare_pair(MEAN, base, other), compare_pair(MEAN, base, other, groups)
    assert (apart.n, apart.units, together.n, together.units) == (120, 120, 120, 12)
    assert together.difference == pytest.approx(apart.difference)
    assert together.high - together.low > 2 * (apart.high - apart.low)
    assert together.p_randomisation > apart.p_randomisation
    one_each = compare_pair(MEAN, base, other, range(120))
    assert one_each == apart


def test_group_numbers_need_no_order_and_no_start() -> None:
    chance = np.random.default_rng(6)
    base, other = (np.column_stack([chance.random(6), np.ones(6)]) for _ in range(2))
    sorted_ = compare_pair(MEAN, base, other, [0, 0, 1, 1, 2, 2])
    order = [5, 0, 3, 2, 1, 4]
    mixed = compare_pair(MEAN, base[order], other[order], [90, -7, 8, 8, -7, 90])
    for field in ("difference", "low", "high", "p_randomisation"):
        assert getattr(mixed, field) == pytest.approx(getattr(sorted_, field)), field


def test_shapes_that_do_not_fit_are_refused() -> None:
    two, three = np.ones((2, 2)), np.ones((3, 2))
    for arguments in ((two, three), (two[:0], two[:0]), (two, two, [1])):
        with pytest.raises(ValueError, match="segments"):
            compare_pair(MEAN, *arguments)


def test_many_systems_share_their_draws(statistics: dict[str, dict[str, Floats]]) -> None:
    of = statistics["chrF2"]
    sample = resample(list(of.values()))
    for one, other in combinations(range(len(of)), 2):
        alone = compare_pair(METRICS["chrF2"], *(list(of.values())[at] for at in (one, other)))
        assert paired_result(METRICS["chrF2"], sample, one, other) == alone


def test_rouge_is_compared_too() -> None:
    wanted = ["The mayor resigns after a report.", "Rates rise again in May.", "The dyke held."]
    made = [["Mayor resigns", "Rates rise", "Dyke"], ["A mayor", "May rises again", "The dyke"]]
    for metric in rouge_metrics():
        one, other = (metric.statistics(texts, wanted) for texts in made)
        result = compare_pair(metric, one, other)
        assert result.low <= result.difference <= result.high
        assert result.metric == metric.name


def test_systems_are_ranked_in_clusters(statistics: dict[str, dict[str, Floats]]) -> None:
    for name, metric in METRICS.items():
        of = statistics[name]
        shuffled = {system: of[system] for system in ("worst", "equal", "worse", "base")}
        ranking = rank_systems(metric, shuffled)
        assert ranking.systems[-1][0] == "worst"
        scores = [score for _, score in ranking.systems]
        assert scores == sorted(scores, reverse=metric.higher_is_better)
        assert ranking.clusters[-1] == ("worst",)
        assert {"base", "equal"} <= set(ranking.clusters[0])
        assert [system for cluster in ranking.clusters for system in cluster] == [
            system for system, _ in ranking.systems
        ]
        assert len(ranking.pairs) == 6
        raw = [pair.result.p_randomisation for pair in ranking.pairs]
        assert tuple(pair.p_holm for pair in ranking.pairs) == holm(raw)
        assert all(pair.result.gain >= 0 for pair in ranking.pairs)
        direct = compare_pair(metric, of["worst"], of["base"])
        (found,) = [p for p in ranking.pairs if (p.better, p.worse) == ("base", "worst")]
        assert found.result == direct


def test_one_system_and_twins_are_ranked() -> None:
    rows = np.array([[0.5, 1.0], [0.25, 1.0]])
    assert rank_systems(MEAN, {"only": rows}).clusters == (("only",),)
    twins = rank_systems(MEAN, {"b": rows, "a": rows})
    assert twins.clusters == (("b", "a"),)
    assert twins.pairs[0].p_holm == 1.0


def test_holm_is_as_worked_out_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.9, 0.6]) == (1.0, 1.0)
    assert holm([]) == ()


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_keeps_order_and_lowers_nothing(p_values: list[float]) -> None:
    corrected = holm(p_values)
    assert all(p <= new <= 1 for p, new in zip(p_values, corrected, strict=True))
    for (p, new), (q, other) in combinations(zip(p_values, corrected, strict=True), 2):
        assert (new <= other) if p <= q else (new >= other)


def test_a_line_needs_all_above_to_beat_all_below() -> None:
    beats = {("a", "c"), ("a", "d"), ("b", "d"), ("c", "d")}

    def p_value(above: str, below: str) -> float:
        return 0.01 if (above, below) in beats else 0.2

    # b does not beat c, so a's win over c draws no line; d is beaten by all.
    assert significance_clusters("abcd", p_value) == (("a", "b", "c"), ("d",))
    assert significance_clusters("abcd", lambda *_: 0.0499) == (("a",), ("b",), ("c",), ("d",))
    assert significance_clusters("abcd", lambda *_: 0.05) == (("a", "b", "c", "d"),)
    assert significance_clusters("", p_value) == ()


def test_segments_that_changed_are_counted_by_sentence_chrf(
    systems: dict[str, list[str]], wanted: list[str], statistics: dict[str, dict[str, Floats]]
) -> None:
    chrf = CHRF()
    gains = [
        chrf.sentence_score(other, [text]).score - chrf.sentence_score(one, [text]).score
        for one, other, text in zip(systems["base"], systems["worse"], wanted, strict=True)
    ]
    of = statistics["chrF2"]
    changes = segment_changes(METRICS["chrF2"], of["base"], of["worse"])
    assert changes.better.count == sum(gain > 0 for gain in gains)
    assert changes.worse.count == sum(gain < 0 for gain in gains)
    assert changes.equal.count == sum(gain == 0 for gain in gains)
    assert changes.better.total == len(wanted)
    of = statistics["TER"]
    turned = segment_changes(METRICS["TER"], of["base"], of["worst"])
    assert turned.worse.count > turned.better.count
    with pytest.raises(ValueError, match="same segments"):
        segment_changes(METRICS["TER"], of["base"], of["worst"][1:])
