"""`kortom compare --blind`: the page for judges in place of the comparison."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kortom.cli.report import may_be_replaced
from kortom.telemetry.summary import counted

if TYPE_CHECKING:
    from kortom.judging.blind import Blind


def blind_command(
    page: Path, runs: Sequence[str], output: Path, others: Mapping[str, object]
) -> None:
    """Write the page, and print what to do with it: nothing that tells one system from the other.

    others: further options by name; they belong to the comparison, so none may be given.
    """
    from kortom import errors
    from kortom.comparison.inputs import common_articles, find_runs, inputs_note, read_run
    from kortom.errors import KortomError
    from kortom.judging.blind import blind_comparison

    given = [name for name, value in others.items() if value]
    if given:
        raise KortomError(errors.BLIND_ALONE(page=page, options=", ".join(given)))
    if len(runs) > 2:
        raise KortomError(errors.BLIND_OF_TWO(page=page, count=len(runs)))
    folders, _ = find_runs(output, runs, None)
    read = [read_run(folder) for folder in folders]
    common = common_articles(read)
    note = inputs_note(read, common)
    if note is not None:
        print(f"kortom: {note}", file=sys.stderr)
    blind = blind_comparison([run.manifest for run in read], common)
    size = write_whole(blind, page)
    print("\n".join(_told(blind, page, size)))


def write_whole(blind: Blind, page: Path) -> int:
    """Write the page to a file, whole or not at all, and return its size in bytes.

    KortomError (exit 2) if the file cannot be written, or is there and is no page of kortom.
    """
    from kortom import errors
    from kortom.errors import KortomError
    from kortom.report.blind_page import write_blind_page

    try:
        if not may_be_replaced(page):
            raise KortomError(errors.BLIND_FOREIGN(file=page))
        with tempfile.TemporaryDirectory(prefix=".kortom-", dir=page.parent) as folder:
            draft = Path(folder) / page.name
            write_blind_page(blind, draft)
            size = draft.stat().st_size
            os.replace(draft, page)  # noqa: PTH105 (Path.replace is the same call)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        detail = getattr(error, "strerror", None) or error
        raise KortomError(errors.BLIND_NOT_WRITABLE(file=page, detail=detail)) from error
    return size


def _told(blind: Blind, page: Path, size: int) -> list[str]:
    alike = f", {counted(blind.alike, 'pair')} of equal ones left out" if blind.alike else ""
    return [
        f"{page} ({counted(len(blind.pairs), 'pair')} of briefs{alike}, {size / 1e6:.1f} MB)",
        "Open it in a browser or send it to the judges. Each exports a file; then:",
        "  kortom judge FILE...",
    ]
