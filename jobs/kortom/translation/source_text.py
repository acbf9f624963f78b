"""From a Dutch text to the SentencePiece pieces that a Marian encoder takes."""

from __future__ import annotations

import re
from pathlib import Path

_WHITE = re.compile(r"\s+")


class SourceText:
    """Normalises as in training and splits into pieces; the same for every engine.

    SentencePiece is called directly, not through `MarianTokenizer`: that one takes a literal
    `</s>` or `<pad>` in an article for the control token and a leading `>>xx<<` for a language.
    """

    def __init__(self, source_spm: Path, normalize_punctuation: bool) -> None:
        """Load the piece model. OSError or RuntimeError if the file is not one."""
        from sentencepiece import SentencePieceProcessor

        self._pieces = SentencePieceProcessor(model_file=str(source_spm))
        self._normalizer = None
        if normalize_punctuation:
            from sacremoses import MosesPunctNormalizer

            self._normalizer = MosesPunctNormalizer(lang="nl")

    def normalize(self, text: str) -> str:
        """The text as the model is to see it; never blank where `text` is not."""
        if self._normalizer is None:
            return text
        normalized = _WHITE.sub(" ", self._normalizer.normalize(text)).strip()
        return normalized or text

    def pieces(self, text: str) -> list[str]:
        """Pieces of the normalised text, without the end-of-sentence token."""
        pieces: list[str] = self._pieces.encode(self.normalize(text), out_type=str)
        return pieces
