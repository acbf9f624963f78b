"""Chunks of pairs over processes, in their order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from kortom.training.prepare import Prepared, Preparer
from kortom.worker_process import begin_worker

AHEAD = 2
"""Chunks handed out beyond one for each process, so that none waits for the next."""


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
    begin_worker(parent)
    _preparer = preparer


def _prepare(sources: tuple[str, ...], targets: tuple[str, ...]) -> Prepared:
    if _preparer is None:
        raise RuntimeError("the process was not initialised")
    return _preparer.prepare(sources, targets)
