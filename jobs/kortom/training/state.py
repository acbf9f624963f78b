"""All that a training is at a moment, and the one file that it is kept in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kortom import errors
from kortom.errors import KortomError
from kortom.runs.files import sync
from kortom.training.batches import Position

if TYPE_CHECKING:
    from torch import Tensor

FORM = 1
"""Version of the file's form."""


@dataclass(slots=True)
class Counts:
    """Where a training stands.

    tokens: target tokens seen. seconds: of training and scoring, over all starts. scored_at: tokens
    at the last scoring, None before the first. best_value, best_step: of the best scoring.
    since_best: scorings since then. log_bytes: of the log that belong to this state. loss_sum,
    loss_tokens: since the log's last line. starts: on what the training was begun and gone on with.
    """

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    position: Position = field(default_factory=Position)
    scored_at: int | None = None
    best_value: float | None = None
    best_step: int = 0
    since_best: int = 0
    log_bytes: int = 0
    loss_sum: float = 0.0
    loss_tokens: int = 0
    starts: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Training:
    """A training in memory.

    model, average: MarianMT models, float32; the second holds the averaged weights. best: weights
    of the best scoring by name, float16.
    """

    model: Any
    average: Any
    optimiser: Any
    counts: Counts
    best: dict[str, Tensor]


def half_precision(model: Any) -> dict[str, Tensor]:
    """A copy of a model's weights by name, float16."""
    import torch

    return {
        name: weight.to(torch.float16, copy=True) for name, weight in model.state_dict().items()
    }


def save_training(training: Training, key: str, path: Path) -> None:
    """Write the checkpoint in one step: at every moment the file is whole, the old or the new.

    key: what the training depends on. OSError if it cannot be written.
    """
    import torch

    content = {
        "form": FORM,
        "key": key,
        "counts": asdict(training.counts),
        "model": training.model.state_dict(),
        "average": training.average.state_dict(),
        "optimiser": training.optimiser.state_dict(),
        "best": training.best,
        "chance": torch.get_rng_state(),
    }
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
    except RuntimeError as error:  # what torch makes of a full disk
        raise OSError(str(error).splitlines()[0]) from error
    partial.replace(path)
    sync(path.parent)


def load_training(training: Training, key: str, path: Path) -> None:
    """Bring a training to where the checkpoint was, random numbers included.

    Raises KortomError (exit 2) if the file is damaged or of another training.
    """
    import torch

    try:
        content: Mapping[str, Any] = torch.load(path, weights_only=True)
        if content["form"] != FORM or content["key"] != key:
            raise ValueError("it is of another training or another version")
        counts = dict(content["counts"])
        training.counts = Counts(**{**counts, "position": Position(**counts["position"])})
        training.model.load_state_dict(content["model"])
        training.average.load_state_dict(content["average"])
        training.optimiser.load_state_dict(content["optimiser"])
        training.best = dict(content["best"])
        torch.set_rng_state(content["chance"])
    except Exception as error:  # a damaged file can raise anything
        detail = (str(error).splitlines() or [type(error).__name__])[0]
        raise KortomError(errors.TRAIN_CHECKPOINT(file=path, detail=detail)) from error
