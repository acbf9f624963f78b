"""Reads all inputs of a run: articles, failures, and the files they came from."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kortom import errors
from kortom.articles.decoding import check_encoding
from kortom.articles.delimited import csv_rows, tsv_rows
from kortom.articles.discover import DATASET, Source, files_of, find_inputs, regular_bytes
from kortom.articles.documents import read_markdown_file, read_text_file
from kortom.articles.ids import Found, safe_id, settle_duplicates
from kortom.articles.json_rows import json_rows, jsonl_rows
from kortom.articles.places import Place, shown_path, sort_failures
from kortom.articles.rows import Row, read_row, row_id
from kortom.articles.tables import dataset_folder_rows, dataset_rows, parquet_rows
from kortom.config.model import Input
from kortom.errors import ArticleError
from kortom.hashing import file_sha256
from kortom.values import Article, Failure


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read. path: as it was given or found. bytes: its size."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Readings:
    """articles: sorted by id, each id once. failures, files: sorted.

    waiting: files that changed so lately that they may still be being written, sorted.
    """

    articles: tuple[Article, ...]
    failures: tuple[Failure, ...]
    files: tuple[InputFile, ...] = ()
    waiting: tuple[str, ...] = ()


def read_articles(inputs: Sequence[str], config: Input) -> Readings:
    """The articles in all inputs (see `find_inputs`).

    What is wrong with an input, a file or a record becomes a failure, and the others go on. The
    outcome does not depend on the order of the inputs, nor on that of the files and records.
    KortomError (BAD_ENCODING_NAME) for the whole run.
    """
    encoding = check_encoding(config.encoding)
    discovery = find_inputs(inputs)
    collected = _Collected()
    collected.failures += discovery.failures
    for source in discovery.sources:
        collected.read(source, encoding, config)
    return collected.settle()


def articles_from_dataset(dataset: Any, config: Input, origin: str) -> Readings:
    """The articles of a `datasets.Dataset` in memory, by the field names of the config.

    origin: stands in the articles that have no url of their own, and in the failures.
    """
    collected = _Collected()
    place = Place(origin, origin)
    collected.add(_rows(dataset_rows(dataset, config.fields, place), config, place), place)
    return collected.settle()


class _Collected:
    def __init__(self) -> None:
        self.found: list[Found] = []
        self.failures: list[Failure] = []
        self.files: list[InputFile] = []
        self.waiting: list[str] = []

    def read(self, source: Source, encoding: str, config: Input) -> None:
        try:
            if _is_unsettled(source, config.settle_seconds):
                self.waiting.append(source.place.file)
                return
            if source.kind == DATASET:
                self.files += [_stream_hash(path) for path in files_of(source)]
                data = b""
            else:
                data = regular_bytes(source.path)
                digest = hashlib.sha256(data).hexdigest()
                self.files.append(InputFile(source.place.file, digest, len(data)))
        except OSError as error:
            detail = error.strerror or type(error).__name__
            problem = source.place.error(errors.UNREADABLE, detail=detail)
            self.failures.append(source.place.failure(problem))
            return
        self.add(_read(source, data, encoding, config), source.place)

    def add(self, items: Iterable[Found | Failure], place: Place) -> None:
        """Takes what was read of one file, and the error that ends its reading."""
        try:
            for item in items:
                if isinstance(item, Found):
                    self.found.append(item)
                else:
                    self.failures.append(item)
        except ArticleError as error:
            self.failures.append(place.failure(error))

    def settle(self) -> Readings:
        articles, failures = settle_duplicates(self.found)
        return Readings(
            articles,
            sort_failures([*self.failures, *failures]),
            tuple(sorted(self.files, key=lambda file: file.path)),
            tuple(sorted(self.waiting)),
        )


def _is_unsettled(source: Source, settle_seconds: float) -> bool:
    """Whether a file changed less than so many seconds ago.

    One from the future (the clock was set back) counts by its distance, so that it cannot wait for
    ever.
    """
    if settle_seconds == 0:
        return False
    now = time.time()
    return any(abs(now - path.stat().st_mtime) < settle_seconds for path in files_of(source))


def _read(source: Source, data: bytes, encoding: str, config: Input) -> Iterator[Found | Failure]:
    place = source.place
    if source.kind not in (".txt", ".md"):
        yield from _rows(_source_rows(source, data, encoding, config), config, place)
        return
    read = read_text_file if source.kind == ".txt" else read_markdown_file
    article_id = safe_id(source.raw_id, place)
    try:
        yield read(data, article_id, encoding, config, place)
    except ArticleError as error:
        yield place.failure(error, article_id)


def _source_rows(
    source: Source, data: bytes, encoding: str, config: Input
) -> Iterable[Row | ArticleError]:
    fields, place = config.fields, source.place
    match source.kind:
        case ".jsonl":
            return jsonl_rows(data, encoding, fields, place)
        case ".json":
            return json_rows(data, encoding, fields, place)
        case ".csv":
            return csv_rows(data, encoding, fields, place)
        case ".tsv":
            return tsv_rows(data, encoding, fields, place)
        case ".parquet":
            return parquet_rows(data, fields, place)
        case _:
            return dataset_folder_rows(source.path, fields, place)


def _rows(
    rows: Iterable[Row | ArticleError], config: Input, place: Place
) -> Iterator[Found | Failure]:
    for row in rows:
        if isinstance(row, ArticleError):
            yield place.failure(row)
            continue
        article_id = None
        try:
            article_id = row_id(row, config.fields)
            yield read_row(row, article_id, config)
        except ArticleError as error:
            yield place.failure(error, article_id)


def _stream_hash(path: Path) -> InputFile:
    return InputFile(shown_path(path), file_sha256(path), path.stat().st_size)
