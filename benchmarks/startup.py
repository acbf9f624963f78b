"""CPU seconds (user + system) of `kortom --help`, of --version and of a dry run.

usage: .venv/bin/python benchmarks/startup.py [REPEATS]
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
KORTOM = Path(sys.executable).with_name("kortom")


def cpu_seconds(*arguments: str) -> float:
    """CPU time of one start of the command, its children counted."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([KORTOM, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def main() -> None:
    """Print the median and the range for each command."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print(f"{repeats} starts each, {os.cpu_count()} cores; CPU seconds: median (least to most)")
    for arguments in (["--help"], ["--version"], ["run", "--dry-run"]):
        cpu_seconds(*arguments)  # once, for the page cache and the .pyc files
        times = [cpu_seconds(*arguments) for _ in range(repeats)]
        name = " ".join(["kortom", *arguments])
        print(f"{name:24} {statistics.median(times):.3f} ({min(times):.3f} to {max(times):.3f})")


if __name__ == "__main__":
    main()
