"""What one process does with one article at a time."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from kortom import errors
from kortom.config import Config
from kortom.errors import Problem
from kortom.memory import own_peak_bytes
from kortom.pipeline import process
from kortom.setup import Setup
from kortom.summarization import Seq2SeqSummariser, load_summariser
from kortom.translation import Engine, load_engine
from kortom.translation.terminology import GlossaryEngine
from kortom.values import Article, Failure, Record, Sentence


@dataclass(frozen=True, slots=True)
class Task:
    """An article to do. sentences: its translation, where that is finished already."""

    article: Article
    sentences: tuple[Sentence, ...] | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a process has loaded: the effective settings of its models, None for one it has not.

    seconds: that loading took.
    """

    translator: dict[str, Any] | None = None
    summariser: dict[str, Any] | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: a record or a failure, and the seconds it took.

    loaded: the models that this process has by now. peak_bytes: the most memory that it has held so
    far; 0 if it died.
    """

    task: Task
    record: Record | None
    failure: Failure | None
    seconds: float
    loaded: Loaded = Loaded()
    peak_bytes: int = 0

    @property
    def article(self) -> Article:
        """The task's article."""
        return self.task.article


class ArticleTimeout(BaseException):
    """Raised in the midst of an article; no `except Exception` of a library may swallow it."""


@dataclass(slots=True)
class Worker:
    """One process's models, each loaded when the first article needs it."""

    config: Config
    setup: Setup
    _translator: Engine | None = None
    _summariser: Seq2SeqSummariser | None = None
    _loaded: Loaded = Loaded()

    def translator(self) -> Engine:
        """The engine. Raises KortomError (exit 5) if it cannot be loaded."""
        if self._translator is None:
            started = time.perf_counter()
            engine = load_engine(self.config, self.setup.translator, self.setup.hardware)
            if self.setup.glossary is not None:
                engine = GlossaryEngine(engine, self.setup.glossary)
            self._translator = engine
            self._note(started, translator=engine.describe())
        return self._translator

    def summariser(self) -> Seq2SeqSummariser:
        """The summariser. Raises KortomError (exit 5) if it cannot be loaded."""
        if self._summariser is None:
            started = time.perf_counter()
            if self.setup.summariser is None:
                raise ValueError("the config has no summariser")
            summariser = load_summariser(
                self.config, self.setup.summariser, self.setup.summariser_device
            )
            self._summariser = summariser
            self._note(started, summariser=summariser.describe())
        return self._summariser

    def work(self, task: Task) -> Outcome:
        """Process one article; whatever goes wrong with it fails that article alone.

        Raises KortomError (exit 5) if a model cannot be loaded: that fails the run.
        """
        if task.sentences is None:
            self.translator()
        if self.setup.summariser is not None:
            self.summariser()
        limit = self.config.run.article_timeout_seconds
        started = time.perf_counter()
        record = problem = None
        try:
            with _time_limit(limit):
                record = process(task.article, task.sentences, self, self.config)
        except ArticleTimeout:
            record = None  # it may ring just after the record is made
            problem = errors.TIMED_OUT(file=task.article.origin, seconds=limit)
        except Exception as error:  # noqa: BLE001 (the other articles go on)
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            problem = errors.ENGINE_FAILED(file=task.article.origin, detail=detail)
        failure = failure_of(task.article, problem) if problem else None
        seconds = time.perf_counter() - started
        return Outcome(task, record, failure, seconds, self._loaded, own_peak_bytes())

    def _note(self, started: float, **settings: dict[str, Any]) -> None:
        """Remember what was loaded since `started`."""
        seconds = self._loaded.seconds + time.perf_counter() - started
        self._loaded = replace(self._loaded, seconds=seconds, **settings)


def failure_of(article: Article, problem: Problem) -> Failure:
    """The failure of an article that was read well."""
    return Failure(article.origin, problem.code, problem.message, id=article.id)


@contextmanager
def _time_limit(seconds: float | None) -> Iterator[None]:
    """Raise ArticleTimeout in the main thread when the time is up.

    Python hears an alarm between two of its own steps: transformers makes one for each token,
    CTranslate2 one for each batch, whose length is limited.
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
