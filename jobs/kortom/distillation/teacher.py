"""The model that translates: MarianMT through kortom's engines, others through transformers."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from kortom import errors
from kortom.distillation.config import DistillConfig, Teacher, run_config
from kortom.errors import KortomError
from kortom.generation import control_tokens, generate
from kortom.glossary import Glossary
from kortom.models import ModelFiles
from kortom.models.kinds import MARIAN, Kind
from kortom.models.seq2seq import load_seq2seq, load_tokenizer, plain_text
from kortom.translation import Engine, load_engine
from kortom.translation.batching import batches_by_length, output_limit, output_limit_text
from kortom.translation.engine import Search, config_search
from kortom.translation.hardware import Hardware
from kortom.translation.terminology import GlossaryEngine
from kortom.values import Hypothesis


def check_teacher(teacher: Teacher, files: ModelFiles, kind: Kind) -> None:
    """Raises KortomError (exit 2) if the settings are not for a model of this kind."""
    if kind is not MARIAN and teacher.engine != "transformers":
        problem = errors.TEACHER_ENGINE(ref=files.reference, engine=teacher.engine, kind=kind.name)
        raise KortomError(problem)
    if kind is MARIAN:
        for key in ("source_language", "target_token", "prefix"):
            if value := getattr(teacher, key):
                raise _language(files, key, value, "is not for MarianMT: leave it out")


def load_teacher(
    config: DistillConfig,
    files: ModelFiles,
    kind: Kind,
    hardware: Hardware,
    glossary: Glossary | None,
) -> Engine:
    """Load the model. Raises KortomError: exit 5 if it cannot be loaded, 2 if it does not know the
    languages."""
    engine: Engine
    if kind is MARIAN:
        engine = load_engine(run_config(config), files, hardware)
    else:
        engine = Seq2SeqTeacher(config.teacher, files, hardware)
    return engine if glossary is None else GlossaryEngine(engine, glossary)


class Seq2SeqTeacher:
    """Any `AutoModelForSeq2SeqLM` that translates: NLLB, M2M-100, mBART, T5. An `Engine`."""

    def __init__(self, config: Teacher, files: ModelFiles, hardware: Hardware) -> None:
        """Raises KortomError: exit 5 if the model cannot be loaded, 2 if it lacks the languages."""
        import torch
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        torch.set_num_threads(config.threads)
        self._config, self._hardware, self._window = config, hardware, files.window
        try:
            self._tokenizer = load_tokenizer(files.folder)
            model = load_seq2seq(files.folder, getattr(torch, hardware.dtype))
            self._model = model.to(hardware.device)
        except Exception as error:
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            raise KortomError(errors.MODEL_BROKEN(ref=files.reference, detail=detail)) from error
        self._set_source_language(files)
        self._control = control_tokens(self._model) | self._first_token(files)
        self._plain = plain_text(self._tokenizer)
        self._overhead = len(self._ids(""))
        # What is None in the settings of one call, `generate` fills in from the model's own.
        self._model.generation_config = self._decode_settings(config_search(config))

    def count_tokens(self, text: str) -> int:
        """Source tokens of `text`, the prefix and special tokens not counted."""
        return len(self._ids(text)) - self._overhead

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        """Translate texts; see `Engine.translate`."""
        sources = [self._ids(text) for text in texts]
        settings = self._decode_settings(search or config_search(self._config))
        hypotheses: dict[int, Hypothesis] = {}
        lengths = [len(source) for source in sources]
        for batch in batches_by_length(lengths, self._hardware.batch_tokens):
            limit = output_limit(lengths[batch[0]], self._config, self._window)
            pad = settings.pad_token_id
            rows = generate(
                self._model, [sources[i] for i in batch], pad, settings, max_new_tokens=limit
            )
            hypotheses.update(zip(batch, map(self._hypothesis, rows), strict=True))
        return [hypotheses[index] for index in range(len(texts))]

    def describe(self) -> dict[str, Any]:
        """The effective decode settings."""
        settings = self._model.generation_config.to_diff_dict()
        settings.pop("transformers_version", None)
        return {
            "dtype": self._hardware.dtype,
            "device": self._hardware.device,
            "batch_tokens": self._hardware.batch_tokens,
            **settings,
            "max_new_tokens": output_limit_text(self._config, self._window),
        }

    def _set_source_language(self, files: ModelFiles) -> None:
        language = self._config.source_language
        if language is None:
            return
        detail = "is a language that its tokenizer does not know"
        if not hasattr(self._tokenizer, "src_lang"):
            detail = "is given, and its tokenizer knows one language: leave it out"
            raise _language(files, "source_language", language, detail)
        try:
            self._tokenizer.src_lang = language
            known = self._tokenizer.unk_token_id not in self._tokenizer("")["input_ids"]
        except (KeyError, TypeError, ValueError):
            known = False
        if not known:
            raise _language(files, "source_language", language, detail)

    def _first_token(self, files: ModelFiles) -> dict[str, Any]:
        """The token that the output is to begin with, as a decode setting."""
        token = self._config.target_token
        if token is None:
            return {}
        number = self._tokenizer.convert_tokens_to_ids(token)
        if number is None or number == self._tokenizer.unk_token_id:
            raise _language(files, "target_token", token, "is a token that its tokenizer lacks")
        return {"forced_bos_token_id": number}

    def _decode_settings(self, search: Search) -> Any:
        from transformers import GenerationConfig

        return GenerationConfig(  # type: ignore[no-untyped-call]
            **copy.deepcopy(self._control),
            num_beams=search.beam_size,
            length_penalty=search.length_penalty,
            no_repeat_ngram_size=search.no_repeat_ngram_size,
            early_stopping=search.beam_size > 1,
            renormalize_logits=True,
            do_sample=False,
        )

    def _ids(self, text: str) -> list[int]:
        prefixed = self._config.prefix + self._plain(text)
        ids: list[int] = self._tokenizer(prefixed, truncation=False, verbose=False)["input_ids"]
        return ids

    def _hypothesis(self, ids: list[int]) -> Hypothesis:
        ends = self._model.generation_config.eos_token_id
        ended = set(ends) if isinstance(ends, list) else {ends}
        text: str = self._tokenizer.decode(
            ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return Hypothesis(" ".join(text.split()), truncated=not ended & set(ids))


def _language(files: ModelFiles, key: str, value: str, detail: str) -> KortomError:
    problem = errors.TEACHER_LANGUAGE(ref=files.reference, key=key, value=value, detail=detail)
    return KortomError(problem)
