"""Progress of a run: a bar on a terminal, a plain line for each article elsewhere (in cron)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kortom.errors import Problem
    from kortom.executors import Outcome
    from kortom.plan import Plan
    from kortom.values import Failure


class Reporter:
    """An observer that reports on stderr; a context manager.

    Problems are told also where progress is not: nothing is lost silently.
    """

    def __init__(self, show: bool) -> None:
        """show: whether to tell of progress at all."""
        self._show = show
        self._total = 0
        self._done = 0
        self._bar: Any = None

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def planned(self, plan: Plan, run_id: str, to_do: int) -> None:
        """So many articles are to be done."""
        self._total = to_do
        self._problems(plan.readings.failures)
        if self._show:
            for file in plan.readings.waiting:
                print(f"{file}: still being written, waits for the next run", file=sys.stderr)
        if self._show and sys.stderr.isatty() and to_do > 1:
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task("articles", total=to_do)

    def article(self, outcome: Outcome) -> None:
        """One article is done."""
        self._done += 1
        if self._bar:
            self._bar.advance(self._task)
        elif self._show:
            count = f"{self._done}/{self._total}"
            print(f"{count} {outcome.article.id} ({outcome.seconds:.1f} s)", file=sys.stderr)
        if outcome.failure is not None:
            self._problems([outcome.failure])

    def warning(self, problem: Problem) -> None:
        """Something is wrong that does not end the run."""
        print(f"kortom: {problem}", file=sys.stderr)

    def _problems(self, failures: Iterable[Failure]) -> None:
        for failure in failures:
            print(f"kortom: {failure.code} {failure.message}", file=sys.stderr)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
