"""Two runs made ready for a person who is not to know which of them wrote what.

All that is drawn by lot is drawn by hashes of the comparison and the article, so that one
comparison is the same page wherever and however often it is made, and whichever run is named first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kortom import errors
from kortom.comparison.inputs import Common
from kortom.errors import KortomError
from kortom.judging.files import NAME_CHARACTERS
from kortom.runs.manifest import Manifest
from kortom.values import Brief, ParagraphKind, Record

_DRAW = 1
"""Version of how the order is drawn: judgements of two ways are not of one comparison."""
_KEPT = 100
"""Characters that stay of a name that the export cannot hold as it is."""


@dataclass(frozen=True, slots=True)
class Text:
    """A brief as a person reads it: its words alone."""

    headline: str
    body: str


@dataclass(frozen=True, slots=True)
class Pair:
    """An article and its two briefs, in the order in which they are shown.

    article: its id, as the export can hold it. paragraphs: of the Dutch, without the title. first:
    which of the two systems (0 or 1) wrote the first of the briefs.
    """

    article: str
    title: str | None
    paragraphs: tuple[tuple[ParagraphKind, str], ...]
    first: int
    briefs: tuple[Text, Text]


@dataclass(frozen=True, slots=True)
class Blind:
    """What is to be judged.

    comparison: SHA-256 of the systems, articles and briefs. systems: their names, sorted. pairs: in
    the order in which they are shown. alike: articles left out since both briefs are the same.
    """

    comparison: str
    systems: tuple[str, str]
    pairs: tuple[Pair, ...]
    alike: int


def blind_comparison(manifests: Sequence[Manifest], common: Common) -> Blind:
    """Pair the briefs of two runs: articles in an order drawn by lot, and each system's brief first
    in half of them (one more or less of an odd number).

    Raises KortomError: exit 2 if both are one run, 4 if all their briefs are the same.
    """
    names = [system_name(manifest) for manifest in manifests]
    if names[0] == names[1]:
        raise KortomError(errors.COMPARED_TWICE(run=names[0], one="the first", other="the second"))
    (one, of_one), (other, of_other) = sorted(
        zip(names, common.records, strict=True), key=lambda system: system[0]
    )
    differing = [
        (record, (brief_text(record.brief), brief_text(against.brief)))
        for record, against in zip(of_one, of_other, strict=True)
        if not _alike(brief_text(record.brief), brief_text(against.brief))
    ]
    if not differing:
        raise KortomError(errors.NOTHING_TO_JUDGE(one=one, other=other, count=len(of_one)))
    comparison = _digest((one, other), differing)
    return Blind(
        comparison=comparison,
        systems=(one, other),
        pairs=_pairs(comparison, differing),
        alike=len(of_one) - len(differing),
    )


def system_name(manifest: Manifest) -> str:
    """A run as `kortom compare` and others find it: its config and id."""
    return export_name(f"{manifest.config_name}/{manifest.run_id}")


def brief_text(brief: Brief) -> Text:
    """A brief without what it rests on and what speaks against it."""
    return Text(brief.headline.text, " ".join(part.text for part in brief.sentences))


def export_name(text: str) -> str:
    """A text as the export can hold it: itself if it is one printable line that is not too long,
    else what can be printed of its beginning and the start of its SHA-256."""
    if text.isprintable() and text.strip() and len(text) <= NAME_CHARACTERS:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{''.join(filter(str.isprintable, text))[:_KEPT].strip()}-{digest}"


def _alike(one: Text, other: Text) -> bool:
    """Whether a reader sees the same words."""
    return all(
        left.split() == right.split()
        for left, right in ((one.headline, other.headline), (one.body, other.body))
    )


def _digest(systems: tuple[str, str], articles: Sequence[tuple[Record, tuple[Text, Text]]]) -> str:
    content = sorted(
        [record.id, record.sha256, [[text.headline, text.body] for text in texts]]
        for record, texts in articles
    )
    return hashlib.sha256(json.dumps([_DRAW, systems, content]).encode()).hexdigest()


def _pairs(
    comparison: str, articles: Sequence[tuple[Record, tuple[Text, Text]]]
) -> tuple[Pair, ...]:
    def lot(what: str, article: str) -> bytes:
        return hashlib.sha256(f"{comparison} {what} {article}".encode()).digest()

    by_name = {export_name(record.id): (record, texts) for record, texts in articles}
    # Every second one of a row drawn by lot, so that no system is first much more often by chance.
    begin = int(comparison[-1], 16)
    in_row = sorted(by_name, key=lambda article: lot("side", article))
    first = {article: (begin + number) % 2 for number, article in enumerate(in_row)}
    return tuple(
        _pair(article, *by_name[article], first[article])
        for article in sorted(by_name, key=lambda article: lot("place", article))
    )


def _pair(article: str, record: Record, texts: tuple[Text, Text], first: int) -> Pair:
    return Pair(
        article=article,
        title=record.title,
        paragraphs=tuple(
            (kind, text) for kind, text in _dutch(record) if kind != "title" and text.strip()
        ),
        first=first,
        briefs=(texts[first], texts[1 - first]),
    )


def _dutch(record: Record) -> list[tuple[ParagraphKind, str]]:
    """The paragraphs, each with its sentences in one text."""
    return [
        (kind, " ".join(sentence.source for sentence in sentences))
        for (_, kind), sentences in groupby(record.sentences, key=lambda s: (s.paragraph, s.kind))
    ]
