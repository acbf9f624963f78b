"""System calls of a process, seen and disturbed by strace."""

from __future__ import annotations

import ctypes
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

CALLS = (
    *("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "copy_file_range"),
    *("fsync", "fdatasync", "sync_file_range", "msync"),
    *("truncate", "ftruncate", "fallocate"),
    *("open", "openat", "openat2", "creat", "mkdir", "mkdirat", "mknod", "mknodat"),
    *("rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"),
    *("unlink", "unlinkat", "rmdir"),
    *("chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "lchown", "utimensat"),
)
"""Whatever changes a file system. Not every machine has all of them."""

_OPENS = {"open", "openat", "openat2"}
_NAME = re.compile(r"^(?:(\d+) +)?(\w+)\(")
_PATH = re.compile(r'(?:\d+|AT_FDCWD)<([^>]*)>|"((?:[^"\\]|\\.)*)"')
_PR_SET_PTRACER = 0x59616D61


@dataclass(frozen=True, slots=True)
class Call:
    """One system call. nth: among the thread's calls of that name, from 1, as strace counts."""

    name: str
    nth: int
    paths: tuple[str, ...]
    text: str
    thread: int | None = None

    @property
    def changes(self) -> bool:
        """Whether it can change anything: an opening does so only if it may create or truncate."""
        return self.name not in _OPENS or "O_CREAT" in self.text or "O_TRUNC" in self.text

    @property
    def failed(self) -> bool:
        """Whether it failed, as such calls may: a file is there already, or is not."""
        return " = -1 E" in self.text


def parse(lines: Iterable[str]) -> list[Call]:
    """The calls of a trace made with -y, in order; those of several threads with -f."""
    counts: Counter[tuple[str | None, str]] = Counter()
    calls = []
    for line in lines:
        match = _NAME.match(line)
        if match is None or match[2] not in CALLS:
            continue
        counts[match[1], match[2]] += 1
        nth, thread = counts[match[1], match[2]], int(match[1]) if match[1] else None
        calls.append(Call(match[2], nth, _paths(match[2], line), line.rstrip("\n"), thread))
    return calls


def _paths(name: str, line: str) -> tuple[str, ...]:
    """Absolute paths of a call's arguments, names resolved against the folders before them."""
    arguments = line.rpartition(") = ")[0] or line
    if name.startswith("write") or name.startswith("pwrite"):
        arguments = arguments.partition(",")[0]
    paths, folder = [], ""
    for opened, given in _PATH.findall(arguments):
        if given:
            paths.append(str(Path(folder or "/", given)))
            folder = ""
        else:
            if folder:
                paths.append(folder)
            folder = opened.removesuffix(" (deleted)")
    return (*paths, folder) if folder else tuple(paths)


def allow_tracing() -> None:
    """Let a process that is no ancestor of this one trace it, where the kernel is strict (Yama)."""
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)


def hold(until: Connection) -> None:
    """Called by the process that is to be traced: wait here until that goes on."""
    allow_tracing()
    until.send("here")
    until.recv()


class Strace:
    """strace on a process that holds; a context manager that waits until the process has ended."""

    def __init__(self, pid: int, trace: Path, options: Sequence[str] = ()) -> None:
        """options: what to disturb. Without -f among them only the main thread is seen."""
        names = ",".join(f"?{name}" for name in CALLS)
        self._command = [
            *("strace", "-y", "-s", "0", "-o", str(trace), "-e", f"trace={names}"),
            *(*options, "-p", str(pid)),
        ]

    def __enter__(self) -> Strace:
        """Return once the process is traced. RuntimeError if strace is not allowed to."""
        self._process = subprocess.Popen(
            self._command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8"
        )
        assert self._process.stderr is not None
        told = self._process.stderr.readline()
        if "attached" not in told:
            self._process.kill()
            raise RuntimeError(f"strace: {told}{self._process.stderr.read()}")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=120)
