"""What a training works on: its base, its pairs and its held-out sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kortom import errors
from kortom.cache import cache_folder
from kortom.errors import KortomError
from kortom.hashing import json_sha256
from kortom.machine import core_count
from kortom.models import ModelFiles, resolve_model
from kortom.models.kinds import read_config
from kortom.training.config import TrainConfig, train_config_hash
from kortom.training.export import CONFIG
from kortom.training.packing import PACKING, Observer, Packed, hash_entries, pack
from kortom.training.pieces import MarianPieces
from kortom.training.precision import resolve_precision
from kortom.training.scoring import HeldoutSet, load_set
from kortom.training.sources import DataSource, describe_sources, read_tables
from kortom.training.values import Int64, PackedPairs


@dataclass(frozen=True, slots=True)
class Identity:
    """What the weights depend on, but for the machine. hashes: SHA-256 of all data and held-out
    files, by their paths as configured. key: of all of it."""

    base: ModelFiles
    config_hash: str
    hashes: Mapping[str, str]
    key: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is there before the first step. sources: of the pairs, as the tables beside the files
    describe them. usable: pairs that are short enough."""

    identity: Identity
    packed: Packed
    sources: tuple[DataSource, ...]
    usable: Int64
    heldout: tuple[HeldoutSet, ...]
    threads: int
    precision: str

    @property
    def too_long(self) -> int:
        """Pairs that are left out for their length."""
        return len(self.packed.pairs) - len(self.usable)


def identify(config: TrainConfig) -> Identity:
    """Find the base and hash all files.

    Raises KortomError: exit 2 if a file cannot be read, 5 if the base is not here.
    """
    base = resolve_model(config.base)
    hashes = hash_entries([*config.data, *config.heldout])
    config_hash = train_config_hash(config)
    # Which pattern comes first matters, and a hash of a mapping forgets it.
    patterns = [list(entry.weights.items()) for entry in config.data]
    key = json_sha256([PACKING, config_hash, patterns, base.digest, hashes])
    return Identity(base, config_hash, hashes, key)


def load_inputs(config: TrainConfig, identity: Identity, observer: Observer) -> Inputs:
    """Read and filter all pairs, or take them from the cache. observer: told of progress.

    Raises KortomError: exit 2 if the data is not usable, 4 if no pair is left, 5 if the base cannot
    be trained.
    """
    base, limit = identity.base, config.batches.max_length
    if not _has_shared_embeddings(base):
        raise KortomError(errors.TRAIN_UNSHARED(base=config.base))
    rows = read_tables(config.data)  # a bad one is told of now, not after the training
    if limit > base.window:
        problem = errors.TRAIN_MAX_LENGTH(base=config.base, window=base.window, limit=limit)
        raise KortomError(problem)
    pieces = MarianPieces(base.folder, config.normalize_punctuation)
    heldout = tuple(load_set(entry, pieces, limit, base) for entry in config.heldout)
    packed = pack(
        config.data,
        config.heldout,
        identity.hashes,
        config.filters,
        config.augment,
        pieces,
        cache_folder(),
        observer,
    )
    usable = _usable(packed.pairs, limit)
    if not len(usable):
        files = ", ".join(entry.path for entry in config.data)
        problem = errors.TRAIN_NO_LENGTHS(files=files, pairs=len(packed.pairs), limit=limit)
        raise KortomError(problem)
    threads = core_count() if config.threads == "auto" else config.threads
    return Inputs(
        identity=identity,
        packed=packed,
        sources=describe_sources(packed.counts.kept, packed.counts.drawn, rows),
        usable=usable,
        heldout=heldout,
        threads=threads,
        precision=resolve_precision(config.precision),
    )


def _has_shared_embeddings(base: ModelFiles) -> bool:
    return bool(read_config(base.folder / CONFIG).get("share_encoder_decoder_embeddings", True))


def _usable(pairs: PackedPairs, limit: int) -> Int64:
    sources, targets = pairs.lengths(np.arange(len(pairs)))
    return np.flatnonzero(np.maximum(sources, targets) <= limit)
