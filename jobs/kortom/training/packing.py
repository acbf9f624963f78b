"""From files of parallel data to token ids: read, filtered and kept on disk for the next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kortom import errors
from kortom.articles.places import listed
from kortom.cache import keep
from kortom.errors import KortomError
from kortom.hashing import file_sha256, json_sha256
from kortom.machine import core_count, package_version
from kortom.training.contamination import load_heldout
from kortom.training.corpus import check_entry, read_entry, weight_of
from kortom.training.data_config import (
    AugmentSettings,
    DataEntry,
    FilterSettings,
    HeldoutEntry,
)
from kortom.training.direction import check_direction
from kortom.training.filters import DUPLICATES, LEFT_OUT
from kortom.training.pieces import PieceModel
from kortom.training.prepare import Prepared, Preparer
from kortom.training.processes import Chunk, prepare_all
from kortom.training.store import StoreWriter, load_counts, load_pairs
from kortom.training.tally import Tally
from kortom.training.values import DataCounts, PackedPairs, ParallelPair

PACKING = 2
"""Version of what is kept: raised whenever a filter or the form changes, so that nothing made by
another version is taken from the cache."""

CHUNK = 4000
"""Pairs that are prepared together."""

_PACKAGES = ("py3langid", "sacremoses", "sentencepiece")
"""Those that can change what is kept."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Pairs ready for training, and what became of those that were read."""

    pairs: PackedPairs
    counts: DataCounts


@dataclass(frozen=True, slots=True)
class PackingProgress:
    """How far packing is. pairs: read so far; share: of the files' bytes, from 0 to 1."""

    pairs: int
    share: float


Observer = Callable[[PackingProgress], None]


def hash_entries(entries: Sequence[DataEntry | HeldoutEntry]) -> dict[str, str]:
    """SHA-256 of all files, by their paths as configured. KortomError (DATA_*)."""
    for entry in entries:
        check_entry(entry)
    return {entry.path: _sha256(entry.path) for entry in entries}


def pack(
    data: Sequence[DataEntry],
    heldout: Sequence[HeldoutEntry],
    hashes: Mapping[str, str],
    filters: FilterSettings,
    augment: AugmentSettings,
    pieces: PieceModel,
    cache: Path,
    observer: Observer,
    processes: int | None = None,
) -> Packed:
    """Read, filter and split all pairs, or take them from the cache.

    Of equal pairs the first is kept, with its own weight. hashes: of all files, by their paths.
    cache: a folder of `kortom.cache`, whose entries are named by what they depend on: the files,
    the settings and the piece model. observer: told of progress while there is some. processes:
    None: one a core; the outcome is the same for any number. Raises KortomError (DATA_*,
    HELDOUT_DAMAGED, NOTHING_LEFT, PACKING_*); OSError if the piece model cannot be read.
    """
    if filters.language:
        entries: list[DataEntry | HeldoutEntry] = [*data, *heldout]
        for entry in entries:
            check_direction(entry)
    preparer = Preparer(filters, load_heldout(heldout), augment, pieces)
    folder = cache / f"pairs-{_key(data, heldout, preparer, hashes)}"

    def make(staging: Path) -> None:
        _make(staging, data, preparer, observer, processes or core_count())

    try:
        keep(folder, make)
        return Packed(load_pairs(folder), load_counts(folder))
    except BrokenProcessPool as error:
        problem = errors.PACKING_DIED(files=_names(data), detail=error)
        raise KortomError(problem) from error
    except OSError as error:
        detail = error.strerror or error
        raise KortomError(errors.PACKING_CACHE(folder=cache, detail=detail)) from error


def _make(
    staging: Path,
    data: Sequence[DataEntry],
    preparer: Preparer,
    observer: Observer,
    processes: int,
) -> None:
    tally = Tally()
    seen: set[int] | None = set() if preparer.settings.duplicates else None
    with StoreWriter(staging) as writer:
        # Closed, so that its processes end before what was raised here goes further.
        with closing(prepare_all(_chunks(data, tally), preparer, processes)) as all_prepared:
            for chunk, prepared in all_prepared:
                _add(chunk, prepared, writer, tally, seen)
                observer(PackingProgress(tally.pairs_read, chunk.share))
        counts = tally.counts()
        if not counts.pairs:
            reasons = ", ".join(f"{name}: {counts.total(name)}" for name in counts.removed)
            read = sum(counts.read.values())
            problem = errors.NOTHING_LEFT(files=_names(data), read=read, reasons=reasons)
            raise KortomError(problem)
        writer.write_counts(counts)


def _chunks(data: Sequence[DataEntry], tally: Tally) -> Iterator[Chunk]:
    """The pairs with a weight, CHUNK at a time; the others are counted and left out."""
    sizes = [Path(entry.path).stat().st_size for entry in data]
    position = 0

    def at(read: int) -> None:
        nonlocal position
        position = read

    def share(entry: int) -> float:
        return (sum(sizes[:entry]) + position) / max(1, sum(sizes))

    begun: list[tuple[ParallelPair, str, float]] = []
    for number, entry in enumerate(data):
        for pair in read_entry(entry, at):
            if not isinstance(pair, ParallelPair):
                tally.failed(entry.path, pair)
                continue
            origin = pair.origin or Path(entry.path).name
            weight = weight_of(pair, entry)
            tally.read(origin)
            if not weight:
                tally.removed(origin, LEFT_OUT)
                continue
            begun.append((pair, origin, weight))
            if len(begun) == CHUNK:
                yield _chunk(begun, share(number))
                begun = []
    if begun:
        yield _chunk(begun, 1.0)


def _chunk(pairs: Sequence[tuple[ParallelPair, str, float]], share: float) -> Chunk:
    return Chunk(
        sources=tuple(pair.source for pair, _, _ in pairs),
        targets=tuple(pair.target for pair, _, _ in pairs),
        origins=tuple(origin for _, origin, _ in pairs),
        weights=tuple(weight for _, _, weight in pairs),
        share=share,
    )


def _add(
    chunk: Chunk, prepared: Prepared, writer: StoreWriter, tally: Tally, seen: set[int] | None
) -> None:
    """Count a chunk and keep what is fit and new; seen: the hashes of all that was kept before."""
    fit: list[tuple[str, float]] = []
    for origin, weight, reason in zip(chunk.origins, chunk.weights, prepared.reasons, strict=True):
        if reason is None:
            fit.append((origin, weight))
        else:
            tally.removed(origin, reason)
    new = np.ones(len(fit), np.bool_)
    lengths = prepared.target.lengths.tolist()
    for i, (key, (origin, weight)) in enumerate(zip(prepared.keys, fit, strict=True)):
        if seen is not None and key in seen:
            new[i] = False
            tally.removed(origin, DUPLICATES)
            continue
        if seen is not None:
            seen.add(key)
        tally.kept(origin, weight, lengths[i] + 1, prepared.augmented[i])
    weights = np.array([weight for _, weight in fit], np.float32)
    writer.append(prepared.source.take(new), prepared.target.take(new), weights[new])


def _key(
    data: Sequence[DataEntry],
    heldout: Sequence[HeldoutEntry],
    preparer: Preparer,
    hashes: Mapping[str, str],
) -> str:
    """32 hex digits of a hash of all that the packed pairs and their counts depend on."""
    entries = [
        # Which pattern comes first matters, and a hash of a mapping forgets it.
        [entry.model_dump() | {"weights": list(entry.weights.items())}, hashes[entry.path]]
        for entry in data
    ]
    kept_out = [[entry.columns, hashes[entry.path]] for entry in heldout]
    versions = [package_version(name) for name in _PACKAGES]
    settings = [preparer.settings.model_dump(), preparer.augment.model_dump()]
    found = [PACKING, versions, entries, kept_out, settings, preparer.pieces.fingerprint]
    return json_sha256(found)[:32]


def _sha256(file: str) -> str:
    try:
        return file_sha256(Path(file))
    except FileNotFoundError as error:
        raise KortomError(errors.DATA_NOT_FOUND(file=file)) from error
    except OSError as error:
        detail = error.strerror or error
        raise KortomError(errors.DATA_UNREADABLE(file=file, detail=detail)) from error


def _names(data: Sequence[DataEntry]) -> str:
    return listed([entry.path for entry in data])
