"""`kortom runs`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kortom.cli.options import Json, Output

if TYPE_CHECKING:
    from kortom.errors import KortomError


def runs_command(output: Output = None, as_json: Json = False) -> None:
    """List the runs under the output folder, oldest first."""
    from kortom import errors
    from kortom.errors import Exit, KortomError
    from kortom.runs import layout

    folder = Path(output or "outputs")
    rows = list_runs(folder)
    if not rows and layout.run_folders(folder):
        raise typer.Exit(Exit.USAGE)
    if not rows:
        raise KortomError(errors.NO_RUNS(folder=folder))
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    print(f"{'config':<12} {'run':<32} {'briefs':>6} {'flagged':>7} {'failed':>6} {'seconds':>8}")
    for row in rows:
        mark = "  latest" if row["latest"] else ""
        print(
            f"{row['config']:<12} {row['run_id']:<32} {row['briefs']:>6} {row['flagged']:>7}"
            f" {row['failed']:>6} {row['seconds']:>8.1f}{mark}"
        )


def list_runs(output: Path) -> list[dict[str, Any]]:
    """One row a run that can be read; a run that cannot is told on stderr and left out."""
    from kortom.errors import KortomError
    from kortom.runs import layout
    from kortom.runs.manifest import read_manifest

    rows = []
    for folder in layout.run_folders(output):
        try:
            manifest = read_manifest(folder)
        except KortomError as error:
            _complain(error)
            continue
        latest = folder.parent / layout.LATEST
        rows.append(
            {
                "config": manifest.config_name,
                "run_id": manifest.run_id,
                "started": manifest.started,
                "briefs": manifest.counts.briefs,
                "flagged": manifest.counts.flagged,
                "failed": manifest.counts.failed,
                "seconds": manifest.timings.run,
                "signature": manifest.signature,
                "latest": latest.is_dir() and latest.resolve() == folder.resolve(),
                "folder": str(folder),
            }
        )
    return rows


def _complain(error: KortomError) -> None:
    print(f"kortom: {error}", file=sys.stderr)
