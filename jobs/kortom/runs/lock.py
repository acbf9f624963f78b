"""One run at a time in an output folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from kortom import errors
from kortom.errors import KortomError
from kortom.runs import layout
from kortom.runs.files import make_folder


@contextmanager
def run_lock(output: Path, wait_seconds: float = 0.0) -> Iterator[bool]:
    """Hold the lock of a config's output folder, which is made if need be.

    The kernel holds it for the process, so that it ends with it: a lock file that was left behind
    blocks nobody. Yields whether it had to wait. Raises KortomError: exit 6 if another process
    holds it for longer than `wait_seconds`, exit 2 if the folder is not writable.
    """
    try:
        make_folder(output)
        lock = FileLock(output / layout.LOCK)
        waited = not _try(lock)
        if waited:
            lock.acquire(timeout=wait_seconds)
    except Timeout:
        raise KortomError(errors.LOCKED(folder=output)) from None
    except OSError as error:
        detail = error.strerror or str(error)
        raise KortomError(errors.OUTPUT_NOT_WRITABLE(folder=output, detail=detail)) from error
    try:
        yield waited
    finally:
        lock.release()


def _try(lock: BaseFileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True
