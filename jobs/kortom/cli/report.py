"""`kortom report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kortom.cli.options import Output

DEFAULT_PAGE = "report.html"


def report_command(
    run: Annotated[
        str | None,
        typer.Argument(help="A run's folder, id or beginning of it, or a config's name."),
    ] = None,
    output: Output = None,
    to: Annotated[
        str, typer.Option("--to", help="The page to write; an older page is replaced.")
    ] = DEFAULT_PAGE,
) -> None:
    """Write the briefs of a run (default: the latest) as one page for a browser.

    Runs have theirs as report.html; this is for those without, and for other places.
    """
    from kortom.cli.page_file import write_page_file
    from kortom.report import write_report
    from kortom.runs.manifest import read_manifest
    from kortom.runs.reader import find_run

    page, folder = Path(to), find_run(Path(output or "outputs"), run)
    manifest = read_manifest(folder)
    size = write_page_file(page, lambda path: write_report(folder, manifest, path), "--to")
    print(f"{page} ({size / 1e6:.1f} MB)")
