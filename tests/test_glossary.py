"""Terms: where they are found, when they count as there, and how they get into the English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.config.load import validate
from kortom.glossary import Entry, Glossary, apply_terms, resolve_glossary
from kortom.glossary.english import missing_terms, put_in
from kortom.glossary.losses import is_worse
from kortom.glossary.matching import find_terms, index_entries
from kortom.models import resolve_model
from kortom.translation import Engine, Search, load_engine
from kortom.translation.hardware import resolve_hardware
from kortom.values import Hypothesis, Term

NEWS = resolve_glossary("embedded:news")


def glossary(*entries: Entry) -> Glossary:
    return Glossary("test", "0" * 64, entries)


def found(source: str, terms: Glossary = NEWS) -> list[str]:
    return [match.entry.source for match in find_terms(source, index_entries(terms))]


@pytest.mark.parametrize(
    ("source", "terms"),
    [
        ("De Tweede Kamer en de Raad van State.", ["Tweede Kamer", "Raad van State"]),
        ("de TWEEDE KAMER", ["Tweede Kamer"]),
        ("Premier Rutte zei: ‘Minister-president’.", ["premier", "minister-president"]),
        ("de minister\u2011president", ["minister-president"]),
        ("een zzp’er en twee zzp'ers", ["zzp'er", "zzp'ers"]),
        ("wethouders, wethouder; (burgemeester)", ["wethouders", "wethouder", "burgemeester"]),
        ("het Tweede Kamerlid", ["Tweede Kamerlid"]),
        ("Hoge Raad der Nederlanden", ["Hoge Raad der Nederlanden"]),
        ("het CBS en het KNMI/RIVM", ["het CBS", "KNMI", "RIVM"]),
        # Part of a longer word, compound, form, address or name:
        ("het minister-presidentschap, de Kamer-lid", []),
        ("oud-wethouderschap, NS-directeur, Kamer van Koophandel-pas", []),
        ("Tweede Kamer- en gemeenteraadsverkiezingen", ["gemeenteraadsverkiezingen"]),
        ("een VVD'er, een VVD’er, @KNMI, ns.nl, www.NS.nl, NS2", []),
        ("Hij voetbalt in de Premier Division", []),
        ("in de Premier League", ["Premier League"]),
        # Written otherwise than an exact entry:
        ("Kom om 8 uur, ns en ind", []),
        ("STAD GAAT OM: TWEEDE KAMER BOOS", ["Tweede Kamer"]),
        ("", []),
    ],
)
def test_terms_are_found_where_they_are_words(source: str, terms: list[str]) -> None:
    assert found(source) == terms


ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
DUTCH = st.lists(
    st.sampled_from(["premier", "Raad van State", "OM", "om", "-", "'s", ".", "x", "É", "\ud800"])
).map("".join)


@given(ANY_TEXT | DUTCH)
def test_matches_are_apart_and_are_their_entries(source: str) -> None:
    end = 0
    for match in find_terms(source, index_entries(NEWS)):
        assert end <= match.start < match.end <= len(source)
        assert source[match.start : match.end].casefold() == match.entry.source.casefold()
        end = match.end


@given(st.sampled_from(NEWS.entries))
def test_every_entry_is_found_and_counts_when_written(entry: Entry) -> None:
    sentence = f"(x) {entry.source}, 2024"
    assert found(sentence) == [entry.source]
    assert missing_terms(f"that {entry.target}, 2024", [entry]) == []
    assert missing_terms("that, 2024", [entry]) == [0]


def test_a_very_long_text_is_no_trouble() -> None:
    assert len(found("premier Premier " * 12_000)) == 24_000
    assert found("a" * 200_000) == []


HOUSE = Entry("Tweede Kamer", "House of Representatives")
SHORT = Entry("de Kamer", "the House", "exact")
PREMIER = Entry("premier", "prime minister")


@pytest.mark.parametrize(
    ("english", "entries", "missing"),
    [
        ("The House of Representatives' vote", [HOUSE], []),
        ("The house of representatives", [HOUSE], [0]),
        ("Prime Minister Rutte, the prime minister", [PREMIER, PREMIER], []),
        ("Prime Minister Rutte", [PREMIER, PREMIER], [1]),
        ("prime ministers", [PREMIER], [0]),
        ("the House of Representatives", [SHORT, HOUSE], [0]),
        ("The House voted. The House of Representatives too", [SHORT, HOUSE], []),
        ("In The House", [SHORT], [0]),
        ("They told us", [Entry("VS", "US")], [0]),
        ("THE HOUSE OF REPRESENTATIVES", [HOUSE, SHORT], [1]),
        ("NATO-led", [Entry("NAVO", "NATO", "exact")], []),
        ("asylum seekers’ centre", [Entry("azc", "asylum seekers' centre")], []),
        ("", [HOUSE], [0]),
    ],
)
def test_english_counts_as_written(english: str, entries: list[Entry], missing: list[int]) -> None:
    assert missing_terms(english, entries) == missing


@pytest.mark.parametrize(
    ("english", "entry", "expected"),
    [
        ("The X1 votes.", HOUSE, "The House of Representatives votes."),
        ("X1 votes.", PREMIER, "Prime minister votes."),
        ("'X1 votes.", PREMIER, "'Prime minister votes."),
        ("So. X1 votes.", PREMIER, "So. Prime minister votes."),
        ("Mr. X1 votes.", PREMIER, "Mr. prime minister votes."),
        ("a X1", Entry("Kamerlid", "MP"), "an MP"),
        ("An X1", Entry("burgemeester", "mayor"), "A mayor"),
        ("a X1", Entry("wethouder", "alderman"), "an alderman"),
        ("an X1", Entry("Eurocommissaris", "European commissioner"), "a European commissioner"),
        ("an X1", Entry("VS", "US"), "a US"),
        ("That's the X1's plan", Entry("VS", "United States"), "That's the United States' plan"),
        ("by the X1", Entry("de Kamer", "the House"), "by the House"),
        ("The X1 says", Entry("het CBS", "Statistics Netherlands"), "Statistics Netherlands says"),
        ("THE X1 VOTES", HOUSE, "THE HOUSE OF REPRESENTATIVES VOTES"),
        ("The X1 and the X1", HOUSE, None),
        ("The X12, X1s", HOUSE, None),
        ("Nothing", HOUSE, None),
    ],
)
def test_what_a_term_needs_around_it_is_seen_to(
    english: str, entry: Entry, expected: str | None
) -> None:
    assert put_in(english, "X1", entry) == expected


@pytest.mark.parametrize(
    ("candidate", "worse"),
    [
        ("On 3 May Rutte told the House of Representatives about 1,234 cases.", False),
        ("On 3 May Rutte told the House of Representatives about cases.", True),
        ("On 3 May he told the House of Representatives about 1,234 cases.", True),
        ("On 3 May Rutte and 1,234 House of Representatives", False),
        ("3 Rutte 1,234", True),
        ("On 3 May Rutte told the Kamer of 1,234 cases, House of Representatives.", True),
        ("On 3 May Rutte 1,234 House of of of of of Representatives and so it goes on.", True),
        ("", True),
    ],
)
def test_a_term_is_not_bought_with_a_loss(candidate: str, worse: bool) -> None:
    source = "Op 3 mei vertelde Rutte de Tweede Kamer over 1.234 gevallen."
    before = Hypothesis("On 3 May Rutte told the Kamer of 1,234 cases.")
    assert is_worse(Hypothesis(candidate), before, source, ["Tweede Kamer"]) is worse
    assert is_worse(Hypothesis(candidate, truncated=True), before, source, ["Tweede Kamer"])


def test_against_a_broken_translation_only_loops_count() -> None:
    before = Hypothesis("On 3 May the the the the the the the the the the the")
    for text, worse in (("House", False), ("no no no no no no", True)):
        assert is_worse(Hypothesis(text), before, "Op 3 mei", []) is worse


class Copier:
    """An engine that writes what a function makes of the text, and remembers its calls."""

    def __init__(self, write: Callable[[str], str]) -> None:
        self.calls: list[list[str]] = []
        self._write = write

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        self.calls.append(list(texts))
        return [Hypothesis(self._write(text)) for text in texts]

    def describe(self) -> dict[str, Any]:
        return {}


def apply(sources: list[str], texts: list[str], engine: Engine, terms: Glossary = NEWS) -> Any:
    return apply_terms(sources, [Hypothesis(text) for text in texts], terms, engine)


def test_what_is_there_is_left_alone_and_what_is_not_is_carried() -> None:
    engine = Copier(lambda text: text.replace("De", "The").replace("de", "the"))
    sources = [
        "De Tweede Kamer stemt.",
        "De Raad van State en de Raad van State.",
        "Niets.",
        "De premier en X1.",
    ]
    made = apply(
        sources,
        [
            "The House of Representatives votes.",
            "The Council of State is it.",
            "None.",
            "The boss, X1.",
        ],
        engine,
    )
    assert made == [
        (
            Hypothesis("The House of Representatives votes."),
            (Term("Tweede Kamer", "House of Representatives", "present"),),
        ),
        (
            Hypothesis("The Council of State en the Council of State."),
            (
                Term("Raad van State", "Council of State", "present"),
                Term("Raad van State", "Council of State", "applied"),
            ),
        ),
        (Hypothesis("None."), ()),
        (Hypothesis("The prime minister en X1."), (Term("premier", "prime minister", "applied"),)),
    ]
    assert engine.calls == [["De Raad van State en de X1.", "De X2 en X1."], ["De B-1 en de B-2."]]


def test_other_carriers_are_tried_then_each_term_alone_then_it_is_missed() -> None:
    engine = Copier(lambda text: text if text == "De premier en de X1." else "Rubbish of a model.")
    ((hypothesis, terms),) = apply(["De premier en de burgemeester."], ["The bosses."], engine)
    assert hypothesis.text == "De premier en de mayor."
    assert [term.status for term in terms] == ["missed", "applied"]
    assert [call for (call,) in engine.calls] == [
        "De X1 en de X2.",
        "De B-1 en de B-2.",
        "De A1 en de A2.",
        "De X1 en de burgemeester.",
        "De premier en de X1.",
    ]


def test_a_hypothesis_without_gain_stays() -> None:
    ((hypothesis, terms),) = apply(["De premier."], ["The boss."], Copier(lambda text: "The boss."))
    assert hypothesis == Hypothesis("The boss.")
    assert [term.status for term in terms] == ["missed"]
    assert apply([], [], Copier(str)) == []


WORDS = [
    "The",
    "House of Representatives",
    "prime minister",
    "X1",
    "X2",
    "B-1",
    "B-2",
    "A1",
    "1",
    ".",
]
WRITTEN = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)


@given(WRITTEN, st.lists(WRITTEN, min_size=5, max_size=5))
def test_whatever_a_model_writes_the_report_is_true(first: str, later: list[str]) -> None:
    written = iter(later)
    source = "De Tweede Kamer en de premier."
    ((hypothesis, terms),) = apply([source], [first], Copier(lambda text: next(written)))
    entries = [match.entry for match in find_terms(source, index_entries(NEWS))]
    before, after = missing_terms(first, entries), missing_terms(hypothesis.text, entries)
    for index, term in enumerate(terms):
        assert (term.status == "present") == (index not in before)
        assert (term.status == "missed") == (index in after)
    assert hypothesis.text == first or len(after) < len(before)


def load(**translate: object) -> Engine:
    config = validate({"translate": translate}, "test")
    files = resolve_model(config.translate.model)
    return load_engine(config, files, resolve_hardware(config.translate))


SENTENCES = [
    "De Tweede Kamer debatteert er dinsdag om 16.00 uur over.",
    "De Raad van State heeft het plan van de staatssecretaris afgewezen.",
    "Volgens het OM ging het om de verzekeringspenningen: bijna 1,9 miljoen euro.",
    "Het waait hard.",
    "Een wethouder en een Kamerlid zaten bij de burgemeester.",
]


def test_the_embedded_model_writes_the_terms() -> None:
    decoder = load()
    hypotheses = decoder.translate(SENTENCES)
    made = apply_terms(SENTENCES, hypotheses, NEWS, decoder)
    terms = [term for _, terms in made for term in terms]
    assert len(terms) == 7
    assert sum(term.status == "missed" for term in terms) <= 1
    assert "applied" in {term.status for term in terms}
    for (hypothesis, found_terms), before in zip(made, hypotheses, strict=True):
        for term in found_terms:
            target = term.target.casefold()
            assert (target in hypothesis.text.casefold()) == (term.status != "missed")
            assert (target in before.text.casefold()) == (term.status == "present")
    assert made[3] == (hypotheses[3], ())


def test_a_model_that_writes_nonsense_misses_all_and_keeps_its_text(tiny_model: Path) -> None:
    decoder = load(engine="transformers", model=str(tiny_model), beam_size=1, max_length_ratio=0.5)
    hypotheses = decoder.translate(SENTENCES)
    made = apply_terms(SENTENCES, hypotheses, NEWS, decoder)
    assert [hypothesis for hypothesis, _ in made] == hypotheses
    assert {term.status for _, terms in made for term in terms} == {"missed"}


def test_what_is_made_of_a_sentence_does_not_depend_on_the_order() -> None:
    decoder = load(beam_size=1)
    hypotheses = decoder.translate(SENTENCES)
    made = apply_terms(SENTENCES, hypotheses, NEWS, decoder)
    turned = apply_terms(SENTENCES[::-1], hypotheses[::-1], NEWS, decoder)
    assert turned[::-1] == made
