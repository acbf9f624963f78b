"""Sentences of one article in several runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kortom.values import Record, Sentence

Key = tuple[str, int]
"""A sentence's source text, and how often that text stood in the article before."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The compared sentences of one article.

    rows: a sentence of each system; all translated it. unmatched: of each system, sentences that
    another one has not. not_selected: sentences that all have and not all translated.
    """

    rows: tuple[tuple[Sentence, ...], ...]
    unmatched: tuple[int, ...]
    not_selected: int


def match_sentences(records: Sequence[Record]) -> Matched:
    """Match the sentences of one article by their Dutch.

    Where all systems segment alike that is by index; where not, the same text is the same sentence
    and the rest is unmatched.
    """
    keyed = [sentences_by_key(record.sentences) for record in records]
    shared = set(keyed[0]).intersection(*keyed[1:])
    rows = [tuple(of[key] for of in keyed) for key in keyed[0] if key in shared]
    translated = [row for row in rows if all(s.status != "not_selected" for s in row)]
    return Matched(
        rows=tuple(translated),
        unmatched=tuple(len(of) - len(shared) for of in keyed),
        not_selected=len(rows) - len(translated),
    )


def sentences_by_key(sentences: Sequence[Sentence]) -> dict[Key, Sentence]:
    """The sentences of one article in their order."""
    seen: Counter[str] = Counter()
    keyed = {}
    for sentence in sentences:
        keyed[sentence.source, seen[sentence.source]] = sentence
        seen[sentence.source] += 1
    return keyed
