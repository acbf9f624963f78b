"""A comparison as tables on a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kortom.comparison.table import Table
    from kortom.comparison.values import ChangedSentence, Comparison

WIDTH = 80
NARROWEST = 8
"""Columns of a cell that is wrapped: with very many systems lines are longer than WIDTH instead."""

_HANG = " " * 6

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"(?:[-+<]?[0-9].*|-|off|none)?", re.DOTALL)


def comparison_lines(comparison: Comparison, sentences: int) -> Iterator[str]:
    """The whole comparison. sentences: how many of those that changed most are shown."""
    from kortom.comparison.tables import input_lines, tables
    from kortom.comparison.values import most_changed
    from kortom.comparison.verdicts import summary_lines

    runs, *others = tables(comparison)
    yield from _table_lines(runs)
    for line in ("", *input_lines(comparison), "", *summary_lines(comparison)):
        yield from _paragraph(line)
    for table in others:
        yield ""
        yield from _table_lines(table)
    labels = [system.label for system in comparison.systems]
    chosen = most_changed(comparison, sentences)
    if chosen:
        yield ""
        yield f"Sentences that changed most ({len(chosen)})"
    for sentence in chosen:
        yield ""
        yield from _sentence_lines(sentence, labels)
    yield from _signature_lines(comparison)


def _paragraph(text: str, first: str = "", others: str = "  ") -> list[str]:
    """Lines of a text, one for none. first, others: what its lines begin with."""
    return textwrap.wrap(
        _plain(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=others,
        break_on_hyphens=False,
    ) or [""]


def _table_lines(table: Table) -> Iterator[str]:
    """Columns of numbers to the right, others to the left and wrapped where they are too wide."""
    yield _plain(table.title)
    rows = [tuple(_plain(cell) for cell in row) for row in (table.columns, *table.rows)]
    columns = list(zip(*rows, strict=True))
    widths = _fitting([max(map(len, column)) for column in columns])
    numeric = [all(_NUMBER.fullmatch(cell) for cell in column[1:]) for column in columns]
    for row in rows:
        cells = [_wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            parts = [
                part.rjust(width) if right else part.ljust(width)
                for part, width, right in zip(line, widths, numeric, strict=True)
            ]
            yield f"  {'  '.join(parts)}".rstrip()
    for note in table.notes:
        yield from _paragraph(note, "  ", "  ")


def _fitting(widths: list[int]) -> list[int]:
    """The widest columns narrowed until a row fits in WIDTH, the first one last; or as far as it
    goes."""
    fitting = list(widths)
    for columns, narrowest in (
        (range(1, len(widths)), 2 * NARROWEST),
        (range(len(widths)), NARROWEST),
    ):
        while sum(fitting) + 2 * len(fitting) > WIDTH:
            widest = max(columns, key=fitting.__getitem__)
            if fitting[widest] <= narrowest:
                break
            fitting[widest] -= 1
    return fitting


def _wrap(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _sentence_lines(sentence: ChangedSentence, labels: Sequence[str]) -> Iterator[str]:
    yield _plain(f"{sentence.article} [{sentence.index}]  chrF2 between {sentence.chrf:.1f}")
    yield from _paragraph(sentence.source, "  nl  ", _HANG)
    for position, label in enumerate(labels):
        about = list(sentence.flags[position])
        if sentence.reference_chrf is not None:
            about.insert(0, f"chrF2 {sentence.reference_chrf[position]:.1f}")
        told = f"  [{', '.join(about)}]" if about else ""
        english = sentence.hypotheses[position] or "(nothing)"
        yield from _paragraph(english + told, f"  {label:<4}", _HANG)
    if sentence.reference is not None:
        yield from _paragraph(sentence.reference, "  ref ", _HANG)


def _signature_lines(comparison: Comparison) -> Iterator[str]:
    signed = {
        measure.title: measure.signature
        for measure in comparison.measures
        if measure.signature and any(measure.values)
    }
    if signed:
        yield ""
    for title, signature in signed.items():
        yield f"  {title:<8}  {signature}"
    yield ""


def _plain(text: str) -> str:
    """Without control characters, which a terminal would obey."""
    return _CONTROL.sub("�", text)
