"""From a row of a glossary to its entries, whatever file it stands in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kortom import errors
from kortom.articles.text import clean
from kortom.errors import KortomError
from kortom.glossary.entries import CASE_RULES, CaseRule, Entry
from kortom.glossary.spelling import comparable

MAX_LENGTH = 200
"""Characters of a term at most: what is longer is a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """Forms of a term side by side. line: in the file, from 1; case: as it is written there."""

    line: int
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    case: str


def entries_of(rows: Sequence[Row], file: str) -> tuple[Entry, ...]:
    """The entries of all rows, in their order.

    Raises KortomError (GLOSSARY_FIELD, GLOSSARY_TWICE, GLOSSARY_EMPTY; exit 2).
    """
    # By their spelling where capitals count, and once more by the one that all cases share.
    lines: dict[tuple[str, str], tuple[int, Entry]] = {}
    entries = []
    for row in rows:
        for entry in _entries(row, file):
            keys = [("exact", entry.source)]
            keys += [("any", entry.source.casefold())] * (entry.case == "any")
            for key in keys:
                line, other = lines.setdefault(key, (row.line, entry))
                if other is not entry:
                    raise _twice(file, row.line, entry, line, other)
            entries.append(entry)
    if not entries:
        raise KortomError(errors.GLOSSARY_EMPTY(file=file))
    return tuple(entries)


def field_error(file: str, line: int, field: str, detail: str) -> KortomError:
    """What is wrong with one field of a row, and the cure."""
    return KortomError(errors.GLOSSARY_FIELD(file=file, line=line, field=field, detail=detail))


def _entries(row: Row, file: str) -> Iterator[Entry]:
    case = _case(row, file)
    sources = [_term(text, "source", row, file) for text in row.sources]
    targets = [_term(text, "target", row, file) for text in row.targets]
    if len(targets) not in (1, len(sources)):
        detail = (
            f"has {len(targets)} forms for the {len(sources)} of 'source': give one for all, or as"
            " many"
        )
        raise field_error(file, row.line, "target", detail)
    for index, source in enumerate(sources):
        yield Entry(source, targets[index if len(targets) > 1 else 0], case)


def _case(row: Row, file: str) -> CaseRule:
    for rule in CASE_RULES:
        if row.case.strip() in (rule, "" if rule == CASE_RULES[0] else rule):
            return rule
    detail = f"is '{row.case.strip()}': write {' or '.join(CASE_RULES)}, or leave it empty"
    raise field_error(file, row.line, "case", detail)


def _term(text: str, field: str, row: Row, file: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text.strip()):
        raise field_error(file, row.line, field, "holds a control character: take it out")
    term = comparable(clean(text))
    if not any(map(str.isalnum, term)):
        raise field_error(file, row.line, field, "has no letter or digit: fill it or drop the form")
    if len(term) > MAX_LENGTH:
        detail = f"has {len(term)} characters, more than {MAX_LENGTH}: give terms, not sentences"
        raise field_error(file, row.line, field, detail)
    return term


def _twice(file: str, line: int, entry: Entry, first: int, other: Entry) -> KortomError:
    same = entry.target == other.target
    conflict = "" if same else f" as '{other.target}', here it is '{entry.target}'"
    return KortomError(
        errors.GLOSSARY_TWICE(
            file=file, line=line, source=entry.source, first=first, conflict=conflict
        )
    )
