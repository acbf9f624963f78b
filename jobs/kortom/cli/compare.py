"""`kortom compare`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kortom.cli.options import Json, Output

if TYPE_CHECKING:
    from kortom.errors import Problem
    from kortom.values import Failure


def compare_command(
    runs: Annotated[
        list[str],
        typer.Argument(help="Two runs or more: folders, ids or beginnings of them, config names."),
    ],
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline", help="What the others are held against (default: the first).",
            metavar="RUN",
        ),
    ] = None,
    references: Annotated[
        list[str] | None,
        typer.Option(
            "--references", "-r", help="TSV or JSONL as of kortom evaluate; repeatable.",
            metavar="FILE",
        ),
    ] = None,
    output: Output = None,
    write: Annotated[
        Path | None,
        typer.Option(
            "--write", help="Write comparison.html, .md, .csv and .json there.", metavar="DIR"
        ),
    ] = None,
    fail_if: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-if",
            help="Exit 10 if it holds: 'chrf < -0.3', 'high:flags > 1 and ter > 2%'; repeatable.",
            metavar="CONDITION",
        ),
    ] = None,
    changed: Annotated[
        int,
        typer.Option(
            "--changed", min=0, help="How many of the sentences that changed most to show.",
            metavar="N",
        ),
    ] = 10,
    blind: Annotated[
        str | None,
        typer.Option(
            "--blind",
            help="Write a page to judge two runs' briefs on without knowing whose they are.",
            metavar="PAGE",
        ),
    ] = None,
    as_json: Json = False,
) -> None:  # fmt: skip
    """Compare runs of the same articles: what differs, where, by how much, and how sure that is."""
    from kortom.cli.blind import blind_command
    from kortom.cli.comparison_text import comparison_lines
    from kortom.comparison.as_json import comparison_to_json
    from kortom.comparison.compare import Request, compare
    from kortom.comparison.conditions import check_references, parse_condition
    from kortom.comparison.files import write_comparison
    from kortom.comparison.gate import hit_problems, rule
    from kortom.errors import Exit
    from kortom.telemetry.ending import exit_code

    if blind is not None:
        others = {
            "--baseline": baseline,
            "--references": references,
            "--write": write,
            "--fail-if": fail_if,
            "--json": as_json,
        }
        blind_command(Path(blind), runs, Path(output or "outputs"), others)
        return
    conditions = [parse_condition(text) for text in fail_if or ()]
    if not references:
        for condition in conditions:
            check_references(condition)
    request = Request(
        runs=tuple(runs),
        baseline=baseline,
        references=tuple(references or ()),
        output=Path(output or "outputs"),
    )
    comparison = compare(request, Reporter())
    rulings = rule(conditions, comparison)
    written = () if write is None else write_comparison(write, comparison, rulings, changed)
    if as_json:
        data = comparison_to_json(comparison, rulings)
        print(json.dumps(data, ensure_ascii=False, allow_nan=False))
    else:
        print("\n".join(comparison_lines(comparison, changed)))
        for ruling in rulings:
            if not ruling.hits:
                print(f"Gate not hit: {ruling.condition}")
        if written:
            print(f"Written to {write}: {', '.join(path.name for path in written)}")
    hits = hit_problems(rulings)
    for problem in hits:
        print(f"kortom: {problem}", file=sys.stderr)
    raise typer.Exit(Exit.GATE_HIT if hits else exit_code(len(comparison.failures)))


class Reporter:
    """Tells of problems on stderr."""

    def failure(self, failure: Failure) -> None:
        """Something of the references cannot be read, and is left out."""
        print(f"kortom: {failure.code} {failure.message}", file=sys.stderr)

    def warning(self, problem: Problem) -> None:
        """Not all of the runs, or of the references, is compared."""
        print(f"kortom: {problem}", file=sys.stderr)
