"""A seq2seq model that writes summaries, decoded by transformers."""

from __future__ import annotations

from typing import Any

from kortom.config import Config
from kortom.models import ModelFiles


class Seq2SeqSummariser:
    """Any `AutoModelForSeq2SeqLM`: BART, Pegasus, T5."""

    def describe(self) -> dict[str, Any]:
        """The effective decode settings, plain values only, for the manifest."""
        raise NotImplementedError


def load_summariser(config: Config, files: ModelFiles, device: str) -> Seq2SeqSummariser:
    """Load the config's summariser. Raises KortomError (exit 5) if the model cannot be loaded."""
    raise NotImplementedError
