"""Trainings: the order of the data, the loss, and what is left after a kill."""

from __future__ import annotations

import json
import math
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from transformers import MarianMTModel

from kortom.config import to_yaml
from kortom.config.model import Translate
from kortom.errors import Exit, KortomError
from kortom.models import resolve_model
from kortom.runs.lock import run_lock
from kortom.training.average import keep_share, update_average
from kortom.training.batches import ControlTokens, Position, Schedule, cut, make_batch
from kortom.training.config import (
    Average,
    Limits,
    Loss,
    Optimiser,
    TrainConfig,
    load_train_config,
    train_config_hash,
)
from kortom.training.decoding import open_decoder
from kortom.training.inputs import identify
from kortom.training.log import Scored, Steps, TrainingLog, read_log
from kortom.training.loop import Moment, limit_reached, share_used
from kortom.training.objective import NEVER, Objective, Vocabulary, inclusion, make_vocabulary
from kortom.training.optimiser import SHARE, make_optimiser, rate
from kortom.training.packing import Packed, PackingProgress
from kortom.training.pieces import MarianPieces
from kortom.training.precision import resolve_precision
from kortom.training.scoring import control_tokens, outputs_of
from kortom.training.state import Counts, Training, load_training, save_training
from kortom.training.train import Request, Result, train
from kortom.training.values import PackedPairs
from kortom.training.workplace import Workplace
from kortom.translation.ctranslate2_engine import CTranslate2Engine
from kortom.translation.hardware import resolve_hardware
from kortom.values import Hypothesis
from tests.conftest import ROOT, Cli

NOUNS = {"hond": "dog", "kat": "cat", "man": "man", "vrouw": "woman", "koning": "king"}
VERBS = {"ziet": "sees", "hoort": "hears", "kent": "knows", "zoekt": "seeks"}
PLACES = {"in het huis": "in the house", "op de straat": "on the street", "bij zee": "by the sea"}


def sentences() -> list[tuple[str, str]]:
    return [
        (f"De {a} {v} de {b} {p}.", f"The {NOUNS[a]} {VERBS[v]} the {NOUNS[b]} {PLACES[p]}.")
        for a in NOUNS
        for b in NOUNS
        for v in VERBS
        for p in PLACES
        if a != b
    ]


def write_data(folder: Path) -> dict[str, Any]:
    """Data and a small config that trains on it."""
    pairs = sentences()
    for name, rows in (("train", pairs[::2] + pairs[1::4]), ("heldout", pairs[3::8])):
        text = "".join(f"{source}\t{target}\n" for source, target in rows)
        (folder / f"{name}.tsv").write_text("source\ttarget\n" + text, encoding="utf-8")
    return {
        "data": [{"path": str(folder / "train.tsv")}],
        "heldout": [{"path": str(folder / "heldout.tsv"), "name": "small"}],
        "optimiser": {"decoder_rate": 0.01, "other_rate_share": 1.0, "warmup_steps": 4},
        "batches": {"tokens": [[0, 120]], "max_length": 60},
        "loss": {"pieces": "all"},
        "average": {"decay": 0.9, "every": 2},
        "limits": {"tokens": 6000},
        "evaluate": {"every_tokens": 2000, "max_sentences": 12, "final_beam_size": 1},
        "threads": 1,
        "precision": "float32",
    }


def small(folder: Path, model: Path, **changes: Any) -> TrainConfig:
    data = {"base": str(model), **write_data(folder), "run": {"output": str(folder / "out")}}
    for key, value in changes.items():
        data[key] = {**data[key], **value} if isinstance(data.get(key), dict) else value
    return TrainConfig.model_validate_json(json.dumps(data))


class Watcher:
    """Keeps what it is told, and sends this process a signal after a step."""

    def __init__(self, stop_at: int = 0, number: signal.Signals = signal.SIGTERM) -> None:
        self.moments: list[Moment] = []
        self.scorings: list[Scored] = []
        self.begun_at: list[int] = []
        self.places: list[Workplace] = []
        self._stop_at, self._number = stop_at, number

    def packing(self, progress: PackingProgress) -> None:
        pass

    def prepared(self, packed: Packed, too_long: int) -> None:
        pass

    def begun(self, place: Workplace, counts: Counts) -> None:
        self.begun_at.append(counts.step)
        self.places.append(place)

    def moment(self, moment: Moment) -> None:
        self.moments.append(moment)
        if moment.step == self._stop_at:
            os.kill(os.getpid(), self._number)

    def scored(self, scored: Scored) -> None:
        self.scorings.append(scored)

    def finishing(self) -> None:
        pass


def run(config: TrainConfig, watcher: Watcher | None = None, **more: Any) -> Result:
    return train(Request(config, "small", ("kortom", "train"), **more), watcher or Watcher())


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()


def untimed(place: Workplace) -> list[dict[str, Any]]:
    """The log without what depends on the machine's speed."""
    lines = [json.loads(line) for line in place.log.read_text().splitlines()]
    return [
        {k: v for k, v in line.items() if k not in ("seconds", "tokens_per_second")}
        for line in lines
    ]


# The config.


@pytest.mark.parametrize("name", ["embedded", "adapt"])
def test_the_shipped_configs_are_valid(name: str) -> None:
    config, found = load_train_config(str(ROOT / "configs" / "train" / f"{name}.yaml"))
    assert found == name and config.description


def test_a_config_is_read_back_equal_and_hashed_without_how_it_is_run(tmp_path: Path) -> None:
    config, _ = load_train_config(str(ROOT / "configs" / "train" / "embedded.yaml"))
    (tmp_path / "again.yaml").write_text(to_yaml(config), encoding="utf-8")
    again, _ = load_train_config(
        str(tmp_path / "again.yaml"), ("run.checkpoint_minutes=3", "description=other")
    )
    assert train_config_hash(again) == train_config_hash(config)
    other, _ = load_train_config(str(tmp_path / "again.yaml"), ("seed=2",))
    assert train_config_hash(other) != train_config_hash(config)


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("optimiser.decoder_rat=1", "unknown key 'optimiser.decoder_rat'. Did you mean"),
        ("data=[{pth: a.tsv}]", "unknown key 'data.0.pth'. Did you mean 'data.path'?"),
        ("data=[{path: a.tsv, weight: -1}]", "'data.0.weight'"),
        ("data=[]", "'data'"),
        ("limits={minutes: null}", "never end"),
        ("batches.tokens=[[5, 1000]]", "must begin with [0, ...]"),
        ("batches.tokens=[[0, 50]]", "must not be below"),
        ("heldout=[{path: a, name: x}, {path: b, name: x}]", "heldout.name must differ"),
    ],
)
def test_a_bad_config_names_the_key_and_the_cure(override: str, expected: str) -> None:
    path = str(ROOT / "configs" / "train" / "embedded.yaml")
    with pytest.raises(KortomError) as raised:
        load_train_config(path, (override,))
    assert expected in str(raised.value)
    assert raised.value.problem.exit is Exit.USAGE


def test_a_linear_decay_needs_an_end() -> None:
    path = str(ROOT / "configs" / "train" / "embedded.yaml")
    endless = ("limits={minutes: null}", "evaluate.patience=3")
    with pytest.raises(KortomError, match="linear"):
        load_train_config(path, endless)
    load_train_config(path, (*endless, "optimiser.decay=none"))


# Batches.


def packed(lengths: list[tuple[int, int]], weight: list[float] | None = None) -> PackedPairs:
    """Pairs with ids that tell pair and place apart."""

    def side(which: int) -> tuple[np.ndarray, np.ndarray]:
        rows = [np.full(pair[which], 2 + i, np.int32) for i, pair in enumerate(lengths)]
        offsets = np.cumsum([0, *map(len, rows)]).astype(np.int64)
        return np.concatenate([np.zeros(0, np.int32), *rows]), offsets

    weights_ = np.array(weight or [1.0] * len(lengths), np.float32)
    return PackedPairs(*side(0), *side(1), weights_)


LENGTHS = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 12)), min_size=1, max_size=40)


@given(LENGTHS, st.integers(13, 60), st.integers(0, 2**31), st.data())
def test_an_epoch_draws_each_pair_as_its_weight_says_within_the_budget(
    lengths: list[tuple[int, int]], budget: int, seed: int, data: st.DataObject
) -> None:
    weight = data.draw(
        st.lists(st.sampled_from([0.25, 1.0, 1.5, 2.0]), min_size=len(lengths),
                 max_size=len(lengths))
    )  # fmt: skip
    pairs = packed(lengths, weight)
    usable = np.arange(len(pairs))
    schedule = Schedule(pairs, usable, seed, ((0, budget),), chunk=7)
    drawn: Counter[int] = Counter()
    for indices, after in schedule.after(Position(), lambda: 0):
        if after.epoch > 1 or (after.epoch == 1 and after.batch):
            break  # an epoch can be empty where all weights are small
        sources, targets = pairs.lengths(indices)
        assert (sources.max() + targets.max()) * len(indices) <= 2 * budget or len(indices) == 1
        drawn.update(indices.tolist())
        if after.epoch == 1:
            break
    else:
        pytest.fail("batches have no end")
    if min(weight) >= 1:
        assert all(drawn[i] in (math.floor(w), math.ceil(w)) for i, w in enumerate(weight))


@given(LENGTHS, st.integers(0, 1000), st.integers(0, 20))
def test_batches_go_on_from_any_position_as_if_they_had_not_stopped(
    lengths: list[tuple[int, int]], seed: int, stop: int
) -> None:
    pairs = packed(lengths)
    schedule = Schedule(pairs, np.arange(len(pairs)), seed, ((0, 30), (100, 60)), chunk=9)

    def follow(position: Position, tokens: int, number: int) -> list[tuple[list[int], Position]]:
        seen = [tokens]
        made = []
        for indices, after in islice(schedule.after(position, lambda: seen[0]), number):
            seen[0] += int(pairs.lengths(indices)[1].sum())
            made.append((indices.tolist(), after))
        return made

    whole = follow(Position(), 0, 30)
    first = follow(Position(), 0, stop)
    drawn = [index for indices, _ in first for index in indices]
    tokens = int(pairs.lengths(np.array(drawn, np.int64))[1].sum())
    rest = follow(first[-1][1] if first else Position(), tokens, 30 - stop)
    assert first + rest == whole


def test_batches_grow_with_the_tokens_seen() -> None:
    schedule = Schedule(packed([(3, 3)]), np.arange(1), 0, ((0, 10), (100, 20), (200, 40)))
    assert [schedule.budget(n) for n in (0, 99, 100, 199, 5000)] == [10, 10, 20, 20, 40]


def test_epochs_and_seeds_have_an_order_of_their_own() -> None:
    pairs = packed([(2, 2)] * 30)
    schedule = Schedule(pairs, np.arange(30), 1, ((0, 6),))

    def epoch(schedule: Schedule, number: int) -> list[list[int]]:
        batches = schedule.after(Position(epoch=number), lambda: 0)
        return [indices.tolist() for indices, _ in islice(batches, 15)]

    orders = [epoch(schedule, 0), epoch(schedule, 1), epoch(replace(schedule, seed=2), 0)]
    assert orders[0] == epoch(schedule, 0)
    assert len({str(order) for order in orders}) == 3


def test_a_batch_is_padded_ended_and_shifted() -> None:
    batch = make_batch(packed([(1, 2), (3, 1)]), np.array([0, 1]), ControlTokens(9, 0, 8))
    assert batch.source.tolist() == [[2, 0, 9, 9], [3, 3, 3, 0]]
    assert batch.target.tolist() == [[2, 2, 0], [3, 0, 9]]
    assert batch.shifted.tolist() == [[8, 2, 2], [8, 3, 0]]
    assert batch.tokens == 5


def test_a_pair_longer_than_the_budget_stands_alone() -> None:
    assert cut([2, 2, 50, 2], [2, 2, 50, 2], 10) == [slice(0, 2), slice(2, 3), slice(3, 4)]


def test_a_control_token_in_a_text_is_text(tiny_model: Path) -> None:
    vocabulary = json.loads((tiny_model / "vocab.json").read_text())
    ids = MarianPieces(tiny_model).target_ids(["Het einde </s> van <pad> dit."])[0].tolist()
    assert vocabulary["</s>"] not in ids and vocabulary["<pad>"] not in ids


# The loss.


@pytest.fixture(scope="module")
def model(tiny_model: Path) -> Any:
    return MarianMTModel.from_pretrained(tiny_model, dtype=torch.float32).eval()


def objective_of(pairs: PackedPairs, model: Any, config: Loss) -> Objective:
    bias = model.final_logits_bias[0]
    vocabulary = make_vocabulary(pairs, config, bias, control_tokens(model))
    return Objective(vocabulary, model.config.pad_token_id, bfloat16=False)


def batch_of(pairs: PackedPairs, model: Any) -> Any:
    pad, eos = model.config.pad_token_id, model.config.eos_token_id
    return make_batch(pairs, np.arange(len(pairs)), ControlTokens(pad, eos, pad))


def test_the_loss_over_all_pieces_is_that_of_transformers(model: Any) -> None:
    pairs = packed([(4, 6), (3, 2)])
    batch = batch_of(pairs, model)
    loss = objective_of(pairs, model, Loss(pieces="all"))(model, batch, 0.0, sampled=True)
    pad = model.config.pad_token_id
    labels = batch.target.masked_fill(batch.target == pad, -100)
    mask = (batch.source != pad).long()
    logits = model(input_ids=batch.source, attention_mask=mask, labels=labels).logits
    # As in decoding, <pad> is no piece that could be written.
    logits[..., pad] = -torch.inf
    expected = torch.nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten())
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)


def test_pieces_that_are_not_seen_are_never_to_be_written(model: Any) -> None:
    bias = torch.linspace(-1, 0, model.config.vocab_size)
    bias[4] = NEVER
    pairs = packed([(1, 1), (1, 3), (1, 3), (1, 3)])  # pieces 2 (once), 3, 4 and 5 (three times)
    pad = model.config.vocab_size - 1
    control = ControlTokens(pad, eos=0, start=pad)
    made = make_vocabulary(pairs, Loss(pieces="seen"), bias, control)
    assert made.kept.tolist() == [0, 3, 4, 5]
    assert made.bias[2] == made.bias[6] == NEVER
    assert made.bias[3] == bias[3], "what the base knows of a piece stays"
    assert made.bias[4] == -1, "a piece that the base forbids begins as its least likely ones"
    assert made.place[[0, 3, 4, 5]].tolist() == [0, 1, 2, 3]
    bias[7] = NEVER
    every = make_vocabulary(pairs, Loss(pieces="all"), bias, control)
    assert len(every.kept) == model.config.vocab_size - 2
    assert every.bias[pad] == NEVER, "though the base left it to the decoder to forbid it"
    assert every.bias[7] == NEVER, "what the base forbids and the data has not stays forbidden"
    assert torch.equal(every.bias[8:pad], bias[8:pad])


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=50), st.data())
def test_a_sample_has_as_many_pieces_as_wanted_on_average(
    counts: list[int], data: st.DataObject
) -> None:
    wanted = data.draw(st.integers(1, len(counts) - 1))
    probability = inclusion(torch.tensor(counts), wanted)
    assert probability.sum().item() == pytest.approx(wanted, rel=1e-3)
    assert probability.min() > 0 and probability.max() <= 1
    common, rare = max(range(len(counts)), key=counts.__getitem__), int(np.argmin(counts))
    assert probability[common] >= probability[rare]


def with_sampling(pairs: PackedPairs, model: Any, probability: float) -> Objective:
    made = objective_of(pairs, model, Loss(pieces="all"))
    negative = torch.full((len(made.vocabulary.kept),), probability)
    return replace(made, vocabulary=replace(made.vocabulary, negative=negative))


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_a_sample_of_all_pieces_gives_the_whole_loss(model: Any, smoothing: float) -> None:
    pairs = packed([(4, 6), (3, 2)])
    batch = batch_of(pairs, model)
    sampled = with_sampling(pairs, model, 1.0)
    whole = sampled(model, batch, smoothing, sampled=False)
    assert sampled(model, batch, smoothing, sampled=True).item() == pytest.approx(
        whole.item(), rel=1e-4
    )


def test_a_sampled_softmax_learns_the_true_distribution() -> None:
    """Logits alone, trained on samples: without the correction the rare pieces would win."""
    torch.manual_seed(0)
    torch.set_num_threads(1)  # with more, so small a model waits for its threads
    true = torch.tensor([0.6, 0.2, 0.1, 0.06, 0.04])
    negative = inclusion((true * 1000).long(), 2)
    vocabulary = Vocabulary(torch.arange(5), torch.arange(5), torch.zeros(5), negative)
    objective = Objective(vocabulary, pad=-1, bfloat16=False)
    weight = torch.zeros(5, 1, requires_grad=True)
    adam = torch.optim.Adam([weight], lr=0.03)
    for _ in range(600):
        target = torch.multinomial(true, 512, replacement=True)
        loss = objective._sampled(torch.ones(512, 1), weight, target, negative, 0.0)
        adam.zero_grad()
        loss.backward()
        adam.step()
    learned = torch.softmax(weight.detach()[:, 0], 0)
    assert torch.allclose(learned, true, atol=0.06), learned


# Optimiser and average.


def test_encoder_and_embeddings_have_their_own_share_of_the_rate(model: Any) -> None:
    config = Optimiser(other_rate_share=0.3, weight_decay=0.01)
    groups = make_optimiser(model, config).param_groups
    share = {id(w): (g[SHARE], g["weight_decay"]) for g in groups for w in g["params"]}
    encoder, decoder = model.model.encoder.layers[0], model.model.decoder.layers[0]
    assert share[id(model.model.shared.weight)] == (0.3, 0.01)
    assert share[id(encoder.fc1.weight)] == (0.3, 0.01)
    assert share[id(decoder.fc1.weight)] == (1.0, 0.01)
    assert share[id(decoder.fc1.bias)] == (1.0, 0.0)
    assert len(share) == sum(weight.requires_grad for weight in model.parameters())


def test_rates_warm_up_and_decay() -> None:
    linear = Optimiser(decoder_rate=1.0, warmup_steps=10, decay="linear", decay_fraction=0.2)
    assert rate(linear, 1, 0.0) == pytest.approx(0.1)
    assert [rate(linear, 10, 0.5), rate(linear, 99, 0.8)] == pytest.approx([1.0, 1.0])
    assert rate(linear, 99, 0.9) == pytest.approx(0.5)
    assert rate(linear, 99, 1.0) == 0.0
    root = Optimiser(decoder_rate=1.0, warmup_steps=10, decay="inverse_sqrt")
    assert rate(root, 10, 0.0) == pytest.approx(1.0)
    assert rate(root, 40, 1.0) == pytest.approx(0.5)
    constant = Optimiser(decoder_rate=1.0, warmup_steps=0, decay="none")
    assert rate(constant, 1, 1.0) == 1.0


def test_the_average_moves_slower_with_age_and_only_when_due() -> None:
    config = Average(decay=0.99, every=10)
    average, weight = [torch.zeros(3)], [torch.ones(3)]
    update_average(average, weight, config, 9)
    assert average[0].tolist() == [0, 0, 0]
    update_average(average, weight, config, 10)
    assert average[0].tolist() == pytest.approx([1 - 10 / 110] * 3)
    assert keep_share(config, 10**6) == pytest.approx(0.99**10)


def test_precision_follows_the_processor() -> None:
    assert resolve_precision("auto", "x86_64 avx512_bf16 amx_tile") == "bfloat16"
    assert resolve_precision("auto", "x86_64 avx2") == "float32"
    assert resolve_precision("float32", "x86_64 amx_tile") == "float32"


def test_the_nearest_limit_counts(tmp_path: Path, tiny_model: Path) -> None:
    limits = Limits(tokens=1000, minutes=10, epochs=2)
    assert share_used(limits, Counts(tokens=100, seconds=300.0), 200) == 0.5
    assert share_used(limits, Counts(tokens=900), 200) == 1.0
    assert share_used(Limits(), Counts(tokens=900), 200) is None
    config = small(tmp_path, tiny_model, limits={"tokens": None, "minutes": 1, "epochs": 2})
    assert limit_reached(config, Counts(seconds=59)) is None
    assert limit_reached(config, Counts(seconds=60)) == "limits.minutes 1"
    assert limit_reached(config, Counts(position=Position(epoch=2))) == "limits.epochs 2"


# Checkpoint and log.


def made_training(folder: Path) -> Training:
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32)
    average = MarianMTModel.from_pretrained(folder, dtype=torch.float32)
    return Training(model, average, make_optimiser(model, Optimiser()), Counts(), {})


@pytest.mark.parametrize("damage", ["cut", "key", "none"])
def test_a_checkpoint_is_whole_or_refused(tmp_path: Path, tiny_model: Path, damage: str) -> None:
    training = made_training(tiny_model)
    training.counts.position = Position(1, 2, 3, 4)
    training.best = {"a": torch.ones(2, dtype=torch.float16)}
    path = tmp_path / "state.pt"
    save_training(training, "key", path)
    assert [file.name for file in tmp_path.iterdir()] == ["state.pt"]
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-2000])
    again = made_training(tiny_model)
    if damage == "none":
        load_training(again, "key", path)
        assert again.counts == training.counts
        assert again.best["a"].tolist() == [1, 1]
        return
    with pytest.raises(KortomError) as raised:
        load_training(again, "key" if damage == "cut" else "other", path)
    assert raised.value.problem.code == "E843"
    assert str(path) in str(raised.value) and "--fresh" in str(raised.value)


def test_a_log_goes_on_where_the_state_was(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    line = Steps(100, 9000, 0, 2.5, 1e-4, 800.0, 11.0)
    log = TrainingLog(path, 0)
    length = log.add(line)
    log.add(replace(line, step=200))
    log.close()
    log = TrainingLog(path, length)
    log.add(replace(line, step=150))
    log.close()
    assert [each.step for each in read_log(path)] == [100, 150]


# Scoring.


def test_weights_in_memory_translate_as_the_engine_does(
    tmp_path: Path, tiny_model: Path, model: Any
) -> None:
    texts = [source for source, _ in sentences()[:20]]
    config = Translate(model=str(tiny_model), beam_size=4)
    engine = CTranslate2Engine(config, resolve_model(str(tiny_model)), resolve_hardware(config))
    bias = model.final_logits_bias.clone()
    with open_decoder(model, tiny_model, tmp_path, normalize=False, threads=2) as decoder:
        assert decoder.translate(texts, beam_size=4) == engine.translate(texts)
    assert torch.equal(model.final_logits_bias, bias), "the model itself stays as it was"


def test_scoring_leaves_torch_its_threads(tmp_path: Path, tiny_model: Path, model: Any) -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        with open_decoder(model, tiny_model, tmp_path, normalize=False, threads=1) as decoder:
            decoder.translate(["De hond."], 1)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_outputs_without_end_and_loops_are_counted() -> None:
    loop = Hypothesis("the deal the deal the deal the deal the deal", truncated=True)
    made = outputs_of(["De koe.", "De deal."], [Hypothesis("The cow.", False), loop],
                      ["The cow.", "The deal."])  # fmt: skip
    assert (made.sentences, made.truncated, made.looping) == (2, 1, 1)
    assert made.length_ratio == pytest.approx((8 + len(loop.text)) / 17)


# Whole trainings.


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Result:
    folder = tmp_path_factory.mktemp("undisturbed")
    return run(small(folder, tiny_model))


def test_a_training_learns_and_leaves_a_model_with_its_record(undisturbed: Result) -> None:
    place, outcome = undisturbed.place, undisturbed.outcome
    scored = [line for line in read_log(place.log) if isinstance(line, Scored)]
    assert [line.tokens >= 2000 * i for i, line in enumerate(scored)] == [True] * len(scored)
    assert scored[0].step == 0 and len(scored) >= 4
    assert scored[-1].sets[0].loss < scored[0].sets[0].loss - 1
    assert outcome.ended == "limits.tokens 6,000" and outcome.tokens >= 6000
    names = {path.name for path in place.folder.iterdir()}
    assert names == {"config.yaml", "curve.svg", "log.jsonl", "model", "report.md", "train.json"}

    record = json.loads(place.record.read_text())
    assert len(record["starts"]) == 1 and record["tokens"] == outcome.tokens
    assert {Path(name).name for name in record["files"]} == {"train.tsv", "heldout.tsv"}
    assert (
        record["model"]["model.safetensors"]
        == resolve_model(str(place.model)).sha256["model.safetensors"]
    )
    signatures = [score["signature"] for result in record["results"] for score in result["scores"]]
    assert len(signatures) == 2 and all("version" in text for text in signatures)
    card = (place.model / "README.md").read_text()
    assert "kortom train" in card and "small" in card

    report = place.report.read_text()
    assert "(curve.svg)" in report and "| small |" in report
    drawn = ElementTree.parse(place.curve).getroot()
    assert drawn.tag.endswith("svg") and "BLEU" in place.curve.read_text()


def test_the_exported_weights_are_the_best_average(tmp_path: Path, tiny_model: Path) -> None:
    config = small(tmp_path, tiny_model, limits={"tokens": 2000})
    result = run(config, keep_checkpoints=True)
    assert result.outcome.best_step == result.outcome.steps, "the last scoring was the best"
    state = torch.load(result.place.checkpoint, weights_only=True)
    exported = load_file(result.place.model / "model.safetensors")
    name = "model.decoder.layers.0.fc1.weight"
    assert torch.equal(exported[name], state["average"][name].half())
    assert not torch.equal(exported[name], state["model"][name].half())


def test_the_end_of_a_sentence_is_learned(tmp_path: Path, undisturbed: Result) -> None:
    model = MarianMTModel.from_pretrained(undisturbed.place.model, dtype=torch.float32)
    with open_decoder(
        model, undisturbed.place.model, tmp_path, normalize=False, threads=1
    ) as decoder:
        hypotheses = decoder.translate(["De hond ziet de kat bij zee."], 1)
    assert not hypotheses[0].truncated


def test_the_same_training_makes_the_same_bytes(
    tmp_path: Path, tiny_model: Path, undisturbed: Result
) -> None:
    again = run(small(tmp_path, tiny_model))
    assert weights(again.place.model) == weights(undisturbed.place.model)
    assert untimed(again.place) == untimed(undisturbed.place)
    other = run(small(tmp_path, tiny_model, seed=2))
    assert weights(other.place.model) != weights(again.place.model)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_saves_and_the_next_training_goes_on(
    tmp_path: Path, tiny_model: Path, undisturbed: Result, number: signal.Signals
) -> None:
    config = small(tmp_path, tiny_model)
    stopped = Watcher(stop_at=21, number=number)
    with pytest.raises(KortomError) as raised:
        run(config, stopped)
    assert raised.value.problem.exit == 128 + number
    assert "step 21" in str(raised.value)
    again = Watcher()
    result = run(config, again)
    assert again.begun_at == [21] and again.places == stopped.places
    assert again.moments[0].step == 22
    assert weights(result.place.model) == weights(undisturbed.place.model)
    assert untimed(result.place) == untimed(undisturbed.place)
    assert len(json.loads(result.place.record.read_text())["starts"]) == 2


def test_fresh_begins_anew(tmp_path: Path, tiny_model: Path) -> None:
    config = small(tmp_path, tiny_model, limits={"tokens": 2000})
    with pytest.raises(KortomError):
        run(config, Watcher(stop_at=5))
    fresh = Watcher()
    run(config, fresh, fresh=True)
    assert fresh.begun_at == [0]
    other = Watcher()
    run(small(tmp_path, tiny_model, limits={"tokens": 1500}), other)
    assert other.begun_at == [0], "another config does not go on from this one's checkpoint"


def test_a_finished_training_is_found_until_something_changes(
    tmp_path: Path, tiny_model: Path
) -> None:
    config = small(tmp_path, tiny_model, limits={"tokens": 500})
    first = run(config)
    watcher = Watcher()
    found = run(config, watcher)
    assert (found.place, found.outcome) == (first.place, first.outcome)
    assert first.is_new and not found.is_new and watcher.begun_at == []
    anew = run(config, fresh=True)
    assert anew.is_new and anew.place != first.place
    assert run(config).place == anew.place, "of two the newest"
    (anew.place.model / "model.safetensors").unlink()
    assert run(config).place == first.place, "and only if the model is there"
    data = tmp_path / "train.tsv"
    data.write_text(data.read_text() + "De hond ziet.\tThe dog sees.\n", encoding="utf-8")
    assert run(config).is_new


def test_a_stopped_fresh_training_goes_on_though_an_older_one_is_finished(
    tmp_path: Path, tiny_model: Path
) -> None:
    config = small(tmp_path, tiny_model, limits={"tokens": 500})
    first = run(config)
    stopped = Watcher(stop_at=2)
    with pytest.raises(KortomError, match="without --fresh"):
        run(config, stopped, fresh=True)
    again = Watcher()
    result = run(config, again)
    assert again.begun_at == [2] and again.places == stopped.places
    assert result.is_new and result.place != first.place


class StopsWhileFinishing(Watcher):
    def finishing(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_during_the_final_scoring_ends_it(tmp_path: Path, tiny_model: Path) -> None:
    config = small(tmp_path, tiny_model, limits={"tokens": 500})
    with pytest.raises(KortomError, match="E848"):
        run(config, StopsWhileFinishing())
    again = Watcher()
    result = run(config, again)
    assert again.moments == [], "all steps were done"
    assert result.place.record.exists()


def test_the_order_of_patterns_of_weights_is_part_of_a_training(
    tmp_path: Path, tiny_model: Path
) -> None:
    keys = set()
    for patterns in ({"a*": "*2", "*": "*3"}, {"*": "*3", "a*": "*2"}):
        config = small(tmp_path, tiny_model)
        data = (config.data[0].model_copy(update={"weights": patterns}),)
        keys.add(identify(config.model_copy(update={"data": data})).key)
    assert len(keys) == 2


def test_what_would_fail_at_the_end_fails_at_the_beginning(
    tmp_path: Path, tiny_model: Path
) -> None:
    config = small(tmp_path, tiny_model)
    (tmp_path / "SOURCES.tsv").write_text("no\tsuch\tcolumns\n", encoding="utf-8")
    with pytest.raises(KortomError, match="E865"):
        run(config)
    (tmp_path / "SOURCES.tsv").unlink()
    heldout = tmp_path / "heldout.tsv"
    good = heldout.read_text()
    long = "Een heel lang verhaal " * 200
    heldout.write_text(f"{good}{long}\tA long story.\n", encoding="utf-8")
    with pytest.raises(KortomError, match=rf"E849 .*heldout.tsv:{good.count(chr(10)) + 1}: has"):
        run(config)


def test_a_base_whose_embeddings_are_not_shared_is_refused(
    tmp_path: Path, tiny_model: Path
) -> None:
    base = tmp_path / "unshared"
    shutil.copytree(tiny_model, base)
    settings = json.loads((base / "config.json").read_text())
    settings["share_encoder_decoder_embeddings"] = False
    (base / "config.json").write_text(json.dumps(settings))
    with pytest.raises(KortomError, match="E850"):
        run(small(tmp_path, base))


def test_a_killed_training_goes_on_to_the_same_weights(
    tmp_path: Path, tiny_model: Path, undisturbed: Result
) -> None:
    config = small(tmp_path, tiny_model, run={"checkpoint_minutes": 1e-6})
    (tmp_path / "small.yaml").write_text(to_yaml(config), encoding="utf-8")
    command = [sys.executable, "-m", "kortom", "train", "small.yaml"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        scored = (line for line in process.stderr if re.match(r"step \d+, small: ", line))
        told = [next(scored), next(scored)]  # the second is in the midst of it
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    place = Workplace(next((tmp_path / "out" / "small").glob("2*")))
    assert place.checkpoint.exists() and not place.record.exists()
    with place.log.open("a") as log:
        log.write('{"kind": "steps", "step": 10')  # as a kill leaves it
    watcher = Watcher()
    result = run(config, watcher)
    assert watcher.places == [place]
    step = int(told[1].split()[1].rstrip(",").replace(",", ""))
    assert watcher.begun_at[0] >= step - 2, "a kill costs what checkpoint_minutes says"
    assert weights(result.place.model) == weights(undisturbed.place.model)
    assert untimed(place) == untimed(undisturbed.place)


KILLED_TEN_TIMES = """
import os, random, signal, sys, time
from pathlib import Path

from tests.test_train import Watcher, run, small

class Telling(Watcher):
    def begun(self, place, counts):
        super().begun(place, counts)
        os.write(told, b".")

    def moment(self, moment):
        os.write(told, b".")

config = small(Path(sys.argv[1]), Path(sys.argv[2]), run={"checkpoint_minutes": 1e-6})
chance = random.Random(int(sys.argv[3]))
for _ in range(10):
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        run(config, Telling())
        os._exit(0)
    os.close(told)
    for _ in range(1 + chance.randrange(8)):
        assert os.read(heard, 1), "it came to its end before it was killed"
    until = time.perf_counter() + chance.random() / 50  # also in the midst of a checkpoint
    while time.perf_counter() < until:
        pass
    os.kill(child, signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    os.close(heard)
"""
"""Each start in a process of its own, forked from one that has never calculated anything."""


def test_a_training_killed_ten_times_at_random_ends_with_the_same_weights(
    tmp_path: Path, tiny_model: Path, undisturbed: Result
) -> None:
    seed = random.randrange(10**6)
    print("seed", seed)  # pytest shows it if this fails
    command = [sys.executable, "-c", KILLED_TEN_TIMES, str(tmp_path), str(tiny_model), str(seed)]
    subprocess.run(command, cwd=ROOT, check=True)
    watcher = Watcher()
    result = run(small(tmp_path, tiny_model, run={"checkpoint_minutes": 1e-6}), watcher)
    assert len(json.loads(result.place.record.read_text())["starts"]) > 3
    assert watcher.begun_at[0] > 0
    assert weights(result.place.model) == weights(undisturbed.place.model)
    assert untimed(result.place) == untimed(undisturbed.place)


def test_two_trainings_at_once_in_one_folder_are_refused(tmp_path: Path, tiny_model: Path) -> None:
    config = small(tmp_path, tiny_model)
    with run_lock(tmp_path / "out" / "small"), pytest.raises(KortomError) as raised:
        run(config)
    assert raised.value.problem.exit is Exit.LOCKED


def test_a_training_that_does_harm_exports_the_base_and_ends_early(
    tmp_path: Path, tiny_model: Path
) -> None:
    adapted = run(small(tmp_path, tiny_model)).place.model
    harmful = small(
        tmp_path, adapted,
        optimiser={"decoder_rate": 1.0, "clip": 1e9}, average={"decay": 0.0, "every": 1},
        evaluate={"every_tokens": 200, "patience": 2}, loss={"pieces": "seen"},
    )  # fmt: skip
    result = run(harmful)
    assert result.outcome.ended == "evaluate.patience 2"
    assert result.outcome.best_step == 0
    assert "the export is the base" in result.place.report.read_text()
    exported, base = (load_file(f / "model.safetensors") for f in (result.place.model, adapted))
    for name in ("model.shared.weight", "final_logits_bias"):
        assert torch.equal(exported[name], base[name]), "also where it knew more pieces"


def test_a_loss_that_is_no_number_ends_the_training(tmp_path: Path, tiny_model: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(tiny_model, broken)
    tensors = load_file(broken / "model.safetensors")
    tensors["model.decoder.layers.0.fc2.bias"][:] = float("nan")
    save_file(tensors, broken / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(KortomError) as raised:
        run(small(tmp_path, broken))
    assert raised.value.problem.code == "E842"
    assert "optimiser.decoder_rate" in str(raised.value)


def test_what_is_too_long_is_left_out_and_nothing_is_an_error(
    tmp_path: Path, tiny_model: Path
) -> None:
    with pytest.raises(KortomError) as raised:
        run(small(tmp_path, tiny_model, batches={"max_length": 2}))
    assert raised.value.problem.code in ("E841", "E846")
    with pytest.raises(KortomError) as raised:
        run(small(tmp_path, tiny_model, batches={"max_length": 600, "tokens": [[0, 700]]}))
    assert raised.value.problem.code == "E844" and "512" in str(raised.value)


def test_bfloat16_and_a_sampled_softmax_train(tmp_path: Path, tiny_model: Path) -> None:
    config = small(
        tmp_path, tiny_model,
        precision="bfloat16", loss={"pieces": "seen", "sampled_negatives": 40},
    )  # fmt: skip
    watcher = Watcher()
    result = run(config, watcher)
    first, last = (watcher.scorings[i].sets[0].loss for i in (0, -1))
    assert last < first - 0.5
    assert json.loads(result.place.record.read_text())["precision"] == "bfloat16"


def test_the_command_trains_and_tells(cli: Cli, tmp_path: Path, tiny_model: Path) -> None:
    config = small(tmp_path, tiny_model, limits={"tokens": 500})
    (tmp_path / "mine.yaml").write_text(to_yaml(config), encoding="utf-8")
    done = cli("train", "mine.yaml", "-o", "elsewhere", "--keep-checkpoints")
    assert done.code == 0, done
    assert re.search(r"^Trained mine: [\d,]+ target tokens", done.out)
    assert "before" in done.out and "pairs: " in done.err and "left" in done.err
    (folder,) = (tmp_path / "elsewhere" / "mine").glob("2*")
    assert Workplace(folder).checkpoint.exists()
    again = cli("train", "mine.yaml", "-o", "elsewhere")
    assert again.out.startswith(done.out) and "finished before" in again.out, again
    data = json.loads(cli("train", "mine.yaml", "--json").out)
    assert data["new"]
    assert Path(data["model"], "model.safetensors").is_file()
    assert [score["metric"] for score in data["scores"]] == ["BLEU", "chrF2"]
    used = cli("run", "--dry-run", "--set", f"translate.model={data['model']}", "-i",
               str(ROOT / "tests" / "articles"))  # fmt: skip
    assert used.code == 0, used
    assert cli("train", "nothing").code == Exit.USAGE
