"""What a finished stage of an article depends on, as keys: equal keys, equal results.

A key covers the text, the part of the config that the stage reads, the model's files, the versions
of the libraries that take part, kortom's own version of the stage, and for the translation the
processor's instruction set, since that can change the last bits of a float.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from kortom.config import Config
from kortom.hashing import json_sha256
from kortom.machine import instruction_set, package_version
from kortom.models import ModelFiles
from kortom.values import Article

TRANSLATE_VERSION = 1
"""Raised with every change to segmentation, translation or sentence checks that can show."""

SUMMARISE_VERSION = 2
"""Raised with every change to summaries or article checks that can show."""

_TRANSLATE_PACKAGES = (
    "numpy",
    "sacremoses",
    "sentencepiece",
    "sentencex",
    "tokenizers",
    "torch",
    "transformers",
)
_SUMMARISE_PACKAGES = ("numpy", "py3langid", "scikit-learn")


@dataclass(frozen=True, slots=True)
class StageKeys:
    """The keys of both stages under one config and model; SHA-256 (hex)."""

    translate: str
    summarise: str


def stage_keys(config: Config, files: ModelFiles) -> StageKeys:
    """The keys that a run's stages have in common."""
    translate = json_sha256(
        {
            "stage": "translate",
            "version": TRANSLATE_VERSION,
            "segment": config.segment.model_dump(),
            "translate": config.translate.model_dump(exclude={"model"}),
            "checks": config.checks.model_dump(),
            "model": files.digest,
            "packages": {name: package_version(name) for name in _TRANSLATE_PACKAGES},
            "instruction_set": instruction_set(),
        }
    )
    summarise = json_sha256(
        {
            "stage": "summarise",
            "version": SUMMARISE_VERSION,
            "translate": translate,
            "summarise": config.summarise.model_dump(),
            "packages": {name: package_version(name) for name in _SUMMARISE_PACKAGES},
        }
    )
    return StageKeys(translate, summarise)


def article_key(article: Article) -> str:
    """What the stages see of an article: language and paragraphs, not id, date or origin."""
    return json_sha256([article.language, [asdict(paragraph) for paragraph in article.paragraphs]])
