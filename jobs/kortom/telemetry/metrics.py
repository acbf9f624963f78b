"""What the metrics file says of the last run of a config."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kortom.telemetry.ending import Ending
from kortom.telemetry.prometheus import (
    Gauge,
    Sample,
    find_sample,
    read_leniently,
    render,
    replace_file,
)

if TYPE_CHECKING:
    from kortom.runs.manifest import Manifest

LAST_SUCCESS = "kortom_last_success_timestamp_seconds"


def write_metrics(path: Path, config: str, ending: Ending) -> None:
    """Write the file anew. Raises OSError if it cannot be written."""
    succeeded = ending.at
    before = None
    if not ending.success:
        before = find_sample(read_leniently(path), LAST_SUCCESS, {"config": config})
    text = render(list(gauges(config, ending, succeeded if ending.success else before)))
    replace_file(path, text)


def gauges(config: str, ending: Ending, last_success: float | None) -> Iterator[Gauge]:
    """All that is told; what came out of the run only if it was published.

    config: the config's name. last_success: seconds since 1970, None if there never was one.
    """

    def gauge(name: str, about: str, value: float | None) -> Gauge:
        return Gauge(name, about, [] if value is None else [Sample({"config": config}, value)])

    yield gauge(
        "kortom_last_run_timestamp_seconds", "When the last run ended.", round(ending.at, 3)
    )
    yield gauge(
        "kortom_last_run_success",
        "Whether the last run was published with a brief, or with nothing to do.",
        int(ending.success),
    )
    yield gauge("kortom_last_run_exit_code", "Exit code of the last run.", ending.exit)
    yield gauge(
        LAST_SUCCESS,
        "When the last run that was a success ended.",
        None if last_success is None else round(last_success, 3),
    )
    yield gauge(
        "kortom_last_run_duration_seconds",
        "How long the last run took.",
        round(ending.seconds, 3),
    )
    if ending.result is not None:
        yield from _of_manifest(config, ending.result.manifest)


def _of_manifest(config: str, manifest: Manifest) -> Iterator[Gauge]:
    def by(name: str, about: str, label: str, values: Mapping[str, float]) -> Gauge:
        samples = [Sample({"config": config, label: key}, value) for key, value in values.items()]
        return Gauge(name, about, samples)

    def gauge(name: str, about: str, value: float) -> Gauge:
        return Gauge(name, about, [Sample({"config": config}, value)])

    counts, changes, timings = manifest.counts, manifest.changes, manifest.timings
    yield by(
        "kortom_last_run_stage_seconds",
        "How long the stages of the last run took.",
        "stage",
        {
            "read": timings.read,
            "load_model": timings.load_model,
            "translate_and_summarise": timings.translate_and_summarise,
        },
    )
    yield by(
        "kortom_last_run_articles",
        "Articles of the last run by state; one can have several, as new and failed.",
        "state",
        {
            "new": len(changes.new),
            "changed": len(changes.changed),
            "reused": counts.reused,
            "failed": counts.failed,
            "flagged": counts.flagged,
            "unfinished": counts.unfinished,
            "waiting": counts.waiting,
        },
    )
    yield by(
        "kortom_last_run_flags",
        "Flags that the last run gave, by name; those that it did not give are absent.",
        "flag",
        manifest.flags,
    )
    yield gauge("kortom_last_run_briefs", "Briefs in the last run.", counts.briefs)
    yield gauge("kortom_last_run_brief_words", "Words in all its briefs.", counts.brief_words)
    yield gauge(
        "kortom_last_run_source_words", "Dutch words that its briefs are of.", counts.source_words
    )
