"""Comparisons as `kortom compare` makes them, of records that a test wants."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kortom.comparison.compare import Request, compare
from kortom.comparison.values import Comparison
from kortom.errors import Problem
from kortom.runs import layout
from kortom.runs.manifest import Manifest, manifest_to_json
from kortom.values import Failure, Record
from tests.browser.made_run import make_manifest, write_records


class Silent:
    """An observer that keeps what it is told to itself."""

    def failure(self, failure: Failure) -> None:
        """Not of interest."""

    def warning(self, problem: Problem) -> None:
        """Not of interest."""


def system_manifest(
    name: str, seconds: float, records: Sequence[Record], **fields: Any
) -> Manifest:
    """The manifest of a run of that name, which took so many seconds for each article."""
    manifest = make_manifest(len(records))
    timings = manifest.timings.model_copy(
        update={"articles": {record.id: seconds for record in records}}
    )
    return manifest.model_copy(
        update={"run_id": name, "config_name": name, "timings": timings, **fields}
    )


def made_comparison(
    folder: Path,
    runs: Sequence[tuple[Manifest, Sequence[Record]]],
    pairs: Sequence[tuple[str, str]] = (),
) -> Comparison:
    """Write the runs below a folder, with the pairs (Dutch, English) as references, and compare
    them; the first one is the baseline."""
    folders = []
    for number, (manifest, records) in enumerate(runs):
        run = folder / f"run-{number}"
        write_records(run, records)
        (run / layout.MANIFEST).write_text(manifest_to_json(manifest), encoding="utf-8")
        folders.append(str(run))
    references = []
    if pairs:
        lines = [json.dumps({"source": one, "reference": other}) + "\n" for one, other in pairs]
        (folder / "pairs.jsonl").write_text("".join(lines), encoding="utf-8")
        references.append(str(folder / "pairs.jsonl"))
    return compare(Request(tuple(folders), references=tuple(references)), Silent())
