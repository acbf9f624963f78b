"""What a sweep has come to."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kortom.errors import Exit, KortomError, Problem
from kortom.job import Result
from kortom.plan import Plan
from kortom.sweep.combinations import Combination
from kortom.telemetry.ending import exit_code
from kortom.telemetry.summary import summary

State = Literal["to do", "there", "made", "failed"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A combination and how far it is.

    state: "there" if an earlier run is what this one would be. plan: None if it could not even be
    planned. result: the run, if there is one. problem: why it failed.
    """

    combination: Combination
    state: State
    plan: Plan | None = None
    result: Result | None = None
    problem: Problem | None = None

    @property
    def exit(self) -> Exit:
        """The exit code of this combination alone."""
        if self.problem is not None:
            return self.problem.exit
        return Exit.OK if self.result is None else exit_code(self.result.manifest.counts.failed)


@dataclass(frozen=True, slots=True)
class Sweep:
    """All attempts, in the order of the combinations. stopped: the problem that ended it early."""

    attempts: tuple[Attempt, ...]
    stopped: Problem | None = None

    @property
    def exit(self) -> Exit:
        """The worst of its combinations' exit codes.

        One that has no run is worse than articles that failed in one; of several the highest.
        """
        if self.stopped is not None:
            return self.stopped.exit
        exits = [attempt.exit for attempt in self.attempts]
        return max(exits, key=lambda code: (code != Exit.OK, code != Exit.ARTICLES_FAILED, code))

    @property
    def run_ids(self) -> tuple[str, ...]:
        """The runs there are, to be compared."""
        return tuple(a.result.manifest.run_id for a in self.attempts if a.result is not None)


def signal_of(error: KeyboardInterrupt | KortomError) -> signal.Signals:
    """The signal that an exception stands for: SIGINT, unless it says SIGTERM."""
    terminated = (
        error.problem.exit == Exit.TERMINATED
        if isinstance(error, KortomError)
        else error.args == (signal.SIGTERM,)
    )
    return signal.SIGTERM if terminated else signal.SIGINT


def differing_keys(attempts: Sequence[Attempt]) -> tuple[str, ...]:
    """The keys of the grid that have more than one value."""
    values: dict[str, set[str]] = {}
    for attempt in attempts:
        for key, text in attempt.combination.values:
            values.setdefault(key, set()).add(text)
    return tuple(key for key, texts in values.items() if len(texts) > 1)


def sweep_to_json(sweep: Sweep) -> dict[str, Any]:
    """For `--json`; ready for JSON. A run is told as `kortom run --json` does."""
    return {
        "exit_code": int(sweep.exit),
        "stopped": _problem(sweep.stopped),
        "combinations": [
            {
                "config": attempt.combination.name,
                "set": dict(attempt.combination.values),
                "state": attempt.state,
                "exit_code": int(attempt.exit),
                "problem": _problem(attempt.problem),
                "run": None if attempt.result is None else summary(attempt.result),
            }
            for attempt in sweep.attempts
        ],
    }


def _problem(problem: Problem | None) -> dict[str, str] | None:
    return None if problem is None else {"code": problem.code, "message": problem.message}
