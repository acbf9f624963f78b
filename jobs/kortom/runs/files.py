"""Writing files so that they are whole on the disk, or not there."""

from __future__ import annotations

import os
from pathlib import Path

from kortom.hashing import file_sha256


def write_synced(path: Path, text: str) -> None:
    """Write a UTF-8 file and flush it to the disk."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Flush a file's or a folder's entry to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make a folder and the parents it lacks, each on the disk. OSError if that is not possible."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync(made.parent)


def sync_tree(folder: Path) -> None:
    """Flush every file and folder under `folder`, and itself, innermost first."""
    for root, _, files in os.walk(folder, topdown=False):
        for name in files:
            sync(Path(root, name))
        sync(Path(root))


def replace_link(link: Path, target: str) -> None:
    """Point a symbolic link at `target` in one step, whether or not it was there.

    By one process at a time: what a killed one left halfway, the next one uses and moves.
    """
    temporary = link.with_name(f".{link.name}-new")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)
    sync(link.parent)


def checksum_lines(folder: Path, leave_out: str) -> str:
    """`sha256sum` lines of all files under `folder` but `leave_out`, sorted by path."""
    lines = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != leave_out:
            lines.append(f"{file_sha256(path)}  {name}\n")
    return "".join(lines)
