"""`kortom distill`."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from kortom.cli.options import Json, Overrides

if TYPE_CHECKING:
    from kortom.distillation.chunk import Chunk
    from kortom.distillation.plan import Plan
    from kortom.errors import Problem
    from kortom.values import Failure


def distill_command(
    config: Annotated[str, typer.Argument(help="A config file, or its name in configs/distill/.")],
    override: Overrides = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and count everything; translate nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")] = False,
    as_json: Json = False,
) -> None:
    """Write parallel data for `kortom train`: a stronger local model translates Dutch texts."""
    from pathlib import Path

    from kortom.cli.distill_text import plan_lines, result_lines
    from kortom.config.load import read_plain, validate_as
    from kortom.distillation.as_json import plan_to_json, result_to_json
    from kortom.distillation.config import DistillConfig
    from kortom.distillation.distill import distill
    from kortom.distillation.plan import make_plan
    from kortom.runs.redact import redact
    from kortom.telemetry.ending import exit_code

    folder = Path("configs") / "distill"
    plain = read_plain(config, override or (), folder)
    value = validate_as(DistillConfig, plain.data, plain.label)
    reporter = Reporter(show=not (quiet or as_json))
    plan = make_plan(value, plain.name, redact(("kortom", *sys.argv[1:])))
    if dry_run:
        reporter.failures(plan.failures)
        data, lines = plan_to_json(plan), plan_lines(plan)
    else:
        result = distill(plan, reporter)
        data, lines = result_to_json(result), result_lines(result)
    if as_json:
        print(json.dumps(data, ensure_ascii=False))
    elif not quiet:
        print("\n".join(lines))
    raise typer.Exit(exit_code(len(plan.failures)))


class Reporter:
    """Tells on stderr of problems, and (if `show`) of progress, a line for each chunk."""

    def __init__(self, show: bool) -> None:
        self._show = show
        self._total = self._done_before = 0
        self._started = time.monotonic()

    def failures(self, failures: tuple[Failure, ...]) -> None:
        """Articles or lines cannot be used; the others go on."""
        for failure in failures:
            print(f"kortom: {failure.code} {failure.message}", file=sys.stderr)

    def warning(self, problem: Problem) -> None:
        """Something is wrong that does not end the distillation."""
        print(f"kortom: {problem}", file=sys.stderr)

    def planned(self, plan: Plan, done: int) -> None:
        """So many sentences are translated already."""
        self._total, self._done_before = plan.survey.sentences, done
        self._started = time.monotonic()
        if self._show and done:
            print(f"{done:,} of {self._total:,} sentences are there already", file=sys.stderr)

    def chunk(self, chunk: Chunk, done: int) -> None:
        """A chunk is translated; with it so many sentences are."""
        if not self._show:
            return
        rate = (done - self._done_before) / max(time.monotonic() - self._started, 1e-3)
        left = (self._total - done) / rate
        left_text = f"{left / 60:,.0f} min" if left >= 120 else f"{left:.0f} s"
        kept = f"{len(chunk.pairs)} of {len(chunk.pairs) + chunk.rejected} kept"
        speed = f"{rate:,.0f} a second, {left_text} left"
        print(f"{done:,}/{self._total:,} sentences, {kept}, {speed}", file=sys.stderr, flush=True)
