"""The checks as they are wired: what a sentence's flags are, and each check in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.checks import SENTENCE_CHECKS, check_sentence
from kortom.config.model import Checks
from kortom.values import Finding, Hypothesis

DUTCH = (
    "De gemeenteraad heeft dinsdagavond ingestemd met de plannen voor een nieuwe brug over de "
    "rivier."
)
ENGLISH = "The city council agreed on Tuesday evening to the plans for a new bridge over the river."
NO_CHECKS = Checks.model_validate(dict.fromkeys(Checks.model_fields, False))


def flags(source: str, made: Hypothesis, config: Checks | None = None) -> set[str]:
    found = check_sentence(source, made.text, [(source, made)], config or Checks())
    return {finding.check for finding in found}


@pytest.mark.parametrize(
    ("source", "hypothesis", "expected"),
    [
        (DUTCH, ENGLISH, set()),
        (DUTCH, "", {"empty"}),
        (DUTCH, "…", {"empty"}),
        (DUTCH, ENGLISH.replace("Tuesday", "Friday"), {"dates"}),
        (DUTCH, ENGLISH[:-20], {"truncated"}),
        (DUTCH, ENGLISH.replace("plans", "plans of the plans of the plans of the plans"), {"loop"}),
        ("Het kost 12,5 miljoen euro.", "It costs 12.5 million euros.", set()),
        ("Het kost 12,5 miljoen euro.", "It costs 125 million euros.", {"numbers"}),
        ("Het kost 12,5 miljoen euro.", "It costs 12.5 million dollars.", {"currencies"}),
        ("De prijs steeg met 3 procent.", "The price rose by 3.", {"percentages"}),
        ("Volgens Poetin is dat zo.", "According to Putin, that is so.", set()),
        ("Volgens Poetin is dat zo.", "According to him, that is so.", {"names_lost"}),
        ("Gisteren zei hij dat.", "Yesterday Rutte said that.", {"names_invented"}),
        ("Hij noemde het ‘hysterie’.", "He called it 'hysteria'.", set()),
        ("Hij noemde het ‘hysterie’.", "He called it 'hysteria.", {"quotes"}),
    ],
)
def test_flags_of_a_sentence(source: str, hypothesis: str, expected: set[str]) -> None:
    found = flags(source, Hypothesis(hypothesis))
    assert found - {"length_ratio"} == expected


def test_the_decoder_knows_what_the_text_does_not_show() -> None:
    assert flags(DUTCH, Hypothesis(ENGLISH, truncated=True)) == {"truncated"}


def test_a_part_without_english_is_named() -> None:
    found = check_sentence(
        DUTCH,
        ENGLISH,
        [(DUTCH, Hypothesis(ENGLISH)), ("maar niet hier.", Hypothesis(""))],
        Checks(),
    )
    assert found == [Finding("empty", "nothing for “maar niet hier.”")]


@pytest.mark.parametrize("name", ["empty", "truncated", *SENTENCE_CHECKS])
def test_each_check_can_be_turned_off(name: str) -> None:
    """Alone it finds what it is for; without it that is not found."""
    faults = {
        "empty": (DUTCH, Hypothesis("")),
        "truncated": (DUTCH, Hypothesis(ENGLISH, truncated=True)),
        "copied": (DUTCH, Hypothesis(DUTCH)),
        "loop": (DUTCH, Hypothesis("the plan the plan the plan the plan")),
        "length_ratio": (DUTCH, Hypothesis("Yes.")),
        "quotes": ("Het is ‘hysterie’.", Hypothesis("It is 'hysteria.")),
        "numbers": ("Het kost 12 euro.", Hypothesis("It costs 13 euros.")),
        "dates": ("Het is maandag.", Hypothesis("It is Sunday.")),
        "currencies": ("Het kost 12 euro.", Hypothesis("It costs 12 dollars.")),
        "percentages": ("Het steeg 3 procent.", Hypothesis("It rose 3.")),
        "names_lost": ("Volgens Poetin is dat zo.", Hypothesis("According to him, that is so.")),
        "names_invented": ("Gisteren zei hij dat.", Hypothesis("Yesterday Rutte said that.")),
        "output_language": (DUTCH, Hypothesis(DUTCH)),
    }
    source, hypothesis = faults[name]
    only = NO_CHECKS.model_copy(update={name: True})
    assert flags(source, hypothesis, only) == {name}
    assert flags(source, hypothesis, NO_CHECKS) == set()


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_checked(source: str, hypothesis: str) -> None:
    found = check_sentence(source, hypothesis, [(source, Hypothesis(hypothesis))], Checks())
    assert len(found) == len(set(found))
    assert all(finding.detail for finding in found)
