"""Glossaries as TSV: a header, then a row a term; variants with "|", comments with "#"."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from kortom import errors
from kortom.errors import KortomError
from kortom.glossary.languages import language_of
from kortom.glossary.rows import Row

_COLUMNS = ("source", "target", "case")
_BY_LANGUAGE = {"nl": "source", "en": "target"}


def tsv_rows(data: bytes, file: str) -> list[Row]:
    """The rows of a TSV glossary.

    The header names the columns, in any order: source (or nl, nl-NL), target (or en, en-GB) and
    case, which may be left out. A quote is a character like any other. Blank lines and those that
    begin with "#" are skipped. Raises KortomError (GLOSSARY_ENCODING, GLOSSARY_HEADER,
    GLOSSARY_ROW, GLOSSARY_EMPTY; exit 2).
    """
    lines = [
        (number, line.split("\t"))
        for number, line in enumerate(_lines(data, file), 1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        raise KortomError(errors.GLOSSARY_EMPTY(file=file))
    (first, header), *rest = lines
    columns = _columns(header, first, file)
    return [_row(columns, number, cells, file) for number, cells in rest]


def _lines(data: bytes, file: str) -> list[str]:
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise KortomError(errors.GLOSSARY_ENCODING(file=file, line=line)) from error
    # Not splitlines: that also splits at characters that are no line ends here.
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _columns(header: Sequence[str], line: int, file: str) -> list[str]:
    """What each column holds, as one of _COLUMNS."""
    names = [name.strip().lower() for name in header]
    columns = [_BY_LANGUAGE.get(language_of(name), name) for name in names]
    wanted = set(_COLUMNS[:2])
    if not wanted <= set(columns) <= set(_COLUMNS) or len(set(columns)) < len(columns):
        found = ", ".join(f"'{name}'" for name in names)
        raise KortomError(errors.GLOSSARY_HEADER(file=file, line=line, found=found))
    return columns


def _row(columns: Sequence[str], line: int, cells: Sequence[str], file: str) -> Row:
    # A last column that is empty may be left out, as editors strip white space at line ends.
    missing = len(columns) - len(cells)
    if not 0 <= missing <= (columns[-1] == "case"):
        problem = errors.GLOSSARY_ROW(file=file, line=line, found=len(cells), wanted=len(columns))
        raise KortomError(problem)
    values = dict(zip(columns, [*cells, *[""] * missing], strict=True))
    return Row(
        line,
        tuple(values["source"].split("|")),
        tuple(values["target"].split("|")),
        values.get("case", ""),
    )
