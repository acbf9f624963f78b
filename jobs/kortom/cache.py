"""The folder for what can be made again: converted models. It may be deleted at any time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from kortom.runs.files import checksum_lines, make_folder, sync, sync_tree, write_synced

SUMS = "SHA256SUMS"


def cache_folder() -> Path:
    """$KORTOM_CACHE, else kortom/ in the user's cache folder (XDG base directories).

    OSError if there is neither, nor a home.
    """
    named = os.environ.get("KORTOM_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(base) if base else Path.home() / ".cache") / "kortom"
    except RuntimeError as error:
        raise OSError(str(error)) from error


def keep(folder: Path, make: Callable[[Path], None]) -> bool:
    """See that a folder of the cache is there and whole; returns whether it was made now.

    make: makes the folder that it is given, which lies beside and is moved into place, so that half
    of one is never found. Several processes may ask at once: one makes it, the others wait. What is
    there is checked against the checksums that it was kept with, and made again if it was damaged.
    OSError if the cache cannot be written; what `make` raises.
    """
    make_folder(folder.parent)
    with FileLock(folder.with_name(f"{folder.name}.lock")):
        if _is_whole(folder):
            return False
        staging = folder.with_name(f"{folder.name}.new")
        for left in (staging, folder):
            if left.exists():
                shutil.rmtree(left)
        try:
            make(staging)
            write_synced(staging / SUMS, checksum_lines(staging, leave_out=SUMS))
            sync_tree(staging)
            staging.rename(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        sync(folder.parent)
        return True


def _is_whole(folder: Path) -> bool:
    try:
        sums = (folder / SUMS).read_text(encoding="utf-8")
        return sums == checksum_lines(folder, leave_out=SUMS)
    except (OSError, UnicodeDecodeError):
        return False
