"""Translating with weights that are in memory: as `kortom run` does, through CTranslate2."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kortom.config.model import Translate
from kortom.translation.batching import batches_by_length, output_limit
from kortom.translation.hardware import BATCH_TOKENS
from kortom.translation.pieces import EOS, SourceText, TargetText
from kortom.values import Hypothesis

DTYPE = "int8"
"""What `kortom run` computes in on a processor."""


class Decoder:
    """Translates with a copy of a model's weights. See `open_decoder`."""

    def __init__(self, folder: Path, translator: Any, normalize: bool, window: int) -> None:
        self._source = SourceText(folder / "source.spm", normalize)
        self._target = TargetText(folder / "target.spm")
        self._translator = translator
        self._window = window

    def translate(self, texts: Sequence[str], beam_size: int) -> list[Hypothesis]:
        """One hypothesis for each text, in their order; the same for any number of threads."""
        sources = [[*self._source.pieces(text), EOS] for text in texts]
        lengths = [len(source) for source in sources]
        hypotheses: dict[int, Hypothesis] = {}
        begun = [
            (batch, self._begin([sources[index] for index in batch], lengths[batch[0]], beam_size))
            for batch in batches_by_length(lengths, BATCH_TOKENS["cpu"])
        ]
        for batch, results in begun:
            for index, waiting in zip(batch, results, strict=True):
                pieces = waiting.result().hypotheses[0]
                text = self._target.join(pieces)
                hypotheses[index] = Hypothesis(text, truncated=EOS not in pieces)
        return [hypotheses[index] for index in range(len(texts))]

    def _begin(self, batch: list[list[str]], longest: int, beam_size: int) -> list[Any]:
        results: list[Any] = self._translator.translate_batch(
            batch,
            beam_size=beam_size,
            max_decoding_length=output_limit(longest, Translate(), self._window),
            min_decoding_length=0,
            max_input_length=0,
            max_batch_size=0,
            return_end_token=True,
            asynchronous=True,
        )
        return results


@contextmanager
def open_decoder(
    model: Any, folder: Path, work: Path, *, normalize: bool, threads: int
) -> Iterator[Decoder]:
    """A decoder with a MarianMT model's weights as they are now.

    folder: of the model that has the tokenizer's files. work: where the converted model is while
    the decoder is open. normalize: the punctuation of the source.
    threads: each translates a batch of its own; how many torch has is as before afterwards.
    """
    import ctranslate2
    import torch

    before = torch.get_num_threads()
    with TemporaryDirectory(prefix="decoder-", dir=work) as temporary:
        converted = Path(temporary) / "model"
        _convert(model, folder, converted)
        translator = ctranslate2.Translator(
            str(converted),
            device="cpu",
            compute_type=DTYPE,
            inter_threads=threads,
            intra_threads=1,
            max_queued_batches=-1,
        )
        try:
            yield Decoder(folder, translator, normalize, model.config.max_position_embeddings)
        finally:
            # CTranslate2 sets the number of threads of all of OpenMP, which is torch's too.
            torch.set_num_threads(before)


def _convert(model: Any, folder: Path, output: Path) -> None:
    import torch
    from transformers import MarianTokenizer

    from kortom.translation.marian_spec import LoadedConverter

    tokenizer = MarianTokenizer.from_pretrained(folder, local_files_only=True)
    with torch.no_grad():
        # The loader changes what it is given.
        LoadedConverter(copy.deepcopy(model), tokenizer).convert(output, quantization=DTYPE)
