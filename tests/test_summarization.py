"""Briefs: limits, grounding, headline, flags; and that the ranking means something."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.config.model import Summarise
from kortom.summarization import make_brief
from kortom.summarization.brief import METHODS, choose
from kortom.summarization.extractive import extractive_ranker, is_dangling
from kortom.values import Sentence

DUTCH = [
    "De brug over de rivier wordt volgend jaar vervangen, besloot de gemeenteraad.",
    "Het was dinsdagavond druk op de tribune van het stadhuis.",
    "De oude brug over de rivier is volgens de gemeente niet meer veilig.",
    "De oude brug over de rivier is volgens de gemeente echt niet meer veilig.",
    "Na afloop was er koffie met koek.",
]
ENGLISH = [
    "The bridge across the river will be replaced next year, the council decided.",
    "The gallery of the town hall was crowded on Tuesday evening.",
    "The old bridge across the river is no longer safe, according to the city.",
    "The old bridge across the river is really no longer safe, according to the city.",
    "There was coffee with cake afterwards.",
]


NO_PULL = {"position": 0.0, "centrality": 0.0, "title": 0.0, "paragraph_start": 0.0}


def sentence(index: int, source: str, hypothesis: str, **changes: object) -> Sentence:
    made = Sentence(index, index, "body", source, hypothesis, "translated")
    return replace(made, **changes)  # type: ignore[arg-type]


ARTICLE = [sentence(i, nl, en) for i, (nl, en) in enumerate(zip(DUTCH, ENGLISH, strict=True))]
TITLE = sentence(0, "Oude brug verdwijnt", "Old bridge to go", kind="title")


def chosen(config: Summarise, sentences: list[Sentence] | None = None) -> list[int]:
    brief, _ = make_brief(sentences or ARTICLE, config)
    return [index for part in brief.sentences for index in part.sentences]


def test_lead_takes_the_first_sentences_that_fit() -> None:
    assert chosen(Summarise(method="lead")) == [0, 1, 2]
    assert chosen(Summarise(method="lead", max_words=30)) == [0, 1]
    assert chosen(Summarise(method="lead", max_sentences=1)) == [0]


def test_extractive_prefers_what_the_article_is_about_and_does_not_say_it_twice() -> None:
    picked = chosen(Summarise(max_sentences=2, position=0.0, redundancy=1.0))
    assert set(picked) & {2, 3}
    assert not {2, 3} <= set(picked)
    assert 4 not in picked


def test_redundancy_control_is_what_keeps_the_near_duplicate_out() -> None:
    weights = {"max_sentences": 2, **NO_PULL, "centrality": 1.0}
    assert chosen(Summarise(**weights, redundancy=0.0)) == [2, 3]
    assert chosen(Summarise(**weights, redundancy=1.0)) != [2, 3]


def test_a_sentence_that_leans_on_the_one_before_it_is_not_chosen_alone() -> None:
    shifted = [replace(ARTICLE[0], source="Daarna besloot de raad over de brug."), *ARTICLE[1:]]
    assert chosen(Summarise(max_sentences=1, dangling=1.0), shifted) != [0]
    assert chosen(Summarise(max_sentences=1, dangling=0.0), shifted) == [0]
    assert is_dangling("‘Dat is mooi,’ zei ze.")
    assert not is_dangling("Datum en plaats staan vast.")
    assert not is_dangling("…")


def test_the_title_pulls() -> None:
    shifted = [TITLE, *(replace(s, index=s.index + 1) for s in ARTICLE)]
    weights = {"max_sentences": 1, **NO_PULL, "title": 1.0}
    assert chosen(Summarise(**weights), shifted)[0] in {3, 4}


def test_sentences_stand_in_the_text_s_order_and_rest_on_their_dutch() -> None:
    brief, flags = make_brief(ARTICLE, Summarise())
    indices = [part.sentences for part in brief.sentences]
    assert indices == sorted(indices)
    for part in brief.sentences:
        assert part.text == ENGLISH[part.sentences[0]]
    assert flags == set()


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=12),
    st.sampled_from(["lead", "extractive"]),
    st.integers(5, 60),
    st.integers(1, 4),
)
def test_limits_hold_and_a_brief_is_never_empty(
    lengths: list[int], method: str, max_words: int, max_sentences: int
) -> None:
    made = [
        sentence(i, f"zin{i} " * n, " ".join(f"word{i}" for _ in range(n)))
        for i, n in enumerate(lengths)
    ]
    config = Summarise(method=method, max_words=max_words, max_sentences=max_sentences)  # type: ignore[arg-type]
    brief, flags = make_brief(made, config)
    assert 1 <= len(brief.sentences) <= max_sentences
    assert brief.words <= max_words
    assert ("brief_trimmed" in flags) == (brief.sentences[0].text.endswith("…"))
    assert 0 < brief.compression <= 1.5


def test_spoiled_sentences_stay_out_while_there_are_others() -> None:
    spoiled = [replace(ARTICLE[0], flags=("loop",)), *ARTICLE[1:]]
    assert 0 not in chosen(Summarise(method="lead"), spoiled)
    all_spoiled = [replace(s, flags=("loop",)) for s in ARTICLE]
    brief, flags = make_brief(all_spoiled, Summarise())
    assert brief.sentences
    assert "brief_flagged" in flags


def test_an_article_without_english_has_no_brief_and_says_so() -> None:
    brief, flags = make_brief([sentence(0, "12:30", "12:30", status="passed_through")], Summarise())
    assert brief.sentences == ()
    assert brief.words == 0
    assert flags == {"no_brief"}


@pytest.mark.parametrize(
    ("sentences", "headline"),
    [
        ([TITLE, *ARTICLE[1:]], "Old bridge to go"),
        ([ARTICLE[0], replace(ARTICLE[1], kind="heading"), *ARTICLE[2:]], ENGLISH[1]),
        (
            [
                sentence(
                    0,
                    "x",
                    "one two three four five six seven eight nine ten eleven twelve thirteen",
                )
            ],
            "one two three four five six seven eight nine ten eleven twelve…",
        ),
    ],
)
def test_headline(sentences: list[Sentence], headline: str) -> None:
    brief, _ = make_brief(sentences, Summarise())
    assert brief.headline.text == headline
    assert brief.headline.sentences


def test_only_stop_words_do_no_harm() -> None:
    assert chosen(Summarise(), [sentence(i, "het is er", "it is there now so") for i in range(3)])


def test_a_spoiled_title_is_no_headline_as_long_as_there_is_another() -> None:
    spoiled = replace(TITLE, hypothesis="the the the the", flags=("loop",))
    body = [replace(s, index=s.index + 1, paragraph=s.paragraph + 1) for s in ARTICLE]
    brief, flags = make_brief([spoiled, *body], Summarise())
    assert brief.headline.text.startswith("The bridge across the river")
    assert "brief_flagged" not in flags
    heading = replace(body[1], kind="heading")
    brief, _ = make_brief([spoiled, body[0], heading, *body[2:]], Summarise())
    assert brief.headline.sentences == (heading.index,)
    brief, flags = make_brief([spoiled], Summarise())
    assert brief.headline.text == "the the the the"
    assert "brief_flagged" in flags
    brief, flags = make_brief([replace(TITLE, flags=("length_ratio",)), *body], Summarise())
    assert brief.headline.text == "Old bridge to go"
    assert "brief_flagged" in flags


def test_a_title_of_two_sentences_is_a_headline_of_two() -> None:
    second = replace(TITLE, index=1, hypothesis="Two boats hurt")
    body = [replace(s, index=s.index + 2, paragraph=s.paragraph + 1) for s in ARTICLE]
    brief, _ = make_brief([TITLE, second, *body], Summarise())
    assert brief.headline.text == "Old bridge to go Two boats hurt"
    assert brief.headline.sentences == (0, 1)


def test_the_whole_ranking_of_a_long_article_names_each_sentence_once() -> None:
    many = [
        sentence(i, f"zin{i} over onderwerp{i % 37} en zaak{i % 11}", f"word{i} and more text")
        for i in range(2_000)
    ]
    ranking = list(extractive_ranker(many, Summarise())(dict.fromkeys(range(2_000), 5)))
    assert sorted(ranking) == list(range(2_000))


@given(st.sets(st.integers(0, 4)), st.sampled_from([0.0, 0.3, 1.0]))
def test_a_candidate_that_drops_out_changes_nothing_about_the_others(
    dropped: set[int], position: float
) -> None:
    """Without redundancy, which looks at those ranked before, the rest keep their order."""
    rank = extractive_ranker(ARTICLE, Summarise(position=position, redundancy=0.0))
    everything = list(rank(dict.fromkeys(range(5), 10)))
    left = list(rank(dict.fromkeys(set(range(5)) - dropped, 10)))
    assert left == [index for index in everything if index not in dropped]


def test_no_near_duplicate_of_a_spoiled_sentence_is_held_back() -> None:
    """Redundancy is to what stands in the brief, and the spoiled one does not."""
    weights = {"max_sentences": 2, **NO_PULL, "centrality": 1.0, "redundancy": 1.0}
    assert 3 not in chosen(Summarise(**weights))
    spoiled = [*ARTICLE[:2], replace(ARTICLE[2], flags=("loop",)), *ARTICLE[3:]]
    assert 3 in chosen(Summarise(**weights), spoiled)


@given(st.sampled_from(["lead", "extractive"]), st.integers(5, 60), st.integers(1, 4))
def test_what_is_not_translated_yet_is_chosen_by_its_dutch(
    method: str, max_words: int, max_sentences: int
) -> None:
    config = Summarise(method=method, max_words=max_words, max_sentences=max_sentences)  # type: ignore[arg-type]
    dutch = [replace(s, hypothesis="", status="not_selected") for s in ARTICLE]
    same_length = [replace(s, hypothesis=s.source) for s in ARTICLE]
    rank = METHODS[method](dutch, config)
    assert sorted(choose(dutch, rank, config)) == sorted(choose(same_length, rank, config))
    assert sorted(choose(dutch, rank, config)) == chosen(config, same_length)


def test_lead_ends_where_a_sentence_does_not_fit_extractive_takes_the_next() -> None:
    long = replace(ARTICLE[1], hypothesis="word " * 60)
    sentences = [ARTICLE[0], long, *ARTICLE[2:]]
    assert chosen(Summarise(method="lead"), sentences) == [0]
    assert 0 in (found := chosen(Summarise(), sentences))
    assert len(found) > 1


def test_a_sentence_too_short_to_say_much_is_only_chosen_where_there_is_no_other() -> None:
    short = replace(ARTICLE[0], source="Zeker wel.", hypothesis="That is quite certain indeed.")
    assert 0 not in chosen(Summarise(method="lead"), [short, *ARTICLE[1:]])
    assert chosen(Summarise(method="lead"), [short]) == [0]


@pytest.mark.parametrize("method", ["lead", "extractive"])
def test_headings_are_chosen_only_where_no_body_is(method: str) -> None:
    headings = [replace(s, kind="heading") for s in ARTICLE[:2]]
    config = Summarise(method=method)  # type: ignore[arg-type]
    assert chosen(config, headings) == [0, 1]
    assert chosen(config, [*headings, ARTICLE[2]]) == [2]
    failed = replace(ARTICLE[2], status="failed", hypothesis="", flags=("empty",))
    assert chosen(config, [*headings, failed]) == [0, 1]


def test_compression_is_the_brief_s_share_of_the_dutch_body() -> None:
    brief, _ = make_brief([replace(TITLE, paragraph=9), *ARTICLE[1:]], Summarise(method="lead"))
    assert brief.words == sum(len(s.split()) for s in ENGLISH[1:4])
    body = sum(len(s.split()) for s in DUTCH[1:])
    assert brief.compression == round(brief.words / body, 4)
