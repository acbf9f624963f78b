"""`kortom sweep`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kortom.cli.options import Json, Output, Overrides
from kortom.cli.progress import Reporter

if TYPE_CHECKING:
    from kortom.errors import Problem
    from kortom.sweep import Combination


def sweep_command(
    configs: Annotated[
        list[str],
        typer.Argument(help="Config files, or their names in configs/.", metavar="CONFIG..."),
    ],
    override: Overrides = None,
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--set-grid",
            help="Each of these values: translate.beam_size=1,4,8. Several multiply.",
            metavar="KEY=VALUE,VALUE",
        ),
    ] = None,
    input_: Annotated[
        list[str] | None,
        typer.Option(
            "--input", "-i", help="File, folder or glob, instead of run.inputs.", metavar="PATH"
        ),
    ] = None,
    output: Output = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=1, help="At most N articles.", metavar="N")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Make a run also where a complete one is there.")
    ] = False,
    most: Annotated[
        int, typer.Option("--max-combinations", min=1, help="Refuse more than N.", metavar="N")
    ] = 64,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and check everything; translate nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")] = False,
    as_json: Json = False,
) -> None:
    """Run several configs, or one with several values, on the same articles, to compare them."""
    from kortom.cli.sweep_text import sweep_lines
    from kortom.config import LoadedConfig
    from kortom.plan import Request
    from kortom.runs.redact import redact
    from kortom.sweep import (
        Sweep,
        combine,
        fetch_models,
        parse_grid,
        plan_sweep,
        sweep_to_json,
        work_off,
    )

    def request(config: LoadedConfig) -> Request:
        return Request(config, command=redact(("kortom", *sys.argv[1:])), limit=limit)

    reporter = SweepReporter(show=not (quiet or as_json))
    options = {"run.inputs": input_, "run.output": output}
    extra = [f"{key}={json.dumps(value)}" for key, value in options.items() if value]
    combinations = combine(configs, parse_grid(grid or ()), [*(override or ()), *extra], most)
    if not dry_run:
        combinations = fetch_models(combinations, reporter)
    attempts = plan_sweep(combinations, request, reporter, again=again)
    sweep = Sweep(attempts) if dry_run else work_off(attempts, reporter)
    if as_json:
        print(json.dumps(sweep_to_json(sweep), ensure_ascii=False))
    elif not quiet:
        print("\n".join(sweep_lines(sweep)))
    if sweep.stopped is not None:
        print(f"kortom: {sweep.stopped}", file=sys.stderr)
    raise typer.Exit(sweep.exit)


class SweepReporter:
    """Tells on stderr of problems, and (if `show`) of progress."""

    def __init__(self, show: bool) -> None:
        self._show = show

    def begins(self, number: int, total: int, combination: Combination) -> Reporter:
        """A run begins."""
        if self._show:
            print(f"Run {number} of {total}: {combination}", file=sys.stderr)
        return Reporter(self._show)

    def failed(self, combination: Combination, problem: Problem) -> None:
        """There will be no run of it."""
        print(f"kortom: {problem.code} {combination}: {problem.message}", file=sys.stderr)

    def warning(self, problem: Problem) -> None:
        """Something is wrong that no combination fails of."""
        print(f"kortom: {problem}", file=sys.stderr)
