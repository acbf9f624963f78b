"""The checks on form and marks: where each must and must not speak."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortom.checks.form import find_copied, find_length, find_loops, longest_run
from kortom.checks.marks import find_quotes, find_truncation, read_quotes

REFERENCES = Path(__file__).parent / "references"
CHECKS = [find_copied, find_loops, find_length, find_quotes, find_truncation]

DUTCH = "De gemeenteraad heeft dinsdagavond ingestemd met de plannen voor een nieuwe brug."
ENGLISH = "The city council agreed on Tuesday evening to the plans for a new bridge."


def read_references() -> list[tuple[str, str]]:
    pairs = []
    for path in sorted(REFERENCES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            pairs += [(row["source"], row["reference"]) for row in rows]
    return pairs


@pytest.mark.parametrize("check", CHECKS)
def test_good_translations_are_left_alone(check) -> None:
    assert [pair for pair in read_references() if check(*pair)] == []


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        (DUTCH, DUTCH),
        (DUTCH, DUTCH.lower().rstrip(".") + "!"),
        (DUTCH.upper(), DUTCH.upper()),
        (DUTCH, "The city council heeft dinsdagavond ingestemd met de plannen voor een brug."),
        (DUTCH, "De gemeenteraad heeft agreed dinsdagavond to the plans for a new brug."),
        ("Kabinet valt over asielwet", "Kabinet valt over asielwet"),
    ],
)
def test_dutch_left_standing(source: str, hypothesis: str) -> None:
    assert find_copied(source, hypothesis)


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        (DUTCH, ENGLISH),
        ("Den Haag 2024", "Den Haag 2024"),
        ("Ajax - Feyenoord 2-1 (1-0)", "Ajax - Feyenoord 2-1 (1-0)"),
        ("Theater aan het Spui", "Theater aan het Spui"),
        ("Hans van der Meer en Jan de Boer", "Hans van der Meer and Jan de Boer"),
        ("Software, website, internet en podcast.", "Software, website, internet and podcast."),
        ("Het bedrijf heet Zekerhof.", "The company is called Zekerhof."),
        ("Hij speelde in De Wereld Draait Door.", "He played in De Wereld Draait Door."),
    ],
)
def test_names_and_words_of_both_languages_are_no_copy(source: str, hypothesis: str) -> None:
    assert find_copied(source, hypothesis) == []


def test_copied_says_what_was_left() -> None:
    assert find_copied(DUTCH, DUTCH) == ["all left Dutch"]
    assert find_copied("Hij zegt dat het niet klopt.", "He says dat het niet is right.") == [
        "left Dutch: dat het niet"
    ]


@pytest.mark.parametrize(
    "hypothesis",
    [
        "the deal the deal the deal",
        "the deal, the deal, the deal.",
        "he said that he said that he said that he left",
        "no no no no no no",
        "The digital tête-to-to-to-reit between the leaders.",
        "It was a hahahahaha moment.",
        "to-to-to-to",
        "At Heerenveenenenen the train stopped.",
        "He said that the deal was off, and that the deal was off, but that the deal was off, or"
        " rather that the deal was off.",
        "The minister resigned on Monday. The minister resigned on Monday.",
        "a b c d e f g h a b c d e f g h a b c d e f g h",
        "well . . . . . . . . . . . . . . . .",
    ],
)
def test_loops(hypothesis: str) -> None:
    assert find_loops(DUTCH, hypothesis)


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("Nee, nee, nee, nee!", "No, no, no, no!"),
        ("Ha ha ha ha ha.", "Ha ha ha ha ha."),
        ("Hahahahaha, zei hij.", "Hahahahaha, he said."),
        ("Het is heel, heel, heel groot.", "It is very, very, very big."),
        ("Cijfers: 0 0 0 0 0 1", "Figures: 0 0 0 0 0 1"),
        ("Steeds meer en meer en meer.", "More and more and more."),
        ("De deal is van de baan.", "the deal the deal is off"),
        ("Bel 0800 000 000 000.", "Call 0800 000 000 000."),
        ("Een biljoen euro.", "1,000,000,000,000 euros."),
        ("Cha-cha-cha en blablabla.", "Cha-cha-cha and blablabla."),
        ("", ""),
        ("woord", "word"),
    ],
)
def test_what_the_source_repeats_is_no_loop(source: str, hypothesis: str) -> None:
    assert find_loops(source, hypothesis) == []


def test_a_loop_longer_than_the_sources_is_one() -> None:
    assert find_loops("Nee, nee, nee, nee!", "No, " * 12)


def test_loop_says_what_is_repeated() -> None:
    assert find_loops("x", "so the deal, the deal, the deal") == ["“the deal” 3 times"]
    assert find_loops("x", "big big big big") == ["“big” 4 times"]


@given(st.lists(st.text("abc", min_size=1), min_size=1, max_size=8))
def test_any_ngram_repeated_often_is_a_loop(words: list[str]) -> None:
    assert find_loops("", " ".join(words * 4))


@given(st.lists(st.integers(min_value=0), unique=True, max_size=40))
def test_distinct_words_are_no_loop(numbers: list[int]) -> None:
    assert find_loops("", " ".join(map(str, numbers))) == []


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_longest_run_stands_in_the_words_as_often_as_it_says(words: list[str]) -> None:
    run, repeats = longest_run(words)
    joined = " ".join(run)
    times = repeats + (len(run) == 1)
    assert not run or " ".join([joined] * times) in " ".join(words)


@pytest.mark.parametrize("times", [0.5, 2])
def test_length_of_a_long_sentence(times: float) -> None:
    source, hypothesis = f"{DUTCH} {DUTCH}", f"{ENGLISH} {ENGLISH}"
    assert find_length(source, hypothesis) == []
    changed = hypothesis[: len(hypothesis) // 2] if times < 1 else f"{hypothesis} {hypothesis}"
    assert find_length(source, changed)


def test_short_texts_vary_more() -> None:
    assert find_length("Ja.", "Yes, that is so, quite.") == []
    assert find_length("Ja." * 40, "Yes, that is so, quite." * 40)


def test_length_says_the_ratio() -> None:
    assert find_length("a" * 200, "b" * 80) == ["0.40 of the length of the Dutch"]


@pytest.mark.parametrize(
    ("text", "pairs", "unclosed", "unopened"),
    [
        ("‘Ja’, zei hij.", 1, "", ""),
        ("“Ja”, zei hij, “dat klopt.”", 2, "", ""),
        ("„Ja”, zei hij. „Nee“, zei zij.", 2, "", ""),
        ("\"Ja\", zei 'Piet'.", 2, "", ""),
        ("«Ja», zei hij, » nee.", 1, "", "»"),
        ("»Ja«, zei hij.", 1, "", ""),
        ("‘Hij zei “ja” en ging.’", 2, "", ""),
        ("“Een heel verhaal dat doorgaat.", 0, "“", ""),
        ("En zo was het.”", 0, "", "”"),
        ("Dat klopt’, zei hij.", 0, "", "’"),
        ("foto's van zo'n auto, 's avonds en 's-Hertogenbosch", 0, "", ""),
        ("’s-Hertogenbosch en ‘s Avonds en 't Gooi", 0, "", ""),
        ("Poetins', dogs', the '90s, in '68, rock 'n' roll, O'Brien", 0, "", ""),
        ('he is 5\'10" tall, with a 15" laptop', 0, "", ""),
        ("‘the dogs' bowls are empty,’ she said", 1, "", ""),
        ("don’t, can’t and it’s", 0, "", ""),
        ("see the `unstable' folder", 1, "", ""),
        ("(') a footnote", 0, "", ""),
        ("'", 0, "", ""),
    ],
)
def test_read_quotes(text: str, pairs: int, unclosed: str, unopened: str) -> None:
    found = read_quotes(text)
    assert (found.pairs, "".join(found.unclosed), "".join(found.unopened)) == (
        pairs,
        unclosed,
        unopened,
    )


@pytest.mark.parametrize(
    ("source", "hypothesis", "expected"),
    [
        ("‘Ja’, zei hij.", "“Yes,” he said.", []),
        ("‘Ja’, zei hij.", "'Yes,' he said.", []),
        ("‘Ja’, zei hij, ‘dat klopt.’", "“Yes, that's right,” he said.", []),
        ("‘Ja’, zei hij.", "“Yes, he said.", ["“ not closed"]),
        ("‘Ja’, zei hij.", "Yes,” he said.", ["” not opened"]),
        ("‘Ja’, zei hij.", "Yes, he said.", ["“…” lost"]),
        ("‘Ja. Ik kom.", "“Yes. I am coming.", []),
        ("‘Ja. Ik kom.", "Yes. I am coming.", ["‘ lost"]),
        ("En ik ga.’", "And I am going.”", []),
        ("Hij zei ja.", "He said “yes”.", ["“…” added"]),
        ("Hij zei ja.", "He said yes to the dogs' owner.", []),
        ("De foto's van 's avonds.", "The photos of the evening.", []),
    ],
)
def test_quotes(source: str, hypothesis: str, expected: list[str]) -> None:
    assert find_quotes(source, hypothesis) == expected


@pytest.mark.parametrize(
    ("source", "hypothesis", "expected"),
    [
        (DUTCH, ENGLISH, []),
        (DUTCH, ENGLISH[:-1], ["no end after “bridge”"]),
        (DUTCH, "The city council agreed,", ["ends in “,”"]),
        (DUTCH, "The city council agreed to the", ["no end after “the”"]),
        (DUTCH, "The city council agreed to the.", ["ends in “the”"]),
        (DUTCH, "The city council agreed (on Tuesday.", ["“(” not closed"]),
        (DUTCH, "The city council agreed -", ["ends in “-”"]),
        ("Kabinet valt", "Cabinet falls", []),
        ("Ruzie over de nieuwe brug", "Row over the", ["ends in “the”"]),
        ("Ze kwamen uit Fokker N.V.", "They came from Fokker NV", []),
        ("Dat is de man, zei ze,", "That is the man, she said,", []),
        ("Hij zei: ‘Ik kom.’", "He said: “I am coming.”", []),
        ("Ik wilde de…", "I wanted the…", []),
        ("Waar werd hij toe in staat geacht?", "What was he thought capable of?", []),
        ("Ja.", "Yes", []),
    ],
)
def test_truncation(source: str, hypothesis: str, expected: list[str]) -> None:
    assert find_truncation(source, hypothesis) == expected


ODD = st.text(st.characters() | st.sampled_from("\"'‘’“”„«»`,.-–()… \ud800\u200f\u0301aA1"))


@settings(max_examples=300)
@given(ODD, ODD)
def test_any_text_gets_short_findings(source: str, hypothesis: str) -> None:
    for check in CHECKS:
        found = check(source, hypothesis)
        assert found == check(source, hypothesis)
        assert all(0 < len(text) < 120 for text in found)


@pytest.mark.parametrize("text", ["a ", "ab", "'", "“", "(", "(a-", "`", "a'", "hahaha ", "- "])
@pytest.mark.parametrize("check", CHECKS)
def test_huge_texts_are_read(check, text: str) -> None:
    huge = text * (200_000 // len(text))
    for pair in ((huge, huge), (huge, "short"), ("short", huge)):
        assert isinstance(check(*pair), list)


@pytest.mark.parametrize("hypothesis", ["\n", "\x0b", "\x0b\u201c", " "])
def test_white_space_alone_has_no_end_to_be_cut(hypothesis: str) -> None:
    """Found by fuzz.py: a list of no words has no last one."""
    assert find_truncation("Dit is een zin.", hypothesis) == []
