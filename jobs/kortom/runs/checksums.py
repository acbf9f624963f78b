"""The files of a run against its SHA256SUMS."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kortom import errors
from kortom.articles.places import shown_path
from kortom.errors import Problem
from kortom.hashing import file_sha256
from kortom.runs import layout

_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f\x7f]+)")
_REQUIRED = (
    layout.BRIEFS_JSONL,
    layout.BRIEFS_PARQUET,
    layout.CARD,
    layout.CHECKSUMS,
    layout.CONFIG,
    layout.DIGEST,
    layout.MANIFEST,
)


@dataclass(frozen=True, slots=True)
class FilesCheck:
    """files: regular files there, by path in the run. sound: those that are as they were published.

    problems: by path.
    """

    files: frozenset[str]
    sound: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something in the run's folder. kind: None for a regular file, else what it is."""

    name: str
    kind: str | None


def check_files(run: Path) -> FilesCheck:
    """Hash every file of a run. Follows no link, and opens regular files only. Never raises."""
    problems: dict[str, Problem] = {}
    entries = {entry.name: entry.kind for entry in _walk(run, "", problems)}
    files = {name for name, kind in entries.items() if kind is None}
    listed: dict[str, str] = {}
    if layout.CHECKSUMS in files:
        listed = _read_checksums(run / layout.CHECKSUMS, problems)
    sound = {name for name in files & listed.keys() if _is_sound(run, name, listed, problems)}
    for name in {*listed, *_REQUIRED} - files:
        problems[name] = errors.FILE_MISSING(file=shown_path(name))
    # A run without one brief has an empty briefs folder, and a copy of it may have none.
    folders = {layout.BRIEFS_FOLDER, *(_parent(name) for name in listed)}
    for name, kind in entries.items():
        expected = kind == "a folder" and name in folders
        if not expected and name not in listed and name != layout.CHECKSUMS:
            file = shown_path(name)
            problems.setdefault(name, errors.FILE_EXTRA(file=file, kind=kind or "a file"))
    return FilesCheck(
        frozenset(files),
        frozenset(sound),
        tuple(problem for _, problem in sorted(problems.items())),
    )


def parse_checksums(data: bytes) -> tuple[dict[str, str], str | None]:
    """The entries (path -> SHA-256) of a SHA256SUMS, and what is wrong with its form, if anything.

    The form is right if it is what `checksum_lines` writes for these entries, to the byte. Entries
    whose line is not right are left out.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return {}, f"byte {error.start} is not UTF-8"
    entries: dict[str, str] = {}
    wrong = None
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        match = _LINE.fullmatch(line)
        if match is None or not _is_plain(match[2]) or match[2] in entries:
            wrong = wrong or f"line {number} is {line[:80]!a}"
        else:
            entries[match[2]] = match[1]
    if wrong is None:
        ordered = sorted(entries, key=PurePosixPath)
        if "".join(f"{entries[name]}  {name}\n" for name in ordered) != text:
            wrong = "the lines are not sorted, or the last one has no end"
    return entries, wrong


def _read_checksums(path: Path, problems: dict[str, Problem]) -> dict[str, str]:
    try:
        entries, wrong = parse_checksums(path.read_bytes())
    except OSError as error:
        problems[path.name] = errors.NOT_VERIFIABLE(file=path.name, detail=error.strerror or error)
        return {}
    if wrong is not None:
        problems[path.name] = errors.CHECKSUMS_MALFORMED(file=path.name, detail=wrong)
    return entries


def _is_sound(run: Path, name: str, listed: dict[str, str], problems: dict[str, Problem]) -> bool:
    try:
        found = file_sha256(run / name)
    except OSError as error:
        problems[name] = errors.NOT_VERIFIABLE(
            file=shown_path(name), detail=error.strerror or error
        )
        return False
    if found == listed[name]:
        return True
    problems[name] = errors.FILE_ALTERED(file=shown_path(name), found=found, wanted=listed[name])
    return False


def _walk(folder: Path, prefix: str, problems: dict[str, Problem]) -> Iterator[_Entry]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError as error:
        name = prefix.rstrip("/") or "."
        problems[name] = errors.NOT_VERIFIABLE(
            file=shown_path(name), detail=error.strerror or error
        )
        return
    for entry in entries:
        name = prefix + entry.name
        if entry.is_symlink():
            yield _Entry(name, "a link")
        elif entry.is_dir(follow_symlinks=False):
            yield _Entry(name, "a folder")
            yield from _walk(Path(entry.path), f"{name}/", problems)
        else:
            yield _Entry(name, None if entry.is_file(follow_symlinks=False) else "a special file")


def _is_plain(name: str) -> bool:
    """Whether it is a path inside the run, in the one way to write it."""
    path = PurePosixPath(name)
    inside = not path.is_absolute() and ".." not in path.parts
    return inside and path.as_posix() == name and name != layout.CHECKSUMS


def _parent(name: str) -> str:
    return PurePosixPath(name).parent.as_posix()
