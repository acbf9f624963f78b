"""The values that flow from parallel data to training batches, each made once and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kortom.values import Failure

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Float32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ParallelPair:
    """A Dutch sentence and its English.

    origin: the source's name, "" if the file has none. weight: how often it is drawn in an epoch,
    on average. place: file and line.
    """

    source: str
    target: str
    origin: str
    weight: float
    place: str


@dataclass(frozen=True, slots=True)
class PackedPairs:
    """Token ids of N pairs without the end token.

    source: int32 (sum of lengths,), source_offsets: int64 (N+1,): pair i is
    source[source_offsets[i]:source_offsets[i + 1]]. target, target_offsets likewise. weight:
    float32 (N,), all above 0. The arrays may be mapped from a file, and are not to be written to.
    """

    source: Int32
    source_offsets: Int64
    target: Int32
    target_offsets: Int64
    weight: Float32

    def __len__(self) -> int:
        return len(self.weight)

    def lengths(self, indices: Int64) -> tuple[Int64, Int64]:
        """Source and target lengths (len(indices),) in tokens, end token included."""
        return (
            self.source_offsets[indices + 1] - self.source_offsets[indices] + 1,
            self.target_offsets[indices + 1] - self.target_offsets[indices] + 1,
        )


@dataclass(frozen=True, slots=True)
class DataCounts:
    """What became of the pairs that were read, in pairs, by the name of their origin.

    Pairs of a file that names no origins count under the file's name. Each pair is counted once:
    in `kept`, or under the first reason in `removed` that applied (see
    `kortom.training.filters.REASONS` for the reasons, in their order). drawn: target tokens, end
    tokens included, times weight: what an epoch draws on average. augmented: pairs of those kept in
    which something was changed, by its name (see `kortom.training.augment`). failed: lines that
    are no pair, `failures` the first of them.
    """

    read: Mapping[str, int]
    removed: Mapping[str, Mapping[str, int]]
    kept: Mapping[str, int]
    drawn: Mapping[str, float]
    augmented: Mapping[str, int]
    failed: int
    failures: tuple[Failure, ...]

    @property
    def pairs(self) -> int:
        """Pairs that were kept."""
        return sum(self.kept.values())

    def total(self, reason: str) -> int:
        """Pairs that were removed for a reason."""
        return sum(self.removed.get(reason, {}).values())


def counts_from_dict(data: Mapping[str, Any]) -> DataCounts:
    """Rebuild counts from their JSON. KeyError or TypeError on a foreign form."""
    failures = tuple(Failure(**failure) for failure in data["failures"])
    return DataCounts(**{**data, "failures": failures})
