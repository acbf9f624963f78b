"""Runs on a disk that is full. In a mount namespace of its own: `unshare --mount -- python -m ...`.

Arguments: a config, the output folder (to be mounted over) and an article that changes. Prints one
JSON object for each run: the room there was (bytes), exit code, what it printed, what was left.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from kortom.cli import main
from tests.faults.checks import leftovers, partial_runs

SIZE = 4 << 20
PAGE = 4096


def run(config: str) -> tuple[int, str]:
    """One run in this process: exit code and output."""
    printed = io.StringIO()
    sys.argv = ["kortom", "run", config, "--quiet"]
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            main()
        except SystemExit as ended:
            return int(ended.code or 0), printed.getvalue()
    raise AssertionError("main returned")


def fill(ballast: Path, room: int) -> None:
    """Fill the disk but for so many bytes."""
    disk = os.statvfs(ballast.parent)
    ballast.write_bytes(b"\0" * (disk.f_bavail * disk.f_frsize - room))


def tell(output: Path, room: int | None, code: int, printed: str) -> None:
    """Print what became of a run."""
    problems = partial_runs(output)
    runs = sorted(path.name for path in output.glob("*/2*"))
    latest = {
        path.resolve().name: (path / "briefs.jsonl").read_text() for path in output.glob("*/l*")
    }
    left = [name for name in leftovers(output) if not name.startswith(".stages")]
    print(json.dumps({"room": room, "code": code, "printed": printed, "problems": problems,
                      "runs": runs, "latest": latest, "left": left}))  # fmt: skip


def run_with_more_and_more_room(config: str, output: Path) -> None:
    """Runs until one succeeds."""
    ballast = output / ".ballast"
    code, pages = 1, 0
    while code != 0:
        fill(ballast, pages * PAGE)
        code, printed = run(config)
        ballast.unlink()
        tell(output, pages * PAGE, code, printed)
        pages += 2


def walk(config: str, output: Path, article: Path) -> None:
    """Into an empty folder; then with a changed article; and once with all room there is."""
    run_with_more_and_more_room(config, output)
    article.write_text("Heel wat anders.\n\nEr is vandaag niets gebeurd.\n", encoding="utf-8")
    run_with_more_and_more_room(config, output)
    tell(output, None, *run(config))


if __name__ == "__main__":
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", sys.argv[2]],
        check=True,
    )
    walk(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
