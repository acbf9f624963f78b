"""Between texts and the SentencePiece pieces that a Marian model reads and writes.

SentencePiece is called directly, not through `MarianTokenizer`: that one takes a literal `</s>` or
`<pad>` in an article for the control token and a leading `>>xx<<` for a language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

EOS, UNK, PAD = "</s>", "<unk>", "<pad>"
"""Marian's control tokens, by which its vocabulary knows them."""

_WHITE = re.compile(r"\s+")
_REMEMBERED = 1024


class SourceText:
    """Normalises as in training and splits into pieces; the same for every engine."""

    def __init__(self, source_spm: Path, normalize_punctuation: bool) -> None:
        """Load the piece model. OSError or RuntimeError if the file is not one."""
        from sentencepiece import SentencePieceProcessor

        self._pieces = SentencePieceProcessor(model_file=str(source_spm))
        self._normalizer = None
        if normalize_punctuation:
            from sacremoses import MosesPunctNormalizer

            self._normalizer = MosesPunctNormalizer(lang="nl")
        # A sentence is measured before it is translated; its pieces are then at hand.
        self._encode = lru_cache(_REMEMBERED)(self._encode_normalized)

    def normalize(self, text: str) -> str:
        """The text as the model is to see it; never blank where `text` is not."""
        if self._normalizer is None:
            return text
        normalized = _WHITE.sub(" ", self._normalizer.normalize(text)).strip()
        return normalized or text

    def pieces(self, text: str) -> list[str]:
        """Pieces of the normalised text, without the end-of-sentence token."""
        return list(self._encode(text))

    def count(self, text: str) -> int:
        """How many pieces `text` has."""
        return len(self._encode(text))

    def _encode_normalized(self, text: str) -> tuple[str, ...]:
        return tuple(self._pieces.encode(self.normalize(text), out_type=str))


class TargetText:
    """Joins the pieces that a decoder wrote; the same for every engine."""

    def __init__(self, target_spm: Path) -> None:
        """Load the piece model. OSError or RuntimeError if the file is not one."""
        from sentencepiece import SentencePieceProcessor

        self._pieces = SentencePieceProcessor(model_file=str(target_spm))

    def join(self, pieces: Sequence[str]) -> str:
        """The text, with single spaces; control tokens leave nothing in it."""
        words = [piece for piece in pieces if piece not in {EOS, UNK, PAD}]
        text: str = self._pieces.decode_pieces(words)
        return " ".join(text.split())
