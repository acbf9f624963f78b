"""A run, and all who are told how it goes."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from kortom import errors
from kortom.errors import Exit, Problem
from kortom.job import Observer, Result, run
from kortom.telemetry.ending import Ending
from kortom.telemetry.log import RunLog
from kortom.telemetry.metrics import write_metrics
from kortom.telemetry.ping import Event, Ping

if TYPE_CHECKING:
    from kortom.executors import Outcome
    from kortom.plan import Plan, Request


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What tells of a run to those who do not see its output."""

    ping: Ping | None = None
    metrics: Path | None = None
    log_file: Path | None = None


@dataclass(frozen=True, slots=True)
class FanOut:
    """An observer that passes all on to several, in their order."""

    observers: tuple[Observer, ...]

    def planned(self, plan: Plan, run_id: str, to_do: int) -> None:
        """To all of them."""
        for observer in self.observers:
            observer.planned(plan, run_id, to_do)

    def article(self, outcome: Outcome) -> None:
        """To all of them."""
        for observer in self.observers:
            observer.article(outcome)

    def warning(self, problem: Problem) -> None:
        """To all of them."""
        for observer in self.observers:
            observer.warning(problem)


def run_watched(
    request: Request,
    observer: Observer,
    telemetry: Telemetry,
    job: Callable[[Request, Observer], Result] = run,
) -> Result:
    """Carry out a request, and tell its start and end, whatever that is.

    Raises what `job` raises, and KortomError (exit 2) if the log file cannot be opened, before any
    work. A ping or a metrics file that fails is a warning to `observer`.
    """
    log: RunLog | None = None
    observers: Observer = observer
    started = time.perf_counter()
    try:
        with _ending_on_sigterm():
            if telemetry.log_file is not None:
                log = RunLog(telemetry.log_file, observer.warning)
                log.started(request)
                observers = FanOut((observer, log))
            _ping(telemetry.ping, "start", observers)
            started = time.perf_counter()
            result = job(request, observers)
    except BaseException as error:
        _tell(
            Ending(time.perf_counter() - started, error=error), request, telemetry, observers, log
        )
        raise
    _tell(Ending(time.perf_counter() - started, result=result), request, telemetry, observers, log)
    return result


def _tell(
    ending: Ending, request: Request, telemetry: Telemetry, observer: Observer, log: RunLog | None
) -> None:
    """What may take its time comes last, so that a kill meanwhile costs the least."""
    if log is not None:
        log.ended(ending)
    if telemetry.metrics is not None:
        try:
            write_metrics(telemetry.metrics, request.config.name, ending)
        except OSError as error:
            detail = error.strerror or error
            observer.warning(errors.METRICS_NOT_WRITTEN(file=telemetry.metrics, detail=detail))
    _ping(telemetry.ping, "success" if ending.success else "fail", observer)
    if log is not None:
        log.close()


def _ping(ping: Ping | None, event: Event, observer: Observer) -> None:
    detail = None if ping is None else ping.send(event)
    if detail is not None:
        observer.warning(errors.PING_FAILED(event=event, detail=detail))


@contextmanager
def _ending_on_sigterm() -> Iterator[None]:
    """Let SIGTERM unwind the stack as Ctrl-C does, wherever the job itself does not take it.

    That is while it reads, or waits for another run, or has had one signal already. Without this
    the process would be gone, and nobody told.
    """

    def end(_: int, __: FrameType | None) -> None:
        raise SystemExit(int(Exit.TERMINATED))

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
