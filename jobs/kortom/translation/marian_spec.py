"""From a MarianMT checkpoint to a CTranslate2 model. Run as a program of its own.

`python -m kortom.translation.marian_spec CHECKPOINT OUTPUT DTYPE`: so that PyTorch, which only the
conversion needs, never enters the memory of a worker.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ctranslate2.converters.converter import Converter
from ctranslate2.converters.transformers import BartLoader, MarianMTLoader

NEVER = -1e9
"""A logit that no beam can choose, and that int8 does not touch (biases stay float32)."""


class MarianLoader(MarianMTLoader):  # type: ignore[misc]
    """CTranslate2's loader, but the decoder starts from the checkpoint's own start embedding.

    The original starts from zeros, which is what the row of <pad> holds in a model that Marian
    trained. After training with transformers it holds something else: lm_head is tied to it. Then
    the first state differs, and with it every word (on the embedded model 5.6 % of 1,000 greedy
    translations). So the row stays in, and <pad> is kept from being written by its bias, as
    `bad_words_ids` does in transformers.
    """

    def get_model_spec(self, model: Any) -> Any:
        """The specification with all weights."""
        model.config.normalize_before = False
        model.config.normalize_embedding = False
        model.final_logits_bias[0, model.config.pad_token_id] = NEVER
        return BartLoader.get_model_spec(self, model)

    def set_config(self, config: Any, model: Any, tokenizer: Any) -> None:
        """Name the control tokens."""
        config.eos_token = tokenizer.eos_token
        config.unk_token = tokenizer.unk_token
        start = model.config.decoder_start_token_id
        config.decoder_start_token = tokenizer.convert_ids_to_tokens(start)

    def set_decoder(self, spec: Any, decoder: Any) -> None:
        """Set the decoder's weights, without a zero start."""
        BartLoader.set_decoder(self, spec, decoder)

    def get_vocabulary(self, model: Any, tokenizer: Any) -> Any:
        """All tokens, <pad> included."""
        return BartLoader.get_vocabulary(self, model, tokenizer)


class LoadedConverter(Converter):  # type: ignore[misc]
    """Converts a model that is in memory, and changes it: give it a copy."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model, self._tokenizer = model, tokenizer

    def _load(self) -> Any:
        return MarianLoader()(self._model, self._tokenizer)


class MarianConverter(Converter):  # type: ignore[misc]
    """Converts a local checkpoint with safetensors weights; nothing else is opened."""

    def __init__(self, checkpoint: Path) -> None:
        self._checkpoint = checkpoint

    def _load(self) -> Any:
        import torch
        from transformers import MarianMTModel, MarianTokenizer

        # In float32 from the start: position encodings made in float16 would be rounded.
        model = MarianMTModel.from_pretrained(
            self._checkpoint, dtype=torch.float32, local_files_only=True, use_safetensors=True
        )
        tokenizer = MarianTokenizer.from_pretrained(self._checkpoint, local_files_only=True)
        with torch.no_grad():
            return MarianLoader()(model, tokenizer)


def main(checkpoint: str, output: str, dtype: str) -> None:
    """Convert; any exception ends the program with its last line on standard error."""
    from kortom.environment import prepare_environment

    prepare_environment()
    MarianConverter(Path(checkpoint)).convert(output, quantization=dtype)


if __name__ == "__main__":
    main(*sys.argv[1:])
