"""Real runs of an earlier process in a folder of their own, and ways to tamper with copies."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kortom.runs import layout
from kortom.runs.files import checksum_lines
from kortom.runs.parquet import ParquetRecords
from kortom.values import record_from_dict
from tests.conftest import ARTICLES, kortom_process

SEEDS = ("weather-storm", "wire-short")
CONFIG = """\
input: {settle_seconds: 60}
translate: {model: ./models/tiny, beam_size: 1, max_length_ratio: 0.5}
retry: {policies: []}
run: {workers: 1, inputs: [seeds]}
"""


def working_folder(folder: Path, model: Path) -> Path:
    """A folder with all that a run needs by relative paths, its articles long settled."""
    (folder / "seeds").mkdir(parents=True)
    for name in SEEDS:
        path = folder / "seeds" / f"{name}.txt"
        path.write_bytes((ARTICLES / path.name).read_bytes())
        os.utime(path, (1_600_000_000, 1_600_000_000))
    shutil.copytree(model, folder / "models" / "tiny")
    (folder / "small.yaml").write_text(CONFIG)
    return folder


def run_in(folder: Path, *options: str) -> Path:
    """Make a run by a process of its own and return the run's folder."""
    done = kortom_process("run", "small.yaml", "--quiet", *options, cwd=folder)
    assert done.code == 0, done
    return max(layout.run_folders(folder / "outputs"), key=lambda run: run.name)


def mend(run: Path) -> Path:
    """Make a tampered run's SHA256SUMS right again."""
    (run / layout.CHECKSUMS).write_text(checksum_lines(run, leave_out=layout.CHECKSUMS))
    return run


def edit_manifest(run: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    """Tamper with the manifest; not mended."""
    path = run / layout.MANIFEST
    data = json.loads(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def edit_records(
    run: Path, edit: Callable[[list[dict[str, Any]]], None], *, parquet: bool = False
) -> None:
    """Tamper with briefs.jsonl, and with briefs.parquet likewise; not mended."""
    path = run / layout.BRIEFS_JSONL
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    edit(records)
    text = "".join(
        json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records
    )
    path.write_text(text, encoding="utf-8")
    if parquet:
        with ParquetRecords(run / layout.BRIEFS_PARQUET) as rows:
            for record in records:
                rows.add(record_from_dict(record))
