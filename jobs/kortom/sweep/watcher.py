"""Who is told how a sweep goes."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from kortom.errors import Problem
from kortom.job import Observer
from kortom.sweep.combinations import Combination


class Watcher(Protocol):
    """Is told of each run and each problem."""

    def begins(
        self, number: int, total: int, combination: Combination
    ) -> AbstractContextManager[Observer]:
        """The number-th of the runs to be made begins; gives who is told how it goes."""

    def failed(self, combination: Combination, problem: Problem) -> None:
        """There will be no run of it."""

    def warning(self, problem: Problem) -> None:
        """Something is wrong that no combination fails of."""
