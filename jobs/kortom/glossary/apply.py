"""The glossary's English for the terms of an article's sentences.

A term that the model does not write by itself is carried over: the Dutch is decoded again with a
carrier in its place, a word that the model copies ("X1"), and the English term is put in for the
carrier. In benchmarks/glossary.py this puts in as many terms as forcing the decoder to write them,
with a better text around them in a tenth of the time; and it asks nothing of an engine but to
translate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kortom.glossary.english import missing_terms, put_in
from kortom.glossary.entries import Entry, Glossary
from kortom.glossary.losses import is_worse
from kortom.glossary.matching import Index, Match, find_terms, index_entries
from kortom.translation.engine import Engine, Search
from kortom.values import Hypothesis, Term

CARRIERS = ("X{}", "B-{}", "A{}")
"""Forms of carriers, in the order in which they are tried; numbered from 1 in a sentence."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A sentence with terms. best: the hypothesis so far; missing: its missing terms (indices)."""

    source: str
    matches: tuple[Match, ...]
    first: Hypothesis
    best: Hypothesis
    missing: tuple[int, ...]

    @property
    def entries(self) -> list[Entry]:
        return [match.entry for match in self.matches]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A source with carriers in it, and the terms that they carry (indices)."""

    source: str
    carriers: tuple[tuple[str, int], ...]


def apply_terms(
    sources: Sequence[str],
    hypotheses: Sequence[Hypothesis],
    glossary: Glossary,
    engine: Engine,
    search: Search | None = None,
) -> list[tuple[Hypothesis, tuple[Term, ...]]]:
    """The hypotheses with the glossary's terms in place where that can be had, and what became of
    each term in the source, in its order.

    sources: texts of one article, as they were translated; hypotheses: one for each. Missing terms
    are decoded again by `engine` with `search`. A hypothesis changes only for one that has more of
    the terms, all that it had before, and is no worse otherwise (see `is_worse`).
    """
    index = _index(glossary)
    works = [
        _begin(source, hypothesis, index)
        for source, hypothesis in zip(sources, hypotheses, strict=True)
    ]
    attempts = [list(_attempts(work)) for work in works]
    for number in range(max(map(len, attempts), default=0)):
        wanted = [
            (place, attempts[place][number])
            for place, work in enumerate(works)
            if work.missing and number < len(attempts[place])
        ]
        if not wanted:
            break
        made = engine.translate([attempt.source for _, attempt in wanted], search)
        for (place, attempt), hypothesis in zip(wanted, made, strict=True):
            works[place] = _better(works[place], attempt, hypothesis)
    return [(work.best, _terms(work)) for work in works]


def _begin(source: str, hypothesis: Hypothesis, index: Index) -> _Work:
    matches = tuple(find_terms(source, index))
    missing = missing_terms(hypothesis.text, [match.entry for match in matches])
    return _Work(source, matches, hypothesis, hypothesis, tuple(missing))


def _attempts(work: _Work) -> Iterator[_Attempt]:
    """Ways to decode again: the missing terms carried, then all, then each missing one alone."""
    if not work.missing:
        return
    everything = tuple(range(len(work.matches)))
    for number, form in enumerate(CARRIERS):
        yield _carried(work, form, everything if number == 1 else work.missing)
    if len(work.missing) > 1:
        for index in work.missing:
            yield _carried(work, CARRIERS[0], (index,))


def _carried(work: _Work, form: str, indices: Sequence[int]) -> _Attempt:
    taken = work.source + " " + " ".join(entry.target for entry in work.entries)
    numbered = (form.format(number) for number in range(1, 1000))
    free = (carrier for carrier in numbered if carrier not in taken)
    carriers = tuple(zip(free, indices, strict=False))
    text = work.source
    for carrier, index in reversed(carriers):
        match = work.matches[index]
        text = text[: match.start] + carrier + text[match.end :]
    return _Attempt(text, carriers)


def _better(work: _Work, attempt: _Attempt, hypothesis: Hypothesis) -> _Work:
    """The work with the hypothesis of an attempt, if that is better."""
    text: str | None = hypothesis.text
    for carrier, index in attempt.carriers:
        text = text and put_in(text, carrier, work.matches[index].entry)
    if not text:
        return work
    candidate = replace(hypothesis, text=text)
    missing = tuple(missing_terms(text, work.entries))
    if not set(missing) < set(work.missing):
        return work
    names = [work.source[match.start : match.end] for match in work.matches]
    if is_worse(candidate, work.first, work.source, names):
        return work
    return replace(work, best=candidate, missing=missing)


def _terms(work: _Work) -> tuple[Term, ...]:
    lost = missing_terms(work.first.text, work.entries)
    return tuple(
        Term(
            source=entry.source,
            target=entry.target,
            status="missed"
            if index in work.missing
            else ("applied" if index in lost else "present"),
        )
        for index, entry in enumerate(work.entries)
    )


@lru_cache(maxsize=4)
def _index(glossary: Glossary) -> Index:
    return index_entries(glossary)
