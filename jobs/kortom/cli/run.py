"""`kortom run`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kortom.cli.options import Json, Output
from kortom.cli.progress import Reporter

if TYPE_CHECKING:
    from kortom.job import Plan, Request, Result


def run_command(
    config: Annotated[
        str | None,
        typer.Argument(help="A config file, or its name in configs/ (default: default)."),
    ] = None,
    override: Annotated[
        list[str] | None,
        typer.Option("--set", help="Override a key: translate.beam_size=1", metavar="KEY=VALUE"),
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and check everything; translate nothing.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")] = False,
    as_json: Json = False,
) -> None:
    """Translate and summarise all articles, and publish them as a new run."""
    from kortom.errors import Exit
    from kortom.job import make_plan, run

    plan = make_plan(_request(config, override or [], input_ or [], output, limit))
    if dry_run:
        _print_plan(plan, as_json)
        raise typer.Exit(_exit_code(len(plan.readings.failures)))
    show = not (quiet or as_json)
    with Reporter(len(plan.articles), show) as reporter:
        reporter.problems(plan.readings.failures)
        try:
            result = run(plan, reporter.article)
        except KeyboardInterrupt:
            print("kortom: interrupted; no run was published", file=sys.stderr)
            raise typer.Exit(Exit.INTERRUPTED) from None
    if as_json:
        print(json.dumps(_summary(result), ensure_ascii=False))
    elif show:
        _print_result(result)
    raise typer.Exit(_exit_code(len(result.failures)))


def _request(
    config: str | None,
    overrides: list[str],
    inputs: list[str],
    output: str | None,
    limit: int | None,
) -> Request:
    from kortom.config import load_config
    from kortom.job import Request

    extra = [f"run.inputs={json.dumps(inputs)}"] if inputs else []
    extra += [f"run.output={json.dumps(output)}"] if output else []
    return Request(
        config=load_config(config, [*overrides, *extra]),
        command=("kortom", *sys.argv[1:]),
        limit=limit,
    )


def _exit_code(failures: int) -> int:
    from kortom.errors import Exit

    return Exit.ARTICLES_FAILED if failures else Exit.OK


def _print_plan(plan: Plan, as_json: bool) -> None:
    from kortom.job import signature

    data = {
        "signature": signature(plan),
        "output": str(plan.output),
        "workers": plan.workers,
        "articles": [article.id for article in plan.articles],
        "failures": [failure.message for failure in plan.readings.failures],
    }
    if as_json:
        print(json.dumps(data, ensure_ascii=False))
        return
    for failure in plan.readings.failures:
        print(f"kortom: {failure.code} {failure.message}", file=sys.stderr)
    print(f"Would translate {_count(len(plan.articles), 'article')} into {plan.output}")
    print(f"  {data['signature']}")
    for article in plan.articles:
        print(f"  {article.id}  ({article.origin})")


def _summary(result: Result) -> dict[str, Any]:
    manifest = result.manifest
    return {
        "run_id": manifest.run_id,
        "folder": str(result.folder),
        "signature": manifest.signature,
        "latest": not manifest.incomplete,
        "counts": manifest.counts.model_dump(),
        "new": len(manifest.changes.new),
        "changed": len(manifest.changes.changed),
        "removed": len(manifest.changes.removed),
        "flags": manifest.flags,
        "seconds": manifest.timings.run,
        "failures": [failure.model_dump() for failure in manifest.failures],
    }


def _print_result(result: Result) -> None:
    from kortom.cli.show import print_brief
    from kortom.runs import layout

    manifest, counts = result.manifest, result.manifest.counts
    print(
        f"{_count(counts.briefs, 'brief')} from {_count(counts.articles, 'article')}"
        f" ({len(manifest.changes.new)} new, {len(manifest.changes.changed)} changed,"
        f" {counts.flagged} flagged, {counts.failed} failed)"
        f" in {manifest.timings.run:.1f} s"
    )
    print(f"  {manifest.signature}")
    if manifest.incomplete:
        print(f"Briefs: {result.folder / layout.BRIEFS_FOLDER}")
        print(f"Not made the latest run: {', '.join(manifest.incomplete)}")
    else:
        latest = result.folder.parent / layout.LATEST
        print(f"Briefs: {latest / layout.BRIEFS_FOLDER} -> {result.folder.name}")
    if result.first is not None:
        print()
        print_brief(result.first, result.folder, result.manifest.model.reference)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
