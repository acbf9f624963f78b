"""How a run ended, as all who are told of it see it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kortom.errors import Exit, KortomError

if TYPE_CHECKING:
    from kortom.job import Result


@dataclass(frozen=True, slots=True)
class Ending:
    """A run that was published (`result`) or that something ended before that (`error`).

    seconds: the run took, from the start of reading. at: when it ended, in seconds since 1970.
    """

    seconds: float
    result: Result | None = None
    error: BaseException | None = None
    at: float = field(default_factory=time.time)

    @property
    def exit(self) -> int:
        """The exit code that the command ends with."""
        if self.result is not None:
            return exit_code(self.result.manifest.counts.failed)
        if isinstance(self.error, KortomError):
            return self.error.problem.exit
        if isinstance(self.error, KeyboardInterrupt):
            return Exit.INTERRUPTED
        if isinstance(self.error, SystemExit) and isinstance(self.error.code, int):
            return self.error.code
        return Exit.UNFORESEEN

    @property
    def success(self) -> bool:
        """Whether nobody need be woken.

        A run in which some articles failed, but not all, did its work: an article that is damaged
        for good must not look like a job that is down, every morning. One in which articles failed
        and no brief came out is a failure.
        """
        if self.result is None:
            return False
        counts = self.result.manifest.counts
        return counts.briefs > 0 or counts.failed == 0


def exit_code(failures: int) -> Exit:
    """The exit code of a run that was published, by how many articles failed."""
    return Exit.ARTICLES_FAILED if failures else Exit.OK
