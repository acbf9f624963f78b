"""Summarise a text of any length with a model whose window is not: map, then reduce."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kortom.english import tidy_sentences
from kortom.summarization.chunks import cut_into_chunks
from kortom.summarization.writer import Length, Writer
from kortom.values import Hypothesis

ENOUGH_PROGRESS = 0.9
"""A round that leaves more than this share of the tokens is the last: no next one is better."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The summary, and whether all of the text had a part in it."""

    draft: Hypothesis
    complete: bool


def summarise_text(paragraphs: Sequence[Sequence[str]], writer: Writer, length: Length) -> Outcome:
    """Summarise paragraphs, given as their sentences; there is at least one word in them.

    A text that fits the window is summarised in one pass. A longer one is cut into chunks, each
    becomes a partial summary, and their sequence is summarised again, in as many rounds as it
    takes. Where rounds stop making it shorter, which takes a window hardly larger than a brief, the
    summary is that of the first chunk, and not complete.
    """
    complete = True
    while True:
        text = _joined(paragraphs)
        if writer.fits(text):
            return Outcome(_write(text, writer, length), complete)
        chunks = cut_into_chunks(paragraphs, writer.fits)
        partial = _partial_summaries(chunks, writer, length)
        shorter = _joined(partial)
        if writer.count_tokens(shorter) > ENOUGH_PROGRESS * writer.count_tokens(text):
            return Outcome(_write(chunks[0], writer, length), complete=False)
        # A chunk of which nothing came has no part in the rounds that follow.
        complete = complete and all(partial)
        paragraphs = [sentences for sentences in partial if sentences]
        if not paragraphs:
            return Outcome(Hypothesis(""), complete=False)


def whole_sentences(draft: Hypothesis) -> tuple[list[str], bool]:
    """A draft's sentences, and whether the last one breaks off.

    A last sentence that the length limit cut is left out as long as there are others.
    """
    sentences = tidy_sentences(draft.text)
    if draft.truncated and len(sentences) > 1:
        return sentences[:-1], False
    return sentences, draft.truncated and bool(sentences)


def _write(text: str, writer: Writer, length: Length) -> Hypothesis:
    """The last pass. A brief of a short text is not to be longer than the text."""
    words = len(text.split())
    most = min(length.max_words, words)
    least = min(length.min_words, words // 2, most)
    return writer.write([text], [Length(least, most)])[0]


def _partial_summaries(chunks: Sequence[str], writer: Writer, length: Length) -> list[list[str]]:
    """For each chunk the sentences of its summary, at most half its words and at most a brief's.

    A chunk with too few words for that goes on as it is: a summary of a line is an invention.
    """
    lengths = {}
    for index, chunk in enumerate(chunks):
        words = len(chunk.split())
        most = min(length.max_words, words // 2)
        if words > 1 and most >= length.min_words:
            lengths[index] = Length(min(length.min_words, most), most)
    drafts = writer.write([chunks[index] for index in lengths], list(lengths.values()))
    written = dict(zip(lengths, drafts, strict=True))
    return [
        whole_sentences(written[index])[0] if index in written else [chunk]
        for index, chunk in enumerate(chunks)
    ]


def _joined(paragraphs: Sequence[Sequence[str]]) -> str:
    return " ".join(" ".join(" ".join(sentences) for sentences in paragraphs).split())
