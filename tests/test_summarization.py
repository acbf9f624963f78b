"""Briefs: limits, grounding, headline, flags; and that the ranking means something."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.config.model import Summarise
from kortom.summarization import make_brief
from kortom.summarization.brief import METHODS, choose
from kortom.summarization.extractive import extractive_chooser
from kortom.summarization.headline import tidy_title
from kortom.summarization.terms import measure_coverage
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


def test_extractive_opens_with_the_lead_and_does_not_say_a_thing_twice() -> None:
    assert chosen(Summarise(max_sentences=1)) == [0]
    rest = [replace(s, index=i, paragraph=i) for i, s in enumerate(ARTICLE[2:])]
    assert chosen(Summarise(min_gain=0.0), rest) == [0, 2]


def test_a_sentence_that_says_nothing_new_is_no_addition() -> None:
    """It repeats two thirds of one that is chosen, and yet is the fullest of what is left."""
    first = "De burgemeester van Zwolle opent zaterdag de nieuwe fietsbrug over de IJssel."
    again = "De burgemeester van Zwolle opent de nieuwe fietsbrug zaterdag met vuurwerk en fanfare."
    other = "Wethouder Jansen betaalt taart."
    sentences = [sentence(i, text, text) for i, text in enumerate((first, again, other))]
    loose = Summarise(min_gain=0.0, min_sentence_words=0)
    assert chosen(loose, sentences) == [0, 2]


def test_the_next_sentence_is_the_one_that_covers_most() -> None:
    texts = [
        "De gemeenteraad besloot dinsdag over de begroting.",
        "Buiten regende het langdurig.",
        "De wethouder noemt de begroting en het tekort op de jeugdzorg zorgelijk.",
        "Het tekort op de jeugdzorg groeit volgens de wethouder.",
    ]
    sentences = [sentence(i, text, text) for i, text in enumerate(texts)]
    assert chosen(Summarise(max_sentences=2, min_sentence_words=0), sentences) == [0, 2]


def test_no_room_is_filled_for_its_own_sake() -> None:
    texts = [
        "De gemeenteraad van Zwolle besloot dinsdag tot hogere belasting voor huiseigenaren.",
        "Het regende er de hele tijd.",
    ]
    sentences = [sentence(i, text, text) for i, text in enumerate(texts)]
    assert chosen(Summarise(min_gain=0.5), sentences) == [0]
    assert chosen(Summarise(min_gain=0.1), sentences) == [0, 1]


@pytest.mark.parametrize("method", ["lead", "extractive"])
def test_nothing_is_said_word_by_word_twice(method: str) -> None:
    """Nor what the headline says, where there is anything else."""
    config = Summarise(method=method, min_gain=0.0)  # type: ignore[arg-type]
    sources = [DUTCH[0], DUTCH[0].upper(), DUTCH[2], f"‘{DUTCH[0]}’"]
    sentences = [sentence(i, source, source) for i, source in enumerate(sources)]
    assert chosen(config, sentences) == [0, 2]
    title = replace(sentences[0], kind="title")
    assert chosen(config, [title, *sentences[1:]]) == [2]
    assert chosen(config, [title, sentences[1]]) == [1]


def test_a_sentence_that_leans_comes_with_what_it_leans_on_or_not_at_all() -> None:
    texts = [
        "De raad van Zwolle vergaderde dinsdag over de nieuwe brug.",
        "Wethouder Jansen sprak van een moeilijk besluit.",
        "Hij wil de brug uitsluitend bouwen wanneer provincie, waterschap en rijk meebetalen.",
    ]
    sentences = [replace(sentence(i, text, text), paragraph=0) for i, text in enumerate(texts)]
    assert chosen(Summarise(min_gain=0.0), sentences) == [0, 1, 2]
    assert chosen(Summarise(min_gain=0.0, max_sentences=2), sentences) == [0, 1]
    assert chosen(Summarise(min_gain=0.0, max_words=25), sentences) == [0, 1]
    spoiled = [sentences[0], replace(sentences[1], flags=("loop",)), sentences[2]]
    assert chosen(Summarise(min_gain=0.0), spoiled) == [0]
    assert chosen(Summarise(), [replace(sentences[2], index=0)]) == [0]


@pytest.mark.parametrize(
    "aside",
    [
        "Lees ook het interview met de wethouder over de brug van Zwolle.",
        "Van onze verslaggever in Zwolle, over de brug en de raad.",
        "Foto: de oude brug van Zwolle in de winter van vorig jaar.",
        "Wat betekent de nieuwe brug van Zwolle voor de provincie en het rijk?",
        "De oude brug van Zwolle in de winter van vorig jaar (foto ANP)",
        "Meld je aan voor de nieuwsbrief over de brug van Zwolle.",
        "Volg alle ontwikkelingen over de brug van Zwolle in dit liveblog.",
    ],
)
def test_asides_are_chosen_only_where_there_is_nothing_else(aside: str) -> None:
    news = "De raad wil een brug."
    sentences = [sentence(0, aside, aside), sentence(1, news, news)]
    assert chosen(Summarise(min_gain=0.0), sentences) == [1]
    assert chosen(Summarise(), sentences[:1]) == [0]


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
    assert brief.headline.text.startswith("The old bridge across the river")
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


def test_a_long_article_is_no_trouble() -> None:
    many = [
        sentence(i, f"Het gaat over zaak{chr(97 + i % 26) * 3} en meer.", f"word{i} and more text")
        for i in range(2_000)
    ]
    assert len(chosen(Summarise(min_gain=0.0, max_words=1_000, max_sentences=20), many)) == 20


@given(st.sets(st.integers(1, 4)))
def test_a_candidate_that_drops_out_changes_nothing_about_the_others(dropped: set[int]) -> None:
    """Of those that are left, what was chosen stays chosen while there is room."""
    config = Summarise(min_gain=0.0, max_words=200, max_sentences=5)
    choose_of = extractive_chooser(ARTICLE, config)
    everything = set(choose_of(dict.fromkeys(range(5), 10)))
    left = choose_of(dict.fromkeys(set(range(5)) - dropped, 10))
    assert everything - dropped <= set(left)


def test_no_near_duplicate_of_a_spoiled_sentence_is_held_back() -> None:
    """What is said twice is said once, and the spoiled one does not stand in the brief."""
    config = Summarise(max_sentences=5, max_words=200, min_gain=0.0)
    assert 2 not in chosen(config)
    spoiled = [*ARTICLE[:3], replace(ARTICLE[3], flags=("loop",)), *ARTICLE[4:]]
    assert 2 in chosen(config, spoiled)


@given(st.sampled_from(["lead", "extractive"]), st.integers(5, 60), st.integers(1, 4))
def test_what_is_not_translated_yet_is_chosen_by_its_dutch(
    method: str, max_words: int, max_sentences: int
) -> None:
    config = Summarise(method=method, max_words=max_words, max_sentences=max_sentences)  # type: ignore[arg-type]
    dutch = [replace(s, hypothesis="", status="not_selected") for s in ARTICLE]
    same_length = [replace(s, hypothesis=s.source) for s in ARTICLE]
    chooser = METHODS[method](dutch, config)
    assert choose(dutch, chooser, config) == choose(same_length, chooser, config)
    assert sorted(choose(dutch, chooser, config)) == chosen(config, same_length)


def test_lead_ends_where_a_sentence_does_not_fit_extractive_takes_the_next() -> None:
    long = replace(ARTICLE[1], hypothesis="word " * 60)
    sentences = [ARTICLE[0], long, *ARTICLE[2:]]
    assert chosen(Summarise(method="lead"), sentences) == [0]
    assert 0 in (found := chosen(Summarise(min_gain=0.0), sentences))
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
    assert set(chosen(config, [*headings, failed])) <= {0, 1}


def test_compression_is_the_brief_s_share_of_the_dutch_body() -> None:
    brief, _ = make_brief([replace(TITLE, paragraph=9), *ARTICLE[1:]], Summarise(method="lead"))
    assert brief.words == sum(len(s.split()) for s in ENGLISH[1:4])
    body = sum(len(s.split()) for s in DUTCH[1:])
    assert brief.compression == round(brief.words / body, 4)


def test_coverage_is_the_share_of_the_body_s_terms_by_how_many_sentences_have_them() -> None:
    texts = ["De brug is dicht.", "De brug kost geld.", "Het regent."]
    sentences = [sentence(i, text, "Something in English.") for i, text in enumerate(texts)]
    # brug stands in two sentences; dicht, kost, geld and regent in one each.
    brief, _ = make_brief(sentences, Summarise(max_sentences=1, min_sentence_words=0))
    assert brief.coverage == 0.5
    everything = Summarise(method="lead", min_sentence_words=0)
    brief, _ = make_brief(sentences, everything)
    assert brief.coverage == 1.0
    brief, _ = make_brief([TITLE], Summarise())
    assert brief.coverage == 0.0
    assert make_brief([], Summarise())[0].coverage == 0.0


@given(st.lists(st.sampled_from(DUTCH), max_size=8), st.integers(1, 8))
def test_coverage_grows_with_what_the_brief_rests_on(sources: list[str], number: int) -> None:
    made = [sentence(i, source, source) for i, source in enumerate(sources)]
    shares = [measure_coverage(made, range(n)) for n in range(len(made) + 1)]
    assert shares == sorted(shares)
    assert shares[-1] == (1.0 if made else 0.0)


@pytest.mark.parametrize(
    ("title", "tidy"),
    [
        ("Storm legt treinen stil - NU.nl", "Storm legt treinen stil"),
        ("Storm halts trains | The Paper", "Storm halts trains"),
        ("Storm halts trains (video)", "Storm halts trains"),
        ("Storm legt treinen stil (+ foto's) – www.krant.be", "Storm legt treinen stil"),
        ("Ajax - PSV", "Ajax - PSV"),
        ("Storm (code oranje)", "Storm (code oranje)"),
        ("(video)", "(video)"),
        ("", ""),
    ],
)
def test_a_headline_is_the_title_less_what_a_site_puts_around_it(title: str, tidy: str) -> None:
    assert tidy_title(title) == tidy
    brief, _ = make_brief([replace(TITLE, hypothesis=title), *ARTICLE[1:]], Summarise())
    assert brief.headline.text == tidy
