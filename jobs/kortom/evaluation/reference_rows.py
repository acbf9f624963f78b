"""From the bytes of a references file to its rows, line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kortom import errors
from kortom.articles.decoding import strip_bom
from kortom.articles.json_rows import jsonl_rows
from kortom.articles.places import Place, listed, shown_name
from kortom.config.model import Fields
from kortom.errors import ArticleError

PAIR_FIELDS = ("source", "reference")
BRIEF_FIELDS = ("id", "brief")

JSON_LINES = (".jsonl", ".ndjson")
TABLES = (".tsv", ".tab", ".txt")

_HEADERLESS = " If the file has no header, name its columns: --columns source,reference."


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One line's fields by name. place: has the line."""

    place: Place
    values: Mapping[str, object]


def is_brief(names: Iterable[str]) -> bool:
    """Whether a row with these fields is a brief; any other is a translation pair."""
    return "brief" in names


def read_rows(path: Path, columns: Sequence[str] | None) -> Iterator[ReferenceRow | ArticleError]:
    """The rows of a file, or what is wrong with a line, or with the file as a whole.

    TSV is read without quoting: a reference that is all one quotation keeps its marks.
    """
    place = Place(str(path), str(path))
    kind = path.suffix.lower()
    if kind not in (*JSON_LINES, *TABLES):
        known = ", ".join((*TABLES, *JSON_LINES))
        yield place.error(errors.REFERENCES_KIND, extension=path.suffix, known=known)
        return
    if kind in JSON_LINES and columns is not None:
        yield place.error(errors.COLUMNS_OF_JSON)
        return
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or error
        yield place.error(errors.REFERENCES_UNREADABLE, detail=detail)
        return
    lines = []
    for number, raw in enumerate(strip_bom(data, "utf-8")[0].split(b"\n"), start=1):
        line = _decoded(raw, place.at_line(number))
        lines.append(line if isinstance(line, str) else None)
        if isinstance(line, ArticleError):
            yield line
    yield from _json_rows(lines, place) if kind in JSON_LINES else _tsv_rows(lines, columns, place)


def _decoded(line: bytes, place: Place) -> str | ArticleError:
    try:
        return line.decode("utf-8").rstrip("\r")
    except UnicodeDecodeError as error:
        byte, offset = f"0x{line[error.start]:02x}", error.start + 1
        return place.error(errors.REFERENCES_ENCODING, byte=byte, offset=offset)


def check_fields(names: Iterable[str], wanted: Sequence[str], place: Place, cure: str = "") -> None:
    """ArticleError (REFERENCES_COLUMN) for the first wanted field that is not among the names."""
    present = list(names)
    for field in wanted:
        if field not in present:
            raise place.error(
                errors.REFERENCES_COLUMN,
                field=field,
                present=listed([shown_name(name) for name in present]),
                headerless=cure,
            )


def _json_rows(lines: Sequence[str | None], place: Place) -> Iterator[ReferenceRow | ArticleError]:
    """lines: None for one that is told of already."""
    data = "\n".join(line or "" for line in lines).encode()
    if None in lines and not data.strip():
        return
    for row in jsonl_rows(data, "utf-8", Fields(text="source"), place):
        yield row if isinstance(row, ArticleError) else ReferenceRow(row.place, row.values)


def _tsv_rows(
    lines: Sequence[str | None], columns: Sequence[str] | None, place: Place
) -> Iterator[ReferenceRow | ArticleError]:
    """lines: None for one that is told of already."""
    filled = [
        (number, line) for number, line in enumerate(lines, start=1) if line is None or line.strip()
    ]
    if not filled:
        yield place.error(errors.EMPTY)
        return
    names = columns
    if names is None:
        number, header = filled.pop(0)
        if header is None:
            return
        names = [name.strip() for name in header.split("\t")]
        try:
            _check_header(names, place.at_line(number, f"the header (line {number})"))
        except ArticleError as error:
            yield error
            return
    for number, line in filled:
        if line is not None:
            yield _tsv_row(names, line.split("\t"), place.at_line(number))


def _tsv_row(
    names: Sequence[str], cells: Sequence[str], place: Place
) -> ReferenceRow | ArticleError:
    if len(cells) == len(names):
        return ReferenceRow(place, dict(zip(names, cells, strict=True)))
    return place.error(
        errors.REFERENCES_SHAPE, found=len(cells), wanted=len(names), names=", ".join(names)
    )


def _check_header(names: Sequence[str], place: Place) -> None:
    wanted = BRIEF_FIELDS if is_brief(names) else PAIR_FIELDS
    check_fields(names, wanted, place, _HEADERLESS)
    twice = [name for name, count in Counter(names).items() if count > 1 and name]
    if twice:
        raise place.error(errors.DUPLICATE_KEY, field=shown_name(twice[0]))
