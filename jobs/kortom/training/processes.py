"""Chunks of pairs over processes, in their order."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from kortom.environment import prepare_environment
from kortom.training.prepare import Prepared, Preparer

AHEAD = 2
"""Chunks handed out beyond one for each process, so that none waits for the next."""

_ORPHAN_CHECK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Pairs that are prepared together: N of each. share: of the files' bytes, read with them."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    origins: tuple[str, ...]
    weights: tuple[float, ...]
    share: float


def prepare_all(
    chunks: Iterable[Chunk], preparer: Preparer, processes: int
) -> Generator[tuple[Chunk, Prepared]]:
    """Each chunk and what became of it, in the chunks' order; with one process in this one.

    Closing it ends the processes. BrokenProcessPool if one was killed.
    """
    if processes == 1:
        for chunk in chunks:
            yield chunk, preparer.prepare(chunk.sources, chunk.targets)
        return
    flying: deque[tuple[Chunk, Future[Prepared]]] = deque()
    pool = ProcessPoolExecutor(
        processes,
        # A fork would copy the locks of torch's threads in any state.
        mp_context=get_context("spawn"),
        initializer=_initialize,
        initargs=(preparer, os.getpid()),
    )
    try:
        for chunk in chunks:
            flying.append((chunk, pool.submit(_prepare, chunk.sources, chunk.targets)))
            if len(flying) > processes + AHEAD:
                done, future = flying.popleft()
                yield done, future.result()
        for done, future in flying:
            yield done, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


# One a process. A module variable, since a pool's tasks share nothing else.
_preparer: Preparer | None = None


def _initialize(preparer: Preparer, parent: int) -> None:
    global _preparer  # noqa: PLW0603
    prepare_environment()
    # Ctrl-C reaches all processes; ours end when the parent says so, or is gone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    _preparer = preparer


def _die_with(parent: int) -> None:
    """End this process when its parent is gone: killed, it cannot tell its workers to end."""
    while os.getppid() == parent:
        time.sleep(_ORPHAN_CHECK_SECONDS)
    os._exit(1)


def _prepare(sources: tuple[str, ...], targets: tuple[str, ...]) -> Prepared:
    if _preparer is None:
        raise RuntimeError("the process was not initialised")
    return _preparer.prepare(sources, targets)
