"""E6: ended early."""

from __future__ import annotations

import signal

from kortom.errors.base import Exit, Problem, Template

INTERRUPTED = Template(
    "E601",
    "stopped by {signal} after the article in hand; no run was published. {rest}",
    Exit.INTERRUPTED,
)
TERMINATED = Template(INTERRUPTED.code, INTERRUPTED.text, Exit.TERMINATED)


def interrupted(number: signal.Signals, *, kept: bool) -> Problem:
    """The message for a run that a signal ended. kept: whether there is a store to go on from."""
    template = INTERRUPTED if number == signal.SIGINT else TERMINATED
    rest = "What is finished is kept, and the next run goes on from there."
    return template(signal=number.name, rest=rest if kept else "Nothing is kept of it.")
