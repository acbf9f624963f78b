"""Whether a file's pairs stand the wrong way round, which would train a model to write Dutch."""

from __future__ import annotations

from contextlib import closing
from itertools import islice

from kortom import errors
from kortom.errors import KortomError
from kortom.training.corpus import read_entry
from kortom.training.data_config import DataEntry, HeldoutEntry
from kortom.training.pair_language import is_written_in
from kortom.training.values import ParallelPair

SAMPLE = 1000
"""Pairs at a file's beginning that are looked at: pairs are turned round by the file."""

MIN_REVERSED = 3
"""Fewer pairs may be strays, which the filter takes out."""


def check_direction(entry: DataEntry | HeldoutEntry) -> None:
    """See that the source is Dutch and the target English.

    Raises KortomError (DATA_REVERSED) where more pairs are surely the other way round than surely
    right; DATA_* for a file that cannot be read.
    """
    right = reversed_ = 0
    with closing(read_entry(entry)) as pairs:
        for pair in islice(pairs, SAMPLE):
            if isinstance(pair, ParallelPair):
                right += _is(pair.source, "nl", pair.target, "en")
                reversed_ += _is(pair.source, "en", pair.target, "nl")
    if reversed_ >= MIN_REVERSED and reversed_ > right:
        problem = errors.DATA_REVERSED(file=entry.path, reversed=reversed_, right=right)
        raise KortomError(problem)


def _is(source: str, source_language: str, target: str, target_language: str) -> bool:
    return is_written_in(source, source_language) and is_written_in(target, target_language)
