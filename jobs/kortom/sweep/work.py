"""Carrying out what a sweep has planned, one combination after the other."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType

from kortom import errors
from kortom.errors import Exit, KortomError, Problem
from kortom.executors import Outcome
from kortom.job import Observer, run
from kortom.plan import Plan
from kortom.sweep.results import Attempt, Sweep, signal_of
from kortom.sweep.watcher import Watcher

_STOPS = (Exit.INTERRUPTED, Exit.TERMINATED)


def work_off(attempts: Sequence[Attempt], watcher: Watcher) -> Sweep:
    """Make the runs that are not there; one that fails does not keep the others from theirs.

    SIGINT and SIGTERM end it after the article in hand (a second one at once); what is finished
    stays finished.
    """
    done = list(attempts)
    at_hand: _AtHand | None = None
    waiting = [place for place, attempt in enumerate(attempts) if attempt.state == "to do"]
    try:
        with _unwinding_on_sigterm():
            for number, place in enumerate(waiting, start=1):
                combination = attempts[place].combination
                with watcher.begins(number, len(waiting), combination) as observer:
                    at_hand = _AtHand(observer)
                    done[place] = _run(attempts[place], at_hand)
                at_hand = None
                if (problem := done[place].problem) is not None:
                    watcher.failed(combination, problem)
    except (KeyboardInterrupt, KortomError) as error:
        return Sweep(tuple(done), _stopped(signal_of(error), done, at_hand))
    return Sweep(tuple(done))


def _run(attempt: Attempt, observer: Observer) -> Attempt:
    """Raises KortomError only if a signal ended the run."""
    if attempt.plan is None:
        raise ValueError("a combination without a plan has failed already")
    try:
        result = run(attempt.plan.request, observer)
    except KortomError as error:
        if error.problem.exit in _STOPS:
            raise
        return replace(attempt, state="failed", problem=error.problem)
    return replace(attempt, state="made", result=result)


def _stopped(number: signal.Signals, done: Sequence[Attempt], at_hand: _AtHand | None) -> Problem:
    complete = sum(attempt.result is not None for attempt in done)
    in_hand = ""
    if at_hand is not None and at_hand.total:
        in_hand = f", and {at_hand.finished} of {at_hand.total} articles of the next"
    return errors.sweep_stopped(number, complete, len(done), in_hand)


@dataclass(slots=True)
class _AtHand:
    """Counts the finished articles of the run at hand, and passes on what it is told."""

    observer: Observer
    total: int = 0
    finished: int = 0

    def planned(self, plan: Plan, run_id: str, to_do: int) -> None:
        self.total = len(plan.articles)
        self.finished = self.total - to_do
        self.observer.planned(plan, run_id, to_do)

    def article(self, outcome: Outcome) -> None:
        self.finished += outcome.record is not None
        self.observer.article(outcome)

    def warning(self, problem: Problem) -> None:
        self.observer.warning(problem)


@contextmanager
def _unwinding_on_sigterm() -> Iterator[None]:
    """Let SIGTERM unwind the stack as Ctrl-C does, wherever a run does not take it itself."""

    def end(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt(signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
