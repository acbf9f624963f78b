"""The runs to compare, and the articles that all of them have."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kortom import errors
from kortom.articles.places import listed
from kortom.errors import KortomError
from kortom.evaluation.scoring import RunRead
from kortom.runs.manifest import read_manifest
from kortom.runs.reader import find_run, read_records
from kortom.telemetry.summary import counted
from kortom.values import Record

NAMED = 3
"""Ids that a message names."""


@dataclass(frozen=True, slots=True)
class Common:
    """What runs have in common.

    records: of each run, those of the common articles, in one order. left_out: of each run, the ids
    of the others. altered: ids that stand for different texts.
    """

    records: tuple[tuple[Record, ...], ...]
    left_out: tuple[tuple[str, ...], ...]
    altered: tuple[str, ...]


def find_runs(output: Path, names: Sequence[str], baseline: str | None) -> tuple[list[Path], int]:
    """The folders of the runs, and which of them is the baseline: by default the first one.

    A baseline that is not among the names comes before them. Raises KortomError (exit 2) if there
    are not two runs, or one is named twice.
    """
    folders = [find_run(output, name) for name in names]
    position = 0
    if baseline is not None:
        folder = find_run(output, baseline)
        if folder not in folders:
            folders, names = [folder, *folders], [baseline, *names]
        position = folders.index(folder)
    for number, folder in enumerate(folders):
        if folder in folders[:number]:
            raise KortomError(
                errors.COMPARED_TWICE(
                    run=folder.name, one=names[folders.index(folder)], other=names[number]
                )
            )
    if len(folders) < 2:
        raise KortomError(errors.ONE_RUN_ONLY(run=folders[0].name if folders else "nothing"))
    return folders, position


def read_run(folder: Path) -> RunRead:
    """A run, read to its end. Raises KortomError (exit 2) if it is damaged."""
    return RunRead(read_manifest(folder), tuple(read_records(folder)))


def label(number: int) -> str:
    """ "A", "B" and so on; after "Z" a number."""
    letters = string.ascii_uppercase
    return letters[number] if number < len(letters) else f"S{number + 1}"


def common_articles(runs: Sequence[RunRead]) -> Common:
    """The articles that all runs have: of one id and one text (SHA-256).

    Raises KortomError (exit 2) if there is none.
    """
    texts = [{(record.id, record.sha256): record for record in run.records} for run in runs]
    shared = set(texts[0]).intersection(*texts[1:])
    keys = [key for key in texts[0] if key in shared]
    left_out = tuple(tuple(key[0] for key in of_run if key not in shared) for of_run in texts)
    if not keys:
        sides = "; ".join(
            f"{run.manifest.run_id} has {listed(ids, NAMED) if ids else 'no article at all'}"
            for run, ids in zip(runs, left_out, strict=True)
        )
        raise KortomError(errors.NOTHING_IN_COMMON(count=len(runs), sides=sides))
    ids: dict[str, set[str]] = {}
    for id_, sha256 in (key for of_run in texts for key in of_run):
        ids.setdefault(id_, set()).add(sha256)
    return Common(
        records=tuple(tuple(of_run[key] for key in keys) for of_run in texts),
        left_out=left_out,
        altered=tuple(sorted(id_ for id_, hashes in ids.items() if len(hashes) > 1)),
    )


def inputs_note(runs: Sequence[RunRead], common: Common) -> errors.Problem | None:
    """What is left out since not all runs have it, in words; None if nothing is."""
    if not any(common.left_out):
        return None
    sides = "; ".join(
        f"{label(number)} ({run.manifest.run_id}) has {len(ids):,} more ({listed(ids, NAMED)})"
        for number, (run, ids) in enumerate(zip(runs, common.left_out, strict=True))
        if ids
    )
    altered = ""
    if common.altered:
        altered = (
            f" Of one id and different texts: {len(common.altered):,}"
            f" ({listed(common.altered, NAMED)})."
        )
    shared = counted(len(common.records[0]), "article")
    return errors.INPUTS_DIFFER(common=shared, sides=sides, altered=altered)
