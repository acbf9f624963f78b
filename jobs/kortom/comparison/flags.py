"""How often the checks found something, what was decoded again, and glossary terms."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from kortom.comparison.matching import sentences_by_key
from kortom.comparison.measures import Kind, Marks, rate_measure
from kortom.comparison.values import Measure
from kortom.config.model import Flag
from kortom.evaluation.facts import TERM_STATUSES, enabled_checks
from kortom.evaluation.scoring import RunRead
from kortom.values import Record, Sentence, TermStatus

SENTENCE_FLAGS: tuple[str, ...] = (*get_args(Flag), "overlong_word")
SENTENCE_RATES = ("flags", *SENTENCE_FLAGS, "failed", "retried", "retries_cleared")
TERMS = {f"terms_{status}": status for status in TERM_STATUSES}
ARTICLE_FLAGS = (
    "source_language",
    "no_brief",
    "brief_flagged",
    "brief_trimmed",
    "brief_ungrounded",
    "brief_unsupported",
    "brief_incomplete",
)
CHECKED = frozenset({*SENTENCE_FLAGS, *ARTICLE_FLAGS})
"""Rates that a system has not if its config switches the check off."""

ARTICLE_RATES = ("articles_flagged", *ARTICLE_FLAGS, "articles_missing")


@dataclass(frozen=True, slots=True)
class Side:
    """One system's records of the compared articles. checks: that its config switches on."""

    records: tuple[Record, ...]
    checks: frozenset[str]

    def sentences(self) -> Iterator[tuple[Hashable, Sentence]]:
        """What was to be translated, each under a key that is the same in all systems."""
        for record in self.records:
            for key, sentence in sentences_by_key(record.sentences).items():
                if sentence.status != "not_selected":
                    yield (record.id, *key), sentence


def side_of(run: RunRead, records: tuple[Record, ...]) -> Side:
    """records: of the run, those that are compared.

    A check that found something was on, whatever the config says: older ones do not list them all.
    """
    section = run.manifest.config.get("checks", {})
    checks = {*enabled_checks(section), "overlong_word", *run.manifest.flags}
    return Side(records, frozenset({*checks, *_article_checks(section)}))


def flag_measures(sides: Sequence[Side], baseline: int) -> Iterator[Measure]:
    """Rates of sentences and of articles; a check that a system has off gives it no value.

    Where any flag counts, it is any of the checks that all systems have on.
    """
    sentences = [dict(side.sentences()) for side in sides]
    shared = frozenset.intersection(*(side.checks for side in sides))

    def marks(test: Callable[[Sentence], bool]) -> list[Marks | None]:
        return [{key: test(sentence) for key, sentence in of.items()} for of in sentences]

    yield rate_measure(
        _sentences("flags"), marks(lambda s: not shared.isdisjoint(s.flags)), baseline
    )
    for name in SENTENCE_FLAGS:
        found = marks(_has_flag(name))
        yield rate_measure(_sentences(name), _where_looked(found, sides, name), baseline)
    yield rate_measure(_sentences("failed"), marks(lambda s: s.status == "failed"), baseline)
    kind = replace(_sentences("retried"), higher_is_better=None)
    yield rate_measure(kind, marks(lambda s: bool(s.attempts)), baseline)
    cleared = [
        {key: shared.isdisjoint(s.flags) for key, s in of.items() if s.attempts} for of in sentences
    ]
    # Of other sentences in each system: one that retries less may well be left with the hard ones.
    kind = replace(_sentences("retries_cleared"), higher_is_better=None)
    yield rate_measure(kind, cleared, baseline)
    for name, status in TERMS.items():
        better = {"present": True, "applied": None, "missed": False}[status]
        kind = Kind(name, name, "terms", "%", better)
        yield rate_measure(kind, [_terms(of, status) for of in sentences], baseline)
    yield rate_measure(
        _articles("articles_flagged"), [_flagged(side, shared) for side in sides], baseline
    )
    for name in ARTICLE_FLAGS:
        articles: list[Marks | None] = [
            {record.id: name in record.flags for record in side.records} for side in sides
        ]
        yield rate_measure(_articles(name), _where_looked(articles, sides, name), baseline)


def articles_missing(runs: Sequence[RunRead], baseline: int) -> Measure:
    """The rate of the baseline's articles (id and text) that a system has not.

    Nothing else in a comparison looks at those.
    """
    known = [{(record.id, record.sha256) for record in run.records} for run in runs]
    marks: list[Marks | None] = [{key: key not in of for key in known[baseline]} for of in known]
    return rate_measure(_articles("articles_missing"), marks, baseline)


def _article_checks(section: dict[str, object]) -> set[str]:
    """Flags on articles that a run could set: those of briefs are no checks, and always on."""
    on = {name for name in ARTICLE_FLAGS if name != "source_language"}
    return on | ({"source_language"} if section.get("source_language") else set())


def _where_looked(
    marks: Sequence[Marks | None], sides: Sequence[Side], name: str
) -> list[Marks | None]:
    """None for a system that has the check off."""
    return [of if name in side.checks else None for of, side in zip(marks, sides, strict=True)]


def _has_flag(name: str) -> Callable[[Sentence], bool]:
    return lambda sentence: name in sentence.flags


def _flagged(side: Side, shared: frozenset[str]) -> Marks:
    return {
        record.id: not shared.isdisjoint(
            {*record.flags, *(flag for sentence in record.sentences for flag in sentence.flags)}
        )
        for record in side.records
    }


def _terms(sentences: Mapping[Hashable, Sentence], status: TermStatus) -> Marks:
    return {
        (key, number): term.status == status
        for key, sentence in sentences.items()
        for number, term in enumerate(sentence.terms)
    }


def _sentences(name: str) -> Kind:
    return Kind(name, name, "sentence_flags", "%", higher_is_better=False)


def _articles(name: str) -> Kind:
    return Kind(name, name, "article_flags", "%", higher_is_better=False)
