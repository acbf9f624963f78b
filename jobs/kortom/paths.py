"""Asking about paths that a user typed, which may be anything.

`Path.is_file` and its kin raise for a name that is too long, a folder that may not be searched, or
a NUL character. To a user all of these are: there is no such file here.
"""

from __future__ import annotations

from pathlib import Path


def is_file(path: Path) -> bool:
    """Whether it is a file that can be reached."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether it is a folder that can be reached."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def expand_home(text: str) -> Path:
    """The path with a leading `~` or `~user` expanded, as far as there is such a home."""
    try:
        return Path(text).expanduser()
    except (RuntimeError, ValueError):
        return Path(text)
