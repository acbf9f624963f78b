"""A seq2seq model that writes summaries, decoded by transformers."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence
from typing import Any

from kortom import errors
from kortom.config import Config
from kortom.errors import KortomError
from kortom.generation import control_tokens, generate
from kortom.models import ModelFiles
from kortom.models.seq2seq import load_seq2seq, load_tokenizer, plain_text
from kortom.summarization.writer import Length
from kortom.translation.batching import batches_by_length
from kortom.values import Hypothesis

DTYPES = {"cpu": "float32", "cuda": "bfloat16"}
"""By device. Not float16: T5's and Pegasus' activations are known to leave its range."""

BATCH_TOKENS = {"cpu": 2048, "cuda": 16_384}
"""Padded input tokens in one batch of a map step, by device."""

MARGIN = 8
"""Output tokens beyond those that the words should take: special tokens, and rarer words."""


class Seq2SeqSummariser:
    """Any `AutoModelForSeq2SeqLM`: BART, Pegasus, T5. A `Writer`."""

    def __init__(self, config: Config, files: ModelFiles, device: str) -> None:
        """Load the model. Raises KortomError (exit 5) if the files are not a usable one."""
        import torch
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(config.translate.threads)
        self._config = config.summarise.seq2seq
        self._device = device
        try:
            self._tokenizer = load_tokenizer(files.folder)
            model = load_seq2seq(files.folder, getattr(torch, DTYPES[device]))
            self._model = model.to(device)
        except Exception as error:
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            raise KortomError(errors.MODEL_BROKEN(ref=files.reference, detail=detail)) from error
        self._plain = plain_text(self._tokenizer)
        self._window = min(files.window, self._config.max_input_tokens or files.window)
        self._output_window = files.window - 1
        self._overhead = len(self._ids(""))
        if self._overhead > self._window // 2:
            detail = (
                f"summarise.seq2seq.prefix and special tokens take {self._overhead} of the"
                f" {self._window} input tokens of one pass"
            )
            raise KortomError(errors.MODEL_BROKEN(ref=files.reference, detail=detail))
        self._generation = self._decode_settings()
        # What is None in the settings of one call, `generate` fills in from the model's own: the
        # published summarisers bring their lengths, beams and penalties along.
        self._model.generation_config = copy.deepcopy(self._generation)

    def count_tokens(self, text: str) -> int:
        """Input tokens of one pass over `text`, the prefix and special tokens counted."""
        return len(self._ids(text))

    def fits(self, text: str) -> bool:
        """Whether one pass can take all of `text`."""
        return self.count_tokens(text) <= self._window

    def write(self, texts: Sequence[str], lengths: Sequence[Length]) -> list[Hypothesis]:
        """Summarise the texts of one article; see `Writer.write`."""
        sources = [self._ids(text) for text in texts]
        limits = [
            self._limits(text, source, length)
            for text, source, length in zip(texts, sources, lengths, strict=True)
        ]
        drafts: dict[int, Hypothesis] = {}
        for batch in batches_by_length([len(s) for s in sources], BATCH_TOKENS[self._device]):
            least = min(limits[index][0] for index in batch)
            most = max(limits[index][1] for index in batch)
            rows = self._generate([sources[index] for index in batch], least, most)
            drafts.update(zip(batch, map(self._draft, rows), strict=True))
        return [drafts[index] for index in range(len(texts))]

    def describe(self) -> dict[str, Any]:
        """The effective decode settings, plain values only, for the manifest."""
        settings = self._generation.to_diff_dict()
        settings.pop("transformers_version", None)
        rule = "words * (input tokens / input words)"
        return {
            "dtype": DTYPES[self._device],
            "device": self._device,
            "max_input_tokens": self._window,
            **settings,
            "min_new_tokens": f"floor(min {rule})",
            "max_new_tokens": f"ceil(max {rule}) + {MARGIN}, at most {self._output_window}",
        }

    def _decode_settings(self) -> Any:
        from transformers import GenerationConfig

        return GenerationConfig(  # type: ignore[no-untyped-call]
            **control_tokens(self._model),
            num_beams=self._config.beam_size,
            length_penalty=self._config.length_penalty,
            no_repeat_ngram_size=self._config.no_repeat_ngram_size,
            # Done when a beam's worth of summaries is, as BART and T5 were published.
            early_stopping=True,
            do_sample=False,
        )

    def _ids(self, text: str) -> list[int]:
        """The input of one pass."""
        prefixed = self._config.prefix + self._plain(text)
        ids: list[int] = self._tokenizer(prefixed, truncation=False, verbose=False)["input_ids"]
        return ids

    def _limits(self, text: str, source: Sequence[int], length: Length) -> tuple[int, int]:
        """Least and most output tokens for a length in words, at this text's tokens per word."""
        ratio = (len(source) - self._overhead) / max(len(text.split()), 1)
        most = min(math.ceil(length.max_words * ratio) + MARGIN, self._output_window)
        return min(math.floor(length.min_words * ratio), most - 1), most

    def _generate(self, sources: list[list[int]], least: int, most: int) -> list[list[int]]:
        pad = self._generation.pad_token_id
        settings = copy.deepcopy(self._generation)
        settings.min_new_tokens, settings.max_new_tokens = least, most
        return generate(self._model, sources, pad, settings)

    def _draft(self, ids: list[int]) -> Hypothesis:
        ends = self._generation.eos_token_id
        ended = set(ends) if isinstance(ends, list) else {ends}
        text: str = self._tokenizer.decode(
            ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return Hypothesis(text, truncated=not ended & set(ids))


def load_summariser(config: Config, files: ModelFiles, device: str) -> Seq2SeqSummariser:
    """Load the config's summariser. Raises KortomError (exit 5) if the model cannot be loaded."""
    return Seq2SeqSummariser(config, files, device)
