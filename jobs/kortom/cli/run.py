"""`kortom run`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kortom.cli.options import ConfigName, Json, Output, Overrides
from kortom.cli.progress import Reporter

if TYPE_CHECKING:
    from kortom.job import Result
    from kortom.plan import Plan


def run_command(
    config: ConfigName = None,
    override: Overrides = None,
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
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Only what is new or changed since the latest run.")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Only articles of this date or later.", metavar="DATE"),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Neither use nor keep finished work.")
    ] = False,
    wait: Annotated[
        float,
        typer.Option("--wait", min=0, help="Wait for a run at work there.", metavar="SECONDS"),
    ] = 0.0,
    max_minutes: Annotated[
        float | None,
        typer.Option("--max-minutes", min=0, help="Then publish what is done.", metavar="N"),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(
            "--executor", help="Instead of run.executor: local or ray.", metavar="local|ray"
        ),
    ] = None,
    address: Annotated[
        str | None,
        typer.Option(
            "--address",
            help="Of the Ray cluster, instead of run.ray_address: auto or host:port.",
            metavar="ADDRESS",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and check everything; translate nothing.")
    ] = False,
    metrics: Annotated[
        Path | None,
        typer.Option("--metrics", help="Write Prometheus metrics of the run.", metavar="FILE"),
    ] = None,
    ping: Annotated[
        str | None,
        typer.Option(
            "--ping",
            envvar="KORTOM_PING",
            help="Tell a dead-man's switch of start, success and failure.",
            metavar="URL",
        ),
    ] = None,
    log_file: Annotated[
        Path | None,
        typer.Option("--log-file", help="Append JSON lines; rotated at 10 MB.", metavar="FILE"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")] = False,
    as_json: Json = False,
) -> None:
    """Translate and summarise what is new, and publish all briefs as a new run."""
    from kortom.config import load_config
    from kortom.plan import Request, make_plan
    from kortom.runs.redact import redact
    from kortom.telemetry.ending import exit_code
    from kortom.telemetry.ping import parse_ping
    from kortom.telemetry.summary import summary
    from kortom.telemetry.watch import Telemetry, run_watched

    telemetry = Telemetry(None if ping is None else parse_ping(ping), metrics, log_file)
    options = {
        "run.inputs": input_,
        "run.output": output,
        "run.executor": executor,
        "run.ray_address": address,
    }
    extra = [f"{key}={json.dumps(value)}" for key, value in options.items() if value]
    request = Request(
        config=load_config(config, [*(override or []), *extra]),
        command=redact(("kortom", *sys.argv[1:])),
        limit=limit,
        new_only=new_only,
        since=_date(since),
        cache=not no_cache,
        wait_seconds=wait,
        max_seconds=None if max_minutes is None else max_minutes * 60,
    )
    if dry_run:
        plan = make_plan(request)
        _print_plan(plan, as_json, quiet)
        raise typer.Exit(exit_code(len(plan.readings.failures)))
    show = not (quiet or as_json)
    with Reporter(show) as reporter:
        result = run_watched(request, reporter, telemetry)
    if as_json:
        print(json.dumps(summary(result), ensure_ascii=False))
    elif show:
        _print_result(result)
    raise typer.Exit(exit_code(result.manifest.counts.failed))


def _date(text: str | None) -> str | None:
    """Check a date of the command line. Raises a usage error (exit 2)."""
    from kortom.articles.dates import parse_date

    if text is None:
        return None
    date = parse_date(text)
    if date is None:
        raise typer.BadParameter(f"{text!r} is not like 2026, 2026-11 or 2026-11-24")
    return date


def _print_plan(plan: Plan, as_json: bool, quiet: bool) -> None:
    from kortom.plan import signature
    from kortom.telemetry.summary import counted

    data = {
        "signature": signature(plan),
        "output": str(plan.output),
        "articles": [article.id for article in plan.articles],
        "waiting": list(plan.readings.waiting),
        "failures": [asdict(failure) for failure in plan.readings.failures],
    }
    if as_json:
        print(json.dumps(data, ensure_ascii=False))
        return
    for failure in plan.readings.failures:
        print(f"kortom: {failure.code} {failure.message}", file=sys.stderr)
    if quiet:
        return
    print(f"Would make briefs of {counted(len(plan.articles), 'article')} in {plan.output}")
    print(f"  {data['signature']}")
    for article in plan.articles:
        print(f"  {article.id}  ({article.origin})")


def _print_result(result: Result) -> None:
    from kortom.cli.show import print_brief
    from kortom.runs import layout
    from kortom.telemetry.summary import one_line

    manifest = result.manifest
    print(one_line(result))
    print(f"  {manifest.signature}")
    latest = result.folder.parent / layout.LATEST
    place = result.folder if manifest.incomplete else latest
    print(f"Briefs: {place / layout.BRIEFS_FOLDER}")
    if (place / layout.REPORT).is_file():
        print(f"As a page: {place / layout.REPORT}")
    if manifest.incomplete:
        print(f"Not made the latest run: {', '.join(manifest.incomplete)}")
    if result.first is not None:
        print()
        print_brief(result.first, result.folder, manifest.model.reference)
