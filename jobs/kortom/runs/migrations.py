"""From older manifest schemas to today's, one step at a time, so that no run becomes unreadable.

A migration only adds what its schema did not know, with values that say what was so then, and never
touches the files: a run is not changed after it is published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Migration:
    """One step, from schema `start` to the one after it. name: what changed between them."""

    start: int
    name: str
    upgrade: Callable[[Data], Data]


def _only_new_work(old: Data) -> Data:
    """Schema 1 knew no cache, no partial runs, no waiting files, and PyTorch's CPU name only."""
    machine = {name: value for name, value in old["machine"].items() if name != "cpu_capability"}
    # An article that failed at work stood among `articles`, and so never became new again.
    failed = {failure["id"] for failure in old["failures"] if failure["code"].startswith("E3")}
    timings = old["timings"]
    return {
        **old,
        "new_only": False,
        "cache": False,
        "waiting": [],
        "machine": {**machine, "instruction_set": ""},
        "articles": _without(old["articles"], failed),
        "counts": {**old["counts"], "reused": 0, "unfinished": 0, "waiting": 0},
        "timings": {**timings, "articles": _without(timings["articles"], failed), "reused": []},
    }


def _abstractive_briefs(old: Data) -> Data:
    """Schema 2 knew no seq2seq summariser."""
    return {**old, "summariser": None}


def _trusted_briefs(old: Data) -> Data:
    """Schema 3 knew no glossary, and nothing was decoded a second time."""
    return {**old, "glossary": None, "retries": {}, "terms": {}}


def _memory(old: Data) -> Data:
    """Schema 4 did not record what memory a worker held."""
    return {**old, "worker_peak_bytes": None}


MIGRATIONS = (
    Migration(1, "only new work is done: cache, partial runs, waiting", _only_new_work),
    Migration(2, "briefs may be written by a model of their own", _abstractive_briefs),
    Migration(
        3, "what is doubtful is decoded again, and terms have their English", _trusted_briefs
    ),
    Migration(4, "the memory of a worker is recorded", _memory),
)


def migrate(data: Data, wanted: int) -> Data | None:
    """The manifest's data in the form of the schema `wanted`; None if no way leads there.

    Guarantees that what is of that schema already comes back as it is. KeyError, TypeError or
    AttributeError if the data is not what its schema says.
    """
    if type(data["schema"]) is not int:
        raise TypeError(f"the schema is {data['schema']!r}")
    steps = {migration.start: migration for migration in MIGRATIONS}
    while data["schema"] != wanted:
        step = steps.get(data["schema"])
        if step is None:
            return None
        data = {**step.upgrade(data), "schema": step.start + 1}
    return data


def _without(values: Data, left_out: set[str]) -> Data:
    return {name: value for name, value in values.items() if name not in left_out}
