"""The parts of a comparison: rates, matching, novelty, settings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from kortom.comparison.form import novel_ngrams
from kortom.comparison.inputs import label
from kortom.comparison.matching import match_sentences
from kortom.comparison.rates import rate_difference
from kortom.comparison.values import Difference, Measure
from kortom.comparison.verdicts import verdict
from kortom.values import Brief, BriefSentence, Record, Sentence, SentenceStatus

marks = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60)


def numbered(values: list[bool]) -> dict[object, bool]:
    return dict(enumerate(values))


def sentence(index: int, source: str, english: str, status: SentenceStatus) -> Sentence:
    return Sentence(index, 0, "body", source, english, status)


def record(sources: list[str], english: list[str], brief: str = "") -> Record:
    sentences = tuple(
        sentence(index, source, text, "translated" if text else "not_selected")
        for index, (source, text) in enumerate(zip(sources, english, strict=True))
    )
    parts = (BriefSentence(brief, (0,)),) if brief else ()
    return Record(
        3, "a", None, None, "nl", "a", "", Brief(BriefSentence("", ()), parts, 0, 0.0), (),
        ("body",), sentences,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    # Newcombe 1998, Statistics in Medicine 17, 2635-2650, table II, method 10.
    [((36, 12, 2, 0), 5.69, 34.04), ((0, 0, 0, 30), -11.35, 11.35), ((30, 0, 0, 0), -11.35, 11.35)],
)
def test_a_paired_difference_has_newcombes_interval(
    cells: tuple[int, int, int, int], low: float, high: float
) -> None:
    both, gained, lost, neither = cells
    other = [True] * (both + gained) + [False] * (lost + neither)
    baseline = [True] * both + [False] * gained + [True] * lost + [False] * neither
    found = rate_difference(numbered(baseline), numbered(other))
    assert found.value == pytest.approx(100 * (gained - lost) / sum(cells))
    assert found.low == pytest.approx(low, abs=0.006)
    assert found.high == pytest.approx(high, abs=0.006)


@given(marks)
def test_the_test_on_pairs_is_mcnemars(pairs: list[tuple[bool, bool]]) -> None:
    """The exact one: a fair coin for each unit that only one of the two has (scipy)."""
    found = rate_difference(numbered([a for a, _ in pairs]), numbered([b for _, b in pairs]))
    lost, gained = pairs.count((True, False)), pairs.count((False, True))
    wanted = binomtest(gained, gained + lost).pvalue if gained + lost else 1.0
    assert found.p_sign == pytest.approx(wanted)


@given(marks)
def test_a_rate_difference_is_sound(pairs: list[tuple[bool, bool]]) -> None:
    one, other = numbered([a for a, _ in pairs]), numbered([b for _, b in pairs])
    found, mirrored = rate_difference(one, other), rate_difference(other, one)
    assert -100 - 1e-9 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 100 + 1e-9
    assert found.low < found.high, "never sure, even where nothing differs"
    assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low), abs=1e-9)
    assert mirrored.p_sign == found.p_sign


def test_other_units_are_not_paired() -> None:
    baseline = numbered([True, False] * 28)
    other = {("other", key): value for key, value in baseline.items()}
    found = rate_difference(baseline, other)
    assert found.p_sign is None
    assert found.value == 0
    assert found.high > rate_difference(baseline, baseline).high


def test_unpaired_differences_have_newcombes_interval() -> None:
    # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10: 56/70 and 48/80.
    other = {("b", n): n < 56 for n in range(70)}
    found = rate_difference({("a", n): n < 48 for n in range(80)}, other)
    assert found.low == pytest.approx(5.24, abs=0.006)
    assert found.high == pytest.approx(33.39, abs=0.006)


def test_sentences_are_matched_by_text_and_occurrence() -> None:
    found = match_sentences(
        [
            record(["Ja.", "Nee.", "Ja.", "Dag. Hoi."], ["a", "b", "c", "d"]),
            record(["Ja.", "Nee.", "Ja.", "Dag.", "Hoi."], ["e", "", "g", "h", "i"]),
        ]
    )
    assert [[s.hypothesis for s in row] for row in found.rows] == [["a", "e"], ["c", "g"]]
    assert found.unmatched == (1, 2)
    assert found.not_selected == 1


def test_novelty_counts_ngrams_that_the_translation_has_not() -> None:
    sources, english = ["x", "y"], ["The dyke held.", "Nobody was hurt!"]
    assert novel_ngrams(record(sources, english, "the Dyke held, was hurt"), 1) == (0, 5)
    assert novel_ngrams(record(sources, english, "the Dyke held, was hurt"), 2) == (100, 4)
    assert novel_ngrams(record(sources, english, "Nobody held"), 2) == (100, 1)
    assert novel_ngrams(record(sources, english, "A flood"), 1) == (200, 2)
    assert novel_ngrams(record(sources, english), 1) is None


@pytest.mark.parametrize(
    ("higher", "difference", "wanted"),
    [
        (True, Difference(1, 0.5, 1.5, p_randomisation=0.01), "better"),
        (False, Difference(1, 0.5, 1.5, p_randomisation=0.01), "worse"),
        (False, Difference(-1, -1.5, -0.5), "better"),
        (None, Difference(-1, -1.5, -0.5), "less"),
        (True, Difference(1, 0.5, 1.5, p_sign=0.06), ""),
        (True, Difference(1, -0.1, 1.5, p_randomisation=0.01), ""),
        (True, Difference(0, 0, 0, p_randomisation=1.0), ""),
    ],
)
def test_a_verdict_needs_interval_and_test(
    higher: bool | None, difference: Difference, wanted: str
) -> None:
    measure = Measure("x", "x", "form", "points", higher, None, (), ())
    assert verdict(measure, difference) == wanted


def test_labels_are_letters_as_long_as_there_are_some() -> None:
    assert [label(number) for number in (0, 25, 26)] == ["A", "Z", "S27"]
