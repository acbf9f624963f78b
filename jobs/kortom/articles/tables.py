"""Rows from .parquet and Hugging Face datasets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kortom import errors
from kortom.articles.places import Place, shown
from kortom.articles.rows import Row, Undecodable, check_names, hash_values
from kortom.config.model import Fields
from kortom.errors import ArticleError

_BATCH_ROWS = 1024


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

    splits: dict[str, Any] = {}
    try:
        for name, part in _splits(folder).items():
            if _is_empty(part):
                continue
            splits[name] = datasets.load_from_disk(str(part))
            # Its buffers come straight from the file: without this check a damaged one could
            # make pyarrow read outside of them.
            splits[name].data.validate(full=True)
    except Exception as error:
        raise _bad_table("dataset", error, place) from error
    for name, dataset in splits.items():
        yield from dataset_rows(dataset, fields, place, split=name)


def _splits(folder: Path) -> dict[str, Path]:
    """The folders of the splits by name; the folder itself, under "", if it is just one."""
    index = folder / "dataset_dict.json"
    if not index.is_file():
        return {"": folder}
    names = json.loads(index.read_text(encoding="utf-8"))["splits"]
    return {name: folder / name for name in names}


def _is_empty(folder: Path) -> bool:
    """Whether a dataset was saved without rows: `datasets` writes no file then, and cannot read
    what it wrote."""
    state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    return bool(state["_data_files"] == [])


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
    check_names(names, fields, place.at(f"{prefix}the table"))
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


def _bad_table(kind: str, error: Exception, place: Place) -> ArticleError:
    detail = shown(" ".join(str(error).split()) or type(error).__name__)
    return place.error(errors.BAD_TABLE, kind=kind, detail=detail)
