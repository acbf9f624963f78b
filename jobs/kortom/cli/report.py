"""`kortom report`."""

from __future__ import annotations

import os
import tempfile
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
    from kortom.runs.reader import find_run

    page = Path(to)
    size = write_whole(find_run(Path(output or "outputs"), run), page)
    print(f"{page} ({size / 1e6:.1f} MB)")


def write_whole(run: Path, page: Path) -> int:
    """Write the page of a run to a file, whole or not at all, and return its size in bytes.

    KortomError (exit 2) if the file cannot be written, is there and is no page of kortom, or would
    change a run.
    """
    from kortom import errors
    from kortom.errors import KortomError
    from kortom.paths import is_file
    from kortom.report import write_report
    from kortom.runs import layout
    from kortom.runs.manifest import read_manifest

    manifest = read_manifest(run)
    if is_file(page.parent / layout.MANIFEST):
        raise KortomError(errors.REPORT_IN_RUN(file=page))
    try:
        if not may_be_replaced(page):
            raise KortomError(errors.REPORT_FOREIGN(file=page))
        with tempfile.TemporaryDirectory(prefix=".kortom-", dir=page.parent) as folder:
            draft = Path(folder) / page.name
            write_report(run, manifest, draft)
            size = draft.stat().st_size
            os.replace(draft, page)  # noqa: PTH105 (Path.replace is the same call)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        detail = getattr(error, "strerror", None) or error
        raise KortomError(errors.REPORT_NOT_WRITABLE(file=page, detail=detail)) from error
    return size


def may_be_replaced(page: Path) -> bool:
    """Whether there is no such file, or a page that was made here. OSError if it cannot be read."""
    from kortom.report.page import MARK

    try:
        with page.open("rb") as file:
            return file.read(len(MARK)) == MARK.encode()
    except FileNotFoundError:
        return True
