"""Dates: which forms are the same, and what must be found."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.checks.dates import find_dates


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("op 12 maart 2024", "on 12 March 2024"),
        ("op 12-3-2024", "on March 12, 2024"),
        ("op 12/03/2024", "on 3/12/2024"),
        ("op 2024-03-12", "on the 12th of March 2024"),
        ("de twaalfde maart", "the twelfth of March"),
        ("van 10 tot en met 12 maart", "from 10 to 12 March"),
        ("vanaf 1 jan.", "from 1 January"),
        ("eind november", "in late Nov"),
        ("op maandag", "on Mondays"),
        ("'s maandags", "on Mondays"),
        ("zondagavond", "Sunday evening"),
        ("afgelopen dinsdag", "last Tuesday"),
        ("za 12 maart", "on Saturday 12 March"),
        ("Tweede Paasdag", "Easter Monday"),
        ("Hemelvaartsdag", "Ascension Day"),
        ("zondagskinderen", "lucky people"),
        ("het aprilnummer", "the April issue"),
        ("in mei", "in May"),
        ("Theresa May kwam.", "Theresa May came."),
        ("De vrouwen liepen.", "The women's march may begin. March on!"),
        ("Kinderen onder 6 mogen mee.", "Children under 6 may come along."),
        ("vrij en blij, zo zat hij", "free and happy he sat in the sun"),
        ("gisteren", "yesterday"),
        ("1984 euro", "1984 euros"),
        ("in juli en augustus", "in july and august"),
    ],
)
def test_the_same_date_in_another_form_is_no_finding(source: str, hypothesis: str) -> None:
    assert find_dates(source, hypothesis) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "found"),
    [
        ("Ze komt dinsdag.", "She is coming.", ["dinsdag lost"]),
        (
            "Ze komt dinsdagavond.",
            "She comes on Monday evening.",
            ["dinsdagavond lost", "Monday added"],
        ),
        ("Ze komt in april.", "She comes in March.", ["april lost", "March added"]),
        ("Ze komt.", "She comes in March.", ["March added"]),
        ("op 12 maart", "on 13 March", ["12 lost", "13 added"]),
        ("op 12-3-2024", "on 12 April 2024", ["12-3-2024 lost", "April added"]),
        ("op 4 maart", "on 3 April", ["4 lost", "maart lost", "3 added", "April added"]),
        ("op 12 maart 2024", "on 12 March 2025", ["2024 lost", "2025 added"]),
        ("in 2024", "then", ["2024 lost"]),
        ("op 5 mei", "on 5 May 2023", ["2023 added"]),
        ("op 5 mei", "on 5 June", ["mei lost", "June added"]),
    ],
)
def test_another_date_is_found(source: str, hypothesis: str, found: list[str]) -> None:
    assert find_dates(source, hypothesis) == found


MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december"
).split()
DATES = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


def dutch_forms(date: datetime.date) -> list[str]:
    return [
        f"{date.day} {MONTHS[date.month - 1]} {date.year}",
        f"{date.day}-{date.month}-{date.year}",
        f"{date:%d/%m/%Y}",
        f"{date:%d.%m.%Y}",
        f"{date:%Y-%m-%d}",
    ]


def english_forms(date: datetime.date) -> list[str]:
    return [
        f"{date.day} {date:%B} {date.year}",
        f"{date:%B} {date.day}, {date.year}",
        f"{date:%d/%m/%Y}",
        f"{date:%m/%d/%Y}",
        f"{date:%Y-%m-%d}",
    ]


@given(DATES, st.data())
def test_a_date_is_the_same_in_every_form(date: datetime.date, data: st.DataObject) -> None:
    dutch = data.draw(st.sampled_from(dutch_forms(date)))
    english = data.draw(st.sampled_from(english_forms(date)))
    assert find_dates(f"Op {dutch} begon het.", f"On {english} it began.") == []


@given(DATES, DATES, st.data())
def test_another_date_is_found_in_every_written_form(
    date: datetime.date, other: datetime.date, data: st.DataObject
) -> None:
    dutch = data.draw(st.sampled_from(dutch_forms(date)))
    english = data.draw(st.sampled_from(english_forms(other)[:2]))
    found = find_dates(f"Op {dutch} begon het.", f"On {english} it began.")
    # A day is borne out by any equal number, so a swap of day and month shows in the month.
    assert bool(found) is (date != other)
