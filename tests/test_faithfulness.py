"""What a brief may not say: names and numbers that the article has not. And what it rests on."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.numerals import NUMBER_WORDS, find_number_words, find_numerals, readings
from kortom.summarization.faithfulness import Evidence, find_unsupported, gather_evidence
from kortom.summarization.grounding import align
from kortom.values import Sentence
from tests.conftest import ROOT

REFERENCES = sorted((ROOT / "tests" / "references").glob("*.tsv"))


def sentence(index: int, source: str, hypothesis: str) -> Sentence:
    return Sentence(index, 0, "body", source, hypothesis, "translated")


def read_reference(path: Path) -> list[Sentence]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [sentence(i, row["source"], row["reference"]) for i, row in enumerate(rows)]


ARTICLES = [read_reference(path) for path in REFERENCES]
ARTICLE = [
    sentence(
        0,
        "Premier Jansen van de VS-partij trok maandag 1.234,5 miljoen euro uit.",
        "Prime minister Jansen of the US party set aside 1,234.5 million euros on Monday.",
    ),
    sentence(
        1, "Volgens Zoë Smit waren er drie treinen.", "According to Zoë Smit, three trains ran."
    ),
    sentence(2, "Om 13.30 uur stonden er 25 mensen.", "At 13:30, twenty-five people stood there."),
]


@cache
def evidence(article: tuple[Sentence, ...]) -> Evidence:
    return gather_evidence(article)


def unsupported(*brief: str, article: Sequence[Sentence] = ARTICLE) -> list[tuple[str, ...]]:
    return find_unsupported(brief, evidence(tuple(article)))


@pytest.mark.parametrize(
    ("number", "values"),
    [
        ("12", {"12"}),
        ("007", {"7"}),
        ("2024", {"2024"}),
        ("1,234.5", {"1234.5"}),
        ("1.234,5", {"1234.5"}),
        ("1.234.567", {"1234567"}),
        ("1,234,567.80", {"1234567.8"}),
        ("1.234", {"1234", "1.234"}),
        ("1,234", {"1234", "1.234"}),
        ("12,5", {"12.5"}),
        ("0.125", {"0.125"}),
        ("2.0", {"2"}),
        ("13:30", {"13:30"}),
        ("13.30", {"13.3", "13:30"}),
        ("09:05", {"9:05"}),
        ("12.03.2024", set()),
        ("1,2,3", set()),
        ("1.234,567,8", set()),
    ],
)
def test_a_number_means_what_a_dutch_or_an_english_reader_takes_it_for(
    number: str, values: set[str]
) -> None:
    assert readings(number) == values


def test_numbers_that_are_in_neither_writing_are_taken_apart() -> None:
    text = "Op 12.03.2024 vlogen er 1.500 F16's, A2 en 40% van 18 km."
    assert [sorted(numeral.values) for numeral in find_numerals(text)] == [
        ["12"], ["3"], ["2024"], ["1.5", "1500"], ["40"], ["18"],
    ]  # fmt: skip


def test_number_words_of_both_languages() -> None:
    assert NUMBER_WORDS["nl"]["drieëntwintig"] == NUMBER_WORDS["en"]["twenty-three"] == 23
    assert NUMBER_WORDS["nl"]["eenenvijftig"] == 51
    assert NUMBER_WORDS["nl"]["zesennegentig"] == 96
    found = find_number_words("A three-year-old saw Twenty-two ducks, ten of them hers.", "en")
    assert [value for *_, value in found] == ["3", "22", "10"]
    # Dutch "ten" and "een" are function words.
    assert not list(find_number_words("Ten opzichte van een jaar eerder.", "nl"))


@pytest.mark.parametrize(
    "brief",
    [
        "Jansen set aside 1,234.5 million euros.",
        "On Monday, Zoe Smit counted 3 trains and 25 people.",
        "At 13.30 the US party’s Prime Minister left.",
        "The U.S. party stood there.",
        "Officials say nothing.",
        "Nothing, I think, and I’m sure.",
        'Smit said: "Everyone left."',
        'Smit said, "Everyone left."',
        "However Jansen stood there.",
    ],
)
def test_what_the_article_says_in_either_language_is_supported(brief: str) -> None:
    assert unsupported(brief) == [()]


@pytest.mark.parametrize(
    ("brief", "found"),
    [
        ("There, Johnson set aside 1,235.5 million.", ("Johnson", "1,235.5")),
        ("Boris Johnson set aside money.", ("Boris Johnson",)),
        ("Piet Jansen set aside money.", ("Piet",)),
        ("NATO set aside money.", ("NATO",)),
        ("It was NATO's and Mr. Bakker’s.", ("NATO", "Bakker")),
        ("On Tuesday four trains ran.", ("Tuesday", "four")),
        ("It took 13:31 hours in 2024.", ("13:31", "2024")),
        ("The THERE party.", ("THERE",)),
        ("The four-year plan.", ("four",)),
        ("The Jansen-Bakker plan by A2.", ("Jansen-Bakker", "A2")),
        ("In Paris it was Paris and 7 and 7.", ("Paris", "7")),
    ],
)
def test_what_it_does_not_say_is_found(brief: str, found: tuple[str, ...]) -> None:
    assert unsupported(brief) == [found]


def test_a_name_that_begins_a_sentence_is_known_by_another_place() -> None:
    assert unsupported("Johnson stood there.") == [()]
    assert unsupported("Johnson stood there.", "It was Johnson.") == [("Johnson",), ("Johnson",)]


@given(st.data())
def test_a_brief_of_the_articles_own_sentences_is_supported(data: st.DataObject) -> None:
    """Written ones, and whatever text a translation can be."""
    article = data.draw(
        st.sampled_from(ARTICLES)
        | st.lists(st.text(max_size=60), min_size=1, max_size=4).map(
            lambda texts: [sentence(i, "", text) for i, text in enumerate(texts)]
        )
    )
    brief = data.draw(st.lists(st.sampled_from(article), max_size=4))
    assert not any(unsupported(*(part.hypothesis for part in brief), article=article))


NAMES = st.from_regex(r"[A-Z][a-z]{2,9}(-[A-Z][a-z]{2,5})?|[A-Z]{2,5}", fullmatch=True)


@given(article=st.sampled_from(ARTICLES), name=NAMES, data=st.data())
def test_a_planted_name_is_found(article: list[Sentence], name: str, data: st.DataObject) -> None:
    text = " ".join(part.source + " " + part.hypothesis for part in article).casefold()
    name = name if not any(part.casefold() in text for part in name.split("-")) else "Xyzzy"
    words = data.draw(st.sampled_from(article)).hypothesis.split()
    at = data.draw(st.integers(1, len(words)))
    planted = " ".join([*words[:at], name, *words[at:]])
    gap = words[at - 1][-1]
    if gap in ":!?…,":  # a sentence may begin there
        planted = " ".join([*words[:at], "with", name, *words[at:]])
    assert any(name in found for found in unsupported(planted, article=article)[0])


@given(
    article=st.sampled_from(ARTICLES),
    number=st.integers(0, 10**7) | st.decimals(0, 10**5, places=1),
    data=st.data(),
)
def test_a_planted_number_is_found(
    article: list[Sentence], number: object, data: st.DataObject
) -> None:
    shown = data.draw(st.sampled_from([f"{number}", f"{number:,}"]))
    known = evidence(tuple(article)).numbers
    words = data.draw(st.sampled_from(article)).hypothesis.split()
    at = data.draw(st.integers(0, len(words)))
    planted = " ".join([*words[:at], shown, *words[at:]])
    expected = () if readings(shown) & known else (shown,)
    assert unsupported(planted, article=article) == [expected]


# Grounding


def test_a_sentence_rests_on_those_whose_words_it_has() -> None:
    assert align("Jansen set aside millions of euros.", ARTICLE) == (0,)
    assert align("Three trains ran, and the prime minister set aside money.", ARTICLE) == (0, 1)
    assert align("Trains for people.", ARTICLE) == (1,)  # one word more is chance
    assert align("Bananas!", ARTICLE) == ()
    assert align("…", ARTICLE) == ()
    assert align("Words", []) == ()


def test_of_equal_covers_the_shorter_wins_and_then_the_first() -> None:
    texts = ["Trains ran late in the rain again.", "Trains ran.", "Trains ran."]
    article = [sentence(index, "", text) for index, text in enumerate(texts)]
    assert align("Trains ran!", article) == (1,)


@given(article=st.sampled_from(ARTICLES), data=st.data())
def test_a_sentence_of_the_article_rests_on_itself_or_its_equal(
    article: list[Sentence], data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(article))
    (index,) = align(chosen.hypothesis, article)
    assert set(chosen.hypothesis.casefold()) == set(article[index].hypothesis.casefold())


@given(text=st.text(max_size=40), texts=st.lists(st.text(max_size=40), max_size=5))
def test_grounds_are_rising_indices_of_the_article(text: str, texts: list[str]) -> None:
    found = align(text, [sentence(index, "", part) for index, part in enumerate(texts)])
    assert list(found) == sorted(set(found))
    assert set(found) <= set(range(len(texts)))
