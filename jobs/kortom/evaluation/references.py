"""What is scored against: pairs of sentences and briefs, from TSV and JSONL.

A line that cannot be used becomes a failure and the others go on; nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kortom import errors
from kortom.articles.decoding import check_characters
from kortom.articles.places import Place, shown
from kortom.articles.rows import kind_of
from kortom.articles.text import clean
from kortom.errors import ArticleError, KortomError
from kortom.evaluation.reference_rows import (
    BRIEF_FIELDS,
    PAIR_FIELDS,
    ReferenceRow,
    check_fields,
    is_brief,
    read_rows,
)
from kortom.values import Failure


@dataclass(frozen=True, slots=True)
class Pair:
    """A Dutch text, a sentence or more, and its English reference, each on one line.

    source: cleaned as any article's text is. place: file and line, for messages.
    """

    source: str
    reference: str
    id: str | None
    place: str


@dataclass(frozen=True, slots=True)
class ReferenceBrief:
    """The brief that a person wrote of an article. id: the article's."""

    id: str
    brief: str
    headline: str | None
    place: str


@dataclass(frozen=True, slots=True)
class References:
    """All that was read, in the order of the files, and what could not be."""

    pairs: tuple[Pair, ...]
    briefs: tuple[ReferenceBrief, ...]
    failures: tuple[Failure, ...]


def parse_columns(text: str) -> tuple[str, ...]:
    """The names that --columns gives. Raises KortomError (exit 2)."""
    names = tuple(name.strip() for name in text.split(","))
    detail = None
    if not all(names):
        detail = "a name is empty"
    elif len(set(names)) < len(names):
        detail = "a name stands twice"
    elif not (set(PAIR_FIELDS) <= set(names) or set(BRIEF_FIELDS) <= set(names)):
        detail = "neither source and reference nor id and brief are among them"
    if detail:
        raise KortomError(errors.COLUMNS_OPTION(value=text, detail=detail))
    return names


def read_references(
    files: Sequence[str], columns: tuple[str, ...] | None = None, limit: int | None = None
) -> References:
    """Read references: a row with a brief is of an article, any other is a pair.

    Ids of pairs are those of their file, ids of briefs those of the articles. columns: names for
    TSV files without a header, None if they have one. limit: only so many pairs and so many briefs,
    the first ones.
    """
    pairs: list[Pair] = []
    briefs: list[ReferenceBrief] = []
    failures: list[Failure] = []
    articles: dict[str, str] = {}
    for file in files:
        ids: dict[str, str] = {}
        for row in read_rows(Path(file), columns):
            try:
                if isinstance(row, ArticleError):
                    raise row
                if is_brief(row.values):
                    briefs.append(_brief(row, articles))
                else:
                    pairs.append(_pair(row, ids))
            except ArticleError as error:
                failures.append(Place(file, file).failure(error))
    return References(tuple(pairs[:limit]), tuple(briefs[:limit]), tuple(failures))


def _pair(row: ReferenceRow, seen: dict[str, str]) -> Pair:
    check_fields(row.values, PAIR_FIELDS, row.place)
    source, reference = (_text(row, field) for field in PAIR_FIELDS)
    pair_id = None if row.values.get("id") in (None, "") else _id(row)
    if pair_id is not None:
        _check_new(pair_id, seen, row)
    return Pair(source, reference, pair_id, _where(row))


def _brief(row: ReferenceRow, seen: dict[str, str]) -> ReferenceBrief:
    check_fields(row.values, BRIEF_FIELDS, row.place)
    article, brief = _id(row), _text(row, "brief")
    headline = _text(row, "headline") if row.values.get("headline") else None
    _check_new(article, seen, row)
    return ReferenceBrief(article, brief, headline, _where(row))


def _text(row: ReferenceRow, field: str) -> str:
    """A text on one line. ArticleError (WRONG_TYPE, NUL_IN_TEXT, LONE_SURROGATE, ...)."""
    value = row.values[field]
    if not isinstance(value, str):
        raise row.place.error(errors.WRONG_TYPE, field=field, found=kind_of(value), wanted="text")
    check_characters(value, row.place, field)
    # A reference stays as its author wrote it, white space aside, which no metric looks at.
    text = clean(value) if field == "source" else " ".join(value.split())
    if not text:
        raise row.place.error(errors.REFERENCES_EMPTY, field=field)
    return text


def _id(row: ReferenceRow) -> str:
    value = row.values["id"]
    if isinstance(value, int) and not isinstance(value, bool):
        return shown(value)
    if not isinstance(value, str):
        wanted = "text or a whole number"
        raise row.place.error(errors.WRONG_TYPE, field="id", found=kind_of(value), wanted=wanted)
    check_characters(value, row.place, "id")
    if not value.strip():
        raise row.place.error(errors.REFERENCES_EMPTY, field="id")
    return value.strip()


def _check_new(id_: str, seen: dict[str, str], row: ReferenceRow) -> None:
    """Remember an id that is good. ArticleError (REFERENCES_DUPLICATE) where it stood before."""
    if id_ in seen:
        raise row.place.error(
            errors.REFERENCES_DUPLICATE, field="id", id=shown(id_), first=seen[id_]
        )
    seen[id_] = _where(row)


def _where(row: ReferenceRow) -> str:
    return f"{row.place.file}:{row.place.line}"
