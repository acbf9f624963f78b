"""What `kortom train` says: progress on stderr, the result on stdout."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kortom.training.augment import AUGMENTATION_TEXTS
from kortom.training.facts import duration

if TYPE_CHECKING:
    from kortom.training.log import Scored
    from kortom.training.loop import Moment
    from kortom.training.packing import Packed, PackingProgress
    from kortom.training.state import Counts
    from kortom.training.train import Result
    from kortom.training.workplace import Workplace

EVERY_SECONDS = 30.0
"""Between two lines of progress."""


class TrainReporter:
    """An observer of a training. Lines that cannot be read are told also where progress is not."""

    def __init__(self, show: bool) -> None:
        """show: whether to tell of progress at all."""
        self._show = show
        self._told = float("-inf")
        self._heldout = ""

    def packing(self, progress: PackingProgress) -> None:
        """Data is being read."""
        if self._due():
            self._say(f"reading: {progress.pairs:,} pairs, {100 * progress.share:.0f} %")

    def prepared(self, packed: Packed, too_long: int) -> None:
        """The data is ready: what became of it."""
        counts = packed.counts
        for failure in counts.failures:
            print(f"kortom: {failure.code} {failure.message}", file=sys.stderr)
        more = counts.failed - len(counts.failures)
        if more > 0:
            print(f"kortom: {more:,} more lines are no pairs", file=sys.stderr)
        self._say(f"pairs: {sum(counts.read.values()):,} read, {counts.pairs:,} kept")
        for reason in counts.removed:
            if counts.total(reason):
                self._say(f"  {counts.total(reason):,} left out: {reason}")
        for name, changed in counts.augmented.items():
            self._say(f"  {changed:,} changed: {AUGMENTATION_TEXTS[name]}")
        if too_long:
            self._say(f"  {too_long:,} left out: too many tokens")

    def begun(self, place: Workplace, counts: Counts) -> None:
        """Training begins or goes on."""
        done = f"goes on from step {counts.step:,}" if counts.step else "begins"
        self._say(f"training {done} in {place.folder}")
        self._told = float("-inf")

    def moment(self, moment: Moment) -> None:
        """A step is done."""
        if self._due():
            parts = [
                f"step {moment.step:,}",
                f"{moment.tokens:,} tokens",
                f"{moment.tokens_per_second:,.0f} tokens/s",
                f"loss {moment.loss:.3f}",
                *([self._heldout] if self._heldout else []),
                *([] if moment.left is None else [f"{duration(moment.left)} left"]),
            ]
            self._say(", ".join(parts))

    def scored(self, scored: Scored) -> None:
        """The averaged weights were scored."""
        self._heldout = f"held out {scored.sets[0].loss:.3f}"
        for one in scored.sets:
            made = one.outputs
            best = ", the best so far" if scored.best and one is scored.sets[0] else ""
            self._say(
                f"step {scored.step:,}, {one.name}: loss {one.loss:.3f}, BLEU {one.bleu:.1f},"
                f" chrF2 {one.chrf:.1f}, length {made.length_ratio:.2f},"
                f" {made.truncated} unended, {made.looping} loops{best}"
            )

    def finishing(self) -> None:
        """The end is near."""
        self._say("scoring the whole held-out sets")

    def _due(self) -> bool:
        now = time.monotonic()
        if now - self._told < EVERY_SECONDS:
            return False
        self._told = now
        return True

    def _say(self, text: str) -> None:
        if self._show:
            print(text, file=sys.stderr, flush=True)


def result_lines(result: Result) -> Iterator[str]:
    """A finished training in a few lines."""
    outcome, place = result.outcome, result.place
    yield (
        f"Trained {outcome.name}: {outcome.tokens:,} target tokens, {outcome.steps:,} steps,"
        f" {duration(outcome.seconds)}, ended by {outcome.ended}"
    )
    for test in outcome.scores:
        score = test.score
        before = "" if test.base is None else f", before {test.base:.1f}"
        interval = f"{score.low:.1f} to {score.high:.1f}"
        yield f"  {test.name}: {score.metric} {score.value:.1f} ({interval}){before}"
    if outcome.best_step == 0:
        yield "  No scoring was better than that of the base, so that the export is the base."
    yield f"Model: {place.model}"
    yield f"Report: {place.report}"
    if not result.is_new:
        yield "It was finished before: the same config, base and data. --fresh trains anew."


def result_to_json(result: Result) -> dict[str, Any]:
    """The same for machines."""
    outcome, place = result.outcome, result.place
    return {
        "run_id": place.folder.name,
        "folder": str(place.folder),
        "model": str(place.model),
        "new": result.is_new,
        "steps": outcome.steps,
        "tokens": outcome.tokens,
        "seconds": outcome.seconds,
        "ended": outcome.ended,
        "best_step": outcome.best_step,
        "scores": [
            {"set": test.name, "metric": test.score.metric, "value": test.score.value,
             "low": test.score.low, "high": test.score.high, "before": test.base,
             "signature": test.score.signature}
            for test in outcome.scores
        ],
    }  # fmt: skip
