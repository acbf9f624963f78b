"""A training from start to end: data, loop, final scores, export."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kortom import errors
from kortom.cache import cache_folder
from kortom.config.model import to_yaml
from kortom.errors import KortomError
from kortom.hashing import json_sha256
from kortom.machine import core_count, cpu_name, package_versions
from kortom.models import ModelFiles, resolve_model
from kortom.runs.files import write_synced
from kortom.runs.lock import run_lock
from kortom.stopping import Stop, stopping_on_signals
from kortom.training.batches import Schedule
from kortom.training.card import model_card
from kortom.training.config import TrainConfig, train_config_hash
from kortom.training.curve import draw_curve
from kortom.training.decoding import DTYPE, open_decoder
from kortom.training.export import export_model
from kortom.training.log import read_log
from kortom.training.loop import Course, follow
from kortom.training.loop import Observer as LoopObserver
from kortom.training.objective import Objective, Vocabulary, make_vocabulary
from kortom.training.optimiser import make_optimiser
from kortom.training.packing import Packed, PackingProgress, pack
from kortom.training.pieces import MarianPieces
from kortom.training.precision import resolve_precision
from kortom.training.record import Facts, SetResult, card_facts, record_to_json
from kortom.training.report import report
from kortom.training.scoring import HeldoutSet, control_tokens, load_set, score_finally
from kortom.training.state import Counts, Training, load_training
from kortom.training.values import Int64, PackedPairs
from kortom.training.workplace import (
    Workplace,
    clear_finished,
    find_unfinished,
    make_workplace,
)


class Observer(LoopObserver, Protocol):
    """Is told what goes on."""

    def packing(self, progress: PackingProgress) -> None:
        """Data is read, filtered and split into pieces."""

    def prepared(self, packed: Packed, too_long: int) -> None:
        """The data is ready."""

    def begun(self, place: Workplace, counts: Counts) -> None:
        """Training begins, or goes on from where it was."""

    def finishing(self) -> None:
        """The training has ended; the whole held-out sets are scored."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    name: of the config, and of its folder in the output. command: as it was typed. fresh: begin
    anew even where an unfinished training could go on. keep_checkpoints: after the end as well.
    """

    config: TrainConfig
    name: str
    command: tuple[str, ...]
    fresh: bool = False
    keep_checkpoints: bool = False
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """A finished training."""

    place: Workplace
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is known before the first step. usable: pairs that are short enough."""

    base: ModelFiles
    packed: Packed
    usable: Int64
    heldout: tuple[HeldoutSet, ...]
    threads: int
    precision: str

    @property
    def too_long(self) -> int:
        """Pairs that are left out for their length."""
        return len(self.packed.pairs) - len(self.usable)


def train(request: Request, observer: Observer) -> Result:
    """Carry out a training, or go on with it, and export its best weights.

    Raises KortomError: exit 2 if data, config or checkpoint are not usable or the output cannot be
    written, 4 if no pair is left, 5 if the base is not here, 6 if another training is at work in
    the folder, 130 or 143 if a signal ended it (it is saved, and the next one goes on).
    """
    output = Path(request.config.run.output) / request.name
    stop = Stop()
    with run_lock(output, request.wait_seconds):
        prepared = _prepare(request.config, observer)
        with stopping_on_signals(stop):
            try:
                return _train(request, prepared, output, stop, observer)
            except OSError as error:
                detail = error.strerror or error
                problem = errors.TRAIN_NOT_WRITABLE(folder=output, detail=detail)
                raise KortomError(problem) from error


def _prepare(config: TrainConfig, observer: Observer) -> _Prepared:
    base = resolve_model(config.base)
    limit = config.batches.max_length
    if limit > base.window:
        problem = errors.TRAIN_MAX_LENGTH(base=config.base, window=base.window, limit=limit)
        raise KortomError(problem)
    pieces = MarianPieces(base.folder, config.normalize_punctuation)
    heldout = tuple(load_set(entry, pieces, limit) for entry in config.heldout)
    packed = pack(
        config.data,
        config.heldout,
        config.filters,
        config.augment,
        pieces,
        cache_folder(),
        observer.packing,
    )
    usable = _usable(packed.pairs, limit)
    if not len(usable):
        files = ", ".join(entry.path for entry in config.data)
        problem = errors.TRAIN_NO_LENGTHS(files=files, pairs=len(packed.pairs), limit=limit)
        raise KortomError(problem)
    threads = core_count() if config.threads == "auto" else config.threads
    prepared = _Prepared(
        base, packed, usable, heldout, threads, resolve_precision(config.precision)
    )
    observer.prepared(packed, prepared.too_long)
    return prepared


def _usable(pairs: PackedPairs, limit: int) -> Int64:
    sources, targets = pairs.lengths(np.arange(len(pairs)))
    return np.flatnonzero(np.maximum(sources, targets) <= limit)


def _train(
    request: Request, prepared: _Prepared, output: Path, stop: Stop, observer: Observer
) -> Result:
    import torch

    config = request.config
    config_hash = train_config_hash(config)
    key = json_sha256([config_hash, prepared.base.digest, dict(prepared.packed.hashes)])
    place = None if request.fresh else find_unfinished(output, key)
    if place is None:
        place = make_workplace(output, key, config_hash, to_yaml(config))
    torch.set_num_threads(prepared.threads)
    torch.manual_seed(config.seed)
    training, vocabulary = _begin(config, prepared)
    if place.checkpoint.exists():
        load_training(training, key, place.checkpoint)
    training.counts.starts.append(_start(prepared))
    observer.begun(place, training.counts)
    course = _course(config, prepared, vocabulary, training, key, place)
    ended = follow(course, training, stop, observer)
    if ended is None and stop.signal is not None:
        step = training.counts.step
        raise KortomError(errors.training_stopped(stop.signal, place.folder, step))
    observer.finishing()
    facts = Facts(
        name=request.name,
        command=request.command,
        config=config,
        config_hash=config_hash,
        key=key,
        base=prepared.base,
        hashes=prepared.packed.hashes,
        data=prepared.packed.counts,
        too_long=prepared.too_long,
        counts=training.counts,
        ended=ended or "",
        parameters=sum(weight.numel() for weight in training.model.parameters()),
        precision=prepared.precision,
        threads=prepared.threads,
        decoding=f"beam {config.evaluate.final_beam_size}, {DTYPE}",
        results=_final_results(config, prepared, training),
    )
    _publish(facts, training, prepared.base.folder, place)
    if not request.keep_checkpoints:
        clear_finished(place)
    return Result(place, facts)


def _begin(config: TrainConfig, prepared: _Prepared) -> tuple[Training, Vocabulary]:
    """The training before its first step."""
    model = _load(prepared.base.folder, config.dropout)
    vocabulary = make_vocabulary(
        prepared.packed.pairs,
        config.loss,
        model.final_logits_bias[0].clone(),
        model.config.eos_token_id,
    )
    model.final_logits_bias.copy_(vocabulary.bias)
    average = copy.deepcopy(model).eval()
    optimiser = make_optimiser(model, config.optimiser)
    return Training(model, average, optimiser, Counts(), {}), vocabulary


def _load(folder: Path, dropout: float) -> Any:
    import torch
    from transformers import MarianMTModel

    return MarianMTModel.from_pretrained(
        folder,
        dtype=torch.float32,
        dropout=dropout,
        # On a processor the gradients of fused attention take longer than all else in a step.
        attn_implementation="eager",
        local_files_only=True,
        use_safetensors=True,
    )


def _start(prepared: _Prepared) -> dict[str, str]:
    return {
        "started": datetime.now(UTC).isoformat(),
        "cpu": cpu_name(),
        "precision": prepared.precision,
        "threads": str(prepared.threads),
        **package_versions(),
    }


def _course(
    config: TrainConfig,
    prepared: _Prepared,
    vocabulary: Vocabulary,
    training: Training,
    key: str,
    place: Workplace,
) -> Course:
    schedule = Schedule(prepared.packed.pairs, prepared.usable, config.seed, config.batches.tokens)
    control = control_tokens(training.model)
    return Course(
        config=config,
        schedule=schedule,
        epoch_tokens=schedule.epoch_tokens(),
        objective=Objective(vocabulary, control.pad, prepared.precision == "bfloat16"),
        control=control,
        heldout=prepared.heldout,
        base=prepared.base.folder,
        threads=prepared.threads,
        key=key,
        checkpoint=place.checkpoint,
        log=place.log,
    )


def _final_results(
    config: TrainConfig, prepared: _Prepared, training: Training
) -> tuple[SetResult, ...]:
    """The best weights, and those of the base, on the whole of each set."""
    training.average.load_state_dict(training.best)
    base = _load(prepared.base.folder, 0.0)
    scored = []
    for model in (training.average, base):
        with open_decoder(
            model,
            prepared.base.folder,
            normalize=config.normalize_punctuation,
            threads=prepared.threads,
        ) as decoder:
            beam = config.evaluate.final_beam_size
            scored.append([score_finally(each, decoder, beam) for each in prepared.heldout])
    return tuple(
        SetResult(heldout.name, scores, before, outputs)
        for heldout, (scores, outputs), (before, _) in zip(prepared.heldout, *scored, strict=True)
    )


def _publish(facts: Facts, training: Training, base: Path, place: Workplace) -> None:
    """Write all that describes the training; its record last, which says that it is finished."""
    export_model(training.best, base, place.model, model_card(card_facts(facts)))
    lines = read_log(place.log)
    draw_curve(lines, place.curve)
    write_synced(place.report, report(facts, place.folder.name, lines))
    partial = place.record.with_name(f".{place.record.name}")
    write_synced(partial, record_to_json(facts, place))
    partial.replace(place.record)
