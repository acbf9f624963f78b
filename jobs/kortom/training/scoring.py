"""How good the weights are on the held-out sets: loss, BLEU and chrF, and whether outputs end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kortom import errors
from kortom.checks.form import find_loops
from kortom.errors import KortomError
from kortom.evaluation.metrics import Metric, Score, score_corpus
from kortom.evaluation.translation_metrics import translation_metrics
from kortom.models import ModelFiles
from kortom.training.batches import ControlTokens, cut, make_batch
from kortom.training.config import Evaluate
from kortom.training.corpus import read_heldout
from kortom.training.data_config import HeldoutEntry
from kortom.training.decoding import Decoder
from kortom.training.objective import Objective
from kortom.training.pieces import PieceModel
from kortom.training.values import Int32, Int64, PackedPairs
from kortom.values import Hypothesis

LOSS_TOKENS = 4000
"""Of a batch whose loss is taken without gradients."""


@dataclass(frozen=True, slots=True)
class HeldoutSet:
    """A held-out set. pairs: those that are short enough for the loss; sources, references: all."""

    name: str
    sources: tuple[str, ...]
    references: tuple[str, ...]
    pairs: PackedPairs

    def sample(self, most: int) -> tuple[list[str], list[str]]:
        """So many sources and references, evenly spread over the set."""
        chosen = np.unique(np.linspace(0, len(self.sources) - 1, most).astype(int))
        return [self.sources[i] for i in chosen], [self.references[i] for i in chosen]


@dataclass(frozen=True, slots=True)
class Outputs:
    """What became of the outputs on a set, in sentences.

    length_ratio: characters of all hypotheses to those of all references. truncated: did not end.
    looping: say the same again and again (see `kortom.checks.form.find_loops`).
    """

    sentences: int
    length_ratio: float
    truncated: int
    looping: int


@dataclass(frozen=True, slots=True)
class Scoring:
    """The scores on one set. loss: nats a target token, without label smoothing."""

    name: str
    loss: float
    bleu: float
    chrf: float
    outputs: Outputs

    def value(self, metric: str) -> float:
        """By the name that the config has for it, so that more is better."""
        return -self.loss if metric == "loss" else float(getattr(self, metric))


def load_set(entry: HeldoutEntry, pieces: PieceModel, longest: int, base: ModelFiles) -> HeldoutSet:
    """Read a held-out set. longest: tokens of a side, the end counted, for the loss.

    Raises KortomError (DATA_*, HELDOUT_DAMAGED, TRAIN_HELDOUT_LONG, and TRAIN_HELDOUT_WINDOW for a
    source that the base has no positions for).
    """
    pairs = read_heldout(entry)
    sources, references = [pair.source for pair in pairs], [pair.target for pair in pairs]
    source_ids = pieces.source_ids(sources)
    for pair, ids in zip(pairs, source_ids, strict=True):
        tokens = len(ids) + 1
        if tokens > base.window:
            problem = errors.TRAIN_HELDOUT_WINDOW(
                place=pair.place,
                tokens=tokens,
                base=base.reference,
                window=base.window,
            )
            raise KortomError(problem)
    packed = _packed(source_ids, pieces.target_ids(references), longest)
    if not len(packed):
        raise KortomError(
            errors.TRAIN_HELDOUT_LONG(file=entry.path, pairs=len(pairs), limit=longest)
        )
    return HeldoutSet(entry.name, tuple(sources), tuple(references), packed)


def score_now(
    model: Any, heldout: HeldoutSet, objective: Objective, decoder: Decoder, config: Evaluate
) -> Scoring:
    """Score weights on a sample of a set. model: the one that the decoder was opened with."""
    sources, references = heldout.sample(config.max_sentences)
    hypotheses = decoder.translate(sources, config.beam_size)
    bleu, chrf = (
        float(metric.score(metric.statistics(_texts(hypotheses), references).sum(axis=0)))
        for metric in training_metrics()
    )
    control = control_tokens(model)
    loss = heldout_loss(model, objective, heldout.pairs, control, config.max_sentences)
    return Scoring(heldout.name, loss, bleu, chrf, outputs_of(sources, hypotheses, references))


def score_finally(
    heldout: HeldoutSet, decoder: Decoder, beam_size: int
) -> tuple[tuple[Score, ...], Outputs]:
    """BLEU and chrF2 on the whole set, with their intervals."""
    hypotheses = decoder.translate(heldout.sources, beam_size)
    scores = tuple(
        score_corpus(metric, _texts(hypotheses), heldout.references)
        for metric in training_metrics()
    )
    return scores, outputs_of(heldout.sources, hypotheses, heldout.references)


def training_metrics() -> tuple[Metric, Metric]:
    """BLEU and chrF2."""
    found = {metric.name: metric for metric in translation_metrics()}
    return found["BLEU"], found["chrF2"]


def heldout_loss(
    model: Any, objective: Objective, pairs: PackedPairs, control: ControlTokens, most: int
) -> float:
    """The mean cross-entropy of a target token, over `most` pairs evenly spread."""
    import torch

    chosen = np.unique(np.linspace(0, len(pairs) - 1, most).astype(np.int64))
    sources, targets = pairs.lengths(chosen)
    order = np.lexsort((sources, targets))
    total, tokens = 0.0, 0
    model.eval()
    with torch.inference_mode():
        for group in cut(sources[order].tolist(), targets[order].tolist(), LOSS_TOKENS):
            batch = make_batch(pairs, chosen[order[group]], control)
            loss = objective(model, batch, smoothing=0.0, sampled=False)
            total += float(loss) * batch.tokens
            tokens += batch.tokens
    return total / tokens


def control_tokens(model: Any) -> ControlTokens:
    """The control tokens of a MarianMT model."""
    config = model.config
    start = config.decoder_start_token_id
    return ControlTokens(
        config.pad_token_id, config.eos_token_id, config.pad_token_id if start is None else start
    )


def outputs_of(
    sources: Sequence[str], hypotheses: Sequence[Hypothesis], references: Sequence[str]
) -> Outputs:
    """What became of the outputs."""
    looping = sum(
        bool(find_loops(source, made.text))
        for source, made in zip(sources, hypotheses, strict=True)
    )
    written = sum(len(made.text) for made in hypotheses)
    return Outputs(
        sentences=len(sources),
        length_ratio=written / max(1, sum(map(len, references))),
        truncated=sum(made.truncated for made in hypotheses),
        looping=looping,
    )


def _texts(hypotheses: Sequence[Hypothesis]) -> list[str]:
    return [made.text for made in hypotheses]


def _packed(sources: list[Int32], targets: list[Int32], longest: int) -> PackedPairs:
    kept = [
        (source, target)
        for source, target in zip(sources, targets, strict=True)
        if 0 < len(source) < longest and 0 < len(target) < longest
    ]
    source, source_offsets = _flat([pair[0] for pair in kept])
    target, target_offsets = _flat([pair[1] for pair in kept])
    weight = np.ones(len(kept), np.float32)
    return PackedPairs(source, source_offsets, target, target_offsets, weight)


def _flat(rows: list[Int32]) -> tuple[Int32, Int64]:
    offsets = np.zeros(len(rows) + 1, np.int64)
    np.cumsum([len(row) for row in rows], out=offsets[1:])
    empty = np.zeros(0, np.int32)
    return np.concatenate([empty, *rows]).astype(np.int32), offsets
