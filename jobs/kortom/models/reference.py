"""The three ways to name a model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kortom import errors
from kortom.errors import KortomError
from kortom.paths import expand_home, is_folder

EMBEDDED_PREFIX = "embedded:"
_HUB = re.compile(
    r"(?P<repository>[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*)(?:@(?P<revision>[\w./-]+))?"
)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A model that comes with the package: `embedded:nl-en`."""

    name: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A local folder: `./models/x`, `/srv/models/x`, or any existing folder."""

    path: Path


@dataclass(frozen=True, slots=True)
class Hub:
    """A model of the Hugging Face hub: `organisation/name` or `organisation/name@revision`.

    revision: a commit (40 hex digits), branch or tag; None is the default branch.
    """

    repository: str
    revision: str | None


def parse_reference(text: str) -> Embedded | Folder | Hub:
    """Read a model reference. Raises KortomError (exit 5) if it is none of the three.

    A text that could be a folder or a hub name is a folder if there is one; what starts with `.`,
    `/` or `~` is always a folder.
    """
    if text.startswith(EMBEDDED_PREFIX):
        return Embedded(text.removeprefix(EMBEDDED_PREFIX))
    path = expand_home(text)
    if text.startswith((".", "/", "~")) or is_folder(path):
        return Folder(path)
    match = _HUB.fullmatch(text)
    if match is None:
        raise KortomError(errors.MODEL_REFERENCE(ref=text))
    return Hub(match["repository"], match["revision"])
