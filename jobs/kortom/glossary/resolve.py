"""What a glossary's name means: one that comes with kortom, or a file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from kortom import errors
from kortom.errors import KortomError
from kortom.glossary.entries import Glossary
from kortom.glossary.rows import Row, entries_of
from kortom.glossary.tmx import tmx_rows
from kortom.glossary.tsv import tsv_rows

EMBEDDED = {"embedded:news": "news.tsv"}
"""Glossaries that come with kortom, by their names."""

_READERS: dict[str, Callable[[bytes, str], list[Row]]] = {".tsv": tsv_rows, ".tmx": tmx_rows}


def resolve_glossary(reference: str) -> Glossary:
    """Read the glossary that a reference names: `embedded:news`, or the path of a .tsv or .tmx.

    Raises KortomError (exit 2) that names the file, the line and the cure.
    """
    name = EMBEDDED.get(reference)
    path = Path(__file__).parent / name if name else Path(reference)
    reader = _READERS.get(path.suffix.lower())
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        known = ", ".join(EMBEDDED)
        raise KortomError(errors.GLOSSARY_NOT_FOUND(file=reference, known=known)) from error
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise KortomError(errors.GLOSSARY_UNREADABLE(file=reference, detail=detail)) from error
    if reader is None:
        problem = errors.GLOSSARY_KIND(file=reference, extension=path.suffix)
        raise KortomError(problem)
    entries = entries_of(reader(data, reference), reference)
    return Glossary(reference, hashlib.sha256(data).hexdigest(), entries)
