"""AdamW with a rate of its own for encoder and embeddings, and how the rates change."""

from __future__ import annotations

import math
from typing import Any

from kortom.training.config import Optimiser

EPSILON = 1e-9
"""Of Adam, as Vaswani et al. (2017) train such models."""

SHARE = "share"


def make_optimiser(model: Any, config: Optimiser) -> Any:
    """AdamW over all weights of a MarianMT model; each group has its SHARE of the decoder's rate.

    Biases and the weights of normalisations, which are vectors, are not decayed.
    """
    import torch

    shared = model.model.shared.weight
    decoder = {id(p) for p in model.model.decoder.parameters() if p is not shared}
    groups: dict[tuple[float, float], list[Any]] = {}
    for weight in model.parameters():
        if weight.requires_grad:
            share = 1.0 if id(weight) in decoder else config.other_rate_share
            decay = config.weight_decay if weight.ndim > 1 else 0.0
            groups.setdefault((share, decay), []).append(weight)
    return torch.optim.AdamW(
        [
            {"params": weights, SHARE: share, "weight_decay": decay}
            for (share, decay), weights in groups.items()
        ],
        lr=config.decoder_rate,
        betas=config.betas,
        eps=EPSILON,
        fused=True,
    )


def rate(config: Optimiser, step: int, progress: float) -> float:
    """The decoder's learning rate of a step.

    step: from 1. progress: how much of the training's limits is used up, from 0 to 1.
    """
    warm = min(1.0, step / config.warmup_steps) if config.warmup_steps else 1.0
    if config.decay == "linear":
        warm *= min(1.0, (1.0 - progress) / config.decay_fraction)
    elif config.decay == "inverse_sqrt":
        warm *= math.sqrt(min(1.0, max(1, config.warmup_steps) / step))
    return config.decoder_rate * max(0.0, warm)


def set_rate(optimiser: Any, value: float) -> None:
    """Give each group its share of the decoder's rate."""
    for group in optimiser.param_groups:
        group["lr"] = value * group[SHARE]
