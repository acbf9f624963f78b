"""Parallel data as tab-separated lines, without quoting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kortom import errors
from kortom.errors import ArticleError, KortomError
from kortom.training.corpus.fields import TARGET_NAMES, make_pair
from kortom.training.corpus.source import Opened, lines
from kortom.training.values import ParallelPair

NOT_READ = "-"
_BY_COUNT = {2: ("source", "target"), 4: ("origin", "weight", "source", "target")}
_HEADERS = {"source": "source", "origin": "origin", "weight": "weight"} | dict.fromkeys(
    TARGET_NAMES, "target"
)


def tsv_pairs(
    source: Opened, columns: Sequence[str] | None
) -> Iterator[ParallelPair | ArticleError]:
    """The pairs of a file, or what is wrong with a line.

    columns: None: the first line is a header that names source and target (or reference), among
    others that are not read; or there is none, and the columns are source and target, or origin,
    weight, source and target. KortomError (DATA_COLUMNS) if neither is so.
    """
    for number, line in lines(source):
        place = source.place.at_line(number)
        if isinstance(line, ArticleError):
            yield line
            continue
        cells = line.split("\t")
        if columns is None:
            columns = _header(cells)
            if columns:
                continue
            columns = _by_count(cells, source.place.file, number)
        if len(cells) != len(columns):
            yield place.error(errors.PAIR_COLUMNS, found=len(cells), wanted=len(columns))
            continue
        try:
            yield make_pair(dict(zip(columns, cells, strict=True)), place)
        except ArticleError as error:
            yield error


def _header(cells: Sequence[str]) -> tuple[str, ...] | None:
    """The columns of a header; None if the line is none."""
    names = tuple(_HEADERS.get(cell.strip().lower(), NOT_READ) for cell in cells)
    return names if names.count("source") == names.count("target") == 1 else None


def _by_count(cells: Sequence[str], file: str, line: int) -> tuple[str, ...]:
    columns = _BY_COUNT.get(len(cells))
    if columns is None or (len(cells) == 4 and not _is_number(cells[1])):
        raise KortomError(errors.DATA_COLUMNS(file=file, line=line, found=len(cells)))
    return columns


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
