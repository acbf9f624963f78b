"""Where training data is from, and under which licence: `SOURCES.tsv` beside a corpus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import yaml

from kortom import errors
from kortom.errors import KortomError
from kortom.paths import is_file
from kortom.training.data_config import DataEntry

SOURCES = "SOURCES.tsv"
"""Beside a corpus: where its parts are from."""

COLUMNS = ("name", "pairs", "avg_nl_words", "source", "licence", "remarks")

NO_NAME = "(no name)"
"""Shown for an origin that has none."""

_NOT_STATED = re.compile(r"\b(?:none|not) stated\b|^(?:none|no licen[cs]e)\b", re.IGNORECASE)
_AS_ANOTHER = re.compile(r"as (?P<name>\S+)")
_FRONT_MATTER = re.compile(r"---\n(?P<yaml>.*?)\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of a SOURCES.tsv. name: of an origin, a pattern with * and ?, or how names begin.

    words: Dutch words of a sentence on average, None if the table does not say. place: repository
    or address. licence: as stated there, "" if the table does not say.
    """

    name: str
    words: float | None
    place: str
    licence: str
    remarks: str


@dataclass(frozen=True, slots=True)
class DataSource:
    """An origin of training pairs, as the model card lists it.

    pairs: that were kept. share: of the target tokens that an epoch draws, from 0 to 1. words,
    place, licence, remarks: as in `SourceRow`; None and "" for an origin that is in no table.
    """

    origin: str
    pairs: int
    share: float
    words: float | None = None
    place: str = ""
    licence: str = ""
    remarks: str = ""

    @property
    def is_known(self) -> bool:
        """Whether a table says anything of it."""
        return bool(self.place or self.licence or self.remarks)

    @property
    def is_licensed(self) -> bool:
        """Whether a licence is stated for all of it."""
        return bool(self.licence) and not _NOT_STATED.search(self.licence)


def read_sources(path: Path) -> tuple[SourceRow, ...]:
    """The rows of a SOURCES.tsv: a header that names COLUMNS in any order, of which only `name` is
    needed, then a row for each source.

    A licence "as other-name" is that of the other row. Raises KortomError (exit 2) naming file,
    line and cure.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        detail = f"cannot be read ({error})"
        raise KortomError(errors.SOURCES_TABLE(file=path, line=1, detail=detail)) from None
    names = lines[0].split("\t") if lines else []
    if "name" not in names:
        detail = "is no header with a column 'name'"
        raise KortomError(errors.SOURCES_TABLE(file=path, line=1, detail=detail))
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) > len(names) or not cells[names.index("name") :][:1]:
            detail = f"has {len(cells)} columns, and the header has {len(names)}"
            raise KortomError(errors.SOURCES_TABLE(file=path, line=number, detail=detail))
        rows.append(_row(dict(zip(names, map(str.strip, cells), strict=False))))
    licences = {row.name: row.licence for row in rows}
    return tuple(_with_licence(row, licences) for row in rows)


def read_tables(data: Sequence[DataEntry]) -> list[SourceRow]:
    """The rows of the tables beside the data's files. KortomError (exit 2) if one is damaged."""
    tables = dict.fromkeys(Path(entry.path).parent / SOURCES for entry in data)
    return [row for table in tables if is_file(table) for row in read_sources(table)]


def describe_sources(
    kept: Mapping[str, int], drawn: Mapping[str, float], rows: Sequence[SourceRow]
) -> tuple[DataSource, ...]:
    """Each origin with what a table says of it, those that an epoch draws most of first.

    kept, drawn: as in `DataCounts`. A row fits an origin if its name is the origin's; else if its
    pattern fits; else, the longest first, if the origin begins with its name and then goes on with
    no letter or digit. Several rows of one name all count: what they say stands side by side.
    """
    total = sum(drawn.values()) or 1.0
    described = [
        _describe(origin, pairs, drawn.get(origin, 0.0) / total, _fitting(origin, rows))
        for origin, pairs in kept.items()
        if pairs
    ]
    return tuple(sorted(described, key=lambda source: (-source.share, source.origin)))


def stated_licence(folder: Path) -> str:
    """The licence that a model's own README.md states in its front matter, "" if it does not."""
    try:
        text = (folder / "README.md").read_text(encoding="utf-8")
        match = _FRONT_MATTER.match(text)
        data = yaml.safe_load(match["yaml"]) if match else None
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return ""
    licence = data.get("license") if isinstance(data, dict) else None
    return licence if isinstance(licence, str) else ""


def _row(cells: Mapping[str, str]) -> SourceRow:
    try:
        words = float(cells["avg_nl_words"])
    except (KeyError, ValueError):
        words = None
    return SourceRow(
        name=cells["name"],
        words=words,
        place=cells.get("source", ""),
        licence=cells.get("licence", "").replace('"', ""),
        remarks=cells.get("remarks", ""),
    )


def _with_licence(row: SourceRow, licences: Mapping[str, str]) -> SourceRow:
    match = _AS_ANOTHER.fullmatch(row.licence)
    if match is None:
        return row
    licence = licences.get(match["name"], row.licence)
    return SourceRow(row.name, row.words, row.place, licence, row.remarks)


def _fitting(origin: str, rows: Sequence[SourceRow]) -> list[SourceRow]:
    """All rows of the name that fits best."""
    exact = [row.name for row in rows if row.name == origin]
    patterns = [row.name for row in rows if fnmatchcase(origin, row.name)]
    prefixes = [row.name for row in rows if _begins(origin, row.name)]
    name = next(iter([*exact, *patterns, *sorted(prefixes, key=len, reverse=True)]), None)
    return [row for row in rows if row.name == name]


def _begins(origin: str, name: str) -> bool:
    return origin.startswith(name) and bool(name) and not origin[len(name) :][:1].isalnum()


def _describe(origin: str, pairs: int, share: float, rows: Sequence[SourceRow]) -> DataSource:
    words = [row.words for row in rows if row.words is not None]
    return DataSource(
        origin=origin,
        pairs=pairs,
        share=share,
        words=sum(words) / len(words) if words else None,
        place=_together(row.place for row in rows),
        licence=_together(row.licence for row in rows),
        remarks=_together(row.remarks for row in rows),
    )


def _together(texts: Iterable[str]) -> str:
    """Different texts that are not blank, side by side."""
    return "; ".join(dict.fromkeys(text for text in texts if text))
