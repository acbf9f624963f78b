"""What an engine is, and which one a config means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from kortom.config import Config
from kortom.config.model import Translate
from kortom.models import ModelFiles
from kortom.translation.hardware import Hardware
from kortom.values import Hypothesis


@dataclass(frozen=True, slots=True)
class Search:
    """How the decoder looks for the best hypothesis; as the config's keys of the same names."""

    beam_size: int
    length_penalty: float
    no_repeat_ngram_size: int

    def settings(self) -> dict[str, Any]:
        """As plain values by name."""
        return asdict(self)


def config_search(config: Translate) -> Search:
    """The search that a config asks for."""
    return Search(config.beam_size, config.length_penalty, config.no_repeat_ngram_size)


class Engine(Protocol):
    """What decodes. Its results depend on the texts of one call alone, in any order of calls."""

    def count_tokens(self, text: str) -> int:
        """Source tokens of `text`, the end-of-sentence token not counted."""
        ...

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        """Translate the texts of one article; one hypothesis for each, in their order.

        texts: neither blank nor longer than the model's window. search: None for the config's.
        """
        ...

    def describe(self) -> dict[str, Any]:
        """The effective decode settings, plain values only, for the manifest."""
        ...


def load_engine(config: Config, files: ModelFiles, hardware: Hardware) -> Engine:
    """Load the config's engine with the model in `files`.

    Raises KortomError (exit 5) if the model cannot be loaded.
    """
    if config.translate.engine == "ctranslate2":
        from kortom.translation.ctranslate2_engine import CTranslate2Engine

        return CTranslate2Engine(config.translate, files, hardware)
    from kortom.translation.transformers_engine import TransformersEngine

    return TransformersEngine(config.translate, files, hardware)
