"""`kortom compare --blind`: the page for judges in place of the comparison."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kortom.cli.page_file import write_page_file
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
    from kortom.report.blind_page import write_blind_page

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
    size = write_page_file(page, lambda path: write_blind_page(blind, path), "--blind")
    print("\n".join(_told(blind, page, size)))


def _told(blind: Blind, page: Path, size: int) -> list[str]:
    alike = f", {counted(blind.alike, 'pair')} of equal ones left out" if blind.alike else ""
    return [
        f"{page} ({counted(len(blind.pairs), 'pair')} of briefs{alike}, {size / 1e6:.1f} MB)",
        "Open it in a browser or send it to the judges. Each exports a file; then:",
        "  kortom judge FILE...",
    ]
