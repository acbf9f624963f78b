"""What `kortom distill` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kortom.distillation.distill import Result
    from kortom.distillation.plan import Plan


def plan_lines(plan: Plan) -> Iterator[str]:
    """What would be done."""
    survey, files = plan.survey, plan.files
    yield f"{survey.sentences:,} of {survey.read:,} sentences would be translated"
    yield f"  left out: {_counts(survey.left_out)}"
    yield f"  teacher: {files.reference} (SHA-256 {files.digest[:8]}), {plan.hardware.dtype}"
    yield f"  into: {plan.folder}"


def result_lines(result: Result) -> Iterator[str]:
    """What was done."""
    record, counts = result.record, result.record.counts
    before = "" if result.made else ", finished before"
    yield (
        f"{counts.pairs:,} pairs from {counts.read:,} sentences, {counts.target_words:,} English"
        f" words, {record.seconds:,.0f} s of translating{before}"
    )
    yield f"  left out: {_counts(counts.left_out)}"
    if counts.findings:
        yield f"  the checks found: {_counts(counts.findings)}"
    yield f"  teacher: {record.teacher.reference} (SHA-256 {record.teacher.digest[:8]})"
    yield f"Corpus: {result.corpus}"


def _counts(counts: Mapping[str, int]) -> str:
    told = [f"{name} {number:,}" for name, number in counts.items() if number]
    return ", ".join(told) or "nothing"
