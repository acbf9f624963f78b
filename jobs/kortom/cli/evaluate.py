"""`kortom evaluate`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kortom.cli.options import Json, Output, Overrides

if TYPE_CHECKING:
    from kortom.errors import Problem
    from kortom.values import Failure


def evaluate_command(
    references: Annotated[
        list[str] | None,
        typer.Argument(
            help="TSV or JSONL: source and reference, or id and brief (default: facts of a run)."
        ),
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(
            "--run",
            help="Take the English of a run: its folder, id or a config's name.",
            metavar="RUN",
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns", help="Names for a TSV without a header.", metavar="source,reference"
        ),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option("--config", help="A config file, or its name in configs/.", metavar="CONFIG"),
    ] = None,
    override: Overrides = None,
    output: Output = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="At most N pairs and N briefs.", metavar="N"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Score translations and briefs against references; without any, describe a run."""
    from kortom.cli.evaluation_text import evaluation_lines
    from kortom.evaluation.as_json import evaluation_to_json
    from kortom.evaluation.evaluate import Request, evaluate
    from kortom.evaluation.references import parse_columns
    from kortom.telemetry.ending import exit_code

    request = Request(
        references=tuple(references or ()),
        columns=None if columns is None else parse_columns(columns),
        run=run,
        output=Path(output or "outputs"),
        config=config,
        overrides=tuple(override or ()),
        limit=limit,
    )
    evaluation = evaluate(request, Reporter(show=not as_json))
    if as_json:
        print(json.dumps(evaluation_to_json(evaluation), ensure_ascii=False))
    else:
        print("\n".join(evaluation_lines(evaluation)))
    raise typer.Exit(exit_code(len(evaluation.failures)))


class Reporter:
    """Tells of problems, and (if `show`) of progress: on a terminal one line that counts up, to a
    file a line at each tenth."""

    def __init__(self, show: bool) -> None:
        self._show = show
        self._tenths = 0

    def failure(self, failure: Failure) -> None:
        """Something is left out of the scores."""
        print(f"kortom: {failure.code} {failure.message}", file=sys.stderr)

    def warning(self, problem: Problem) -> None:
        """Something is wrong that leaves nothing out."""
        print(f"kortom: {problem}", file=sys.stderr)

    def progress(self, done: int, total: int) -> None:
        """So many pairs of all are translated."""
        if not self._show:
            return
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            print(f"\r{done:,}/{total:,} pairs", end=end, file=sys.stderr, flush=True)
        elif 10 * done // total > self._tenths:
            self._tenths = 10 * done // total
            print(f"{done:,}/{total:,} pairs", file=sys.stderr, flush=True)
