"""Whether a disk takes what a run does to it; nothing is left behind."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

from kortom.runs.files import replace_link, sync, write_synced

_TEXT = "één\n"


def try_writing(place: Path) -> None:
    """Write, flush, rename, link and remove in a folder. OSError if the disk refuses any of it."""
    scratch = Path(mkdtemp(prefix=".doctor-", dir=place))
    try:
        write_synced(scratch / "written", _TEXT)
        (scratch / "written").rename(scratch / "renamed")
        replace_link(scratch / "link", "renamed")
        sync(scratch)
        if (scratch / "link").read_text(encoding="utf-8") != _TEXT:
            raise OSError("what was written does not read back the same")
    finally:
        shutil.rmtree(scratch)


def nearest(path: Path) -> Path:
    """The path itself, or the nearest above it that is there, absolute. Never raises."""
    path = path.absolute()
    while not _is_there(path):
        path = path.parent
    return path


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except OSError:
        return path == path.parent
    return True
