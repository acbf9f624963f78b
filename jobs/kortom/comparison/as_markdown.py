"""A comparison as Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kortom.comparison.gate import Ruling, hit_problems
from kortom.comparison.table import Table
from kortom.comparison.tables import input_lines, tables
from kortom.comparison.values import ChangedSentence, Comparison, most_changed
from kortom.comparison.verdicts import summary_lines
from kortom.runs.render import escape


def comparison_to_markdown(
    comparison: Comparison, rulings: Sequence[Ruling], sentences: int
) -> str:
    """The whole report. sentences: how many of those that changed most it shows."""
    labels = [system.label for system in comparison.systems]
    lines = [f"# Comparison of {len(labels)} runs", "", *_gate(rulings)]
    lines += [f"- {escape(line)}" for line in summary_lines(comparison)]
    lines += [f"- {escape(line)}" for line in input_lines(comparison)]
    for table in tables(comparison):
        lines += ["", *_table(table)]
    lines += [""]
    lines += [*_sentences(comparison, labels, sentences), *_signatures(comparison)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _gate(rulings: Sequence[Ruling]) -> Iterator[str]:
    for problem in hit_problems(rulings):
        yield f"- **Gate hit**: {escape(problem.message)}"
    for ruling in rulings:
        if not ruling.hits:
            yield f"- Gate not hit: {escape(ruling.condition)}"


def _table(table: Table) -> Iterator[str]:
    yield f"## {escape(table.title)}"
    yield ""
    for row in (table.columns, ("---",) * len(table.columns), *table.rows):
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"
    for note in table.notes:
        yield f"\n{escape(note)}"


def _cell(text: str) -> str:
    return text if text == "---" else _inline(text)


def _inline(text: str) -> str:
    """A text on one line, shown as it is."""
    return escape(" ".join(text.split()))


def _sentences(comparison: Comparison, labels: Sequence[str], count: int) -> Iterator[str]:
    chosen = most_changed(comparison, count)
    if not chosen:
        return
    yield "## Sentences that changed most"
    yield ""
    for sentence in chosen:
        yield from _sentence(sentence, labels)
        yield ""


def _sentence(sentence: ChangedSentence, labels: Sequence[str]) -> Iterator[str]:
    place = f"{_inline(sentence.article)} \\[{sentence.index}\\]"
    yield f"- {place}, chrF2 between {sentence.chrf:.1f}"
    yield f"  - Dutch: {_inline(sentence.source)}"
    for position, label in enumerate(labels):
        about = (
            [f"flags: {', '.join(sentence.flags[position])}"] if sentence.flags[position] else []
        )
        if sentence.reference_chrf is not None:
            about.insert(0, f"chrF2 {sentence.reference_chrf[position]:.1f}")
        told = f" ({_inline('; '.join(about))})" if about else ""
        yield f"  - {label}{told}: {_inline(sentence.hypotheses[position])}"
    if sentence.reference is not None:
        yield f"  - Reference: {_inline(sentence.reference)}"


def _signatures(comparison: Comparison) -> Iterator[str]:
    signed = [m for m in comparison.measures if m.signature and any(m.values)]
    if signed:
        yield "## Signatures"
        yield ""
    for measure in signed:
        if measure.group != "headlines":
            yield f"- {escape(measure.title)}: `{measure.signature}`"
