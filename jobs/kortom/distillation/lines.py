"""Files with a Dutch sentence a line, or one in each row of a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kortom import errors
from kortom.articles.decoding import check_characters
from kortom.errors import ArticleError, KortomError
from kortom.training.corpus.source import lines, opened

KINDS = (".txt", ".txt.xz", ".tsv", ".tsv.xz")


def is_table(file: str) -> bool:
    """Whether a file by its name has columns. Raises KortomError (exit 2) if it is of no kind."""
    kind = next((kind for kind in KINDS if file.lower().endswith(kind)), None)
    if kind is None:
        extension, known = Path(file).suffix, ", ".join(KINDS)
        raise KortomError(errors.SENTENCES_KIND(file=file, extension=extension, known=known))
    return kind.startswith(".tsv")


def read_lines(file: str, column: int) -> Iterator[str | ArticleError]:
    """The sentences of a file, or what is wrong with a line. column: of a table, from 1.

    Raises KortomError (exit 2) if the file cannot be read to its end.
    """
    with_columns = is_table(file)
    with opened(file) as source:
        for number, line in lines(source):
            place = source.place.at_line(number)
            if isinstance(line, ArticleError):
                yield line
                continue
            cells = line.split("\t") if with_columns else [line]
            wanted = column if with_columns else 1
            if len(cells) < wanted:
                yield place.error(errors.SENTENCES_COLUMN, found=len(cells), column=column)
                continue
            try:
                yield check_characters(cells[wanted - 1], place, "sentence")
            except ArticleError as error:
                yield error
