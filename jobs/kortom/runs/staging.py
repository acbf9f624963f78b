"""Leftovers of runs that were killed. To be called with the lock held: then nobody uses them."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from kortom.runs import layout


def clear_stale(output: Path) -> list[Path]:
    """Remove staging folders and half-removed runs under a config's folder; returns them.

    What a killed run had finished is not here but in the store, so nothing is lost.
    """
    stale = sorted(
        path
        for prefix in (layout.STAGING_PREFIX, layout.TRASH_PREFIX)
        for path in output.glob(f"{prefix}*")
    )
    for path in stale:
        shutil.rmtree(path, ignore_errors=True)
    for link in output.glob(f".{layout.LATEST}-*"):
        with suppress(OSError):
            link.unlink()
    return stale
