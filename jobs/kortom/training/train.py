"""A training from start to end: data, loop, final scores, export."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from kortom import errors
from kortom.config.model import to_yaml
from kortom.errors import KortomError
from kortom.machine import cpu_name, package_versions
from kortom.runs.files import write_synced
from kortom.runs.lock import run_lock
from kortom.stopping import Stop, stopping_on_signals
from kortom.training.batches import Schedule
from kortom.training.card import model_card
from kortom.training.config import TrainConfig
from kortom.training.curve import draw_curve
from kortom.training.decoding import DTYPE, open_decoder
from kortom.training.export import export_model
from kortom.training.inputs import Inputs, identify, load_inputs
from kortom.training.log import read_log
from kortom.training.loop import Course, follow
from kortom.training.loop import Observer as LoopObserver
from kortom.training.objective import Objective, Vocabulary, make_vocabulary
from kortom.training.optimiser import make_optimiser
from kortom.training.outcome import Outcome, find_finished
from kortom.training.packing import Packed, PackingProgress
from kortom.training.record import Facts, SetResult, card_facts, outcome_of, record_to_json
from kortom.training.report import report
from kortom.training.scoring import control_tokens, score_finally
from kortom.training.state import Counts, Training, half_precision, load_training
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
    anew even where a training is finished or could go on. keep_checkpoints: after the end as well.
    """

    config: TrainConfig
    name: str
    command: tuple[str, ...]
    fresh: bool = False
    keep_checkpoints: bool = False
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """A finished training. is_new: not one that was found finished."""

    place: Workplace
    outcome: Outcome
    is_new: bool


def train(request: Request, observer: Observer) -> Result:
    """Carry out a training, go on with it, or find it finished; its best weights are exported.

    Raises KortomError: exit 2 if data, config or checkpoint are not usable or the output cannot be
    written, 4 if no pair is left, 5 if the base is not here, 6 if another training is at work in
    the folder, 130 or 143 if a signal ended it (it is saved, and the next one goes on).
    """
    output = Path(request.config.run.output) / request.name
    with run_lock(output, request.wait_seconds):
        identity = identify(request.config)
        place, found = None, None
        if not request.fresh:
            place = find_unfinished(output, identity.key)
            found = find_finished(output, identity.key)
        # One that was begun after it, with --fresh, goes on.
        if found is not None and (place is None or place.folder.name < found[0].folder.name):
            return Result(*found, is_new=False)
        inputs = load_inputs(request.config, identity, observer.packing)
        observer.prepared(inputs.packed, inputs.too_long)
        stop = Stop()
        with stopping_on_signals(stop):
            try:
                if place is None:
                    config_yaml = to_yaml(request.config)
                    place = make_workplace(output, identity.key, identity.config_hash, config_yaml)
                return _train(request, inputs, place, stop, observer)
            except OSError as error:
                detail = error.strerror or error
                problem = errors.TRAIN_NOT_WRITABLE(folder=output, detail=detail)
                raise KortomError(problem) from error


def _train(
    request: Request,
    inputs: Inputs,
    place: Workplace,
    stop: Stop,
    observer: Observer,
) -> Result:
    import torch

    config, key = request.config, inputs.identity.key
    torch.set_num_threads(inputs.threads)
    torch.manual_seed(config.seed)
    training, vocabulary = _begin(config, inputs)
    if place.checkpoint.exists():
        load_training(training, key, place.checkpoint)
    training.counts.starts.append(_start(inputs))
    observer.begun(place, training.counts)
    course = _course(config, inputs, vocabulary, training, key, place)
    ended = follow(course, training, stop, observer)
    if ended is None:
        _end_if_stopped(stop, training, place)
    observer.finishing()
    results = _final_results(config, inputs, training, stop, place)
    facts = _facts(request, inputs, training, ended or "", results)
    _publish(facts, training, inputs.identity.base.folder, place)
    if not request.keep_checkpoints:
        clear_finished(place)
    return Result(place, outcome_of(facts), is_new=True)


def _end_if_stopped(stop: Stop, training: Training, place: Workplace) -> None:
    """Where all is saved. KortomError if a signal came."""
    if stop.signal is not None:
        step = training.counts.step
        raise KortomError(errors.training_stopped(stop.signal, place.folder, step))


def _facts(
    request: Request,
    inputs: Inputs,
    training: Training,
    ended: str,
    results: tuple[SetResult, ...],
) -> Facts:
    return Facts(
        name=request.name,
        command=request.command,
        config=request.config,
        inputs=inputs,
        counts=training.counts,
        ended=ended,
        parameters=sum(weight.numel() for weight in training.model.parameters()),
        decoding=f"beam {request.config.evaluate.final_beam_size}, {DTYPE}",
        results=results,
    )


def _begin(config: TrainConfig, inputs: Inputs) -> tuple[Training, Vocabulary]:
    """The training before its first step."""
    model = _load(inputs.identity.base.folder, config.dropout)
    vocabulary = make_vocabulary(
        inputs.packed.pairs,
        config.loss,
        model.final_logits_bias[0].clone(),
        control_tokens(model),
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


def _start(inputs: Inputs) -> dict[str, str]:
    return {
        "started": datetime.now(UTC).isoformat(),
        "cpu": cpu_name(),
        "precision": inputs.precision,
        "threads": str(inputs.threads),
        **package_versions(),
    }


def _course(
    config: TrainConfig,
    inputs: Inputs,
    vocabulary: Vocabulary,
    training: Training,
    key: str,
    place: Workplace,
) -> Course:
    schedule = Schedule(inputs.packed.pairs, inputs.usable, config.seed, config.batches.tokens)
    control = control_tokens(training.model)
    return Course(
        config=config,
        schedule=schedule,
        epoch_tokens=schedule.epoch_tokens(),
        objective=Objective(vocabulary, control.pad, inputs.precision == "bfloat16"),
        control=control,
        heldout=inputs.heldout,
        base=inputs.identity.base.folder,
        threads=inputs.threads,
        key=key,
        checkpoint=place.checkpoint,
        log=place.log,
    )


def _final_results(
    config: TrainConfig, inputs: Inputs, training: Training, stop: Stop, place: Workplace
) -> tuple[SetResult, ...]:
    """The best weights, and those of the base, on the whole of each set."""
    base = _load(inputs.identity.base.folder, 0.0)
    if training.counts.best_step == 0:
        # Those that were scored had lost the pieces that the data has not.
        training.best = half_precision(base)
    training.average.load_state_dict(training.best)
    scored = []
    for model in (training.average, base):
        with open_decoder(
            model,
            inputs.identity.base.folder,
            place.checkpoints,
            normalize=config.normalize_punctuation,
            threads=inputs.threads,
        ) as decoder:
            beam = config.evaluate.final_beam_size
            results = []
            for heldout in inputs.heldout:
                _end_if_stopped(stop, training, place)
                results.append(score_finally(heldout, decoder, beam))
            scored.append(results)
    return tuple(
        SetResult(heldout.name, scores, before, outputs)
        for heldout, (scores, outputs), (before, _) in zip(inputs.heldout, *scored, strict=True)
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
