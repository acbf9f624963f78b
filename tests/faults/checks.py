"""What must hold in an output folder after a fault, and what order the calls of a run must have."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from kortom.runs import layout
from tests.faults.strace import Call

_SYNCS = {"fsync", "fdatasync"}
_RENAMES = {"rename", "renameat", "renameat2"}
_TIME = re.compile(r"\d{8}T\d{6}\.\d{6}Z")


def partial_runs(output: Path) -> list[str]:
    """What is visible under an output folder and not a whole run. An empty list is well."""
    problems = []
    for config in (path for path in output.glob("*") if not path.name.startswith(".")):
        for path in config.iterdir():
            if path.name == layout.LATEST:
                if not path.is_symlink() or path.resolve() not in layout.run_folders(output):
                    problems.append(f"latest points to {path.readlink()}, which is no run")
            elif not path.name.startswith("."):
                problems += [f"{path.name}: {problem}" for problem in run_problems(path)]
    return problems


def run_problems(run: Path) -> list[str]:
    """Where a run's files and its checksums differ, and what is missing of it."""
    sums = run / layout.CHECKSUMS
    if not sums.is_file():
        return ["no checksums"]
    listed = dict(
        reversed(line.split("  ", 1)) for line in sums.read_text(encoding="utf-8").splitlines()
    )
    found = {
        path.relative_to(run).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in run.rglob("*")
        if path.is_file() and path != sums
    }
    needed = {layout.MANIFEST, layout.BRIEFS_JSONL, layout.BRIEFS_PARQUET}
    return [
        *(f"lacks {name}" for name in sorted(needed - found.keys())),
        *(f"{name} is not as listed" for name in sorted(dict(listed.items() ^ found.items()))),
    ]


def leftovers(output: Path) -> list[str]:
    """Names that no run should leave behind, whatever happened before it."""
    store = [path.name for path in output.glob(".*") if path.name != layout.STORE]
    hidden = [path.name for path in output.glob("*/.*") if path.name != layout.LOCK]
    return sorted(store + hidden)


def publishing(calls: Sequence[Call]) -> tuple[int, int]:
    """Positions of the renames that make the run, and then `latest`, visible. ValueError if none"""
    names = [Path(c.paths[-1]).name if c.name in _RENAMES else "" for c in calls]
    run = next(i for i, name in enumerate(names) if _TIME.match(name))
    return run, names.index(layout.LATEST)


def order_problems(calls: Sequence[Call]) -> list[str]:
    """Where something could be visible after a power cut before it is on the disk."""
    run, latest = publishing(calls)
    staging, final = calls[run].paths
    config = str(Path(final).parent)
    problems = []
    for position, path in _changed(calls[:run]):
        if path == staging or path.startswith(f"{staging}/") or path.endswith("-wal"):
            problems += _unsynced(calls, path, position, run, "the run is published")
    for position, call in enumerate(calls[:run]):
        if call.name.startswith("mkdir") and not call.failed and call.paths[-1] != staging:
            parent = str(Path(call.paths[-1]).parent)
            problems += _unsynced(calls, parent, position, run, "the run is published")
    problems += _unsynced(calls, config, run, latest, "latest is moved")
    problems += _unsynced(calls, config, latest, len(calls), "the run ends")
    return problems


def _changed(calls: Sequence[Call]) -> Iterator[tuple[int, str]]:
    """Each file with where it is written, and each folder with where it gets an entry."""
    for position, call in enumerate(calls):
        if call.name.startswith(("write", "pwrite", "ftruncate")):
            yield position, call.paths[0]
        elif call.name.startswith(("open", "creat", "mkdir")) and not call.failed:
            yield position, str(Path(call.paths[-1]).parent)


def _unsynced(calls: Sequence[Call], path: str, after: int, before: int, then: str) -> list[str]:
    synced = any(c.name in _SYNCS and c.paths == (path,) for c in calls[after + 1 : before])
    return [] if synced else [f"{path}: not on the disk when {then} ({calls[after].text})"]
