"""`kortom reproduce`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kortom.cli.options import Json, Output
from kortom.cli.progress import Reporter

if TYPE_CHECKING:
    from kortom.runs.reproduce import Reproduction


def reproduce_command(
    run: Annotated[
        str | None,
        typer.Argument(help="A run's folder, id or beginning of it, or a config's name."),
    ] = None,
    output: Output = None,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", help="Keep the new run, under this folder.", metavar="DIR"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a run (default: the latest) again from its manifest, and compare byte by byte."""
    from kortom.runs.reproduce import EXITS, reproduce
    from kortom.runs.verify import find_any_run

    folder = find_any_run(Path(output or "outputs"), run)
    with Reporter(show=not as_json) as reporter:
        reproduction = reproduce(folder, reporter, keep, ("kortom", *sys.argv[1:]))
    if as_json:
        print(json.dumps(as_data(reproduction), ensure_ascii=False))
    else:
        for line in lines(reproduction):
            print(line)
    raise typer.Exit(EXITS[reproduction.verdict])


def lines(reproduction: Reproduction) -> Iterator[str]:
    """The outcome for people: problems, the files by their verdicts, and the verdict."""
    yield from map(str, reproduction.problems)
    grouped: dict[str, list[str]] = {}
    for result in reproduction.files:
        label = f"{result.verdict} for {result.but}" if result.but else result.verdict
        grouped.setdefault(label, []).append(result.name)
    for label, names in grouped.items():
        yield f"  {label}: {_short(names)}"
    if reproduction.verdict == "differs":
        yield from (f"  {note}" for note in reproduction.notes)
    if reproduction.kept:
        yield f"  kept: {reproduction.kept}"
    records, problems = len_text(reproduction.records, "record"), len(reproduction.problems)
    detail = len_text(problems, _NOUNS[reproduction.verdict]) if problems else records
    yield f"{reproduction.verdict}: {reproduction.run}: {detail}"


def as_data(reproduction: Reproduction) -> dict[str, Any]:
    """The outcome for machines."""
    return {
        "run": str(reproduction.run),
        "verdict": reproduction.verdict,
        "records": reproduction.records,
        "problems": [
            {"code": problem.code, "message": problem.message} for problem in reproduction.problems
        ],
        "files": [asdict(result) for result in reproduction.files],
        "notes": list(reproduction.notes),
        "kept": str(reproduction.kept) if reproduction.kept else None,
    }


_NOUNS = {"differs": "difference", "cannot": "reason", "damaged": "problem", "same bytes": ""}


def len_text(number: int, noun: str) -> str:
    """`1 record`, `2 records`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _short(names: list[str], limit: int = 8) -> str:
    rest = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {rest:,} more" if rest > 0 else "")
