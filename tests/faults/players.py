"""Runs in processes of their own that tell what they do, wait to be told to go on, and get killed.

Light to import, since every fork does so.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from kortom.config import load_config
from kortom.errors import KortomError, Problem
from kortom.executors import Outcome
from kortom.job import run
from kortom.plan import Plan, Request
from kortom.runs import lock


class Teller:
    """An observer that sends what it is told. held: whether to wait, past the lock, for a word."""

    def __init__(self, told: Connection, held: bool) -> None:
        self._told, self._held = told, held

    def planned(self, plan: Plan, run_id: str, to_do: int) -> None:
        self._told.send(("planned", run_id, to_do))
        if self._held:
            self._told.recv()

    def article(self, outcome: Outcome) -> None:
        self._told.send(("article", outcome.article.id, outcome.task.sentences is None))

    def warning(self, problem: Problem) -> None:
        self._told.send(("warning", str(problem), None))


def play(config: str, told: Connection, held: bool, wait_seconds: float = 0.0) -> None:
    """A run that starts when told to; the process ends with its exit code."""
    told.send(("ready", None, None))
    told.recv()
    request = Request(load_config(config), wait_seconds=wait_seconds)
    try:
        result = run(request, Teller(told, held))
    except KortomError as error:
        told.send(("ended", int(error.problem.exit), None))
        sys.exit(int(error.problem.exit))
    told.send(("ended", 0, result.folder.name))


class TellingLock(lock.FileLock):  # type: ignore[misc]
    """A lock that tells when it is going to wait."""

    told: Any = None

    def acquire(self, timeout: float | None = None, *rest: Any, **more: Any) -> Any:
        if timeout and self.told is not None:
            with suppress(OSError):
                self.told.send(("waiting", timeout, None))
        return super().acquire(timeout, *rest, **more)


def play_waiting(config: str, told: Connection, wait_seconds: float) -> None:
    """A run that waits for the lock and tells so."""
    TellingLock.told = told
    lock.FileLock = TellingLock  # type: ignore[misc]
    play(config, told, False, wait_seconds)
