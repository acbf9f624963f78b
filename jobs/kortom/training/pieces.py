"""From sentences to the token ids that a Marian checkpoint reads and writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from kortom.hashing import file_sha256, json_sha256
from kortom.training.values import Int32
from kortom.translation.pieces import UNK, SourceText


class PieceModel(Protocol):
    """What splits texts into token ids; it is sent to other processes, so it can be pickled."""

    @property
    def fingerprint(self) -> str:
        """Equal for models that split alike."""

    def source_ids(self, texts: Sequence[str]) -> list[Int32]:
        """Token ids of Dutch texts, int32 (pieces,) each, without the end token."""

    def target_ids(self, texts: Sequence[str]) -> list[Int32]:
        """Token ids of English texts, likewise."""


@dataclass(frozen=True, slots=True)
class MarianPieces:
    """The pieces of a MarianMT folder: the same ids as the engines of `kortom.translation` see.

    normalize_punctuation: as translate.normalize_punctuation, of the source.
    """

    folder: Path
    normalize_punctuation: bool = False

    @property
    def fingerprint(self) -> str:
        """A hash of the folder's piece models and vocabulary, and of the normalisation."""
        files = [file_sha256(self.folder / name) for name in _FILES]
        return json_sha256([*files, self.normalize_punctuation])

    def source_ids(self, texts: Sequence[str]) -> list[Int32]:
        """See PieceModel. OSError or RuntimeError if the folder has no piece model."""
        if self.normalize_punctuation:
            normalize = _source_text(self.folder).normalize
            texts = [normalize(text) for text in texts]
        return _side(self.folder, "source.spm").ids(texts)

    def target_ids(self, texts: Sequence[str]) -> list[Int32]:
        """See PieceModel."""
        return _side(self.folder, "target.spm").ids(texts)


_FILES = ("source.spm", "target.spm", "vocab.json")


@dataclass(frozen=True, slots=True)
class _Side:
    """A piece model, and the vocabulary's ids.

    table: int32 (pieces of the model,), the id of each in the vocabulary.
    """

    processor: Any
    vocabulary: dict[str, int]
    table: Int32

    def ids(self, texts: Sequence[str]) -> list[Int32]:
        unknown = self.processor.unk_id()
        return [
            self._with_unknown(text) if unknown in found else self.table[found]
            for text, found in zip(texts, self.processor.encode(list(texts)), strict=True)
        ]

    def _with_unknown(self, text: str) -> Int32:
        """A character that the piece model has not may be one of the vocabulary nevertheless."""
        pieces = self.processor.encode(text, out_type=str)
        unknown = self.vocabulary[UNK]
        return np.array([self.vocabulary.get(piece, unknown) for piece in pieces], np.int32)


@cache
def _side(folder: Path, name: str) -> _Side:
    """Loaded once in each process."""
    from sentencepiece import SentencePieceProcessor

    processor = SentencePieceProcessor(model_file=str(folder / name))
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    unknown = vocabulary[UNK]
    pieces = map(processor.id_to_piece, range(processor.get_piece_size()))
    table = np.array([vocabulary.get(piece, unknown) for piece in pieces], np.int32)
    return _Side(processor, vocabulary, table)


@cache
def _source_text(folder: Path) -> SourceText:
    return SourceText(folder / "source.spm", normalize_punctuation=True)
