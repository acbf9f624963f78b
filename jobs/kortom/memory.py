"""Memory that is there to be used, and that this process has used."""

from __future__ import annotations

import resource
from pathlib import Path


def available_bytes(root: Path = Path("/")) -> int | None:
    """What processes can take without swapping, within the limit of a container; None: unknown.

    root: where /proc and /sys are, for tests.
    """
    meminfo = _fields(root / "proc/meminfo")
    machine = meminfo.get("MemAvailable")
    found = [] if machine is None else [machine * 1024]
    group = root / "sys/fs/cgroup"
    limit, current = _number(group / "memory.max"), _number(group / "memory.current")
    if limit is not None and current is not None:
        # Files in the page cache are counted as used, and given up when the memory is wanted.
        cached = _fields(group / "memory.stat").get("inactive_file", 0)
        found.append(max(0, limit - current + cached))
    return min(found, default=None)


def own_peak_bytes() -> int:
    """The most that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _fields(path: Path) -> dict[str, int]:
    """Lines like `MemAvailable:  123 kB` or `inactive_file 123`, without the unit."""
    parts = (line.replace(":", " ").split() for line in _text(path).splitlines())
    return {part[0]: int(part[1]) for part in parts if len(part) > 1 and part[1].isdecimal()}


def _number(path: Path) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdecimal() else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
