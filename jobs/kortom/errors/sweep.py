"""E45: sweep."""

from __future__ import annotations

import signal
from dataclasses import replace

from kortom.errors.base import Exit, Problem, Template

GRID_SYNTAX = Template(
    "E451",
    "--set-grid '{text}': {detail}. Write it like --set-grid translate.beam_size=1,4,8; a value"
    " that is a list stands in brackets, one with a comma in quotes.",
    Exit.USAGE,
)
GRID_KEY = Template(
    "E452",
    "--set-grid '{key}': {detail}. Name one key that can change a brief, and name it once.",
    Exit.USAGE,
)
GRID_TOO_LARGE = Template(
    "E453",
    "{count:,} combinations, and {most:,} are the most. Name fewer values, or allow more with"
    " --max-combinations {count}.",
    Exit.USAGE,
)
SWEEP_DUPLICATE = Template(
    "E454",
    "{first} and {second}: the same config, so that there is nothing to compare. Remove one of"
    " them.",
    Exit.USAGE,
)
SWEEP_UNLIKE = Template(
    "E455",
    "{key}: {first} in {config}, and {second} in {other}. A sweep runs all its configs on the same"
    " inputs, into one folder: give it with {option}.",
    Exit.USAGE,
)
SWEEP_INTERRUPTED = Template(
    "E456",
    "stopped by {signal}: {complete} of {total} combinations are complete{in_hand}. All of that is"
    " kept; give the same command again to go on.",
    Exit.INTERRUPTED,
)
EARLIER_RUN_UNSOUND = Template(
    "E457", "{run}: would do for a combination, and is not sound ({detail}). It is made again."
)


def sweep_stopped(number: signal.Signals, complete: int, total: int, in_hand: str) -> Problem:
    """The message for a sweep that a signal ended. in_hand: how far the unfinished one is."""
    problem = SWEEP_INTERRUPTED(signal=number.name, complete=complete, total=total, in_hand=in_hand)
    return problem if number == signal.SIGINT else replace(problem, exit=Exit.TERMINATED)
