"""What one process does with one article at a time."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kortom import errors
from kortom.config import Config
from kortom.errors import Problem
from kortom.models import ModelFiles
from kortom.pipeline import process
from kortom.translation import Engine, load_engine
from kortom.values import Article, Failure, Record, Sentence


@dataclass(frozen=True, slots=True)
class Task:
    """An article to do. sentences: its translation, where that is finished already."""

    article: Article
    sentences: tuple[Sentence, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: a record or a failure, and the seconds it took.

    engine: settings and load time (`load_seconds`) of the engine, if this process has one by now.
    """

    task: Task
    record: Record | None
    failure: Failure | None
    seconds: float
    engine: dict[str, Any] | None = None

    @property
    def article(self) -> Article:
        """The task's article."""
        return self.task.article


class ArticleTimeout(BaseException):
    """Raised in the midst of an article; no `except Exception` of a library may swallow it."""


@dataclass(slots=True)
class Worker:
    """One process's engine, loaded when the first article needs it."""

    config: Config
    files: ModelFiles
    _engine: Engine | None = None
    _described: dict[str, Any] | None = field(default=None)

    def engine(self) -> Engine:
        """The engine. Raises KortomError (exit 5) if it cannot be loaded."""
        if self._engine is None:
            started = time.perf_counter()
            self._engine = load_engine(self.config, self.files)
            seconds = time.perf_counter() - started
            self._described = {"settings": self._engine.describe(), "load_seconds": seconds}
        return self._engine

    def work(self, task: Task) -> Outcome:
        """Process one article; whatever goes wrong with it fails that article alone.

        Raises KortomError (exit 5) if the engine cannot be loaded: that fails the run.
        """
        if task.sentences is None:
            self.engine()
        limit = self.config.run.article_timeout_seconds
        started = time.perf_counter()
        record = problem = None
        try:
            with _time_limit(limit):
                record = process(task.article, task.sentences, self.engine, self.config)
        except ArticleTimeout:
            record = None  # it may ring just after the record is made
            problem = errors.TIMED_OUT(file=task.article.origin, seconds=limit)
        except Exception as error:  # noqa: BLE001 (the other articles go on)
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            problem = errors.ENGINE_FAILED(file=task.article.origin, detail=detail)
        failure = failure_of(task.article, problem) if problem else None
        return Outcome(task, record, failure, time.perf_counter() - started, self._described)


def failure_of(article: Article, problem: Problem) -> Failure:
    """The failure of an article that was read well."""
    return Failure(article.origin, problem.code, problem.message, id=article.id)


@contextmanager
def _time_limit(seconds: float | None) -> Iterator[None]:
    """Raise ArticleTimeout in the main thread when the time is up.

    Decoding goes token by token through Python, so that an alarm comes through.
    """
    if seconds is None:
        yield
        return

    def ring(*_: object) -> None:
        raise ArticleTimeout

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
        finally:  # it may ring even now
            signal.signal(signal.SIGALRM, before)
