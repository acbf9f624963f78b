"""A command run on some cores, and what it and its descendants used of time and memory."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took and printed.

    seconds: by the clock, from start to end. cpu_seconds: user and system, its children counted.
    peak_bytes: the largest sum over the process tree, in samples taken every SAMPLE_SECONDS, of the
    proportional set size: a page that several processes share counts once, not once for each.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def run_measured(command: Sequence[str | Path], cores: int) -> Usage:
    """Run a command on the first `cores` cores of this process. RuntimeError if it fails."""
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            ["taskset", "--cpu-list", ",".join(map(str, allowed)), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
        )
        try:
            peak, ended, usage = _watch(process.pid)
        except BaseException:
            process.terminate()
            raise
        seconds = time.perf_counter() - started
        process.returncode = ended
        if ended != 0:
            raise RuntimeError(f"exit {ended}: {' '.join(map(str, command))}")
        output.seek(0)
        return Usage(seconds, usage.ru_utime + usage.ru_stime, peak, output.read())


def _watch(pid: int) -> tuple[int, int, resource.struct_rusage]:
    """Wait for a process to end: its tree's peak in bytes, its exit status, and its usage."""
    peak = 0
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return peak, os.waitstatus_to_exitcode(status), usage
        peak = max(peak, sum(map(_proportional_bytes, _tree(pid))))
        time.sleep(SAMPLE_SECONDS)


def _tree(pid: int) -> Iterator[int]:
    """A process and all its descendants."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = children.read_text(encoding="ascii").split()
        except OSError:  # it ended in between
            continue
        for child in found:
            yield from _tree(int(child))


def _proportional_bytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
