"""Each check on texts where it must and must not speak."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.checks import check_translation, has_loop, is_copied, is_other_language
from kortom.config.model import Checks
from kortom.values import Hypothesis

DUTCH = (
    "De gemeenteraad heeft dinsdagavond ingestemd met de plannen voor een nieuwe brug over de "
    "rivier. Bewoners van de wijk vrezen dat het verkeer door hun straten zal toenemen, maar de "
    "wethouder zegt dat er maatregelen komen om dat te voorkomen."
)
ENGLISH = (
    "The city council agreed on Tuesday evening to the plans for a new bridge across the river. "
    "Residents of the district fear that traffic through their streets will grow, but the "
    "alderman says that measures will be taken to prevent that from happening."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the deal the deal the deal", True),
        ("he said that he said that he said that he left", True),
        ("no no no no", True),
        ("no, no, no!", False),
        ("very, very, very big", False),
        ("the deal of the deal", False),
        ("the deal the deal is off", False),
        ("a b c d e f g h a b c d e f g h a b c d e f g h", True),
        ("", False),
        ("word", False),
    ],
)
def test_loop(text: str, expected: bool) -> None:
    assert has_loop(text) is expected


@given(st.lists(st.text("abc", min_size=1), min_size=1, max_size=8))
def test_any_ngram_repeated_often_is_a_loop(words: list[str]) -> None:
    assert has_loop(" ".join(words * 4))


@given(st.lists(st.integers(), unique=True, max_size=40))
def test_distinct_words_are_no_loop(numbers: list[int]) -> None:
    assert not has_loop(" ".join(map(str, numbers)))


def test_copied() -> None:
    assert is_copied("Dit is een kopie", "dit is een KOPIE")
    assert not is_copied("Den Haag 2024", "Den Haag 2024"), "short texts may be equal"
    assert not is_copied("Dit is een kopie", "This is a copy")


def test_other_language() -> None:
    assert is_other_language(ENGLISH, "nl")
    assert not is_other_language(DUTCH, "nl")
    assert not is_other_language(ENGLISH[:100], "nl"), "too short to be sure"
    assert not is_other_language(DUTCH.upper(), "nl")


@pytest.mark.parametrize(
    ("source", "hypothesis", "expected"),
    [
        (DUTCH, Hypothesis(ENGLISH), set()),
        (DUTCH, Hypothesis(""), {"empty"}),
        (DUTCH, Hypothesis(ENGLISH, truncated=True), {"truncated"}),
        (DUTCH, Hypothesis(DUTCH), {"copied"}),
        (DUTCH, Hypothesis("The city council."), {"length_ratio"}),
        ("Ja.", Hypothesis("Yes, that is so, quite."), set()),
        ("Nee, dank u wel hoor.", Hypothesis("No thank you " * 8), {"length_ratio", "loop"}),
    ],
)
def test_check_translation(source: str, hypothesis: Hypothesis, expected: set[str]) -> None:
    assert check_translation(source, hypothesis, Checks()) == expected


def test_each_check_can_be_turned_off() -> None:
    off = Checks(copied=False, loop=False, length_ratio=False)
    assert check_translation(DUTCH, Hypothesis(DUTCH * 3), off) == set()
