"""Progress of a run: a bar on a terminal, a plain line for each article elsewhere (in cron)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kortom.executors import Outcome
    from kortom.values import Failure


class Reporter:
    """Reports on stderr. Problems are told also where progress is not: nothing is lost silently."""

    def __init__(self, total: int, show: bool) -> None:
        """total: articles to come. show: whether to tell of progress at all."""
        self._total = total
        self._show = show
        self._done = 0
        self._bar: Any = _bar() if show and sys.stderr.isatty() and total > 1 else None

    def __enter__(self) -> Reporter:
        if self._bar:
            self._bar.start()
            self._task = self._bar.add_task("articles", total=self._total)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def article(self, outcome: Outcome) -> None:
        """One article is done."""
        self._done += 1
        if self._bar:
            self._bar.advance(self._task)
        elif self._show:
            count = f"{self._done}/{self._total}"
            print(f"{count} {outcome.article.id} ({outcome.seconds:.1f} s)", file=sys.stderr)
        if outcome.failure is not None:
            self.problems([outcome.failure])

    def problems(self, failures: Iterable[Failure]) -> None:
        """Print failures, a line each."""
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
