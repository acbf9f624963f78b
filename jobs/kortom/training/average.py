"""The exponential moving average of a model's weights: smoother than the weights themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kortom.training.config import Average

if TYPE_CHECKING:
    from torch import Tensor

YOUNG = 100
"""Until it has seen many times more steps than this, the average forgets faster: it would else be
made of the base's weights for long."""


def keep_share(config: Average, step: int) -> float:
    """What stays of the average when it is brought up to date after a step (from 1)."""
    return min(config.decay**config.every, step / (step + YOUNG))


def update_average(
    average: list[Tensor], weights: list[Tensor], config: Average, step: int
) -> None:
    """Bring the average up to date in place, if it is due at this step."""
    import torch

    if step % config.every == 0:
        with torch.no_grad():
            torch._foreach_lerp_(average, weights, 1 - keep_share(config, step))
