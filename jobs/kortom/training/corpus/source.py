"""A file of parallel data as bytes: opened, unpacked if it is .xz, and cut into lines."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO

from kortom import errors
from kortom.articles.places import Place, listed
from kortom.errors import ArticleError, KortomError

KINDS = {
    ".tsv": "tsv",
    ".tab": "tsv",
    ".txt": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".tmx": "tmx",
}
MAX_BYTES = 1 << 20
"""Of a line, or of a unit of TMX: no sentence is that long, and a small .xz can hold anything."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file. data: its bytes, unpacked; packed: the file itself, whose position is how much
    of it was read."""

    place: Place
    data: BufferedIOBase
    packed: BinaryIO


def kind_of(file: str) -> str:
    """What a file is by its name: "tsv", "jsonl" or "tmx". KortomError (DATA_KIND)."""
    path = Path(file)
    extension = path.with_suffix("").suffix if path.suffix.lower() == ".xz" else path.suffix
    kind = KINDS.get(extension.lower())
    if kind is None:
        known = listed(list(KINDS))
        raise KortomError(errors.DATA_KIND(file=file, extension=extension, known=known))
    return kind


@contextmanager
def opened(file: str) -> Iterator[Opened]:
    """Open a file by its path. KortomError, also for what fails while it is read (DATA_NOT_FOUND,
    DATA_UNREADABLE, DATA_COMPRESSION)."""
    try:
        with Path(file).open("rb") as packed:
            place = Place(file, file)
            if file.lower().endswith(".xz"):
                with lzma.open(packed) as data:
                    yield Opened(place, data, packed)
            else:
                yield Opened(place, packed, packed)
    except FileNotFoundError as error:
        raise KortomError(errors.DATA_NOT_FOUND(file=file)) from error
    except (lzma.LZMAError, EOFError) as error:
        raise KortomError(errors.DATA_COMPRESSION(file=file, detail=error)) from error
    except OSError as error:
        detail = error.strerror or error
        raise KortomError(errors.DATA_UNREADABLE(file=file, detail=detail)) from error


def lines(source: Opened) -> Iterator[tuple[int, str | ArticleError]]:
    """The lines that are not blank, with their numbers (from 1), or what is wrong with one.

    UTF-8 with or without a byte order mark; lines end in \\n or \\r\\n.
    """
    number = 0
    while raw := source.data.readline(MAX_BYTES + 1):
        number += 1
        if len(raw) > MAX_BYTES:
            _skip_line(source.data, raw)
            yield number, source.place.error(errors.PAIR_LONG, line=number, limit=MAX_BYTES)
            continue
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            byte = f"0x{raw[error.start]:02x}"
            yield number, source.place.error(errors.PAIR_ENCODING, line=number, byte=byte)
            continue
        if text and not text.isspace():
            yield number, text


def _skip_line(data: BufferedIOBase, begun: bytes) -> None:
    while begun and not begun.endswith(b"\n"):
        begun = data.readline(MAX_BYTES)
