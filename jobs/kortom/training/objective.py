"""What is minimised: cross-entropy over pieces, all of them or a sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kortom.training.config import Loss
from kortom.training.values import PackedPairs

if TYPE_CHECKING:
    from torch import Tensor

    from kortom.training.batches import Batch, ControlTokens

MIN_SEEN = 3
"""Pieces that stand in the English less often are not learned, and a model must not write them."""

NEVER = -30.0
"""The bias of a piece that is never to be written: e^-30 of a share, and float16 holds it."""

UNIGRAM_POWER = 0.75
"""Negatives are drawn by a piece's count to this power (Mikolov et al. 2013, "Distributed
representations of words and phrases"): rare pieces more often than they occur."""

IGNORED = -100
"""The class that `cross_entropy` leaves out."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces that a model learns to write.

    kept: their ids, int64 (K,). place: int64 (vocabulary,), an id's place in `kept`, IGNORED for
    others. bias: float32 (vocabulary,), the model's final_logits_bias from now on. negative: the
    probability of each kept piece to be in a sample, float32 (K,); None: no sampling.
    """

    kept: Tensor
    place: Tensor
    bias: Tensor
    negative: Tensor | None


def make_vocabulary(
    pairs: PackedPairs, config: Loss, bias: Tensor, control: ControlTokens
) -> Vocabulary:
    """Read off the English side what the model is to write.

    bias: the base's final_logits_bias, float32 (vocabulary,), which stays for the pieces that are
    kept: it can hold the correction of a sampled softmax. A piece that the base forbids, but the
    data has, begins with the lowest bias of those that it allows, since nothing was learned of it:
    with more, the model would write it everywhere. <pad> is never written: models of Marian's own
    give it a logit of 0, far above all others, and leave it to the decoder to forbid it.
    """
    import torch

    size = len(bias)
    counts = np.bincount(pairs.target, minlength=size)
    seen = torch.from_numpy(counts >= MIN_SEEN)
    seen[control.eos] = True
    allowed = bias > NEVER
    seen[control.pad] = allowed[control.pad] = False
    kept = (seen if config.pieces == "seen" else seen | allowed).nonzero().squeeze(1)
    place = torch.full((size,), IGNORED)
    place[kept] = torch.arange(len(kept))
    lowest = bias[allowed].min() if allowed.any() else torch.zeros(())
    written = torch.full((size,), NEVER)
    written[kept] = torch.where(allowed, bias, lowest)[kept]
    negative = None
    if 0 < config.sampled_negatives < len(kept):
        negative = inclusion(torch.from_numpy(counts)[kept], config.sampled_negatives)
    return Vocabulary(kept, place, written, negative)


def inclusion(counts: Tensor, wanted: int) -> Tensor:
    """Probabilities of pieces to be in a sample that has `wanted` of them on average.

    counts: (K,). Each is drawn by itself with q = 1 - exp(-s * (count^UNIGRAM_POWER + 1)), s so
    that the q add up to `wanted`: so q is known exactly, as the correction needs it.
    """
    import torch

    share = counts.double() ** UNIGRAM_POWER + 1
    low, high = 0.0, 1.0
    while float((1 - torch.exp(-high * share)).sum()) < wanted and high < 2.0**60:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        enough = float((1 - torch.exp(-middle * share)).sum()) >= wanted
        low, high = (low, middle) if enough else (middle, high)
    return (1 - torch.exp(-high * share)).float()


@dataclass(frozen=True, slots=True)
class Objective:
    """The loss of a batch under a model.

    bfloat16: whether products of matrices are made in it; the loss itself is always float32.
    """

    vocabulary: Vocabulary
    pad: int
    bfloat16: bool

    def __call__(self, model: Any, batch: Batch, smoothing: float, *, sampled: bool) -> Tensor:
        """The mean over the target tokens whose piece is kept, a scalar.

        smoothing: of the labels (Szegedy et al. 2016). sampled: whether the sample may be taken
        where there is one.
        """
        import torch
        from torch.nn import functional

        kept, weight = self.vocabulary.kept, model.lm_head.weight
        with torch.autocast("cpu", torch.bfloat16, enabled=self.bfloat16):
            hidden = model.model(
                input_ids=batch.source,
                attention_mask=(batch.source != self.pad).long(),
                decoder_input_ids=batch.shifted,
                use_cache=False,
            )[0]
            target = batch.target.flatten()
            real = (target != self.pad).nonzero().squeeze(1)
            # By index_select, whose gradient is several times faster than that of hidden[real].
            hidden, target = hidden.flatten(0, 1).index_select(0, real), target[real]
            negative = self.vocabulary.negative
            if sampled and negative is not None:
                return self._sampled(hidden, weight, target, negative, smoothing)
            chosen = weight if len(kept) == len(weight) else weight.index_select(0, kept)
            logits = functional.linear(hidden, chosen)
        # In place, since it is the largest array of all.
        logits = logits.float().add_(self.vocabulary.bias[kept])
        return functional.cross_entropy(
            logits,
            self.vocabulary.place[target],
            label_smoothing=smoothing,
            ignore_index=IGNORED,
        )

    def _sampled(
        self, hidden: Tensor, weight: Tensor, target: Tensor, negative: Tensor, smoothing: float
    ) -> Tensor:
        """The same over the target and a sample of the other pieces. negative: see `Vocabulary`.

        Each logit is lowered by log q, the target's too (Jean et al. 2015, "On using very large
        target vocabulary"): a set of pieces that has y in it comes up 1 / q(y) times as often if y
        is the target, so that this is what makes the model's own logits come out as without
        sampling. The loss itself is not comparable with that over all pieces. A sampled piece that
        is the target does not count twice.
        """
        import torch
        from torch.nn import functional

        vocabulary = self.vocabulary
        place = vocabulary.place[target]
        known = (place != IGNORED).nonzero().squeeze(1)
        hidden, target, place = hidden.index_select(0, known), target[known], place[known]
        drawn = torch.rand(len(vocabulary.kept)) < negative
        sample, correction = vocabulary.kept[drawn], negative.log()
        others = functional.linear(hidden, weight.index_select(0, sample)).float()
        others = others + (vocabulary.bias[sample] - correction[drawn])
        own = (hidden * weight.index_select(0, target)).sum(-1).float()
        own = own + vocabulary.bias[target] - correction[place]
        hit = target[:, None] == sample
        scores = torch.cat([own[:, None], others.masked_fill(hit, float("-inf"))], dim=1)
        total = scores.logsumexp(1)
        # -log p of the target, and its mean over all that are in question.
        smooth = total - (own + others.masked_fill(hit, 0).sum(1)) / (1 + (~hit).sum(1))
        return ((1 - smoothing) * (total - own) + smoothing * smooth).mean()
