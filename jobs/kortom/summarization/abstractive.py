"""Abstractive briefs: written by a seq2seq model, then held against the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from kortom.config.model import Summarise
from kortom.summarization.brief import SPOILED, cut, headline, measured
from kortom.summarization.faithfulness import find_unsupported, gather_evidence
from kortom.summarization.grounding import align
from kortom.summarization.map_reduce import Outcome, summarise_text, whole_sentences
from kortom.summarization.writer import Length, Writer
from kortom.values import Brief, BriefSentence, Hypothesis, Sentence


def write_brief(
    sentences: Sequence[Sentence], summariser: Writer, config: Summarise
) -> tuple[Brief, set[str]]:
    """The brief of an article, and flags on it.

    Flags: "no_brief" (nothing to summarise, or the model wrote nothing), "brief_trimmed" (its only
    sentence was over a limit and was cut, with an ellipsis), "brief_incomplete" (a part of the
    article had no part in it), "brief_ungrounded" (a sentence of it has no word in common with the
    article), "brief_unsupported" (a name or number of it is not in the article; which stands in
    `BriefSentence.unsupported`), "brief_flagged" (a sentence that it rests on has flags).
    """
    read = _readable(sentences)
    length = Length(config.seq2seq.min_words, config.max_words)
    written = summarise_text(_paragraphs(read), summariser, length) if read else _NOTHING
    texts, trimmed = _within_limits(written.draft, config)
    parts = tuple(BriefSentence(text, align(text, read)) for text in texts)
    heading, heading_flagged = headline(sentences, parts)
    heading, *checked = _checked([heading, *parts], sentences)
    brief = measured(heading, checked, sentences)
    flags = _flags(brief, sentences, heading_flagged)
    if trimmed:
        flags.add("brief_trimmed")
    if texts and not written.complete:
        flags.add("brief_incomplete")
    return brief, flags


_NOTHING = Outcome(Hypothesis(""), complete=True)


def _readable(sentences: Sequence[Sentence]) -> list[Sentence]:
    """What the model is to read: the sound body, or if there is none then any English at all.

    The title is left out: the models were trained on bodies, and the headline is made of it.
    """
    english = [s for s in sentences if s.status == "translated" and s.hypothesis.strip()]
    body = [s for s in english if s.kind == "body"]
    sound = [s for s in body if not SPOILED & set(s.flags)]
    return sound or body or english


def _paragraphs(sentences: Sequence[Sentence]) -> list[list[str]]:
    groups = groupby(sentences, key=lambda sentence: sentence.paragraph)
    return [[sentence.hypothesis for sentence in group] for _, group in groups]


def _within_limits(draft: Hypothesis, config: Summarise) -> tuple[list[str], bool]:
    """The first sentences that fit the limits together, and whether one had to be cut."""
    sentences, broken = whole_sentences(draft)
    chosen: list[str] = []
    left = config.max_words
    for sentence in sentences[: config.max_sentences]:
        left -= len(sentence.split())
        if left < 0:
            break
        chosen.append(sentence)
    if sentences and not chosen:
        return [cut(sentences[0], config.max_words)], True
    if broken:
        return [chosen[0].rstrip(",;:-–") + "…"], True
    return chosen, False


def _checked(parts: Sequence[BriefSentence], sentences: Sequence[Sentence]) -> list[BriefSentence]:
    """The parts of a brief with what in them the article does not bear out."""
    found = find_unsupported([part.text for part in parts], gather_evidence(sentences))
    return [replace(part, unsupported=names) for part, names in zip(parts, found, strict=True)]


def _flags(brief: Brief, sentences: Sequence[Sentence], heading_flagged: bool) -> set[str]:
    by_index = {sentence.index: sentence for sentence in sentences}
    flags = set()
    if not brief.sentences:
        flags.add("no_brief")
    if any(not part.sentences for part in brief.sentences):
        flags.add("brief_ungrounded")
    if any(part.unsupported for part in (brief.headline, *brief.sentences)):
        flags.add("brief_unsupported")
    rests_on = [by_index[index] for part in brief.sentences for index in part.sentences]
    if heading_flagged or any(sentence.flags for sentence in rests_on):
        flags.add("brief_flagged")
    return flags
