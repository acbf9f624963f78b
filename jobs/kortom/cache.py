"""The folder for what can be made again: converted models. It may be deleted at any time."""

from __future__ import annotations

import os
from pathlib import Path


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
