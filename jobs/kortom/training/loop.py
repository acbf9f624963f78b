"""Step by step through the batches, until a limit is reached: log, score and save on the way."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kortom import errors
from kortom.errors import KortomError
from kortom.stopping import Stop
from kortom.training.average import update_average
from kortom.training.batches import ControlTokens, Schedule, make_batch
from kortom.training.config import Limits, TrainConfig
from kortom.training.decoding import open_decoder
from kortom.training.log import Scored, Steps, TrainingLog
from kortom.training.objective import Objective
from kortom.training.optimiser import rate, set_rate
from kortom.training.scoring import HeldoutSet, score_now
from kortom.training.state import Counts, Training, half_precision, save_training
from kortom.training.values import Int64

LOG_STEPS = 100
"""Steps between two lines of the log."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How far a training is. share: of its limits, from 0 to 1, None: without any. left: seconds
    until they are reached, by this start's speed."""

    step: int
    tokens: int
    loss: float
    tokens_per_second: float
    share: float | None
    left: float | None


class Observer(Protocol):
    """Is told what goes on."""

    def moment(self, moment: Moment) -> None:
        """A step is done."""

    def scored(self, scored: Scored) -> None:
        """The averaged weights were scored."""


@dataclass(frozen=True, slots=True)
class Course:
    """What a training follows and never changes.

    base: folder of the model that it began with. epoch_tokens: target tokens of an epoch, on
    average. key: of its checkpoints.
    """

    config: TrainConfig
    schedule: Schedule
    epoch_tokens: float
    objective: Objective
    control: ControlTokens
    heldout: Sequence[HeldoutSet]
    base: Path
    threads: int
    key: str
    checkpoint: Path
    log: Path


@dataclass(slots=True)
class _Clock:
    """Measures one start of a training. seconds, tokens: of earlier ones."""

    seconds: float
    tokens: int
    begun: float
    saved: float

    def now(self) -> float:
        """Seconds of the training over all its starts."""
        return self.seconds + time.perf_counter() - self.begun


def follow(course: Course, training: Training, stop: Stop, observer: Observer) -> str | None:
    """Train until a limit is reached; returns which. None: a signal asked for a stop.

    In both cases the checkpoint is written last. Raises KortomError (exit 2) if the loss is no
    number; OSError if log or checkpoint cannot be written.
    """
    started = time.perf_counter()
    counts = training.counts
    clock = _Clock(counts.seconds, counts.tokens, started, started)
    log = TrainingLog(course.log, counts.log_bytes)
    try:
        if counts.scored_at is None:
            _score(course, training, log, observer)
        ended = _go_through(course, training, clock, log, stop, observer)
        if ended is not None and counts.scored_at != counts.tokens:
            _log_steps(course, counts, clock, log)
            _score(course, training, log, observer)
        _save(course, training, clock, log)
    finally:
        log.close()
    return ended


def share_used(limits: Limits, counts: Counts, epoch_tokens: float) -> float | None:
    """How much of the limits is used up, from 0 to 1, by the one that is nearest; None: there are
    none. epoch_tokens: see `Schedule.epoch_tokens`."""
    shares = []
    if limits.tokens is not None:
        shares.append(counts.tokens / limits.tokens)
    if limits.minutes is not None:
        shares.append(counts.seconds / (60 * limits.minutes))
    if limits.epochs is not None:
        shares.append(counts.tokens / max(1.0, limits.epochs * epoch_tokens))
    return min(1.0, max(shares)) if shares else None


def limit_reached(config: TrainConfig, counts: Counts) -> str | None:
    """The limit that ends the training now, in words."""
    limits, patience = config.limits, config.evaluate.patience
    if limits.tokens is not None and counts.tokens >= limits.tokens:
        return f"limits.tokens {limits.tokens:,}"
    if limits.minutes is not None and counts.seconds >= 60 * limits.minutes:
        return f"limits.minutes {limits.minutes:g}"
    if limits.epochs is not None and counts.position.epoch >= limits.epochs:
        return f"limits.epochs {limits.epochs}"
    if patience is not None and counts.since_best >= patience:
        return f"evaluate.patience {patience}"
    return None


def _go_through(
    course: Course,
    training: Training,
    clock: _Clock,
    log: TrainingLog,
    stop: Stop,
    observer: Observer,
) -> str | None:
    counts, config = training.counts, course.config
    for indices, after in course.schedule.after(counts.position, lambda: counts.tokens):
        ended = limit_reached(config, counts)
        if ended is not None or stop():
            return ended
        share = share_used(config.limits, counts, course.epoch_tokens)
        loss = _step(course, training, indices, share or 0.0)
        counts.position = after
        counts.seconds = clock.now()
        observer.moment(_moment(course, counts, clock, loss))
        if counts.step % LOG_STEPS == 0:
            _log_steps(course, counts, clock, log)
        if counts.tokens - (counts.scored_at or 0) >= config.evaluate.every_tokens:
            _log_steps(course, counts, clock, log)
            _score(course, training, log, observer)
        if time.perf_counter() - clock.saved >= 60 * config.run.checkpoint_minutes:
            _save(course, training, clock, log)
    raise AssertionError("the batches never end")


def _step(course: Course, training: Training, indices: Int64, share: float) -> float:
    """Learn from a batch; returns its loss. share: of the limits that is used up."""
    import torch

    config, counts, model = course.config, training.counts, training.model
    batch = make_batch(course.schedule.pairs, indices, course.control)
    model.train()
    loss = course.objective(model, batch, config.loss.label_smoothing, sampled=True)
    value = float(loss.detach())
    if not math.isfinite(value):
        folder = course.log.parent
        raise KortomError(errors.TRAIN_DIVERGED(folder=folder, loss=value, step=counts.step + 1))
    torch.autograd.backward(loss)
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    torch.nn.utils.clip_grad_norm_(weights, config.optimiser.clip)
    counts.step += 1
    set_rate(training.optimiser, rate(config.optimiser, counts.step, share))
    training.optimiser.step()
    training.optimiser.zero_grad(set_to_none=True)
    averaged = [weight for weight in training.average.parameters() if weight.requires_grad]
    update_average(averaged, weights, config.average, counts.step)
    counts.tokens += batch.tokens
    counts.loss_sum += value * batch.tokens
    counts.loss_tokens += batch.tokens
    return value


def _score(course: Course, training: Training, log: TrainingLog, observer: Observer) -> None:
    """Score the averaged weights, and keep them if there were none better."""

    config, counts = course.config, training.counts
    with open_decoder(
        training.average,
        course.base,
        course.checkpoint.parent,
        normalize=config.normalize_punctuation,
        threads=course.threads,
    ) as decoder:
        sets = tuple(
            score_now(training.average, heldout, course.objective, decoder, config.evaluate)
            for heldout in course.heldout
        )
    value = sets[0].value(config.evaluate.metric)
    best = counts.best_value is None or value > counts.best_value
    if best:
        counts.best_value, counts.best_step, counts.since_best = value, counts.step, 0
        training.best = half_precision(training.average)
    else:
        counts.since_best += 1
    counts.scored_at = counts.tokens
    scored = Scored(counts.step, counts.tokens, counts.seconds, best, sets)
    counts.log_bytes = log.add(scored)
    observer.scored(scored)


def _log_steps(course: Course, counts: Counts, clock: _Clock, log: TrainingLog) -> None:
    """A line of the steps since the last, if there were any."""
    if not counts.loss_tokens:
        return
    share = share_used(course.config.limits, counts, course.epoch_tokens)
    line = Steps(
        step=counts.step,
        tokens=counts.tokens,
        epoch=counts.position.epoch,
        loss=counts.loss_sum / counts.loss_tokens,
        rate=rate(course.config.optimiser, counts.step, share or 0.0),
        tokens_per_second=_speed(counts, clock),
        seconds=counts.seconds,
    )
    counts.loss_sum, counts.loss_tokens = 0.0, 0
    counts.log_bytes = log.add(line)


def _save(course: Course, training: Training, clock: _Clock, log: TrainingLog) -> None:
    training.counts.seconds = clock.now()
    log.sync()
    save_training(training, course.key, course.checkpoint)
    clock.saved = time.perf_counter()


def _moment(course: Course, counts: Counts, clock: _Clock, loss: float) -> Moment:
    share = share_used(course.config.limits, counts, course.epoch_tokens)
    left = None if not share else counts.seconds * (1 - share) / share
    return Moment(counts.step, counts.tokens, loss, _speed(counts, clock), share, left)


def _speed(counts: Counts, clock: _Clock) -> float:
    """Target tokens a second in this start, scoring included."""
    return (counts.tokens - clock.tokens) / max(1e-9, counts.seconds - clock.seconds)
