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
    headline, headline_flagged = _headline(sentences, texts)
    brief = Brief(
        headline=headline,
        sentences=texts,
        words=words,
        compression=round(words / body_words, 4) if body_words else 0.0,
    )
    flags = {"brief_trimmed"} if trimmed else set()
    if not texts:
        flags.add("no_brief")
    if headline_flagged or any(sentence.flags for sentence, _ in chosen):
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
    shortest = min((len(s.hypothesis.split()) for s in candidates), default=0)
    for position in order:
        sentence = candidates[position]
        first = first or sentence
        words = len(sentence.hypothesis.split())
        if words <= left:
            chosen.append(sentence)
            left -= words
        if len(chosen) == config.max_sentences or left < shortest:
            break
    if first is not None and not chosen:
        return [(first, _cut(first.hypothesis, config.max_words))], True
    chosen.sort(key=lambda sentence: sentence.index)
    return [(sentence, sentence.hypothesis) for sentence in chosen], False


def _headline(
    sentences: Sequence[Sentence], brief: Sequence[BriefSentence]
) -> tuple[BriefSentence, bool]:
    """The headline, and whether a sentence that it rests on has flags.

    It is the title; else the first sub-heading, which an editor wrote; else the brief's beginning.
    What is spoiled is passed over as long as there is another.
    """
    titles = [
        [s for s in sentences if s.paragraph == number]
        for kind in ("title", "heading")
        for number in dict.fromkeys(s.paragraph for s in sentences if s.kind == kind)
    ]
    for title in titles:
        if all(s.status != "failed" and not SPOILED & set(s.flags) for s in title):
            return _joined(title), any(s.flags for s in title)
    if brief:
        return BriefSentence(_cut(brief[0].text, HEADLINE_WORDS), brief[0].sentences), False
    if titles:
        return _joined(titles[0]), True
    return BriefSentence("", ()), False


def _joined(sentences: Sequence[Sentence]) -> BriefSentence:
    text = " ".join(s.hypothesis for s in sentences if s.hypothesis)
    return BriefSentence(text, tuple(s.index for s in sentences))


def _cut(text: str, max_words: int) -> str:
    words = text.split()
    if len(words) <= max_words:
        return text
    return " ".join(words[:max_words]).rstrip(",;:-–") + "…"
