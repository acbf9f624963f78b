"""Rows from .csv, .tsv, .parquet and Hugging Face datasets."""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kortom import errors
from kortom.articles.decoding import decode_file
from kortom.articles.places import Place, shown, shown_name
from kortom.articles.rows import Row, Undecodable, check_field, hash_values
from kortom.config.model import Fields
from kortom.errors import ArticleError

_BATCH_ROWS = 1024


def csv_rows(
    data: bytes, encoding: str, fields: Fields, place: Place, *, delimiter: str
) -> Iterator[Row | ArticleError]:
    """The rows of a .csv or .tsv file with a header, or what is wrong with a row.

    Raises ArticleError (NOT_DECODABLE, EMPTY, MISSING_FIELD, DUPLICATE_KEY, BAD_TABLE) if the
    header cannot be used.
    """
    text = decode_file(data, encoding, place)
    with _long_fields():
        # Read within the block: the limit is the process's, not the reader's.
        rows = list(_records(text, delimiter, place))
    if not rows:
        raise place.error(errors.EMPTY)
    first, *rest = rows
    if isinstance(first, ArticleError):
        raise first
    here, header = first
    here = Place(here.file, here.origin, "the header", here.line)
    _check_names([name for name in header if name], fields, here)
    for row in rest:
        if isinstance(row, ArticleError):
            yield row
            continue
        here, cells = row
        if len(cells) != len(header):
            yield here.error(errors.ROW_SHAPE, found=len(cells), wanted=len(header))
            continue
        # A column without a name is the row number that pandas writes, or an empty one.
        values = {name: cell for name, cell in zip(header, cells, strict=True) if name}
        yield Row(here, values, hash_values(values))


def parquet_rows(data: bytes, fields: Fields, place: Place) -> Iterator[Row]:
    """The rows of a .parquet file. ArticleError (BAD_TABLE, MISSING_FIELD, DUPLICATE_KEY)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(pa.BufferReader(data)) as file:
            # In batches, since reading at one go makes room for as many rows as the file claims:
            # a damaged count made pyarrow 26 ask for 256 GiB.
            batches = list(file.iter_batches(_BATCH_ROWS, use_threads=False))
            table = pa.Table.from_batches(batches, file.schema_arrow)
            claimed = file.metadata.num_rows
        if table.num_rows != claimed:
            raise ValueError(f"it claims {claimed:,} rows and holds {table.num_rows:,}")
        table.validate()
        names = list(table.schema.names)
    except Exception as error:
        raise _bad_table("Parquet", error, place) from error
    yield from _table_rows(table, names, fields, place)


def dataset_folder_rows(folder: Path, fields: Fields, place: Place) -> Iterator[Row]:
    """The rows of a folder written by `save_to_disk`, all splits of it. ArticleError as above."""
    import datasets

    try:
        loaded = datasets.load_from_disk(str(folder))
        splits = loaded if isinstance(loaded, dict) else {"": loaded}
        for dataset in splits.values():
            # Its buffers come straight from the file: without this check a damaged one could
            # make pyarrow read outside of them.
            dataset.data.validate(full=True)
    except Exception as error:
        raise _bad_table("dataset", error, place) from error
    for name, dataset in splits.items():
        yield from dataset_rows(dataset, fields, place, split=name)


def dataset_rows(dataset: Any, fields: Fields, place: Place, *, split: str = "") -> Iterator[Row]:
    """The rows of a `datasets.Dataset`. ArticleError (BAD_TABLE, MISSING_FIELD)."""
    try:
        # As Arrow, nothing is decoded: images and sounds need libraries, and are not for us.
        table = dataset.with_format("arrow")[:]
    except Exception as error:
        raise _bad_table("dataset", error, place) from error
    prefix = f"split {shown(split)} " if split else ""
    yield from _table_rows(table, list(table.schema.names), fields, place, prefix)


def _table_rows(
    table: Any, names: list[str], fields: Fields, place: Place, prefix: str = ""
) -> Iterator[Row]:
    _check_names(names, fields, place.at(f"{prefix}the table"))
    number = 0
    for batch in table.to_batches(max_chunksize=_BATCH_ROWS):
        columns = [_column(column) for column in batch.columns]
        for cells in zip(*columns, strict=True):
            number += 1
            values: Mapping[str, object] = dict(zip(names, cells, strict=True))
            yield Row(place.at(f"{prefix}row {number}"), values, hash_values(values))


def _column(column: Any) -> list[object]:
    try:
        values: list[object] = column.to_pylist()
    except Exception:  # noqa: BLE001 (one bad value, for example bytes that are not UTF-8)
        values = [_cell(scalar) for scalar in column]
    return values


def _cell(scalar: Any) -> object:
    try:
        value: object = scalar.as_py()
    except UnicodeDecodeError:
        return Undecodable("text that is not UTF-8")
    except Exception:  # noqa: BLE001 (for example a time zone that Python does not know)
        return Undecodable(f"a value of type {shown(str(scalar.type))} that Python cannot hold")
    return value


def _check_names(names: list[str], fields: Fields, here: Place) -> None:
    check_field(names, "id", fields.id, here)
    check_field(names, "text", fields.text, here)
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise here.error(errors.DUPLICATE_KEY, field=shown_name(repeated[0]))


def _records(
    text: str, delimiter: str, place: Place
) -> Iterable[tuple[Place, list[str]] | ArticleError]:
    """The header and the rows, each with the line it starts on; blank lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    kind = "TSV" if delimiter == "\t" else "CSV"
    while True:
        here = place.at_line(reader.line_num + 1)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield here.error(errors.BAD_TABLE, kind=kind, detail=f"line {here.line}: {error}")
            continue
        if cells:
            yield here, cells


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lifts the csv module's limit of 131,072 characters a field: `max_characters` is ours."""
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _bad_table(kind: str, error: Exception, place: Place) -> ArticleError:
    detail = shown(" ".join(str(error).split()) or type(error).__name__)
    return place.error(errors.BAD_TABLE, kind=kind, detail=detail)
