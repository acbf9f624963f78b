"""MarianMT decoded by transformers."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from kortom import errors
from kortom.config.model import Translate
from kortom.errors import KortomError
from kortom.generation import generate
from kortom.models import ModelFiles
from kortom.translation.batching import batches_by_length, output_limit, output_limit_text
from kortom.translation.engine import Search, config_search
from kortom.translation.hardware import Hardware
from kortom.translation.pieces import EOS, SourceText, TargetText
from kortom.values import Hypothesis


class TransformersEngine:
    """`MarianMTModel.generate`, batched within the article."""

    def __init__(self, config: Translate, files: ModelFiles, hardware: Hardware) -> None:
        """Load the model. Raises KortomError (exit 5) if the files are not a usable MarianMT."""
        import torch
        from transformers import MarianMTModel, MarianTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(config.threads)
        self._torch = torch
        self._config = config
        self._hardware = hardware
        try:
            # v5 loads weights in the checkpoint's own dtype: float16 on a CPU is slow and coarse.
            model: Any = MarianMTModel.from_pretrained(
                files.folder,
                dtype=getattr(torch, hardware.dtype),
                local_files_only=True,
                use_safetensors=True,
            )
            self._model = model.to(hardware.device)
            self._tokenizer = MarianTokenizer.from_pretrained(files.folder, local_files_only=True)
            self._source = SourceText(files.folder / "source.spm", config.normalize_punctuation)
            self._target = TargetText(files.folder / "target.spm")
        except Exception as error:
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            raise KortomError(errors.MODEL_BROKEN(ref=files.reference, detail=detail)) from error
        self._window = files.window
        self._published = copy.deepcopy(self._model.generation_config)
        self._generation = self._decode_settings(config_search(config))
        # What is None in the settings of one call, `generate` fills in from the model's own.
        self._model.generation_config = self._generation

    def count_tokens(self, text: str) -> int:
        """Source tokens of `text`, the end-of-sentence token not counted."""
        return self._source.count(text)

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        """Translate the texts of one article; see `Engine.translate`."""
        sources = [self._source_ids(text) for text in texts]
        hypotheses: dict[int, Hypothesis] = {}
        # Beam search draws no random numbers; the seed is for checkpoints that make it otherwise.
        self._torch.manual_seed(self._config.seed)
        lengths = [len(source) for source in sources]
        settings = self._generation if search is None else self._decode_settings(search)
        for batch in batches_by_length(lengths, self._hardware.batch_tokens):
            outputs = self._generate([sources[index] for index in batch], settings)
            hypotheses.update(zip(batch, map(self._hypothesis, outputs), strict=True))
        return [hypotheses[index] for index in range(len(texts))]

    def describe(self) -> dict[str, Any]:
        """The effective GenerationConfig and what limits the output's length."""
        settings = self._generation.to_diff_dict()
        settings.pop("transformers_version", None)
        settings["max_new_tokens"] = output_limit_text(self._config, self._window)
        return {
            "dtype": self._hardware.dtype,
            "device": self._hardware.device,
            "batch_tokens": self._hardware.batch_tokens,
            **settings,
        }

    def _decode_settings(self, search: Search) -> Any:
        settings = copy.deepcopy(self._published)
        settings.num_beams = search.beam_size
        settings.length_penalty = search.length_penalty
        settings.no_repeat_ngram_size = search.no_repeat_ngram_size
        # Done when a beam's worth of hypotheses is: the search that CTranslate2 makes.
        settings.early_stopping = True
        # What is forbidden leaves its share to the rest; CTranslate2 knows no other way.
        settings.renormalize_logits = True
        settings.do_sample = False
        settings.max_length = None
        # A forced end at the limit would hide that the output was cut.
        settings.forced_eos_token_id = None
        return settings

    def _source_ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.convert_tokens_to_ids(self._source.pieces(text))
        return [*ids, self._tokenizer.eos_token_id]

    def _generate(self, sources: list[list[int]], settings: Any) -> list[list[int]]:
        limit = output_limit(max(map(len, sources)), self._config, self._window)
        pad = self._tokenizer.pad_token_id
        return generate(self._model, sources, pad, settings, max_new_tokens=limit)

    def _hypothesis(self, ids: list[int]) -> Hypothesis:
        pieces: list[str] = self._tokenizer.convert_ids_to_tokens(ids)
        return Hypothesis(self._target.join(pieces), truncated=EOS not in pieces)
