"""Rows from .csv and .tsv: a header, then one record a row."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kortom import errors
from kortom.articles.decoding import count_lines, decode_file
from kortom.articles.places import Place, shown
from kortom.articles.rows import Row, check_names, hash_values
from kortom.config.model import Fields
from kortom.errors import ArticleError

Record = tuple[Place, list[str]]

_LINE_END = re.compile(r"\r\n|\r|\n")
_TSV_CELL = re.compile(r'"(?P<quoted>[^"]*(?:""[^"]*)*)"(?=[\t\r\n]|\Z)|(?P<plain>[^\t\r\n]*)')
_TAB_AFTER_LINE_END = re.compile(r"[\r\n][^\t]*\t")


def csv_rows(
    data: bytes, encoding: str, fields: Fields, place: Place
) -> Iterator[Row | ArticleError]:
    """The rows of a .csv file, or what is wrong with a row.

    After a quote that is out of place nobody can tell where rows begin: the file is then not read
    on, and the last item is the ArticleError (ROWS_UNREAD) that says from which line.
    Raises ArticleError (NOT_DECODABLE, EMPTY, MISSING_FIELD, DUPLICATE_KEY, ROWS_UNREAD) if the
    header cannot be used.
    """
    text = decode_file(data, encoding, place)
    with _long_fields():
        # Read within the block: the limit is the process's, not the reader's.
        records = list(_csv_records(text, place))
    return _rows(records, fields, place)


def tsv_rows(
    data: bytes, encoding: str, fields: Fields, place: Place
) -> Iterator[Row | ArticleError]:
    """The rows of a .tsv file, or what is wrong with a row; raises as `csv_rows`.

    As TSV is commonly written it has no quoting: a quote is a character like any other. But
    spreadsheets do quote: so a field that begins with a quote, ends with one right before a tab or
    the end of a line, and has all quotes in between doubled, is quoted, and may hold tabs and line
    ends. One that holds a tab after a line end may as well be two rows, with a quotation that
    closes in the second: the file is then not read on, as above.
    """
    return _rows(list(_tsv_records(decode_file(data, encoding, place), place)), fields, place)


def _rows(
    records: Sequence[Record | ArticleError], fields: Fields, place: Place
) -> Iterator[Row | ArticleError]:
    if not records:
        raise place.error(errors.EMPTY)
    first, *rest = records
    if isinstance(first, ArticleError):
        raise first
    here, header = first
    here = Place(here.file, here.origin, "the header", here.line)
    check_names([name for name in header if name.strip()], fields, here)
    for record in rest:
        if isinstance(record, ArticleError):
            yield record
        else:
            yield _row(header, *record)


def _row(header: Sequence[str], here: Place, cells: Sequence[str]) -> Row | ArticleError:
    if len(cells) != len(header):
        return here.error(errors.ROW_SHAPE, found=len(cells), wanted=len(header))
    for column, (name, cell) in enumerate(zip(header, cells, strict=True), 1):
        # A first column of numbers is the count of rows that pandas writes.
        is_count = column == 1 and cell.isdecimal()
        if not name.strip() and not is_count and any(map(str.isalnum, cell)):
            return here.error(errors.UNNAMED_CELL, column=column, value=shown(cell))
    values = {name: cell for name, cell in zip(header, cells, strict=True) if name.strip()}
    return Row(here, values, hash_values(values))


def _csv_records(text: str, place: Place) -> Iterator[Record | ArticleError]:
    """The records, each with the lines it stands on; blank lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield place.error(errors.ROWS_UNREAD, line=line, detail=str(error))
            return
        if cells:
            yield _at_lines(place, line, reader.line_num), cells


def _tsv_records(text: str, place: Place) -> Iterator[Record | ArticleError]:
    position, line = 0, 1
    while position < len(text):
        cells: list[str] = []
        first = line
        for cell, end in _tsv_cells(text, position):
            if _TAB_AFTER_LINE_END.search(cell):
                detail = "a quoted text there has a line end and then a tab"
                yield place.error(errors.ROWS_UNREAD, line=first, detail=detail)
                return
            cells.append(cell)
            line += count_lines(cell) - 1
            position = end
        if cells != [""]:
            yield _at_lines(place, first, line), cells
        line_end = _LINE_END.match(text, position)
        position, line = (line_end.end() if line_end else len(text)), line + 1


def _tsv_cells(text: str, position: int) -> Iterator[tuple[str, int]]:
    """The cells of the record that starts there, each with the position after it."""
    # The pattern matches everywhere, if only an empty cell.
    while match := _TSV_CELL.match(text, position):
        quoted = match["quoted"]
        yield match["plain"] if quoted is None else quoted.replace('""', '"'), match.end()
        position = match.end() + 1
        if text[match.end() : position] != "\t":
            return


def _at_lines(place: Place, first: int, last: int) -> Place:
    return place.at_line(first, None if first == last else f"lines {first} to {last}")


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lifts the csv module's limit of 131,072 characters a field: `max_characters` is ours."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
