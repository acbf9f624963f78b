"""Rows from .jsonl and .json. Each line or object fails on its own where that is possible."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import NoReturn

from kortom import errors
from kortom.articles.decoding import decode, decode_file, splits_at_newlines, strip_bom
from kortom.articles.places import Place, shown_name
from kortom.articles.rows import Row, hash_values, kind_of
from kortom.config.model import Fields
from kortom.errors import ArticleError

_SPACE = re.compile(r"[ \t\r\n]*")
_TOO_DEEP = "nested too deeply"
_CUT_TOKEN = re.compile(r"|-|\.|[eE][+-]?|t|tr|tru|f|fa|fal|fals|n|nu|nul")


class _Parser:
    """Reads JSON values out of a text, and notes keys that stand twice in one object."""

    def __init__(self) -> None:
        self.repeated: str | None = None
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._pairs, parse_constant=_refuse_constant
        )

    def value(self, text: str, start: int) -> tuple[object, int]:
        """The value that starts there, and the position after it and the space that follows.

        ValueError or RecursionError if there is none.
        """
        self.repeated = None
        value, end = self._decoder.raw_decode(text, start)
        return value, _skip(text, end)

    def _pairs(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        values = dict(pairs)
        if len(values) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    self.repeated = key
                seen.add(key)
        return values


def jsonl_rows(
    data: bytes, encoding: str, fields: Fields, place: Place
) -> Iterator[Row | ArticleError]:
    """The rows of a .jsonl file, line by line, or what is wrong with a line.

    sha256: of the line's bytes without the line end (of the line in UTF-8, for an encoding such
    as UTF-16, whose bytes cannot be cut at line ends).
    """
    if splits_at_newlines(encoding):
        body, offset = strip_bom(data, encoding)
        line_encoding = encoding
    else:
        text = decode_file(data, encoding, place)
        body, offset, line_encoding = text.encode("utf-8", "surrogatepass"), 0, "utf-8"
    lines = body.split(b"\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    if not filled:
        yield place.error(errors.EMPTY)
        return
    parser = _Parser()
    for number, line in enumerate(lines):
        if line.strip():
            here = place.at_line(number + 1)
            is_last = number == filled[-1]
            try:
                yield _line(
                    line.rstrip(b"\r"), line_encoding, offset, is_last, parser, fields, here
                )
            except ArticleError as error:
                yield error
        offset += len(line) + 1


def json_rows(
    data: bytes, encoding: str, fields: Fields, place: Place
) -> Iterator[Row | ArticleError]:
    """The rows of a .json file: one object, or a list of objects. Raises ArticleError if the file
    as a whole is not that."""
    text = decode_file(data, encoding, place)
    start = _skip(text, 0)
    if start == len(text):
        raise place.error(errors.EMPTY)
    # The list is read before its first row is handed out: a file that is cut off gives nothing.
    if text[start] == "[":
        yield from list(_list(text, start, fields, place))
        return
    parser = _Parser()
    value, end = _parse(parser, text, start, place, may_be_cut=True)
    if end < len(text):
        raise _bad_json(place, text, end, "something follows the value")
    yield _row(value, parser, fields, place.at_line(_line_of(text, start), "the object"), None)


def _list(text: str, start: int, fields: Fields, place: Place) -> Iterator[Row | ArticleError]:
    parser = _Parser()
    position = _skip(text, start + 1)
    count, line, counted = 0, 1, 0
    if text[position : position + 1] == "]":
        _check_end(text, position, place)
        return
    while True:
        count += 1
        line, counted = line + text.count("\n", counted, position), position
        here = place.at_line(line, f"object {count} (line {line})")
        value, position = _parse(parser, text, position, place, may_be_cut=True)
        try:
            yield _row(value, parser, fields, here, None)
        except ArticleError as error:
            yield error
        mark = text[position : position + 1]
        if mark == "]":
            _check_end(text, position, place)
            return
        if mark != ",":
            if not mark:
                raise place.error(errors.TRUNCATED_JSON, line=_line_of(text, position))
            raise _bad_json(place, text, position, "no comma between the objects")
        position = _skip(text, position + 1)


def _check_end(text: str, position: int, place: Place) -> None:
    end = _skip(text, position + 1)
    if end < len(text):
        raise _bad_json(place, text, end, "something follows the list")


def _line(
    line: bytes,
    encoding: str,
    offset: int,
    is_last: bool,
    parser: _Parser,
    fields: Fields,
    here: Place,
) -> Row:
    try:
        text = decode(line, encoding, here, offset=offset)
    except ArticleError as error:
        # A file that was cut off can end within a character.
        if is_last and _ends_within_character(error.__cause__, line):
            raise here.error(errors.TRUNCATED_JSON) from error
        raise
    value, end = _parse(parser, text, _skip(text, 0), here, may_be_cut=is_last)
    if end < len(text):
        raise _bad_json(here, text, end, "something follows the object")
    return _row(value, parser, fields, here, hashlib.sha256(line).hexdigest())


def _row(value: object, parser: _Parser, fields: Fields, here: Place, sha256: str | None) -> Row:
    if not isinstance(value, dict):
        raise here.error(errors.NOT_AN_OBJECT, found=kind_of(value), field=fields.text)
    if parser.repeated is not None:
        raise here.error(errors.DUPLICATE_KEY, field=shown_name(parser.repeated))
    try:
        return Row(here, value, sha256 or hash_values(value))
    except RecursionError as error:
        # The writer's limit is not quite the reader's.
        raise here.error(errors.BAD_JSON, detail=_TOO_DEEP) from error


def _parse(
    parser: _Parser, text: str, start: int, place: Place, *, may_be_cut: bool
) -> tuple[object, int]:
    try:
        return parser.value(text, start)
    except json.JSONDecodeError as error:
        if may_be_cut and _is_cut(text, error):
            line = _line_of(text, len(text.rstrip()))
            raise place.error(errors.TRUNCATED_JSON, line=place.line or line) from error
        raise _bad_json(place, text, error.pos, error.msg) from error
    except (ValueError, RecursionError) as error:
        detail = _TOO_DEEP if isinstance(error, RecursionError) else str(error)
        raise _bad_json(place, text, start, detail) from error


def _is_cut(text: str, error: json.JSONDecodeError) -> bool:
    """Whether the text is the beginning of a valid one."""
    rest = text[error.pos :].strip()
    if error.msg.startswith("Unterminated string"):
        return True
    if error.msg.startswith("Invalid \\"):
        return '"' not in rest
    return _CUT_TOKEN.fullmatch(rest) is not None


def _ends_within_character(cause: BaseException | None, line: bytes) -> bool:
    return (
        isinstance(cause, UnicodeDecodeError)
        and cause.end == len(line)
        and "unexpected end" in cause.reason
    )


def _bad_json(place: Place, text: str, position: int, detail: str) -> ArticleError:
    line = place.line or _line_of(text, position)
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    return place.error(errors.BAD_JSON, line=line, detail=f"{detail} (column {column})")


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
