"""What all methods share: which sentences may stand in a brief, the headline, the measures.

compression: words of the brief / words of the Dutch body. coverage: the share of the article's
subject matter that its Dutch sentences carry: the summed weights of their content words / those of
all content words of the body, a word's weight being the number of body sentences that have it (see
`kortom.summarization.terms`). Both in four digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kortom.config.model import Summarise
from kortom.summarization.choosing import Chooser, Method
from kortom.summarization.extractive import extractive_chooser
from kortom.summarization.headline import tidy_title
from kortom.summarization.lead import lead_chooser
from kortom.summarization.terms import measure_coverage
from kortom.values import Brief, BriefSentence, ParagraphKind, Sentence

METHODS: dict[str, Method] = {"lead": lead_chooser, "extractive": extractive_chooser}

HEADLINE_WORDS = 12
SPOILED = frozenset({"copied", "empty", "loop", "output_language", "overlong_word", "truncated"})
"""Flags that keep a sentence out of a brief as long as there are others."""

_WORD = re.compile(r"\w+")


def make_brief(sentences: Sequence[Sentence], config: Summarise) -> tuple[Brief, set[str]]:
    """The brief of an article, and flags on it.

    sentences: all of the article; those that `choose` takes and `headline` needs are translated.
    Flags: "no_brief" (no English sentence to choose from), "brief_trimmed" (even the best sentence
    was over the word limit and was cut, with an ellipsis), "brief_flagged" (a sentence of it has
    flags of its own).
    """
    chooser = METHODS[config.method](sentences, config)
    chosen = [sentences[index] for index in sorted(choose(sentences, chooser, config))]
    texts = tuple(BriefSentence(cut(s.hypothesis, config.max_words), (s.index,)) for s in chosen)
    heading, heading_flagged = headline(sentences, texts)
    flags = set()
    if not texts:
        flags.add("no_brief")
    if any(_words(s) > config.max_words for s in chosen):
        flags.add("brief_trimmed")
    if heading_flagged or any(s.flags for s in chosen):
        flags.add("brief_flagged")
    return measured(heading, texts, sentences), flags


def choose(sentences: Sequence[Sentence], chooser: Chooser, config: Summarise) -> list[int]:
    """Indices of the sentences of the brief.

    A sentence has its English words, one that is not translated yet its Dutch ones: so the same
    choice is made before the translation and after it. Where none fits, one that does not is
    chosen.
    """
    usable = [s for s in sentences if s.hypothesis or s.status == "not_selected"]
    usable = [s for s in usable if s.status in {"translated", "not_selected"}]
    body = [s for s in usable if s.kind == "body"]
    sound = [
        s
        for s in body
        if not SPOILED & set(s.flags) and len(s.source.split()) >= config.min_sentence_words
    ]
    title = [s.source for s in sentences if s.kind == "title"]
    candidates = list(_without_repeats(sound, title)) or sound or body or usable
    return chooser({s.index: _words(s) for s in candidates})


def _without_repeats(sentences: Iterable[Sentence], told: Iterable[str]) -> Iterator[Sentence]:
    """Those that say, word by word, what none before them and nothing of `told` says."""
    seen = {_wording(text) for text in told}
    for sentence in sentences:
        wording = _wording(sentence.source)
        if wording not in seen:
            seen.add(wording)
            yield sentence


def _wording(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _words(sentence: Sentence) -> int:
    text = sentence.source if sentence.status == "not_selected" else sentence.hypothesis
    return len(text.split())


def headline(
    sentences: Sequence[Sentence], brief: Sequence[BriefSentence]
) -> tuple[BriefSentence, bool]:
    """The headline, and whether a sentence that it rests on has flags.

    It is the title; else the first sub-heading, which an editor wrote; else the brief's beginning.
    What is spoiled is passed over as long as there is another.
    """
    titles = _paragraphs(sentences, "title") + _paragraphs(sentences, "heading")
    for title in titles:
        if all(s.status != "failed" and not SPOILED & set(s.flags) for s in title):
            return _joined(title), any(s.flags for s in title)
    if brief:
        return BriefSentence(cut(brief[0].text, HEADLINE_WORDS), brief[0].sentences), False
    if titles:
        return _joined(titles[0]), True
    return BriefSentence("", ()), False


def _paragraphs(sentences: Sequence[Sentence], kind: ParagraphKind) -> list[list[Sentence]]:
    """The sentences of each paragraph of this kind."""
    of_kind = (s for s in sentences if s.kind == kind)
    return [list(group) for _, group in groupby(of_kind, key=lambda s: s.paragraph)]


def _joined(sentences: Sequence[Sentence]) -> BriefSentence:
    text = " ".join(s.hypothesis for s in sentences if s.hypothesis)
    return BriefSentence(tidy_title(text), tuple(s.index for s in sentences))


def cut(text: str, max_words: int) -> str:
    """The first `max_words` words, with an ellipsis if there were more."""
    words = text.split()
    if len(words) <= max_words:
        return text
    return " ".join(words[:max_words]).rstrip(",;:-–") + "…"


def measured(
    heading: BriefSentence, texts: Sequence[BriefSentence], sentences: Sequence[Sentence]
) -> Brief:
    """The brief of an article with these sentences, its measures taken."""
    words = sum(len(part.text.split()) for part in texts)
    body_words = sum(len(s.source.split()) for s in sentences if s.kind == "body")
    rests_on = {index for part in texts for index in part.sentences}
    return Brief(
        headline=heading,
        sentences=tuple(texts),
        words=words,
        compression=round(words / body_words, 4) if body_words else 0.0,
        coverage=measure_coverage(sentences, rests_on),
    )
