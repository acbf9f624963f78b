"""Is a run what was published: its files by their checksums, its manifest by its records?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kortom import errors
from kortom.errors import KortomError, Problem
from kortom.runs import layout
from kortom.runs.checksums import FilesCheck, check_files
from kortom.runs.consistency import (
    check_config,
    check_manifest,
    check_pages,
    check_parquet,
    check_records,
    check_report,
)
from kortom.runs.manifest import read_manifest
from kortom.runs.reader import find_run


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of it. files: regular files in the run's folder; problems: none if it is sound."""

    run: Path
    files: int
    problems: tuple[Problem, ...]


def find_any_run(output: Path, name: str | None) -> Path:
    """`find_run`, but a run may also lack its manifest. Raises KortomError (exit 2) likewise."""
    try:
        return find_run(output, name)
    except KortomError:
        places = [Path(name), output / name, *output.glob(f"*/{name}")] if name else []
        for path in places:
            if _looks_like_a_run(path):
                return path.resolve()
        raise


def verify_run(run: Path) -> Verification:
    """Check all of a run's folder. Never raises for what is wrong with the run."""
    check = check_files(run)
    problems = (*check.problems, *_check_contents(run, check))
    return Verification(run, len(check.files), problems)


def _check_contents(run: Path, check: FilesCheck) -> Iterator[Problem]:
    """What one file says of another, where both are regular files."""
    if layout.MANIFEST not in check.files:
        return
    try:
        manifest = read_manifest(run)
    except KortomError as error:
        yield Problem(error.problem.code, error.problem.message, errors.Exit.VERIFY_FAILED)
        return
    yield from check_manifest(run, manifest)
    if layout.CONFIG in check.files:
        yield from check_config(run, manifest)
    yield from check_report(check.files, manifest)
    if layout.BRIEFS_JSONL not in check.files:
        return
    yield from check_records(run, manifest)
    yield from check_pages(check.files, manifest)
    # Arrow's reader is not made for damaged files, so it gets only what is as its checksum says.
    if layout.BRIEFS_PARQUET in check.sound:
        yield from check_parquet(run)


def _looks_like_a_run(path: Path) -> bool:
    return any((path / name).is_file() for name in (layout.CHECKSUMS, layout.BRIEFS_JSONL))
