"""What files the two kinds of model consist of, and how their config.json tells them apart."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kortom.paths import is_file

WEIGHTS = "model.safetensors"
WEIGHTS_INDEX = "model.safetensors.index.json"
"""Weights only as safetensors, one file or shards that an index names: a pickle can run code."""


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
