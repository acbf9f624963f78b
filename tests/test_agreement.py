"""Agreement between raters, by published worked examples; rates and sign tests, by scipy."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, bootstrap

from kortom.evaluation.agreement import (
    Agreement,
    cohens_kappa,
    krippendorffs_alpha,
    percent_agreement,
)
from kortom.evaluation.sign_test import sign_test
from kortom.evaluation.statistics import wilson_rate

RATING = st.sampled_from(["A", "B", "tie", None])
MEASURES = (percent_agreement, krippendorffs_alpha)


def rated(*raters: str) -> list[list[str | None]]:
    """Units from a string a rater, a letter a unit and a dot where there is none."""
    return [
        [None if value == "." else value for value in unit] for unit in zip(*raters, strict=True)
    ]


def table(rows: tuple[tuple[int, ...], ...]) -> list[list[str]]:
    """Units from a table of counts: the first rater's values down, the second's across."""
    return [
        [str(one), str(other)]
        for one, row in enumerate(rows)
        for other, count in enumerate(row)
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("raters", "expected", "units"),
    [
        # Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability": sections A, B and C.
        (("0100000010", "1110010000"), 0.095, 10),
        (("aabbdcccedda", "babbbccceddd"), 0.692, 12),
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743, 11),
        # Wikipedia, "Krippendorff's alpha".
        ((".....34121133.3", "1.213343.......", "..21344.21133.4"), 0.691, 12),
    ],
)
def test_alpha_is_as_published(raters: tuple[str, ...], expected: float, units: int) -> None:
    found = krippendorffs_alpha(rated(*raters))
    assert found.measure == "alpha"
    assert found.value == pytest.approx(expected, abs=5e-4)
    assert found.n == units
    assert found.low is not None
    assert found.high is not None
    assert found.low < expected < found.high


@pytest.mark.parametrize(
    ("counts", "agreed", "expected"),
    [
        (((88, 10, 2), (14, 40, 6), (18, 10, 12)), 0.70, 0.492),  # Cohen 1960
        (((20, 5), (10, 15)), 0.70, 0.40),  # Wikipedia, "Cohen's kappa"
        (((45, 15), (25, 15)), 0.60, 0.1304),
        (((25, 35), (5, 35)), 0.60, 0.2593),
    ],
)
def test_kappa_is_as_published(
    counts: tuple[tuple[int, ...], ...], agreed: float, expected: float
) -> None:
    units = table(counts)
    found = cohens_kappa(units)
    assert found.value == pytest.approx(expected, abs=5e-4)
    assert (found.measure, found.n) == ("kappa", sum(map(sum, counts)))
    assert percent_agreement(units).value == pytest.approx(agreed)
    assert found.low is not None
    assert found.high is not None
    # The large-sample standard error (Cohen 1960, formula 7) as a check on the bootstrap.
    chance = 1 - (1 - agreed) / (1 - expected)
    error = math.sqrt(agreed * (1 - agreed) / (found.n * (1 - chance) ** 2))
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.2)


def test_agreement_is_over_pairs_of_raters() -> None:
    found = percent_agreement(rated("AAB.", "AAA.", "ABAA"))
    assert found.value == pytest.approx((3 + 1 + 1) / 9)
    assert found.n == 3


def test_what_one_rater_did_not_say_does_not_count() -> None:
    both = rated("AABBA", "ABBBA")
    more = [*both, ["A", None], [None, None], [None, "B"]]
    for measure in (*MEASURES, cohens_kappa):
        assert measure(more) == measure(both)


def test_the_interval_is_the_bootstraps() -> None:
    chance = np.random.default_rng(2)
    alike = chance.random(80) < 0.7
    found = percent_agreement([["A", "A" if one else "B"] for one in alike])
    theirs = bootstrap((alike.astype(float),), np.mean, method="percentile", rng=1)
    assert (found.low, found.high) == pytest.approx(tuple(theirs.confidence_interval), abs=0.02)


@pytest.mark.parametrize("measure", [percent_agreement, cohens_kappa, krippendorffs_alpha])
def test_of_nothing_there_is_no_agreement(measure) -> None:
    for ratings in ([], [["A", None], [None, "B"]]):
        found = measure(ratings)
        assert (found.value, found.low, found.high, found.n) == (None, None, None, 0)


def test_where_all_say_the_same_chance_agrees_as_well() -> None:
    same = rated("AAAA", "AAAA")
    assert percent_agreement(same).value == 1.0
    for measure in (cohens_kappa, krippendorffs_alpha):
        found = measure(same)
        assert found == Agreement(found.measure, None, None, None, 4)
    # With one more unit it is defined, and so is its interval, though not in every resample.
    for measure in (cohens_kappa, krippendorffs_alpha):
        assert measure([*same, ["B", "B"]]).low == 1.0


def test_kappa_is_of_two() -> None:
    with pytest.raises(ValueError, match="two raters"):
        cohens_kappa(rated("AB", "AB", "AB"))


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(RATING, min_size=3, max_size=3), max_size=12))
def test_alpha_needs_no_order_and_is_the_definitions(ratings: list[list[str | None]]) -> None:
    """By the definition: pairs of ratings within units, against pairs of all of them."""
    found = krippendorffs_alpha(ratings)
    for order in ((1, 0, 2), (2, 0, 1)):
        turned = krippendorffs_alpha([[unit[rater] for rater in order] for unit in ratings])
        assert turned == found
    units = [given_ for unit in ratings if len(given_ := [x for x in unit if x is not None]) > 1]
    everything = [rating for unit in units for rating in unit]
    apart = [one != other for one, other in combinations(everything, 2)]
    if not any(apart):
        assert found.value is None
        return
    within = sum(
        2 * sum(one != other for one, other in combinations(unit, 2)) / (len(unit) - 1)
        for unit in units
    ) / len(everything)
    assert found.value == pytest.approx(1 - within / np.mean(apart))
    assert found.value <= 1 + 1e-12


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_the_sign_test_and_wilson_are_scipys(wins: int, losses: int) -> None:
    if not wins + losses:
        assert sign_test(0, 0) == 1.0
        return
    theirs = binomtest(wins, wins + losses)
    assert sign_test(wins, losses) == pytest.approx(theirs.pvalue, rel=1e-9)
    interval = theirs.proportion_ci(method="wilson")
    rate = wilson_rate(wins, wins + losses)
    assert (rate.low, rate.high) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_the_sign_test_of_very_many() -> None:
    assert sign_test(10_000, 10_000) == 1.0
    assert sign_test(9_800, 10_200) == pytest.approx(binomtest(9_800, 20_000).pvalue, rel=1e-9)
    assert sign_test(0, 20_000) == 0.0
