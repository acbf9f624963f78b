"""What files the two kinds of model consist of, and how their config.json tells them apart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kortom.paths import is_file

WEIGHTS = "model.safetensors"
WEIGHTS_INDEX = "model.safetensors.index.json"
"""Weights only as safetensors, one file or shards that an index names: a pickle can run code."""

PICKLE = "pytorch_model.bin"
PICKLE_INDEX = "pytorch_model.bin.index.json"
"""Weights that have to be converted before anything loads them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of model.

    needed: files without which nothing loads. tokenizer: of these at least one must be there; none
    are asked for if it is empty. optional: files that take part where they are there.
    """

    name: str
    needed: tuple[str, ...]
    tokenizer: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """All files that may take part, but for the shards of the weights."""
        return (*self.needed, WEIGHTS_INDEX, *self.tokenizer, *self.optional)

    def missing(self, folder: Path) -> list[str]:
        """What the folder lacks."""
        lacking = [name for name in self.needed if not is_file(folder / name)]
        if WEIGHTS in lacking and is_file(folder / WEIGHTS_INDEX):
            lacking.remove(WEIGHTS)
        if self.tokenizer and not any(is_file(folder / name) for name in self.tokenizer):
            lacking.append(" or ".join(self.tokenizer))
        return lacking

    def fits(self, config: dict[str, Any]) -> bool:
        """Whether a config.json is that of such a model."""
        if self is MARIAN:
            return config.get("model_type") == "marian"
        return config.get("is_encoder_decoder") is True


MARIAN = Kind(
    name="MarianMT",
    needed=("config.json", WEIGHTS, "source.spm", "target.spm", "vocab.json"),
    tokenizer=(),
    optional=("generation_config.json", "tokenizer_config.json"),
)
SEQ2SEQ = Kind(
    name="seq2seq",
    needed=("config.json", WEIGHTS),
    tokenizer=("tokenizer.json", "spiece.model", "vocab.json", "sentencepiece.bpe.model"),
    optional=(
        "added_tokens.json",
        "generation_config.json",
        "merges.txt",
        "special_tokens_map.json",
        "tokenizer_config.json",
    ),
)


def kind_of(config: dict[str, Any]) -> Kind | None:
    """The kind of model that a config.json is of; None if it is one that kortom does not use."""
    return next((kind for kind in (MARIAN, SEQ2SEQ) if kind.fits(config)), None)


def read_config(path: Path) -> dict[str, Any]:
    """A model's config.json. OSError or ValueError if it is not readable as a JSON object."""
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"config.json is not readable JSON ({error})") from None
    if not isinstance(config, dict):
        raise ValueError("config.json is no JSON object")
    return config


def shards(index: Path) -> list[str]:
    """The files that an index of shards names. OSError or ValueError if it is not readable."""
    try:
        names = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
    except (AttributeError, KeyError, TypeError):
        raise ValueError(f"{index.name} names no shards") from None
    if not all(isinstance(name, str) and name == Path(name).name for name in names):
        raise ValueError(f"{index.name} names files outside its folder")
    return sorted(names)


def weights(folder: Path) -> list[str]:
    """The files of the weights in safetensors, with the index of shards; [] if there are none."""
    return _single_or_shards(folder, WEIGHTS, WEIGHTS_INDEX)


def pickled_weights(folder: Path) -> list[str]:
    """The same for weights in pickles; [] where there are others."""
    return [] if weights(folder) else _single_or_shards(folder, PICKLE, PICKLE_INDEX)


def _single_or_shards(folder: Path, single: str, index: str) -> list[str]:
    if is_file(folder / single):
        return [single]
    return [index, *shards(folder / index)] if is_file(folder / index) else []
