"""Abstractive briefs around the model: chunks, map and reduce, tidy sentences, limits, flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kortom.config.model import Seq2Seq, Summarise
from kortom.english import tidy_sentences
from kortom.runs.render import render_brief
from kortom.summarization import write_brief
from kortom.summarization.chunks import cut_into_chunks
from kortom.summarization.map_reduce import summarise_text, whole_sentences
from kortom.summarization.writer import Length
from kortom.values import RECORD_SCHEMA, Brief, Hypothesis, ParagraphKind, Record, Sentence

CONFIG = Summarise(method="seq2seq", seq2seq=Seq2Seq(model="x", min_words=4), max_words=20)


class Scripted:
    """A writer with a window in words, one token a word, that writes what its function says."""

    def __init__(self, window: int, function: Callable[[str, Length], str | Hypothesis]) -> None:
        self.window, self.function = window, function
        self.calls: list[tuple[str, Length]] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def fits(self, text: str) -> bool:
        return self.count_tokens(text) <= self.window

    def write(self, texts: Sequence[str], lengths: Sequence[Length]) -> list[Hypothesis]:
        written = []
        for text, length in zip(texts, lengths, strict=True):
            assert text.strip() and self.fits(text)
            assert 0 <= length.min_words <= length.max_words
            self.calls.append((text, length))
            draft = self.function(text, length)
            written.append(draft if isinstance(draft, Hypothesis) else Hypothesis(draft))
        return written


def beginning(text: str, length: Length) -> str:
    """The first words that are asked for, as a sentence."""
    return " ".join(text.split()[: length.max_words]).rstrip(".") + "."


# Chunks

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=30)
PARAGRAPHS = st.lists(st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=5), max_size=5)


@given(paragraphs=PARAGRAPHS, window=st.integers(1, 40))
def test_every_word_is_in_exactly_one_chunk(paragraphs: list[list[str]], window: int) -> None:
    chunks = cut_into_chunks(paragraphs, lambda text: len(text.split()) <= window)
    words = [word for sentences in paragraphs for text in sentences for word in text.split()]
    assert [word for chunk in chunks for word in chunk.split()] == words
    assert all(0 < len(chunk.split()) <= window for chunk in chunks)


@given(paragraphs=PARAGRAPHS, window=st.integers(1, 60))
def test_nothing_is_lost_of_words_longer_than_the_window(
    paragraphs: list[list[str]], window: int
) -> None:
    chunks = cut_into_chunks(paragraphs, lambda text: len(text) <= window)
    characters = "".join(text for sentences in paragraphs for text in sentences)
    assert "".join("".join(chunks).split()) == "".join(characters.split())
    assert all(0 < len(chunk) <= window for chunk in chunks)


def test_chunks_are_of_whole_paragraphs_then_sentences_then_words() -> None:
    def chunks(*paragraphs: list[str]) -> list[str]:
        return cut_into_chunks(paragraphs, lambda text: len(text.split()) <= 6)

    assert chunks(["A b.", "C d."], ["E f g."], ["H."]) == ["A b. C d.", "E f g. H."]
    assert chunks(["A b c d.", "E f g h."], ["I."]) == ["A b c d.", "E f g h. I."]
    assert chunks(["a b c d e f g h"]) == ["a b c d", "e f g h"]
    assert chunks([""], []) == []
    with pytest.raises(ValueError, match="not even 'x'"):
        cut_into_chunks([["x"]], lambda text: False)


# Map and reduce


def numbered(paragraphs: int, sentences: int = 4, words: int = 10) -> list[list[str]]:
    """Paragraphs of sentences of words that are all different."""
    number = iter(range(10**6))
    return [
        [" ".join(f"w{next(number)}" for _ in range(words)) + "." for _ in range(sentences)]
        for _ in range(paragraphs)
    ]


def test_a_text_that_fits_is_written_in_one_pass() -> None:
    writer = Scripted(40, beginning)
    outcome = summarise_text(numbered(1), writer, Length(5, 20))
    assert outcome.complete
    assert writer.calls == [(" ".join(numbered(1)[0]), Length(5, 20))]


def test_a_long_text_is_mapped_and_reduced_and_no_word_goes_unread() -> None:
    writer = Scripted(100, beginning)
    text = numbered(12)
    outcome = summarise_text(text, writer, Length(5, 20))
    assert outcome.complete
    assert len(outcome.draft.text.split()) <= 20
    first_round = [word for call, _ in writer.calls[:6] for word in call.split()]
    assert first_round == [word for part in text for line in part for word in line.split()]
    # 480 words in 6 chunks, 6 * 20 in 2, 2 * 20 in the last pass.
    assert len(writer.calls) == 6 + 2 + 1


def test_a_short_chunk_goes_on_as_it_is() -> None:
    writer = Scripted(40, beginning)
    outcome = summarise_text([*numbered(2), ["The end."]], writer, Length(5, 18))
    assert outcome.complete
    assert [call.endswith("The end.") for call, _ in writer.calls] == [False, False, True]


def test_a_brief_of_a_short_text_is_not_to_be_longer_than_it() -> None:
    writer = Scripted(40, beginning)
    summarise_text([["Six words are in this one."]], writer, Length(5, 20))
    summarise_text([["One."]], writer, Length(5, 20))
    summarise_text(numbered(1), writer, Length(30, 20))
    assert [length for _, length in writer.calls] == [Length(3, 6), Length(0, 1), Length(20, 20)]


def test_rounds_without_progress_end_and_are_told() -> None:
    writer = Scripted(40, lambda text, length: text)
    outcome = summarise_text(numbered(3), writer, Length(5, 20))
    assert not outcome.complete
    assert len(writer.calls) == 3 + 1


def test_a_chunk_of_which_nothing_comes_is_told() -> None:
    def silent_on_w0(text: str, length: Length) -> str:
        return "" if text.startswith("w0 ") else beginning(text, length)

    outcome = summarise_text(numbered(2), Scripted(40, silent_on_w0), Length(5, 20))
    assert not outcome.complete
    assert outcome.draft.text.startswith("W40 ")
    silent = summarise_text(numbered(2), Scripted(40, lambda *_: ""), Length(5, 20))
    assert (silent.draft.text, silent.complete) == ("", False)


@given(
    paragraphs=PARAGRAPHS.filter(lambda ps: any("".join(p).strip() for p in ps)),
    window=st.integers(8, 40),
    most=st.integers(1, 40),
)
def test_map_and_reduce_ends_on_any_text(
    paragraphs: list[list[str]], window: int, most: int
) -> None:
    writer = Scripted(window, beginning)
    summarise_text(paragraphs, writer, Length(most // 3, most))
    words = sum(len(text.split()) for part in paragraphs for text in part)
    assert len(writer.calls) <= 12 * (words + 1)


# Sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (" The bridge is old. It will go.", ["The bridge is old.", "It will go."]),
        ("It is old .<n>It will go .", ["It is old.", "It will go."]),
        ("it is old . it will go , they say .", ["It is old.", "It will go, they say."]),
        ("Mr. Jansen paid 1.5m. iPhones too!", ["Mr. Jansen paid 1.5m.", "iPhones too!"]),
        ("‘it is old’ , they say", ["‘It is old’, they say"]),
        ("  \n . , <n> 12 .", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_models_write_is_made_tidy(text: str, sentences: list[str]) -> None:
    assert tidy_sentences(text) == sentences


@example("A\n¼")
@given(st.text(max_size=80))
def test_tidying_loses_no_letter(text: str) -> None:
    letters = "".join(filter(str.isalpha, text.replace("<n>", "")))
    kept = "".join(filter(str.isalpha, "".join(tidy_sentences(text))))
    assert kept.casefold() == letters.casefold()


def test_a_last_sentence_that_breaks_off_is_left_out_where_there_are_others() -> None:
    assert whole_sentences(Hypothesis("It is old. It will", truncated=True)) == (
        ["It is old."],
        False,
    )
    assert whole_sentences(Hypothesis("It is", truncated=True)) == (["It is"], True)
    assert whole_sentences(Hypothesis("It is old. It will")) == (["It is old.", "It will"], False)
    assert whole_sentences(Hypothesis("", truncated=True)) == ([], False)


# Briefs


def translated(index: int, paragraph: int, kind: ParagraphKind, nl: str, en: str) -> Sentence:
    return Sentence(index, paragraph, kind, nl, en, "translated")


TITLE = translated(0, 0, "title", "Brug bij Zutphen dicht", "Zutphen bridge closed")
BODY = [
    translated(1, 1, "body", "De brug is in 1930 gebouwd.", "The bridge was built in 1930."),
    translated(2, 1, "body", "Volgens Jansen gaat hij dicht.", "Jansen says it closes."),
    translated(3, 2, "heading", "Geld", "Money"),
    translated(4, 3, "body", "Er is geen geld voor.", "There is no money for it."),
]
ARTICLE = [TITLE, *BODY]


def brief_of(
    text: str | Hypothesis, sentences: list[Sentence] = ARTICLE, config: Summarise = CONFIG
) -> tuple[Brief, set[str]]:
    return write_brief(sentences, Scripted(100, lambda *_: text), config)


def test_a_brief_has_sentences_with_grounds_and_the_title_as_headline() -> None:
    brief, flags = brief_of("The bridge, built in 1930, closes. There is no money.")
    assert [(part.text, part.sentences) for part in brief.sentences] == [
        ("The bridge, built in 1930, closes.", (1,)),
        ("There is no money.", (4,)),
    ]
    assert (brief.headline.text, brief.headline.sentences) == ("Zutphen bridge closed", (0,))
    assert flags == set()
    assert brief.words == 10
    assert brief.compression == round(10 / 16, 4)


def test_the_model_reads_the_sound_body_paragraph_by_paragraph() -> None:
    read: list[str] = []

    def write(text: str, length: Length) -> str:
        read.append(text)
        return "The bridge closes."

    looped = replace(BODY[1], flags=("loop",))
    failed = replace(BODY[3], status="failed", hypothesis="", flags=("empty",))
    write_brief([TITLE, BODY[0], looped, *BODY[2:]], Scripted(99, write), CONFIG)
    assert read.pop() == "The bridge was built in 1930. There is no money for it."
    write_brief([TITLE, looped, failed], Scripted(99, write), CONFIG)
    assert read.pop() == "Jansen says it closes."
    write_brief([TITLE, failed], Scripted(99, write), CONFIG)
    assert read.pop() == "Zutphen bridge closed"


def test_nothing_to_read_or_nothing_written_is_no_brief() -> None:
    for sentences in ([], [replace(TITLE, status="passed_through")]):
        writer = Scripted(99, beginning)
        brief, flags = write_brief(sentences, writer, CONFIG)
        assert (brief.sentences, brief.words, flags, writer.calls) == ((), 0, {"no_brief"}, [])
    brief, flags = brief_of(" .,")
    assert (brief.sentences, flags) == ((), {"no_brief"})


def test_only_whole_sentences_that_fit_the_limits_are_kept() -> None:
    text = "The bridge closes. Jansen says it. The bridge is built. There is money."
    assert len(brief_of(text)[0].sentences) == 3
    brief, flags = brief_of(text, config=CONFIG.model_copy(update={"max_words": 6}))
    assert [part.text for part in brief.sentences] == ["The bridge closes.", "Jansen says it."]
    assert flags == set()
    brief, flags = brief_of(
        "Jansen says the bridge, it closes.", config=CONFIG.model_copy(update={"max_words": 4})
    )
    assert [part.text for part in brief.sentences] == ["Jansen says the bridge…"]
    assert flags == {"brief_trimmed"}


def test_a_brief_that_breaks_off_is_flagged_only_where_it_shows() -> None:
    brief, flags = brief_of(Hypothesis("The bridge closes. Jansen says", truncated=True))
    assert ([part.text for part in brief.sentences], flags) == (["The bridge closes."], set())
    brief, flags = brief_of(Hypothesis("The bridge,", truncated=True))
    assert [part.text for part in brief.sentences] == ["The bridge…"]
    assert flags == {"brief_trimmed"}


def test_what_the_article_has_not_is_named_and_flagged() -> None:
    brief, flags = brief_of("The bridge of Deventer was built in 1931. Jansen says it closes.")
    assert [part.unsupported for part in brief.sentences] == [("Deventer", "1931"), ()]
    assert flags == {"brief_unsupported"}
    # The title and the Dutch bear out too.
    assert brief_of("The bridge at Zutphen closes.")[1] == set()
    assert brief_of("The bridge, or Brug, closes.")[1] == set()


def test_a_headline_made_of_the_brief_is_checked_as_well() -> None:
    brief, flags = brief_of("The bridge of Deventer closes.", BODY[:2])
    assert brief.headline.text == "The bridge of Deventer closes."
    assert brief.headline.unsupported == ("Deventer",)
    assert flags == {"brief_unsupported"}


def test_a_sentence_without_grounds_is_flagged() -> None:
    brief, flags = brief_of("Bananas everywhere.")
    assert brief.sentences[0].sentences == ()
    assert flags == {"brief_ungrounded"}


def test_flags_of_the_sentences_that_it_rests_on_show() -> None:
    flagged = [TITLE, replace(BODY[0], flags=("length_ratio",)), *BODY[1:]]
    assert brief_of("The bridge was built.", flagged)[1] == {"brief_flagged"}
    assert brief_of("There is no money.", flagged)[1] == set()
    flagged_title = [replace(TITLE, flags=("length_ratio",)), *BODY]
    assert brief_of("Money.", flagged_title)[1] == {"brief_flagged"}


def test_an_article_that_does_not_fit_is_flagged_where_a_part_was_left_out() -> None:
    writer = Scripted(8, lambda text, _: text)
    brief, flags = write_brief(ARTICLE, writer, CONFIG)
    assert brief.sentences[0].text == "The bridge was built in 1930."
    assert "brief_incomplete" in flags
    assert "brief_incomplete" not in write_brief(ARTICLE, Scripted(20, beginning), CONFIG)[1]


def test_the_page_says_which_name_or_number() -> None:
    brief, flags = brief_of("The bridge of Deventer_Noord was built in 1931.")
    record = Record(
        RECORD_SCHEMA, "brug", None, None, "nl", "brug.txt", "0" * 64, brief,
        tuple(sorted(flags)), ("title", "body", "heading", "body"), tuple(ARTICLE),
    )  # fmt: skip
    page = render_brief(record, "m")
    assert "- article: brief_unsupported\n" in page
    assert "- brief: not in the article: Deventer\\_Noord, 1931\n" in page
