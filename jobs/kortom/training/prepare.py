"""One chunk of pairs: filtered, and split into token ids; what the processes of packing do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from kortom.training.augment import augmented
from kortom.training.contamination import Heldout, key_of
from kortom.training.data_config import AugmentSettings, FilterSettings
from kortom.training.filters import CONTAMINATED, first_reason
from kortom.training.pieces import PieceModel
from kortom.training.values import Int32, Int64


@dataclass(frozen=True, slots=True)
class Ragged:
    """Sequences of different lengths. ids: int32 (sum of lengths,); lengths: int64 (N,)."""

    ids: Int32
    lengths: Int64

    def take(self, mask: np.typing.NDArray[np.bool_]) -> Ragged:
        """The sequences where the mask (N,) is true."""
        if mask.all():
            return self
        return Ragged(self.ids[np.repeat(mask, self.lengths)], self.lengths[mask])


@dataclass(frozen=True, slots=True)
class Prepared:
    """What became of a chunk of N pairs, M of which are fit.

    reasons: why each of the N was removed; None: fit. keys: 64-bit hashes of the M pairs by their
    letters and digits, equal for duplicates (1.8 million pairs have a common hash by chance once in
    ten million times). augmented: what was changed in each of the M, see
    `kortom.training.augment`. source, target: their token ids.
    """

    reasons: tuple[str | None, ...]
    keys: tuple[int, ...]
    augmented: tuple[tuple[str, ...], ...]
    source: Ragged
    target: Ragged


@dataclass(frozen=True, slots=True)
class Preparer:
    """All that preparing a chunk needs; sent to each process once."""

    settings: FilterSettings
    heldout: Heldout
    augment: AugmentSettings
    pieces: PieceModel

    def prepare(self, sources: Sequence[str], targets: Sequence[str]) -> Prepared:
        """Filter a chunk and split what is left."""
        reasons: list[str | None] = []
        keys, kept, changes = [], [], []
        for source, target in zip(sources, targets, strict=True):
            source_key, target_key = key_of(source), key_of(target)
            if self.heldout.holds(source_key, target_key):
                reason: str | None = CONTAMINATED
            else:
                reason = first_reason(source, target, self.settings)
            reasons.append(reason)
            if reason is None:
                pair, changed = augmented(source, target, self.augment)
                kept.append(pair)
                changes.append(changed)
                # Without letters and digits the marks are all that tells two pairs apart.
                keys.append(_hash(source_key or source, target_key or target))
        return Prepared(
            tuple(reasons),
            tuple(keys),
            tuple(changes),
            _ragged(self.pieces.source_ids([source for source, _ in kept])),
            _ragged(self.pieces.target_ids([target for _, target in kept])),
        )


def _hash(source_key: str, target_key: str) -> int:
    data = f"{source_key}\t{target_key}".encode()
    return int.from_bytes(blake2b(data, digest_size=8).digest())


def _ragged(sequences: Sequence[Int32]) -> Ragged:
    lengths = np.array([len(sequence) for sequence in sequences], np.int64)
    return Ragged(np.concatenate([np.empty(0, np.int32), *sequences], dtype=np.int32), lengths)
