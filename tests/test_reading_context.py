"""What a Dutch sentence leans on, where quotations end, and that briefs heed both."""

from __future__ import annotations

from itertools import groupby, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortom.articles import read_articles
from kortom.config import Config
from kortom.config.model import Summarise
from kortom.summarization import make_brief
from kortom.summarization.asides import is_aside
from kortom.summarization.context import is_dangling, readable_units
from kortom.summarization.quotations import follow_quotations
from kortom.translation.stage import segment_article
from kortom.values import ParagraphKind, Sentence
from tests.conftest import ARTICLES, ROOT

LEANING = [
    "Hij wil niet opstappen.",
    "Zij moet het geld voorschieten.",
    "Haar advocaat was er niet bij.",
    "Dat is duurder dan gedacht.",
    "Dat nummer kwam overeen met een lijst.",
    "Die staat vaak op tachtig graden.",
    "Deze stap viel slecht.",
    "Daar komt de coalitie twee zetels tekort.",
    "Daarna ontplofte het stadion.",
    "Hiermee sluiten we de avond.",
    "In ruil daarvoor betalen de bondgenoten meer.",
    "Volgens hem is dat te weinig.",
    "Zonder die installatie sluit het bad.",
    "Als die dijk breekt, loopt het dorp onder.",
    "Bovendien halveert de gemeente de toelage.",
    "Maar van opzet was geen sprake.",
    "En dat paard is vertrokken.",
    "Toen werd het stil in de zaal.",
    "Zo'n berm is breed.",
    "Zo maakten woordvoerders het duidelijk.",
    "Ten tweede is het interval breed.",
    "Twee weken later viel de brief op de mat.",
    "Nu moet hij weg.",
    "De cijfers noteert hij in een schrift.",
    "Om 11.00 uur moet ze in Groningen zijn.",
    "Vorige maand kreeg het leger volgens hem te weinig.",
    "„Ik heb die zaak gebouwd”, zei hij tegen de rechtbank.",
    "‘Het was stil’, aldus een van hen.",
    "‘Dat is mooi,’ zei ze.",
]
STANDING = [
    "De burgemeester stapt op.",
    "Het kabinet valt.",
    "Er vielen drie doden.",
    "Een man is aangehouden.",
    "Deze week beslist de Kamer.",
    "Dit jaar daalt de rente.",
    "Op dit moment is het rustig in Utrecht.",
    "Dat het mis kan gaan, weet iedereen in Oosterwiel.",
    "Dat Poetin komt, is zeker.",
    "Toen de storm opstak, viel de stroom uit.",
    "Zo'n 2.000 mensen kwamen kijken.",
    "Zo’n tweehonderd mensen kwamen kijken.",
    "In haar negende roman schrijft Hedwig Tammes over haar vader.",
    "Minister Jansen zegt dat hij aftreedt.",
    "Volgens Jansen heeft hij gelijk.",
    "Volgens het OM ging het om geld.",
    "‘We zijn eruit’, zei fractievoorzitter Jeroen van Wessem.",
    "Fiona werkt hier sinds maandag.",
    "Datum en plaats staan vast.",
    "'s Middags waaide het hard.",
    "…",
    "",
]


@pytest.mark.parametrize("source", LEANING)
def test_it_leans(source: str) -> None:
    assert is_dangling(source)


@pytest.mark.parametrize("source", STANDING)
def test_it_stands_alone(source: str) -> None:
    assert not is_dangling(source)


@pytest.mark.parametrize(
    ("paragraph", "continues"),
    [
        (["„Ja.", "Nee.” En weg.", "Uit."], [1]),
        (["“Mijn man zei: ‘Godelieve, 't is maar een zwembad.’", "Maar dat is het niet.”"], [1]),
        (["‘Ze zeggen: “Je krijgt geld.”", "Maar ik ga niet.’", "Hij ging."], [1]),
        (["''s Winters is het koud.", "Echt waar.'", "Einde."], [1]),
        (["'s Ochtends en 's avonds.", "Nog foto's en baby's."], []),
        (['"Ja", zei Jan, "nee."', "Uit."], []),
        (["”Zweeds.", "Ook zo.”", "Uit."], [1]),
        (["„Duits.", "Ook zo.“", "Uit."], [1]),
        (["« Frans. »", "Uit."], []),
        (['Een scherm van 27" breed.', "Uit."], []),
        (["Jos' fiets en de PvdA'ers.", "Uit."], []),
        (["(‘Ja’)", "Uit."], []),
    ],
)
def test_a_quotation_runs_until_it_is_closed(paragraph: list[str], continues: list[int]) -> None:
    found = follow_quotations(paragraph)
    assert [at for at, quoting in enumerate(found) if quoting.continues] == continues
    assert not found[-1].left_open


def test_bare_is_what_does_not_say_who_speaks() -> None:
    bare = [q.bare for q in follow_quotations(["‘Ja.’", "‘Ja’, zei Jan.", "‘Eén.", "Twee.’", "—"])]
    assert bare == [True, False, True, True, False]


def made(*paragraphs: list[str] | str) -> list[Sentence]:
    """Sentences of body paragraphs (lists) and headings (strings), English as long as Dutch."""
    kinds: list[tuple[int, ParagraphKind, str]] = [
        (number, "heading" if isinstance(paragraph, str) else "body", source)
        for number, paragraph in enumerate(paragraphs)
        for source in ([paragraph] if isinstance(paragraph, str) else paragraph)
    ]
    return [
        Sentence(index, number, kind, source, source, "translated")
        for index, (number, kind, source) in enumerate(kinds)
    ]


def test_units() -> None:
    sentences = made(
        ["Jan Jansen lachte.", "Hij ging.", "Dat was goed.", "Maar niet echt."],
        ["Daarna viel de avond."],
        "Een kopje",
        ["Zij zweeg.", "De raad zei: ‘Nee.", "Nooit.’", "De zaal juichte."],
    )
    assert readable_units(sentences) == {
        0: (0,),
        1: (0, 1),
        2: (0, 1, 2),
        7: (7, 8),
        8: (7, 8),
        9: (9,),
    }


def assert_reads_well(sentences: list[Sentence], chosen: list[int]) -> None:
    """Nothing hangs in the air, and quotations are whole."""
    units = readable_units(sentences)
    for index in chosen:
        assert set(units[index]) <= set(chosen)
        assert not is_aside(sentences[index].source)
    for _, paragraph in groupby(sentences, key=lambda s: s.paragraph):
        members = list(paragraph)
        quotings = follow_quotations(s.source for s in members)
        for at, (before, after) in enumerate(pairwise(quotings)):
            if before.left_open and after.continues:
                assert (members[at].index in chosen) == (members[at + 1].index in chosen)


def chosen_of(sentences: list[Sentence], config: Summarise) -> list[int]:
    brief, _ = make_brief(sentences, config)
    return [index for part in brief.sentences for index in part.sentences]


@pytest.mark.parametrize(
    "path", [*sorted(ARTICLES.glob("*.txt")), *(ROOT / "seeds").glob("*.txt")], ids=lambda p: p.stem
)
@pytest.mark.parametrize("limits", [(60, 3), (100, 5), (30, 2)])
def test_briefs_of_the_test_articles_read_well(path: Path, limits: tuple[int, int]) -> None:
    (article,) = read_articles([str(path)], Config().input).articles
    sentences = [
        Sentence(s.index, s.paragraph, s.kind, s.source, s.source, "translated")
        for s in segment_article(article)
    ]
    config = Summarise(max_words=limits[0], max_sentences=limits[1], min_gain=0.0)
    chosen = chosen_of(sentences, config)
    assert chosen
    assert_reads_well(sentences, chosen)


PARAGRAPHS = st.lists(
    st.one_of(
        st.lists(
            st.sampled_from(
                [
                    *LEANING,
                    *STANDING[:-2],
                    "‘Wij gaan niet.",
                    "Nooit meer.’",
                    "‘Echt niet.’",
                    "Hoezo?",
                ]
            ),
            min_size=1,
            max_size=5,
        ),
        st.just("Een kopje"),
    ),
    max_size=5,
)


@settings(max_examples=300)
@given(PARAGRAPHS, st.integers(5, 60), st.integers(1, 4), st.sampled_from([0.0, 0.5]))
def test_a_brief_begins_with_a_dangling_sentence_only_if_there_is_no_other(
    paragraphs: list[list[str] | str], max_words: int, max_sentences: int, min_gain: float
) -> None:
    config = Summarise(
        max_words=max_words,
        max_sentences=max_sentences,
        min_sentence_words=0,
        min_gain=min_gain,
    )
    sentences = made(*paragraphs)
    chosen = chosen_of(sentences, config)
    body = [s for s in sentences if s.kind == "body"]
    if body and not all(is_dangling(s.source) for s in body):
        assert not is_dangling(sentences[chosen[0]].source)
    fits = [
        unit
        for unit in readable_units(sentences).values()
        if len(unit) <= max_sentences
        and sum(len(sentences[index].source.split()) for index in unit) <= max_words
        and not any(is_aside(sentences[index].source) for index in unit)
    ]
    if fits:
        assert_reads_well(sentences, chosen)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_text_is_taken(sources: list[str]) -> None:
    assert len(follow_quotations(sources)) == len(sources)
    for source in sources:
        is_dangling(source)
        is_aside(source)


@pytest.mark.parametrize("text", ["'" * 100_000, "a" * 200_000, "Volgens " * 25_000, "\ud800 hij"])
def test_extreme_text_is_taken(text: str) -> None:
    follow_quotations([text])
    is_dangling(text)
    is_aside(text)
