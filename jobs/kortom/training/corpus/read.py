"""All the files of a config, pair by pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from fnmatch import fnmatchcase

from kortom import errors
from kortom.errors import ArticleError, KortomError
from kortom.training.corpus.jsonl import jsonl_pairs
from kortom.training.corpus.source import Opened, kind_of, opened
from kortom.training.corpus.tmx import tmx_pairs
from kortom.training.corpus.tsv import NOT_READ, tsv_pairs
from kortom.training.data_config import DataEntry, HeldoutEntry
from kortom.training.values import ParallelPair

Read = ParallelPair | ArticleError


def check_entry(entry: DataEntry | HeldoutEntry) -> None:
    """See that a file is of a known kind, and its columns name a pair. KortomError (DATA_KIND,
    DATA_COLUMNS_CONFIG)."""
    kind = kind_of(entry.path)
    if entry.columns is None:
        return
    counts = Counter(name for name in entry.columns if name != NOT_READ)
    detail = None
    if kind != "tsv":
        detail = "are of TSV files only: leave them out"
    elif not {"source", "target"} <= set(counts):
        detail = "have no source or no target"
    elif max(counts.values()) > 1:
        detail = "have a name twice"
    if detail:
        raise KortomError(errors.DATA_COLUMNS_CONFIG(file=entry.path, detail=detail))


def read_entry(
    entry: DataEntry | HeldoutEntry, progress: Callable[[int], None] = lambda position: None
) -> Generator[Read, None, None]:
    """The pairs of a file, in its order and with its own weights, or what is wrong with a line.

    progress: is told the bytes of the file that were read, before each pair. KortomError (DATA_*)
    for the file as a whole.
    """
    check_entry(entry)
    found, first = False, ""
    with opened(entry.path) as source:
        for pair in _pairs(source, entry.columns):
            progress(source.packed.tell())
            if isinstance(pair, ParallelPair):
                found = True
            elif not first:
                first = f" that can be read (the first: {pair.problem.message})"
            yield pair
    if not found:
        raise KortomError(errors.DATA_EMPTY(file=entry.path, first=first))


def read_heldout(entry: HeldoutEntry) -> list[ParallelPair]:
    """All the pairs of a held-out file. KortomError (DATA_*; HELDOUT_DAMAGED if a line is none)."""
    pairs: list[ParallelPair] = []
    failures: list[ArticleError] = []
    for read in read_entry(entry):
        if isinstance(read, ParallelPair):
            pairs.append(read)
        else:
            failures.append(read)
    if failures:
        first = failures[0].problem.message
        problem = errors.HELDOUT_DAMAGED(file=entry.path, count=len(failures), first=first)
        raise KortomError(problem)
    return pairs


def weight_of(pair: ParallelPair, entry: DataEntry) -> float:
    """A pair's weight as its file's entry changes it: first by its origin, then by the file's."""
    weight = pair.weight
    for pattern, change in entry.weights.items():
        if fnmatchcase(pair.origin, pattern):
            value = float(change[1:])
            weight = value if change[0] == "=" else weight * value
            break
    return weight * entry.weight


def _pairs(source: Opened, columns: Sequence[str] | None) -> Iterator[Read]:
    kind = kind_of(source.place.file)
    if kind == "tsv":
        return tsv_pairs(source, columns)
    return jsonl_pairs(source) if kind == "jsonl" else tmx_pairs(source)
