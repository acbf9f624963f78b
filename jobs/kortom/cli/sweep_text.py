"""A sweep as text: what differs between its combinations, what came out, what to do next."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kortom.sweep.results import differing_keys
from kortom.telemetry.summary import counted

if TYPE_CHECKING:
    from kortom.sweep import Attempt, Sweep

COUNTS = ("briefs", "flagged", "failed", "reused")
STATES = {"made": "made", "there": "there already", "failed": "failed", "to do": "to do"}


def sweep_lines(sweep: Sweep) -> Iterator[str]:
    """A table of the combinations, and the command that compares their runs."""
    yield from _table(sweep)
    yield ""
    yield _what_there_is(sweep)
    waiting = any(attempt.state == "to do" for attempt in sweep.attempts)
    if len(sweep.run_ids) > 1 and not waiting:
        yield f"Compare them: {_comparison(sweep)}"


def _table(sweep: Sweep) -> Iterator[str]:
    keys = differing_keys(sweep.attempts)
    names = {attempt.combination.name for attempt in sweep.attempts}
    with_name = len(names) > 1 or not keys
    header = (*(["config"] if with_name else []), *keys, "run", "seconds", *COUNTS, "")
    rows = [header]
    for attempt in sweep.attempts:
        values = dict(attempt.combination.values)
        name = [attempt.combination.name] if with_name else []
        rows.append((*name, *(values[key] for key in keys), *_outcome(attempt)))
    numbers = len(COUNTS) + 1
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        last_text = len(row) - 1 - numbers
        cells = [
            cell.rjust(width) if last_text <= place < len(row) - 1 else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _outcome(attempt: Attempt) -> tuple[str, ...]:
    if attempt.result is None:
        state = STATES[attempt.state]
        state += f": {attempt.problem.code}" if attempt.problem else ""
        return ("-", "-", *("-" for _ in COUNTS), state)
    manifest = attempt.result.manifest
    counts = (f"{getattr(manifest.counts, name):,}" for name in COUNTS)
    return (manifest.run_id, f"{manifest.timings.run:.1f}", *counts, STATES[attempt.state])


def _what_there_is(sweep: Sweep) -> str:
    """How many runs of how many articles there are, and how many not."""
    states = [attempt.state for attempt in sweep.attempts]
    parts = [f"{states.count(state)} {text}" for state, text in STATES.items() if state in states]
    articles = max((len(a.plan.articles) for a in sweep.attempts if a.plan is not None), default=0)
    what = f"{counted(len(sweep.attempts), 'combination')} of {counted(articles, 'article')}"
    return f"{what}: {', '.join(parts)}."


def _comparison(sweep: Sweep) -> str:
    output = next(a.plan.output.parent for a in sweep.attempts if a.plan is not None)
    where = [] if str(output) == "outputs" else ["--output", str(output)]
    return shlex.join(["kortom", "compare", *sweep.run_ids, *where])
