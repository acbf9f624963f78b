"""Articles over local processes, each holding one engine."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from types import TracebackType
from typing import Any

from kortom import errors
from kortom.config import Config
from kortom.environment import prepare_environment
from kortom.errors import KortomError, Problem
from kortom.models import ModelFiles
from kortom.pipeline import process
from kortom.translation import Engine, load_engine
from kortom.values import Article, Failure, Record

IN_FLIGHT_PER_WORKER = 4
"""Articles handed out ahead of the one waited for; bounds the memory, not the result."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: a record or a failure, and the seconds it took."""

    article: Article
    record: Record | None
    failure: Failure | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Worker:
    """An engine in its process, and how long it took to load (seconds)."""

    engine: Engine
    config: Config
    load_seconds: float

    def work(self, article: Article) -> Outcome:
        """Process one article; whatever goes wrong fails that article alone."""
        started = time.perf_counter()
        try:
            record = process(article, self.engine, self.config)
        except Exception as error:  # noqa: BLE001 (the other articles go on)
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            failure = _failure(article, errors.ENGINE_FAILED(file=article.origin, detail=detail))
            return Outcome(article, None, failure, time.perf_counter() - started)
        return Outcome(article, record, None, time.perf_counter() - started)

    def describe(self) -> dict[str, Any]:
        """The engine's settings and its load time, for the manifest."""
        return {"settings": self.engine.describe(), "load_seconds": self.load_seconds}


def load_worker(config: Config, files: ModelFiles) -> Worker:
    """Load the engine in this process. Raises KortomError (exit 5) if it cannot be loaded."""
    started = time.perf_counter()
    engine = load_engine(config, files)
    return Worker(engine, config, time.perf_counter() - started)


def worker_count(config: Config, articles: int) -> int:
    """Processes for so many articles: "auto" is one a core, and never more than articles."""
    wanted = config.run.workers
    return max(1, min(articles, core_count() if wanted == "auto" else wanted))


def core_count() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class LocalExecutor:
    """Maps articles to outcomes, in this process or in a pool of processes.

    A context manager; leaving it ends the processes.
    """

    config: Config
    files: ModelFiles
    workers: int
    _here: Worker | None = None
    _pool: ProcessPoolExecutor | None = None
    _description: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> LocalExecutor:
        """Load the engine. Raises KortomError (exit 5) if it cannot be loaded."""
        if self.workers == 1:
            self._here = load_worker(self.config, self.files)
            self._description = self._here.describe()
        else:
            self._description = self._start().submit(_describe).result()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the processes; articles not yet begun are dropped."""
        self._stop()

    def describe(self) -> dict[str, Any]:
        """One engine's settings and load time, for the manifest."""
        return self._description

    def map(self, articles: Sequence[Article]) -> Iterator[Outcome]:
        """Outcomes in the articles' order."""
        if self._here is not None:
            yield from (self._here.work(article) for article in articles)
            return
        waiting = deque(articles)
        flying: deque[tuple[Article, Future[Outcome]]] = deque()
        while waiting or flying:
            try:
                while waiting and len(flying) < self.workers * IN_FLIGHT_PER_WORKER:
                    flying.append((waiting[0], self._submit(waiting[0])))
                    waiting.popleft()
                outcome = flying[0][1].result()
            except BrokenProcessPool:
                suspects = [_finished(future) or article for article, future in flying]
                flying.clear()
                yield from self._one_by_one(suspects)
                continue
            flying.popleft()
            yield outcome

    def _one_by_one(self, suspects: Iterable[Article | Outcome]) -> Iterator[Outcome]:
        """After a worker died: try what was in flight alone, to find the article that did it."""
        self._stop()
        for suspect in suspects:
            if isinstance(suspect, Outcome):
                yield suspect
                continue
            try:
                yield self._submit(suspect).result()
            except BrokenProcessPool as error:
                self._stop()
                problem = errors.WORKER_DIED(file=suspect.origin, detail=error)
                yield Outcome(suspect, None, _failure(suspect, problem), 0.0)

    def _submit(self, article: Article) -> Future[Outcome]:
        return self._start().submit(_work, article)

    def _start(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.workers,
                # A fork would copy the locks of torch's and Arrow's threads in any state.
                mp_context=get_context("spawn"),
                initializer=_initialize,
                initargs=(self.config, self.files),
            )
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _finished(future: Future[Outcome]) -> Outcome | None:
    if future.done() and not future.cancelled() and future.exception() is None:
        return future.result()
    return None


def _failure(article: Article, problem: Problem) -> Failure:
    return Failure(article.origin, problem.code, problem.message, id=article.id)


# One worker process holds one engine. A module variable, since a pool's tasks share nothing else.
_worker: Worker | KortomError | None = None


def _initialize(config: Config, files: ModelFiles) -> None:
    global _worker  # noqa: PLW0603
    prepare_environment()
    try:
        _worker = load_worker(config, files)
    except KortomError as error:
        # Kept for the first task: an error raised here would only say that the pool is broken.
        _worker = error


def _the_worker() -> Worker:
    if isinstance(_worker, Worker):
        return _worker
    raise _worker if _worker is not None else RuntimeError("the worker was not initialised")


def _work(article: Article) -> Outcome:
    return _the_worker().work(article)


def _describe() -> dict[str, Any]:
    return _the_worker().describe()
