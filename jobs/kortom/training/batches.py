"""The order of a training: which pairs make a batch, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kortom.training.values import Int64, PackedPairs

if TYPE_CHECKING:
    from torch import Tensor

CHUNK = 40_000
"""Pairs that are sorted by length together: enough for little padding, few enough for chance."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place between two batches.

    chunk: of the epoch; batch: of the chunk, those before it are done. budget: tokens of a batch in
    this chunk, 0 before its first.
    """

    epoch: int = 0
    chunk: int = 0
    batch: int = 0
    budget: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """All batches of a training, each a function of the seed, its position and the tokens seen.

    usable: indices of the pairs that are trained on, int64. budgets: (target tokens seen, tokens of
    a batch from then on), beginning with 0. An epoch draws each pair as often as its weight says:
    the whole part for sure, the rest by chance.
    """

    pairs: PackedPairs
    usable: Int64
    seed: int
    budgets: Sequence[tuple[int, int]]
    chunk: int = CHUNK

    def after(
        self, position: Position, tokens_seen: Callable[[], int]
    ) -> Iterator[tuple[Int64, Position]]:
        """Batches without end (indices of pairs, int64), each with the position after it.

        tokens_seen: is asked as a chunk begins.
        """
        while True:
            drawn = self._drawn(position.epoch)
            for start in range(position.chunk * self.chunk, len(drawn), self.chunk):
                position = replace(position, budget=position.budget or self.budget(tokens_seen()))
                batches = self._batches(drawn[start : start + self.chunk], position)
                following = replace(position, chunk=position.chunk + 1, batch=0, budget=0)
                if start + self.chunk >= len(drawn):
                    following = Position(epoch=position.epoch + 1)
                for number in range(position.batch, len(batches)):
                    last = number + 1 == len(batches)
                    yield (
                        batches[number],
                        following if last else replace(position, batch=number + 1),
                    )
                position = following
            if not len(drawn):
                position = Position(epoch=position.epoch + 1)

    def budget(self, tokens: int) -> int:
        """Tokens of a batch once so many were seen."""
        return next(size for start, size in reversed(self.budgets) if tokens >= start)

    def epoch_tokens(self) -> float:
        """Target tokens that an epoch has on average, the ends of sentences counted."""
        _, targets = self.pairs.lengths(self.usable)
        return float(np.dot(targets.astype(np.float64), self.pairs.weight[self.usable]))

    def _drawn(self, epoch: int) -> Int64:
        """The pairs of an epoch, in their order."""
        chance = np.random.default_rng([self.seed, epoch])
        weight = self.pairs.weight[self.usable]
        whole = np.floor(weight)
        repeats = whole.astype(np.int64) + (chance.random(len(weight)) < weight - whole)
        return chance.permutation(np.repeat(self.usable, repeats))

    def _batches(self, chunk: Int64, position: Position) -> list[Int64]:
        sources, targets = self.pairs.lengths(chunk)
        order = np.lexsort((sources, targets))
        groups = cut(sources[order].tolist(), targets[order].tolist(), position.budget)
        chance = np.random.default_rng([self.seed, position.epoch, position.chunk])
        return [chunk[order[groups[k]]] for k in chance.permutation(len(groups))]


def cut(sources: Sequence[int], targets: Sequence[int], budget: int) -> list[slice]:
    """Runs of neighbours whose tokens, padded, are at most `budget` in the mean of both sides.

    A pair that is longer than that stands alone.
    """
    groups, start, longest = [], 0, (0, 0)
    for place, (source, target) in enumerate(zip(sources, targets, strict=True)):
        grown = max(longest[0], source), max(longest[1], target)
        if place > start and sum(grown) * (place - start + 1) > 2 * budget:
            groups.append(slice(start, place))
            start, grown = place, (source, target)
        longest = grown
    if len(sources) > start:
        groups.append(slice(start, len(sources)))
    return groups


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids, int64 (pairs, longest), filled up with the padding. shifted: the target as the
    decoder reads it, one place later and after its start token. tokens: of the target."""

    source: Tensor
    target: Tensor
    shifted: Tensor
    tokens: int


@dataclass(frozen=True, slots=True)
class ControlTokens:
    """Ids of a model's control tokens. start: what the decoder begins with."""

    pad: int
    eos: int
    start: int


def make_batch(pairs: PackedPairs, indices: Int64, control: ControlTokens) -> Batch:
    """The pairs of these indices, each side ended by the end token."""
    import torch

    sources, targets = pairs.lengths(indices)
    source = _padded(pairs.source, pairs.source_offsets, indices, sources, control)
    target = _padded(pairs.target, pairs.target_offsets, indices, targets, control)
    shifted = np.empty_like(target)
    shifted[:, 0] = control.start
    shifted[:, 1:] = target[:, :-1]
    return Batch(
        source=torch.from_numpy(source),
        target=torch.from_numpy(target),
        shifted=torch.from_numpy(shifted),
        tokens=int(targets.sum()),
    )


def _padded(
    ids: np.ndarray, offsets: Int64, indices: Int64, lengths: Int64, control: ControlTokens
) -> Int64:
    padded = np.full((len(indices), int(lengths.max())), control.pad, np.int64)
    for row, (index, length) in enumerate(zip(indices, lengths, strict=True)):
        padded[row, : length - 1] = ids[offsets[index] : offsets[index + 1]]
        padded[row, length - 1] = control.eos
    return padded
