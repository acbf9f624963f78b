"""What a model card warns of, each warning by a rule from the facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kortom.articles.places import listed
from kortom.training.facts import CardFacts
from kortom.training.sources import NO_NAME, DataSource

GIST_BLEU = 25.0
"""A model with less on any test set is not to be relied on."""

FEW_WORDS = 10.0
SMALL_SHARE, LARGE_SHARE = 0.1, 0.3

_NEWS = re.compile(r"\bnews\b", re.IGNORECASE)
_SOFTWARE = re.compile(
    r"\b(?:documentation|docs|handbooks?|manuals?|man ?pages|UI|help|\.mo files|software)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"machine|\bMT\b(?!-tagged)|\bLLM|DeepL|Google Translate|back-translation|synthetic|teacher",
    re.IGNORECASE,
)


def limits(facts: CardFacts) -> list[str]:
    """The warnings, each a sentence or two of plain text."""
    rules: tuple[Callable[[CardFacts], Iterator[str]], ...] = (
        _quality,
        _against_base,
        _amount,
        _news,
        _kinds_of_text,
        _origins,
        _licences,
        _length,
        _endings,
    )
    return [warning for rule in rules for warning in rule(facts)]


def _quality(facts: CardFacts) -> Iterator[str]:
    bleu = [test for test in facts.scores if test.score.metric == "BLEU"]
    if not bleu:
        yield "Its quality was not measured."
        return
    worst = min(bleu, key=lambda test: test.score.value)
    if worst.score.value < GIST_BLEU:
        scored = f"BLEU {worst.score.value:.1f} on {worst.name}"
        yield f"It gives the gist, not a translation to publish ({scored})."


def _against_base(facts: CardFacts) -> Iterator[str]:
    for test in facts.scores:
        score = test.score
        if test.base is None or test.base < score.low or score.metric == "TER":
            continue
        told = f"{score.metric} {score.value:.1f}, and {test.base:.1f} before the training"
        if test.base > score.high:
            yield f"It lost on {test.name} ({told})."
        else:
            yield f"On {test.name} the old score is within the new one's interval ({told})."


def _amount(facts: CardFacts) -> Iterator[str]:
    yield (
        f"What {facts.base.reference} cannot do is said in its own card; this training added"
        f" {facts.tokens:,} target tokens to what it had learned."
    )


def _news(facts: CardFacts) -> Iterator[str]:
    if not any(source.is_known for source in facts.sources):
        return
    share = _share(facts.sources, _NEWS)
    if share == 0:
        yield "It was trained on no news, as far as the remarks on its sources tell."
    elif share < SMALL_SHARE:
        yield f"Of its training text {_percent(share)} is from sources with news in them."


def _kinds_of_text(facts: CardFacts) -> Iterator[str]:
    software = _share(facts.sources, _SOFTWARE)
    if software >= LARGE_SHARE:
        yield f"It leans to software and manuals: {_percent(software)} of its training text."
    machine = _share(facts.sources, _MACHINE)
    if machine >= SMALL_SHARE:
        yield (
            f"Of its training text {_percent(machine)} is from sources that a machine translated or"
            " wrote, in whole or in part: their mistakes are in it."
        )


def _origins(facts: CardFacts) -> Iterator[str]:
    for source in facts.sources:
        if source.share > 0.5 and len(facts.sources) > 1:
            share = _percent(source.share)
            yield f"Of its training text {share} is from one source, {source.origin}."
    unknown = [source.origin or NO_NAME for source in facts.sources if not source.is_known]
    if unknown:
        yield f"Nothing is known of where these sources are from: {listed(unknown)}."


def _licences(facts: CardFacts) -> Iterator[str]:
    unlicensed = [source for source in facts.sources if not source.is_licensed]
    if unlicensed:
        share = _percent(sum(source.share for source in unlicensed))
        names = listed([source.origin or NO_NAME for source in unlicensed])
        yield (
            f"For {share} of its training text no licence is stated, or not for all of it: {names}."
            " Whether you may pass the weights on is for you to find out."
        )


def _length(facts: CardFacts) -> Iterator[str]:
    told = [source for source in facts.sources if source.words is not None]
    total = sum(source.pairs for source in told)
    if not total:
        return
    words = sum(source.pairs * (source.words or 0.0) for source in told) / total
    if words < FEW_WORDS:
        yield (
            f"Its training sentences have {words:.0f} Dutch words on average: long sentences lose"
            " parts."
        )


def _endings(facts: CardFacts) -> Iterator[str]:
    if facts.unended:
        yield (
            f"Of {facts.outputs:,} outputs {facts.unended:,} did not end before the length limit:"
            " always set one."
        )


def _share(sources: Sequence[DataSource], topic: re.Pattern[str]) -> float:
    """The share of sources whose name, place or remarks speak of a topic."""
    return sum(
        source.share
        for source in sources
        if topic.search(f"{source.origin} {source.place} {source.remarks}")
    )


def _percent(share: float) -> str:
    """A share as a text; what is not nothing is not told as 0 %."""
    return "less than 1 %" if 0 < share < 0.01 else f"{100 * share:.0f} %"
