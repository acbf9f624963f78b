"""MarianMT decoded by CTranslate2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kortom import errors
from kortom.config.model import Translate
from kortom.errors import KortomError
from kortom.models import ModelFiles
from kortom.translation.batching import batches_by_length, output_limit, output_limit_text
from kortom.translation.conversion import converted_model
from kortom.translation.engine import Search, config_search
from kortom.translation.hardware import Hardware
from kortom.translation.pieces import EOS, SourceText, TargetText
from kortom.values import Hypothesis


class CTranslate2Engine:
    """`ctranslate2.Translator` on the converted model, batched within the article.

    Its own defaults (beam 2, input cut at 1024 tokens, output at 256, at least one token) are all
    overridden, so that the search is the one that the transformers engine makes.
    """

    def __init__(self, config: Translate, files: ModelFiles, hardware: Hardware) -> None:
        """Convert if need be, and load. KortomError (exit 5) if that fails."""
        import ctranslate2

        self._config = config
        self._hardware = hardware
        try:
            self._source = SourceText(files.folder / "source.spm", config.normalize_punctuation)
            self._target = TargetText(files.folder / "target.spm")
            with converted_model(files, hardware.dtype) as folder:
                self._translator = ctranslate2.Translator(
                    str(folder),
                    device=hardware.device,
                    compute_type=hardware.dtype,
                    inter_threads=1,
                    intra_threads=config.threads,
                )
            self._window = files.window
        except KortomError:
            raise
        except Exception as error:
            detail = f"{type(error).__name__}: {error}".splitlines()[0]
            raise KortomError(errors.MODEL_BROKEN(ref=files.reference, detail=detail)) from error

    def count_tokens(self, text: str) -> int:
        """Source tokens of `text`, the end-of-sentence token not counted."""
        return self._source.count(text)

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        """Translate the texts of one article; see `Engine.translate`."""
        sources = [[*self._source.pieces(text), EOS] for text in texts]
        lengths = [len(source) for source in sources]
        hypotheses: dict[int, Hypothesis] = {}
        for batch in batches_by_length(lengths, self._hardware.batch_tokens):
            results = self._translator.translate_batch(
                [sources[index] for index in batch],
                max_decoding_length=output_limit(lengths[batch[0]], self._config, self._window),
                max_batch_size=0,
                **self._settings(search),
            )
            pieces = (result.hypotheses[0] for result in results)
            hypotheses.update(zip(batch, map(self._hypothesis, pieces), strict=True))
        return [hypotheses[index] for index in range(len(texts))]

    def describe(self) -> dict[str, Any]:
        """The effective decode settings."""
        return {
            "dtype": self._hardware.dtype,
            "device": self._hardware.device,
            "batch_tokens": self._hardware.batch_tokens,
            **self._settings(None),
            "max_decoding_length": output_limit_text(self._config, self._window),
        }

    def _settings(self, search: Search | None) -> dict[str, Any]:
        return {
            **(search or config_search(self._config)).settings(),
            "patience": 1.0,
            "min_decoding_length": 0,
            "max_input_length": 0,
            "return_end_token": True,
        }

    def _hypothesis(self, pieces: list[str]) -> Hypothesis:
        return Hypothesis(self._target.join(pieces), truncated=EOS not in pieces)
