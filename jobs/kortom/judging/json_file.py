"""One JSON object from a file that nobody vouches for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from kortom import errors
from kortom.articles.places import shown_name, shown_path
from kortom.articles.rows import kind_of
from kortom.errors import KortomError

MAX_BYTES = 64_000_000
"""More than any export holds; it keeps an endless file (a device, a pipe) from filling memory."""


def read_object(path: Path) -> dict[str, Any]:
    """The object that a file holds, in UTF-8, with or without a byte order mark.

    Raises KortomError (JUDGEMENTS_UNREADABLE, JUDGEMENTS_NOT_JSON) for anything else, also for a
    field that stands twice in an object, NaN and infinite numbers, and nesting beyond all reason.
    """
    file = shown_path(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or error
        raise KortomError(errors.JUDGEMENTS_UNREADABLE(file=file, detail=detail)) from None
    if len(data) > MAX_BYTES:
        detail = f"it is larger than {MAX_BYTES:,} bytes"
        raise KortomError(errors.JUDGEMENTS_UNREADABLE(file=file, detail=detail))
    line, detail = 1, ""
    try:
        value = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refuse
        )
        if isinstance(value, dict):
            return value
        detail = f"it holds {kind_of(value)}, not an object"
    except UnicodeDecodeError as error:
        line, detail = data.count(b"\n", 0, error.start) + 1, "it is not UTF-8"
    except json.JSONDecodeError as error:
        line, detail = error.lineno, f"{error.msg} (column {error.colno})"
    except RecursionError:
        detail = "it is nested too deeply"
    except ValueError as error:
        detail = str(error)
    raise KortomError(errors.JUDGEMENTS_NOT_JSON(file=file, line=line, detail=detail))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            raise ValueError(f"the field '{shown_name(key)}' stands twice in one object")
        values[key] = value
    return values


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
