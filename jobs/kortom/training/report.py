"""The report of a training, for people: one Markdown file beside the curve."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence

from kortom.runs.render import escape
from kortom.training.augment import AUGMENTATION_TEXTS
from kortom.training.facts import duration
from kortom.training.log import Line, Scored, scorings
from kortom.training.record import Facts

_CURVE = "curve.svg"


def report(facts: Facts, run_id: str, lines: Sequence[Line]) -> str:
    """The whole report.md. lines: of the log."""
    sections = (
        _head(facts, run_id),
        _results(facts),
        _course(facts, lines),
        _data(facts),
        _recipe(facts),
    )
    return "\n".join(line for section in sections for line in section) + "\n"


def _head(facts: Facts, run_id: str) -> Iterator[str]:
    counts, inputs = facts.counts, facts.inputs
    yield f"# Training {escape(facts.name)}"
    yield ""
    yield (
        f"{escape(run_id)}: {counts.tokens:,} target tokens in {counts.step:,} steps and"
        f" {duration(counts.seconds)}, on from {escape(inputs.identity.base.reference)}, in"
        f" {inputs.precision} with threads: {inputs.threads}. It ended by {escape(facts.ended)};"
        f" the averaged weights of step {counts.best_step:,} are exported."
    )
    yield ""
    if counts.best_step == 0:
        yield "**No scoring was better than that of the base: the export is the base.**"
        yield ""


def _results(facts: Facts) -> Iterator[str]:
    yield "## Held-out sets"
    yield ""
    rows = [
        (
            result.name,
            f"{score.n:,}",
            score.metric,
            f"{score.value:.1f} ({score.low:.1f} to {score.high:.1f})",
            f"{before.value:.1f}",
        )
        for result in facts.results
        for score, before in zip(result.scores, result.base, strict=True)
    ]
    yield from _table(("set", "sentences", "metric", "score", "before"), rows)
    yield ""
    for result in facts.results:
        made = result.outputs
        yield (
            f"- {escape(result.name)}: outputs have {made.length_ratio:.2f} of the references'"
            f" length; {made.truncated:,} did not end, {made.looping:,} loop."
        )
    yield ""
    for signature in dict.fromkeys(s.signature for result in facts.results for s in result.scores):
        yield f"- `{signature}`"
    yield f"- decoded with {facts.decoding}"
    yield ""


def _course(facts: Facts, lines: Sequence[Line]) -> Iterator[str]:
    yield "## Course"
    yield ""
    yield f"![Losses and scores by target tokens]({_CURVE})"
    yield ""
    for number, entry in enumerate(facts.config.heldout):
        most = facts.config.evaluate.max_sentences
        decides = ", which decides" if number == 0 and len(facts.config.heldout) > 1 else ""
        yield f"On {most:,} sentences of {escape(entry.name)} at most{decides}:"
        yield ""
        head = ("step", "tokens", "loss", "BLEU", "chrF2", "length", "unended", "loops", "")
        yield from _table(head, [_scored(line, number) for line in scorings(lines)])
        yield ""


def _scored(line: Scored, number: int) -> tuple[str, ...]:
    one = line.sets[number]
    return (
        f"{line.step:,}",
        f"{line.tokens:,}",
        f"{one.loss:.3f}",
        f"{one.bleu:.1f}",
        f"{one.chrf:.1f}",
        f"{one.outputs.length_ratio:.2f}",
        f"{one.outputs.truncated}",
        f"{one.outputs.looping}",
        "best" if line.best else "",
    )


def _data(facts: Facts) -> Iterator[str]:
    data = facts.inputs.packed.counts
    yield "## Data"
    yield ""
    yield (
        f"{sum(data.read.values()):,} pairs were read, {data.pairs:,} kept; {data.failed:,} lines"
        " are no pairs."
    )
    yield ""
    removed = [(reason, f"{data.total(reason):,}") for reason in data.removed]
    rows = [*removed, ("too many tokens", f"{facts.inputs.too_long:,}")]
    yield from _table(("left out for", "pairs"), rows)
    yield ""
    for name, changed in data.augmented.items():
        yield f"- {AUGMENTATION_TEXTS[name]}: {changed:,} pairs."
    yield ""


def _recipe(facts: Facts) -> Iterator[str]:
    yield "## Again"
    yield ""
    yield "```"
    yield shlex.join(facts.command)
    yield "```"
    yield ""
    config_hash = facts.inputs.identity.config_hash
    yield f"with `config.yaml` (hash {config_hash[:8]}), all else in `train.json`."


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head)):
        yield "| " + " | ".join(row) + " |"
    for row in rows:
        yield "| " + " | ".join(map(escape, row)) + " |"
