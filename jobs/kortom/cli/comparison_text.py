"""A comparison as tables on a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kortom.cli.brief_text import WIDTH

if TYPE_CHECKING:
    from kortom.comparison.tables import Table
    from kortom.comparison.values import ChangedSentence, Comparison

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def comparison_lines(comparison: Comparison, sentences: int) -> Iterator[str]:
    """The whole comparison. sentences: how many of those that changed most are shown."""
    from kortom.comparison.tables import input_lines, tables
    from kortom.comparison.values import most_changed
    from kortom.comparison.verdicts import summary_lines

    for line in summary_lines(comparison):
        yield from textwrap.wrap(line, WIDTH, subsequent_indent="  ")
    yield ""
    yield from map(_plain, input_lines(comparison))
    for table in tables(comparison):
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


def _table_lines(table: Table) -> Iterator[str]:
    """The first column to the left, the others to the right unless they are texts."""
    yield _plain(table.title)
    rows = [table.columns, *table.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.columns))]
    for row in rows:
        cells = [
            f"{_plain(cell):<{width}}" if _is_text(table, column) else f"{_plain(cell):>{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"  {'  '.join(cells)}".rstrip()
    for note in table.notes:
        yield from textwrap.wrap(note, WIDTH, initial_indent="  ", subsequent_indent="  ")


def _is_text(table: Table, column: int) -> bool:
    cells = [row[column] for row in table.rows]
    return column == 0 or not all(not cell or cell[0] in "+-0123456789<o" for cell in cells)


def _sentence_lines(sentence: ChangedSentence, labels: Sequence[str]) -> Iterator[str]:
    yield _plain(f"{sentence.article} [{sentence.index}]  chrF2 between {sentence.chrf:.1f}")
    yield from _wrapped("nl", sentence.source)
    for position, label in enumerate(labels):
        about = list(sentence.flags[position])
        if sentence.reference_chrf is not None:
            about.insert(0, f"chrF2 {sentence.reference_chrf[position]:.1f}")
        told = f"  [{', '.join(about)}]" if about else ""
        yield from _wrapped(label, (sentence.hypotheses[position] or "(nothing)") + told)
    if sentence.reference is not None:
        yield from _wrapped("ref", sentence.reference)


def _wrapped(name: str, text: str) -> list[str]:
    return textwrap.wrap(
        _plain(text), WIDTH, initial_indent=f"  {name:<4}", subsequent_indent=" " * 6
    )


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


def _plain(text: str) -> str:
    """Without control characters, which a terminal would obey."""
    return _CONTROL.sub("�", text)
