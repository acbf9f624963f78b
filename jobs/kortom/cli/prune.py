"""`kortom prune`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kortom.cli.options import Json, Output

if TYPE_CHECKING:
    from datetime import timedelta

    from kortom.runs.prune import Pruned


def prune_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CONFIG_NAME]...", help="Only the runs of these configs."),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=1, help="Keep the newest N runs of a config.", metavar="N"),
    ] = None,
    older_than: Annotated[
        str | None,
        typer.Option("--older-than", help="Keep younger runs: 12h, 30d, 8w.", metavar="TIME"),
    ] = None,
    cache: Annotated[
        bool, typer.Option("--cache", help="Also drop finished work not used for that time.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go.")] = False,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Remove old runs, never the latest one, and what killed runs left behind."""
    from datetime import UTC, datetime

    from kortom.runs.prune import Rules, prune

    rules = Rules(keep, _duration(older_than), cache)
    if rules == Rules():
        raise typer.BadParameter("give --keep, --older-than or --cache")
    now = datetime.now(UTC)
    pruned = prune(Path(output or "outputs"), names or [], rules, now, dry_run=dry_run)
    for note in pruned.notes:
        print(f"kortom: {note}", file=sys.stderr)
    if as_json:
        print(json.dumps(_summary(pruned, dry_run), ensure_ascii=False))
    else:
        _print(pruned, dry_run)


def _duration(text: str | None) -> timedelta | None:
    """A duration of the command line. Raises a usage error (exit 2)."""
    from kortom.runs.prune import parse_duration

    if text is None:
        return None
    try:
        return parse_duration(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not like 12h, 30d or 8w") from None


def _summary(pruned: Pruned, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "removed": pruned.runs,
        "kept": pruned.kept,
        "leftovers": pruned.leftovers,
        "bytes": pruned.bytes,
        "stages": pruned.stages,
        "notes": [{"code": note.code, "message": note.message} for note in pruned.notes],
    }


def _print(pruned: Pruned, dry_run: bool) -> None:
    verb = "would remove" if dry_run else "removed"
    for name in [*pruned.runs, *pruned.leftovers]:
        print(f"{verb} {name}")
    print(
        f"{verb.capitalize()} {_count(len(pruned.runs), 'run')},"
        f" {_count(len(pruned.leftovers), 'leftover')} ({pruned.bytes / 1e3:,.0f} kB)"
        f" and {_count(pruned.stages, 'finished stage')}; {_count(len(pruned.kept), 'run')} kept"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
