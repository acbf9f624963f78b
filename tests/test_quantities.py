"""Numbers: what is read from Dutch and English, and what a translation may not do to them."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.checks.currencies import find_currencies
from kortom.checks.dates import find_dates
from kortom.checks.percentages import find_percentages
from kortom.checks.quantities import find_numbers
from kortom.numerals import read_quantities
from tests import number_words
from tests.conftest import ROOT

CHECKS = [find_numbers, find_dates, find_currencies, find_percentages]


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        # separators
        ("Er kwamen 1.234 mensen.", "There came 1,234 people."),
        ("Er kwamen 12 500 mensen.", "There came 12,500 people."),
        ("Er kwamen 1.500 mensen.", "There came 1500 people."),
        ("Het was 1.234,5 meter.", "It was 1,234.5 metres."),
        ("Het was 3,5 meter.", "It was 3.5 metres."),
        ("De index sloot op 9.837.94.", "The index closed at 9,837.94."),
        # scales
        ("Dat kost 2,5 mln.", "That costs 2.5 million."),
        ("Dat kost 2,5 miljoen.", "That costs 2.5m."),
        ("Dat kost 2,5 miljoen.", "That costs 2,500,000."),
        ("Dat kost 3 mld. euro.", "That costs 3bn euros."),
        ("Dat kost drie biljoen.", "That costs three trillion."),
        ("Het is 10 tot 15 miljoen.", "It is 10 million to 15 million."),
        ("Het is een half miljoen.", "It is half a million."),
        ("Het is een half miljoen.", "It is 500,000."),
        ("Het is anderhalf miljard.", "It is 1.5 billion."),
        ("Het zijn miljoenen mensen.", "There are millions of people."),
        ("Het zijn enkele tientallen mensen.", "It is a few dozen people."),
        ("Dat is duizend miljard.", "That is a trillion."),
        # words
        ("tweeëntwintig honden", "twenty-two dogs"),
        ("honderdvijfentwintig honden", "one hundred and twenty-five dogs"),
        ("vijfduizend honden", "5,000 dogs"),
        ("tweehonderdduizend honden", "200,000 dogs"),
        ("twaalfhonderd honden", "twelve hundred dogs"),
        ("honderd honden", "a hundred dogs"),
        ("drieënhalf jaar", "three and a half years"),
        ("anderhalf jaar", "18 months"),
        ("een half jaar", "six months"),
        ("een dozijn honden", "twelve dogs"),
        ("een driejarig kind", "a three-year-old child"),
        ("twee keer", "twice"),
        ("driemaal", "three times"),
        ("beide honden", "the two dogs"),
        ("de twee honden", "both dogs"),
        ("geen honden", "zero honden"),
        ("de op twee na grootste hond", "the third largest dog"),
        ("Ik vier zaterdag mijn verjaardag.", "I am celebrating my birthday on Saturday."),
        ("De rechter acht dat bewezen.", "The judge considers that proven."),
        ("twintig jaar", "two decades"),
        # ordinals, fractions, eras
        ("de 21ste eeuw", "the twenty-first century"),
        ("de negentiende eeuw", "the 19th century"),
        ("negentiende-eeuwse huizen", "nineteenth-century houses"),
        ("derdegraads brandwonden", "third-degree burns"),
        ("een derde van de honden", "a third of the dogs"),
        ("tweederde van de honden", "two thirds of the dogs"),
        ("driekwart van de honden", "three-quarters of the dogs"),
        ("1/3 van de honden", "one third of the dogs"),
        ("2½ kilo", "2.5 kilos"),
        ("10 m³ gas en CO₂", "10 m3 of gas and CO2"),
        ("de jaren tachtig", "the eighties"),
        ("de jaren '80", "the 1980s"),
        ("de jaren vijftig en zestig", "the 1950s and 1960s"),
        ("in 2010-2014", "in 2010-14"),
        ("in '98", "in 1998"),
        ("Tweede Wereldoorlog", "World War II"),
        ("Willem III", "William the Third"),
        ("De Tweede Kamer stemde in.", "The House of Representatives agreed."),
        # times
        ("om 20.30 uur", "at 8.30 pm"),
        ("om 20.30 uur", "at 20:30"),
        ("om half negen", "at half past eight"),
        ("om half negen", "at 8:30"),
        ("om kwart over drie", "at a quarter past three"),
        ("om tien voor half vijf", "at 4:20"),
        ("van 13.00 tot 17.00 uur", "from 1 pm to 5 pm"),
        ("om acht uur 's avonds", "at 8 o'clock in the evening"),
        ("om half acht", "at seven-thirty"),
        ("van acht tot elf", "from eight to eleven"),
        ("om 16.05 uur", "at 1605 GMT"),
        # dates, scores, names
        ("op 12.03.2024", "on March 12, 2024"),
        ("op 12-3-2024", "on 03/12/2024"),
        ("het werd 2-1", "it ended 2-1"),
        ("op de A12 met een F16", "on the A12 in an F16"),
        ("tegen covid-19", "against corona"),
        ("The Seven Year Itch", "The Seven Year Itch"),
    ],
)
def test_the_same_number_in_another_form_is_no_finding(source: str, hypothesis: str) -> None:
    assert find_numbers(source, hypothesis) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "found"),
    [
        ("Er kwamen 1.234 mensen.", "There came 1,243 people.", ["1.234 lost", "1,243 added"]),
        ("Er kwamen 12 mensen.", "There came people.", ["12 lost"]),
        ("Er kwamen mensen.", "There came 17 people.", ["17 added"]),
        ("Er kwamen 1.500 mensen.", "There came 1.5 people.", ["1.500 lost", "1.5 added"]),
        ("Er kwamen 1.500 mensen.", "There came 1.500 people.", ["1.500 means something else"]),
        ("Het was 2,5 meter.", "It was 25 metres.", ["2,5 lost", "25 added"]),
        (
            "Het kostte 2,5 miljoen.",
            "It cost 2.5 billion.",
            ["2,5 miljoen lost", "2.5 billion added"],
        ),
        ("Dat zijn miljoenen.", "Those are billions.", ["miljoenen lost", "billions added"]),
        ("een paar miljoen", "a few billion", ["miljoen lost", "billion added"]),
        ("vier honden", "three dogs", ["vier lost", "three added"]),
        ("tweede hond", "third dog", ["third added"]),
        ("de 21ste eeuw", "the 12th century", ["21 lost", "12 added"]),
        ("om 20.30 uur", "at 9.30 pm", ["20.30 lost", "9.30 added"]),
        ("om half negen", "at half past nine", ["half negen lost", "half past nine added"]),
        ("in 2019", "in 2091", ["2019 lost", "2091 added"]),
        ("de A12", "the A21", ["12 lost", "21 added"]),
        ("driejarig kind", "two-year-old child", ["driejarig lost", "two added"]),
        ("twee van de tweede", "of the second", ["twee lost"]),
        ("5 en 5 en 6", "5 and 7", ["6 lost", "7 added"]),
    ],
)
def test_another_number_is_found(source: str, hypothesis: str, found: list[str]) -> None:
    assert find_numbers(source, hypothesis) == found


def read_references() -> list[tuple[str, str]]:
    pairs = []
    for path in sorted((ROOT / "tests" / "references").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            pairs += [(row["source"], row["reference"]) for row in rows]
    return pairs


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_found_in_good_translations(check) -> None:
    wrong = [(check(*pair), *pair) for pair in read_references() if check(*pair)]
    assert wrong == []


# Every way of writing a value


def dutch_forms(number: int) -> st.SearchStrategy[str]:
    grouped = f"{number:,}"
    return st.sampled_from(
        [str(number), grouped.replace(",", "."), number_words.dutch(number)]
        + ([grouped.replace(",", " ")] if number < 10**6 else [])
    )


def english_forms(number: int) -> st.SearchStrategy[str]:
    words = [number_words.english(number), number_words.english(number, " ")]
    return st.sampled_from([str(number), f"{number:,}", *words])


NUMBERS = st.integers(2, 999_999).filter(lambda n: n % 1000 != 1 and n % 100 != 1)


@given(NUMBERS, st.data())
def test_a_whole_number_is_the_same_in_every_form(number: int, data: st.DataObject) -> None:
    dutch, english = data.draw(dutch_forms(number)), data.draw(english_forms(number))
    assert find_numbers(f"Ze telden {dutch} vogels.", f"They counted {english} birds.") == []


@given(NUMBERS, NUMBERS, st.data())
def test_a_different_whole_number_is_found_in_every_form(
    number: int, other: int, data: st.DataObject
) -> None:
    dutch, english = data.draw(dutch_forms(number)), data.draw(english_forms(other))
    found = find_numbers(f"Ze telden {dutch} vogels.", f"They counted {english} birds.")
    assert bool(found) is (number != other)


SCALES = st.sampled_from(
    [("miljoen", "million"), ("mln.", "mn"), ("miljard", "billion"), ("mld.", "bn"), ("", "")]
)


@given(st.integers(0, 10**6), st.integers(1, 999), SCALES)
def test_a_decimal_is_the_same_in_both_languages(
    whole: int, part: int, scale: tuple[str, str]
) -> None:
    dutch = f"{whole:,}".replace(",", ".") + f",{part} {scale[0]}"
    english = f"{whole:,}.{part} {scale[1]}"
    assert find_numbers(f"Het is {dutch} euro.", f"It is {english} euros.") == []


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_time_is_the_same_on_both_clocks(hour: int, minute: int) -> None:
    half = "am" if hour < 12 else "pm"
    source = f"Om {hour}.{minute:02d} uur begon het."
    assert find_numbers(source, f"At {hour % 12 or 12}.{minute:02d} {half} it began.") == []
    assert find_numbers(source, f"At {hour:02d}:{minute:02d} it began.") == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_number_word_has_its_value(language: str) -> None:
    write = {"nl": number_words.dutch, "en": number_words.english}[language]
    for number in [*range(2, 1100), 1999, 20_000, 21_345, 100_000, 345_678, 999_999]:
        quantities = read_quantities(f"{write(number)} katten", language)
        assert [Fraction(number) in q.means for q in quantities if q.means] == [True], number


# Any text

TEXTS = st.text(max_size=80) | st.lists(
    st.sampled_from(
        "0 1 2.5 1.000 half twee en een miljoen mln. uur over kwart - / , . % € $ euro maart 12 mei"
        " maandag jaren '80 II th e and a million past to pm May March Monday cents pounds".split()
    ),
    max_size=20,
).map(" ".join)


@pytest.mark.parametrize("check", CHECKS)
@given(source=TEXTS, hypothesis=TEXTS)
def test_any_text_can_be_checked(check, source: str, hypothesis: str) -> None:
    found = check(source, hypothesis)
    assert found == list(dict.fromkeys(check(source, hypothesis)))
    assert all(text.endswith((" lost", " added", " means something else")) for text in found)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("piece", ["1", "1 234 ", "twintig", "\ud800\x00", "5% ", "12 mei ", "€"])
def test_a_very_long_text_can_be_checked(check, piece: str) -> None:
    text = piece * (15_000 // len(piece))
    check(text, "x")
    check("x", text)
