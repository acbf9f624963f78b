"""What translations and briefs tell of themselves, without a reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from kortom.config.model import Checks
from kortom.evaluation.statistics import Distribution, Rate, describe, wilson_rate
from kortom.values import SENTENCE_STATUSES, Brief, Record, Sentence, TermStatus

ARTICLE_CHECKS = frozenset({"source_language"})
TERM_STATUSES: tuple[TermStatus, ...] = get_args(TermStatus)


@dataclass(frozen=True, slots=True)
class Policy:
    """A way of decoding again. tried: sentences it was tried on; taken: where it was the best."""

    tried: int
    taken: int


@dataclass(frozen=True, slots=True)
class Retries:
    """Sentences that were decoded again. cleared: those that ended without a flag."""

    sentences: int
    cleared: int
    policies: dict[str, Policy]


@dataclass(frozen=True, slots=True)
class TranslationFacts:
    """Sentences in numbers.

    statuses: sentences by status. flagged: those with any flag, and flags: with each flag, of those
    that were to be translated (all but "not_selected"). terms: of the glossary, by status. words:
    split at white space. length_ratio: words of a hypothesis for one of its source.
    """

    sentences: int
    statuses: dict[str, int]
    flagged: Rate
    flags: dict[str, Rate]
    retries: Retries
    terms: dict[str, int]
    source_words: int
    hypothesis_words: int
    length_ratio: Distribution | None


@dataclass(frozen=True, slots=True)
class BriefFacts:
    """Briefs in numbers, each a distribution over articles.

    words, headline_words: split at white space. compression, coverage: as `kortom.values.Brief`
    has them; coverage is None where no brief has one.
    """

    words: Distribution | None
    headline_words: Distribution | None
    compression: Distribution | None
    coverage: Distribution | None


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """All articles of a run. flagged: with any flag, on the article or a sentence of it.

    article_flags: articles by the flags on them as a whole.
    """

    articles: int
    flagged: Rate
    article_flags: dict[str, int]
    translation: TranslationFacts
    briefs: BriefFacts


def enabled_checks(checks: dict[str, object]) -> tuple[str, ...]:
    """The sentence checks that a config switches on, in their order.

    checks: the section of a config, as plain data. A run's own may lack the checks of today.
    """
    return tuple(
        name for name in Checks.model_fields if name not in ARTICLE_CHECKS and checks.get(name)
    )


def record_facts(records: Sequence[Record], checks: Sequence[str]) -> RecordFacts:
    """The facts of a run's records. checks: the sentence checks that were made."""
    flagged = sum(
        bool(record.flags or any(sentence.flags for sentence in record.sentences))
        for record in records
    )
    return RecordFacts(
        articles=len(records),
        flagged=wilson_rate(flagged, len(records)),
        article_flags=dict(sorted(Counter(f for r in records for f in r.flags).items())),
        translation=translation_facts([s for r in records for s in r.sentences], checks),
        briefs=brief_facts([record.brief for record in records]),
    )


def translation_facts(sentences: Sequence[Sentence], checks: Sequence[str]) -> TranslationFacts:
    """The facts of sentences. checks: that were made; any other flag is listed after them."""
    wanted = [sentence for sentence in sentences if sentence.status != "not_selected"]
    statuses = Counter(sentence.status for sentence in sentences)
    counts = Counter(flag for sentence in wanted for flag in set(sentence.flags))
    names = dict.fromkeys([*checks, *sorted(counts)])
    words = [(_words(s.source), _words(s.hypothesis)) for s in wanted]
    return TranslationFacts(
        sentences=len(sentences),
        statuses={status: statuses[status] for status in SENTENCE_STATUSES},
        flagged=wilson_rate(sum(bool(s.flags) for s in wanted), len(wanted)),
        flags={name: wilson_rate(counts[name], len(wanted)) for name in names},
        retries=_retries(wanted),
        terms=_terms(wanted),
        source_words=sum(source for source, _ in words),
        hypothesis_words=sum(hypothesis for _, hypothesis in words),
        length_ratio=describe([hypothesis / source for source, hypothesis in words if source]),
    )


def brief_facts(briefs: Sequence[Brief]) -> BriefFacts:
    """The facts of briefs."""
    return BriefFacts(
        words=describe([brief.words for brief in briefs]),
        headline_words=describe([_words(brief.headline.text) for brief in briefs]),
        compression=describe([brief.compression for brief in briefs]),
        coverage=describe([brief.coverage for brief in briefs if brief.coverage is not None]),
    )


def _retries(sentences: Iterable[Sentence]) -> Retries:
    again = [sentence for sentence in sentences if sentence.attempts]
    # The first attempt is as the config says; the others are the retries.
    tried = Counter(attempt.policy for s in again for attempt in s.attempts[1:])
    taken = Counter(attempt.policy for s in again for attempt in s.attempts[1:] if attempt.taken)
    return Retries(
        sentences=len(again),
        cleared=sum(not sentence.flags for sentence in again),
        policies={name: Policy(tried[name], taken[name]) for name in sorted(tried)},
    )


def _terms(sentences: Iterable[Sentence]) -> dict[str, int]:
    counts = Counter(term.status for sentence in sentences for term in sentence.terms)
    return {status: counts[status] for status in TERM_STATUSES}


def _words(text: str) -> int:
    return len(text.split())
