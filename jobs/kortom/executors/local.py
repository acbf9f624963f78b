"""Articles over local processes, each holding one engine."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from types import TracebackType

from kortom import errors
from kortom.config import Config
from kortom.executors.worker import Outcome, Task, Worker, failure_of
from kortom.machine import core_count
from kortom.setup import Setup
from kortom.worker_process import begin_worker

AHEAD = 1
"""Articles handed out beyond one for each worker, so that none waits for the next."""


def worker_count(config: Config, articles: int) -> int:
    """Processes for so many articles: "auto" is one a core, and never more than articles."""
    wanted = config.run.workers
    return max(1, min(articles, core_count() if wanted == "auto" else wanted))


@dataclass(slots=True)
class LocalExecutor:
    """Maps tasks to outcomes, in this process (one worker) or in a pool of processes.

    A context manager; leaving it ends the processes.
    """

    config: Config
    setup: Setup
    workers: int
    _pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> LocalExecutor:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the processes; articles not yet begun are dropped."""
        self._end_pool()

    def map(
        self, tasks: Iterable[Task], stop: Callable[[], bool] = lambda: False
    ) -> Iterator[Outcome]:
        """Outcomes as they come. Once `stop` says so, what was begun is finished and no more.

        A worker that dies (killed for its memory, say) fails the article it held, alone. Raises
        KortomError (exit 5) if the engine cannot be loaded.
        """
        if self.workers == 1:
            worker = Worker(self.config, self.setup)
            for task in tasks:
                if stop():
                    return
                yield worker.work(task)
        else:
            yield from self._in_pool(iter(tasks), stop)

    def _in_pool(self, tasks: Iterator[Task], stop: Callable[[], bool]) -> Iterator[Outcome]:
        flying: dict[Future[Outcome], Task] = {}
        waiting: deque[Task] = deque()
        while True:
            if stop():
                waiting.clear()
                tasks = iter(())
                flying = {future: task for future, task in flying.items() if not future.cancel()}
            try:
                while len(flying) < self.workers + AHEAD:
                    # Taken as needed: a task can carry a whole translation.
                    waiting.extend(islice(tasks, 1 - len(waiting)))
                    if not waiting:
                        break
                    future = self._submit(waiting[0])
                    flying[future] = waiting.popleft()
                if not flying:
                    return
                done, _ = wait(flying, return_when=FIRST_COMPLETED)
                for future in done:
                    outcome = future.result()
                    del flying[future]
                    yield outcome
            except BrokenProcessPool:
                suspects = list(flying.items())
                flying = {}
                yield from self._one_by_one(suspects)

    def _one_by_one(self, suspects: list[tuple[Future[Outcome], Task]]) -> Iterator[Outcome]:
        """After a worker died: do what was in flight alone, to find the article that did it."""
        self._end_pool()
        for future, task in suspects:
            if future.done() and not future.cancelled() and future.exception() is None:
                yield future.result()
                continue
            try:
                yield self._submit(task).result()
            except BrokenProcessPool as error:
                self._end_pool()
                problem = errors.WORKER_DIED(file=task.article.origin, detail=error)
                yield Outcome(task, None, failure_of(task.article, problem), 0.0)

    def _submit(self, task: Task) -> Future[Outcome]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.workers,
                # A fork would copy the locks of torch's and Arrow's threads in any state.
                mp_context=get_context("spawn"),
                initializer=_initialize,
                initargs=(self.config, self.setup, os.getpid()),
            )
        return self._pool.submit(_work, task)

    def _end_pool(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


# One worker process holds one engine. A module variable, since a pool's tasks share nothing else.
_worker: Worker | None = None


def _initialize(config: Config, setup: Setup, parent: int) -> None:
    global _worker  # noqa: PLW0603
    begin_worker(parent)
    _worker = Worker(config, setup)


def _work(task: Task) -> Outcome:
    if _worker is None:
        raise RuntimeError("the worker was not initialised")
    return _worker.work(task)
