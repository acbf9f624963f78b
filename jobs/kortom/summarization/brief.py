"""What all methods share: which sentences may stand in a brief, the limits, the headline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kortom.config.model import Summarise
from kortom.summarization.extractive import rank_extractive
from kortom.summarization.lead import rank_lead
from kortom.values import Brief, BriefSentence, Sentence

Ranking = Iterable[int]
Method = Callable[[Sequence[Sentence], Sequence[Sentence], Summarise], Ranking]
"""(candidates, all sentences, config) -> positions in `candidates`, best first."""

METHODS: dict[str, Method] = {"lead": rank_lead, "extractive": rank_extractive}

HEADLINE_WORDS = 12
SPOILED = frozenset({"copied", "empty", "loop", "overlong_word", "truncated"})
"""Flags that keep a sentence out of a brief as long as there are others."""


def make_brief(sentences: Sequence[Sentence], config: Summarise) -> tuple[Brief, set[str]]:
    """The brief of an article, and flags on it.

    Flags: "no_brief" (no English sentence to choose from), "brief_trimmed" (even the best sentence
    was over the word limit and was cut, with an ellipsis), "brief_flagged" (a sentence of it has
    flags of its own).
    """
    candidates = _candidates(sentences, config)
    order = METHODS[config.method](candidates, sentences, config)
    chosen, trimmed = _choose(candidates, order, config)
    texts = tuple(BriefSentence(text, (sentence.index,)) for sentence, text in chosen)
    words = sum(len(sentence.text.split()) for sentence in texts)
    body_words = sum(len(s.hypothesis.split()) for s in sentences if s.kind == "body")
    brief = Brief(
        headline=_headline(sentences, texts),
        sentences=texts,
        words=words,
        compression=round(words / body_words, 4) if body_words else 0.0,
    )
    flags = {"brief_trimmed"} if trimmed else set()
    if not texts:
        flags.add("no_brief")
    if any(sentence.flags for sentence, _ in chosen):
        flags.add("brief_flagged")
    return brief, flags


def _candidates(sentences: Sequence[Sentence], config: Summarise) -> list[Sentence]:
    """Sentences to choose from: the sound ones, or if there are none then any English at all."""
    english = [s for s in sentences if s.status == "translated" and s.hypothesis]
    body = [s for s in english if s.kind == "body"]
    sound = [
        s
        for s in body
        if not SPOILED & set(s.flags) and len(s.hypothesis.split()) >= config.min_sentence_words
    ]
    return sound or body or english


def _choose(
    candidates: Sequence[Sentence], order: Ranking, config: Summarise
) -> tuple[list[tuple[Sentence, str]], bool]:
    """Take sentences in the ranking's order while they fit, and return them in the text's order."""
    chosen: list[Sentence] = []
    first: Sentence | None = None
    left = config.max_words
    for position in order:
        sentence = candidates[position]
        first = first or sentence
        words = len(sentence.hypothesis.split())
        if words <= left:
            chosen.append(sentence)
            left -= words
        if len(chosen) == config.max_sentences:
            break
    if first is not None and not chosen:
        return [(first, _cut(first.hypothesis, config.max_words))], True
    chosen.sort(key=lambda sentence: sentence.index)
    return [(sentence, sentence.hypothesis) for sentence in chosen], False


def _headline(sentences: Sequence[Sentence], brief: Sequence[BriefSentence]) -> BriefSentence:
    """The title; else the first sub-heading, which an editor wrote; else the brief's beginning."""
    for kind in ("title", "heading"):
        for sentence in sentences:
            if sentence.kind == kind and sentence.hypothesis:
                return BriefSentence(sentence.hypothesis, (sentence.index,))
    if brief:
        return BriefSentence(_cut(brief[0].text, HEADLINE_WORDS), brief[0].sentences)
    return BriefSentence("", ())


def _cut(text: str, max_words: int) -> str:
    words = text.split()
    if len(words) <= max_words:
        return text
    return " ".join(words[:max_words]).rstrip(",;:-–") + " …"
