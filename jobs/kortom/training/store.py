"""Packed pairs on disk: written piece by piece, and mapped rather than read."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from kortom.training.prepare import Ragged
from kortom.training.values import (
    DataCounts,
    Float32,
    Int32,
    Int64,
    PackedPairs,
    counts_from_dict,
)
from kortom.values import canonical_json

_COUNTS = "counts.json"
_IDS = {"source": "source.i32", "target": "target.i32"}
_ID = np.dtype("<i4")


class StoreWriter:
    """Appends pairs to a new folder; only the lengths and weights are held in memory.

    A context manager: leaving it writes what was held, unless by an exception.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._folder = folder
        self._files = {side: (folder / name).open("wb") for side, name in _IDS.items()}
        self._lengths: dict[str, list[Int64]] = {side: [] for side in _IDS}
        self._weights: list[Float32] = []

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()
        if kind is not None:
            return
        for side, lengths in self._lengths.items():
            offsets = np.concatenate([np.zeros(1, np.int64), *lengths]).cumsum()
            np.save(self._folder / f"{side}_offsets.npy", offsets)
        weights = np.concatenate([np.empty(0, np.float32), *self._weights])
        np.save(self._folder / "weight.npy", weights)

    def append(self, source: Ragged, target: Ragged, weights: npt.ArrayLike) -> None:
        """Add N pairs; weights: (N,)."""
        for side, pairs in (("source", source), ("target", target)):
            self._files[side].write(pairs.ids.astype(_ID, copy=False).tobytes())
            self._lengths[side].append(pairs.lengths)
        self._weights.append(np.asarray(weights, np.float32))

    def write_counts(self, counts: DataCounts) -> None:
        """Keep what became of the pairs beside them."""
        text = canonical_json(asdict(counts))
        (self._folder / _COUNTS).write_text(text + "\n", encoding="utf-8")


def load_counts(folder: Path) -> DataCounts:
    """The counts of a folder that StoreWriter made. OSError if there is none."""
    return counts_from_dict(json.loads((folder / _COUNTS).read_text(encoding="utf-8")))


def load_pairs(folder: Path) -> PackedPairs:
    """The pairs of a folder that StoreWriter made, their token ids mapped from the files."""
    return PackedPairs(
        source=_mapped(folder / _IDS["source"]),
        source_offsets=np.load(folder / "source_offsets.npy"),
        target=_mapped(folder / _IDS["target"]),
        target_offsets=np.load(folder / "target_offsets.npy"),
        weight=np.load(folder / "weight.npy"),
    )


def _mapped(path: Path) -> Int32:
    # Nothing cannot be mapped.
    return np.memmap(path, _ID, "r") if path.stat().st_size else np.empty(0, _ID)
