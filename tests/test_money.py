"""Currencies and percentages: which forms are the same, and what must be found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.checks.currencies import find_currencies
from kortom.checks.currency_words import CURRENCIES
from kortom.checks.percentages import find_percentages


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("€ 5", "5 euros"),
        ("5 euro", "EUR 5"),
        ("vijf euro's", "five euros"),
        ("5 Amerikaanse dollar", "US$5"),
        ("2 miljoen pond", "£2 million"),
        ("een hond van 30 pond", "a 30-pound dog"),
        ("dertig kronen", "thirty crowns"),
        ("de Zweedse kroon", "the Swedish krona"),
        ("100 gulden", "100 guilders"),
        ("de gulden middenweg", "the golden mean"),
        ("10 miljard won", "10 billion won"),
        ("Hij won in 1956.", "He won in 1956."),
        ("In 1956 won Accardo.", "In 1956 Accardo was the winner."),
        ("Mark kreeg geen cent.", "Mark did not get a penny."),
        ("€ 0,50", "50 cents"),
        ("vijf procent", "five per cent"),
        ("de eurozone", "the euro area"),
        ("50 dollar", "50 bucks"),
        ("5 tot 10 euro", "€5 to 10"),
        ("van 3 naar 4 euro", "from €3 to €4"),
        ("In 2001 $5 erbij.", "$5 more in 2001."),
        ("Euro Disney", "Euro-Disney"),
    ],
)
def test_the_same_currency_is_no_finding(source: str, hypothesis: str) -> None:
    assert find_currencies(source, hypothesis) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "found"),
    [
        ("Dat kost 5 euro.", "That costs 5 dollars.", ["euro lost", "dollars added"]),
        ("Dat kost € 5.", "That costs £5.", ["€ lost", "£ added"]),
        ("Dat kost € 5.", "That costs 5.", ["€ lost"]),
        ("Er kwamen 5 mensen.", "There came €5 people.", ["€ added"]),
        ("2 miljoen pond", "2 million", ["pond lost"]),
        ("€ 5 voor ons en € 7 voor hen", "€5 for us and 7 for them", ["7 lost"]),
        ("10 miljard won", "10 billion yen", ["won lost", "yen added"]),
        ("50 cent", "50 yen", ["cent lost", "yen added"]),
    ],
)
def test_another_currency_is_found(source: str, hypothesis: str, found: list[str]) -> None:
    assert find_currencies(source, hypothesis) == found


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("5%", "5 per cent"),
        ("5 procent", "five percent"),
        ("vijf pct.", "5%"),
        ("5,25 procentpunt", "5.25 percentage points"),
        ("anderhalf procent", "1.5%"),
        ("een half procent", "0.5 per cent"),
        ("één procent", "1%"),
        ("10 tot 15 procent", "10% to 15%"),
        ("tussen 40 en ruim 90 %", "between 40% and over 90%"),
        ("3 promille", "3 per mille"),
        ("50 procent", "half"),
        ("driekwart", "75%"),
        ("het percentage", "the percentage"),
        ("nul procent groei", "zero growth"),
        ("een stijging van 25 percentenpunten", "a rise of 25 percent"),
    ],
)
def test_the_same_percentage_is_no_finding(source: str, hypothesis: str) -> None:
    assert find_percentages(source, hypothesis) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "found"),
    [
        ("5% meer", "5 more", ["5% lost"]),
        ("5 procent meer", "more", ["5 procent lost"]),
        ("5 meer", "5% more", ["5% added"]),
        ("5% meer", "6 per cent more", ["5% lost", "6 per cent added"]),
        ("2,5 procent", "25 per cent", ["2,5 procent lost", "25 per cent added"]),
        ("5 promille", "5%", ["5 promille lost", "5% added"]),
    ],
)
def test_another_percentage_is_found(source: str, hypothesis: str, found: list[str]) -> None:
    assert find_percentages(source, hypothesis) == found


SIGNS = [(currency.name, sign) for currency in CURRENCIES for sign in currency.codes.split()]


@given(st.sampled_from(SIGNS), st.sampled_from(SIGNS), st.integers(100, 999))
def test_a_code_is_its_currency_in_both_languages(
    ours: tuple[str, str], theirs: tuple[str, str], amount: int
) -> None:
    found = find_currencies(f"Dat is {ours[1]} {amount}.", f"That is {amount} {theirs[1]}.")
    assert bool(found) is (ours[0] != theirs[0])


@given(
    st.integers(2, 99),
    st.sampled_from(["%", " %", " procent", " procentpunt"]),
    st.sampled_from(["%", " %", " per cent", " percent", " percentage points", ""]),
)
def test_a_percentage_needs_its_sign(value: int, dutch: str, english: str) -> None:
    found = find_percentages(f"Met {value}{dutch} meer.", f"With {value}{english} more.")
    assert bool(found) is (english == "")
