"""A finished run in a few numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kortom.telemetry.ending import exit_code

if TYPE_CHECKING:
    from kortom.job import Result


def summary(result: Result) -> dict[str, Any]:
    """A run in a few numbers, for `--json`; ready for JSON."""
    manifest = result.manifest
    return {
        "run_id": manifest.run_id,
        "config": manifest.config_name,
        "folder": str(result.folder),
        "signature": manifest.signature,
        "started": manifest.started,
        "exit_code": int(exit_code(manifest.counts.failed)),
        "latest": not manifest.incomplete,
        "incomplete": list(manifest.incomplete),
        "counts": manifest.counts.model_dump(),
        "new": len(manifest.changes.new),
        "changed": len(manifest.changes.changed),
        "removed": len(manifest.changes.removed),
        "flags": manifest.flags,
        "seconds": manifest.timings.run,
        "failures": [failure.model_dump() for failure in manifest.failures],
    }


def one_line(result: Result) -> str:
    """A run in one line, for people and logs."""
    manifest, counts = result.manifest, result.manifest.counts
    parts = [
        f"{counted(counts.briefs, 'brief')} from {counted(counts.articles, 'article')}:",
        f"{len(manifest.changes.new)} new, {len(manifest.changes.changed)} changed,",
        f"{counts.reused} reused, {counts.flagged} flagged, {counts.failed} failed,",
        *([f"{counts.unfinished} unfinished,"] if counts.unfinished else []),
        *([f"{counts.waiting} waiting,"] if counts.waiting else []),
        f"{counted(counts.brief_words, 'word')}, {manifest.timings.run:.1f} s,",
        f"run {manifest.run_id}",
    ]
    return " ".join(parts)


def counted(number: int, noun: str) -> str:
    """`1 brief`, `2,000 briefs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
