"""From one row of a table, or one JSON object, to an `Article`."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from kortom import errors
from kortom.articles.assemble import Draft, assemble, check_date, check_length
from kortom.articles.decoding import check_characters
from kortom.articles.html_text import is_html, read_html
from kortom.articles.ids import Found, content_id, safe_id
from kortom.articles.outline import Outline
from kortom.articles.places import Place, listed, shown_name
from kortom.articles.text import clean, split_blocks, take_stamp
from kortom.config.model import Fields, Input

_NO_ID = ", or to null for ids made from the content"
_SEMICOLONS = ", and separate the columns with commas, not semicolons"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a file. sha256: of its raw bytes, or of its values (see `hash_values`)."""

    place: Place
    values: Mapping[str, object]
    sha256: str


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Stands for a value of a table that has no Python form; detail says why."""

    detail: str


def hash_values(values: Mapping[str, object]) -> str:
    """SHA-256 of the row's canonical JSON: sorted keys, so equal rows have equal hashes."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), default=_plain_value)
    return hashlib.sha256(text.encode()).hexdigest()


def row_id(row: Row, fields: Fields) -> str:
    """The id of the article in a row. ArticleError (MISSING_FIELD, WRONG_TYPE, BAD_ID)."""
    if fields.id is None:
        return content_id(row.sha256)
    check_field(row.values, "id", fields.id, row.place)
    value = row.values[fields.id]
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise _wrong_type(value, "text or a whole number", row.place, fields.id)
    return safe_id(value, row.place, fields.id)


def read_row(row: Row, article_id: str, config: Input) -> Found:
    """The article in a row whose id is known already, by the field names of the config.

    A text with block tags is read as HTML (see `html_text`), any other as plain text.
    ArticleError (MISSING_FIELD, WRONG_TYPE, BAD_DATE, NUL_IN_TEXT, LONE_SURROGATE, TOO_LONG,
    EMPTY).
    """
    fields, place, values = config.fields, row.place, row.values
    check_field(values, "text", fields.text, place)
    text = _text(values, fields.text, place) or ""
    title = _text(values, fields.title, place)
    url = _text(values, fields.url, place)
    check_length(len(text) + len(title or ""), config, place, fields.text)
    stamp, text = take_stamp(text)
    outline = read_html(text) if is_html(text) else Outline(None, tuple(split_blocks(text)))
    own_title, blocks = outline.under(title if clean(title or "") else None)
    draft = Draft(
        article_id,
        row.sha256,
        blocks,
        title=own_title,
        date=_date(values, fields.date, place) or stamp,
        url=url,
        guess_title=fields.title is None or fields.title not in values,
    )
    return assemble(draft, config, place, fields.text)


def check_field(
    present: Iterable[str], role: Literal["id", "text"], name: str | None, place: Place
) -> None:
    """ArticleError (MISSING_FIELD) if a name is not among those present; None is no name."""
    names = list(present)
    if name is None or name in names:
        return
    extra = _NO_ID if role == "id" else ""
    if len(names) == 1 and ";" in names[0]:
        # Excel writes these where the decimal mark is a comma.
        extra = _SEMICOLONS
    raise place.error(
        errors.MISSING_FIELD,
        field=name,
        present=listed([shown_name(name) for name in names]),
        role=role,
        extra=extra,
    )


def check_names(names: Sequence[str], fields: Fields, here: Place) -> None:
    """ArticleError (MISSING_FIELD, DUPLICATE_KEY) for columns that the config cannot be met from,
    or of which two share a name."""
    check_field(names, "id", fields.id, here)
    check_field(names, "text", fields.text, here)
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise here.error(errors.DUPLICATE_KEY, field=shown_name(repeated[0]))


def kind_of(value: object) -> str:
    """What a value is, in words."""
    if isinstance(value, Undecodable):
        return value.detail
    names: dict[type, str] = {
        type(None): "null",
        bool: "true or false",
        int: "a number",
        float: "a number",
        str: "text",
        list: "a list",
        dict: "an object",
        bytes: "bytes",
    }
    return names.get(type(value), f"of type {type(value).__name__}")


def _text(values: Mapping[str, object], field: str | None, place: Place) -> str | None:
    """The text of a field; None if there is no such field, or null in it."""
    value = None if field is None else values.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong_type(value, "text", place, field)
    return check_characters(value, place, field)


def _date(values: Mapping[str, object], field: str | None, place: Place) -> str | None:
    value = None if field is None else values.get(field)
    if value is None or field is None:
        return None
    if isinstance(value, date):
        # A datetime is a date too; its ISO form starts with the date.
        return value.isoformat()[:10]
    if not isinstance(value, str):
        raise _wrong_type(value, "an ISO date as text", place, field)
    return check_date(value, place, field)


def _wrong_type(value: object, wanted: str, place: Place, field: str | None) -> errors.ArticleError:
    return place.error(errors.WRONG_TYPE, field=field, found=kind_of(value), wanted=wanted)


def _plain_value(value: Any) -> str:
    """The form in which a value without a JSON form goes into the hash."""
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else str(value)
