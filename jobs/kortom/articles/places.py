"""Where something stood, and how it is shown: every message about input is made from a `Place`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kortom.errors import ArticleError, Problem, Template
from kortom.values import Failure

WHOLE_FILE = "the file"
_SHOWN_CHARACTERS = 60
_LISTED = 10
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or one record in it.

    file: the path as the user gave it or as it was found, for messages. origin: the path relative
    to the input that named it. text: how a message names the place. line: from 1, where known.
    """

    file: str
    origin: str
    text: str = WHOLE_FILE
    line: int | None = None

    def at_line(self, line: int, text: str | None = None) -> Place:
        """The same file at a line (from 1); text defaults to "line N"."""
        return Place(self.file, self.origin, text or f"line {line}", line)

    def at(self, text: str) -> Place:
        """The same file at a place that has no line, such as "row 3"."""
        return Place(self.file, self.origin, text)

    def error(
        self,
        template: Template,
        *,
        line: int | None = None,
        field: str | None = None,
        **details: Any,
    ) -> ArticleError:
        """An error at this place; `file`, `place`, `line` and `field` are filled in from here."""
        line = self.line if line is None else line
        known: dict[str, Any] = {
            "file": self.file,
            "place": self.text,
            "line": line,
            "field": field,
        }
        return ArticleError(template(**(known | details)), line=line, field=field)

    def field_text(self, field: str | None) -> str:
        """The place in words, with the field if there is one."""
        return f"{self.text}, field {shown(field)}" if field else self.text

    def failure(self, error: ArticleError, article_id: str | None = None) -> Failure:
        """What becomes of an error in this file."""
        return make_failure(self.origin, error.problem, article_id, error.line, error.field)


def make_failure(
    origin: str,
    problem: Problem,
    article_id: str | None = None,
    line: int | None = None,
    field: str | None = None,
) -> Failure:
    """A failure from a filled-in message."""
    return Failure(origin, problem.code, problem.message, article_id, line, field)


def sort_failures(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """Failures in the one order that depends on nothing but themselves."""
    return tuple(
        sorted(
            failures,
            key=lambda failure: (
                failure.origin,
                failure.line or 0,
                failure.code,
                failure.field or "",
                failure.id or "",
                failure.message,
            ),
        )
    )


def shown(value: object) -> str:
    """A value for a message: quoted, on one line, of bounded length, and always printable."""
    # Numbers with thousands of digits make str() raise, so only the kind is said of them.
    if isinstance(value, int) and value.bit_length() > 256:
        return "a number of many digits"
    text = repr(value[: _SHOWN_CHARACTERS + 1] if isinstance(value, str) else value)
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= _SHOWN_CHARACTERS + 2 else text[:_SHOWN_CHARACTERS] + "…"


def listed(texts: Sequence[str], limit: int = _LISTED) -> str:
    """The first few of many texts, for a message."""
    rest = len(texts) - limit
    first = ", ".join(texts[:limit]) or "nothing"
    return f"{first} and {rest:,} more" if rest > 0 else first


def shown_name(name: str) -> str:
    """The name of a field as `shown`, without quotes."""
    return shown(name).strip("'\"")


def shown_path(path: str | os.PathLike[str]) -> str:
    """A path as text that can be printed and written as UTF-8.

    File names are bytes: those that are not UTF-8, and control characters, are shown as escapes.
    """
    try:
        text = os.fsencode(path).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        text = os.fspath(path).encode("utf-8", "backslashreplace").decode()
    return _CONTROL.sub(lambda match: f"\\x{ord(match.group()):02x}", text)
