"""What a finished stage of an article depends on, as keys: equal keys, equal results.

A key covers the text, the part of the config that the stage reads, the model's files, the versions
of the libraries that take part, kortom's own version of the stage, and for the translation the
hardware and the processor's instruction set, since they can change the last bits of a float.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from kortom.config import Config
from kortom.hashing import json_sha256
from kortom.machine import instruction_set, package_version
from kortom.setup import Setup
from kortom.values import Article

TRANSLATE_VERSION = 3
"""Raised with every change to segmentation, translation or sentence checks that can show."""

SUMMARISE_VERSION = 5
"""Raised with every change to summaries or article checks that can show."""

_TRANSLATE_PACKAGES = ("numpy", "py3langid", "sacremoses", "sentencepiece", "sentencex")
_ENGINE_PACKAGES = {
    # transformers reads the checkpoint that CTranslate2 converts.
    "ctranslate2": ("ctranslate2", "transformers"),
    "transformers": ("tokenizers", "torch", "transformers"),
}
_SUMMARISE_PACKAGES = ("numpy", "py3langid")
_SEQ2SEQ_PACKAGES = ("sentencepiece", "sentencex", "tokenizers", "torch", "transformers")

_RESOLVED = {"model", "device", "dtype", "batch_tokens", "glossary"}
"""What the setup makes definite: that goes into the key, not the name or `auto` of the config."""


@dataclass(frozen=True, slots=True)
class StageKeys:
    """The keys of both stages under one config and setup; SHA-256 (hex)."""

    translate: str
    summarise: str


def stage_keys(config: Config, setup: Setup) -> StageKeys:
    """The keys that a run's stages have in common."""
    packages = (*_TRANSLATE_PACKAGES, *_ENGINE_PACKAGES[config.translate.engine])
    translate: dict[str, Any] = {
        "stage": "translate",
        "version": TRANSLATE_VERSION,
        "segment": config.segment.model_dump(),
        "translate": config.translate.model_dump(exclude=_RESOLVED),
        "checks": config.checks.model_dump(),
        "retry": config.retry.model_dump(),
        "model": setup.translator.digest,
        "glossary": setup.glossary and setup.glossary.sha256,
        "hardware": asdict(setup.hardware),
        "packages": _versions(packages),
        "instruction_set": instruction_set(),
    }
    if config.order == "extract-then-translate":
        translate |= {
            "extract": config.summarise.model_dump(),
            "extract_packages": _versions(_SUMMARISE_PACKAGES),
            "extract_version": SUMMARISE_VERSION,
        }
    summarise: dict[str, Any] = {
        "stage": "summarise",
        "version": SUMMARISE_VERSION,
        "translate": json_sha256(translate),
        "summarise": config.summarise.model_dump(),
        "packages": _versions(_SUMMARISE_PACKAGES),
    }
    if setup.summariser is not None:
        summarise |= {
            "model": setup.summariser.digest,
            "device": setup.summariser_device,
            "threads": config.translate.threads,
            "seq2seq_packages": _versions(_SEQ2SEQ_PACKAGES),
        }
    return StageKeys(json_sha256(translate), json_sha256(summarise))


def _versions(packages: Iterable[str]) -> dict[str, str]:
    return {name: package_version(name) for name in packages}


def article_key(article: Article) -> str:
    """What the stages see of an article: language and paragraphs, not id, date or origin."""
    return json_sha256([article.language, [asdict(paragraph) for paragraph in article.paragraphs]])
