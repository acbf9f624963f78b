"""What a distillation would do: its sentences, its teacher, where its corpus goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from kortom import errors
from kortom.distillation.config import DistillConfig
from kortom.distillation.monolingual import Dutch, Sentences, Survey, chunks, find_dutch
from kortom.distillation.teacher import check_teacher
from kortom.errors import KortomError
from kortom.glossary import Glossary, resolve_glossary
from kortom.hashing import json_sha256
from kortom.machine import instruction_set, package_versions
from kortom.models import ModelFiles
from kortom.models.kinds import Kind
from kortom.models.resolve import resolve_any
from kortom.stages import TRANSLATE_VERSION
from kortom.translation.hardware import Hardware, resolve_hardware
from kortom.values import Failure

DISTILL_VERSION = 1
"""Raised with every change to a distillation that can show in the corpus."""

_NOT_IN_KEY = {"description", "articles", "sentences", "output"}
"""Of the config: the texts themselves are in the key."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A distillation that could be carried out. key: of all that the corpus's bytes depend on."""

    name: str
    config: DistillConfig
    command: tuple[str, ...]
    dutch: Dutch
    survey: Survey
    files: ModelFiles
    kind: Kind
    hardware: Hardware
    glossary: Glossary | None
    key: str

    @property
    def folder(self) -> Path:
        """Where its corpus is written: the same for the same corpus."""
        return Path(self.config.output) / self.name / self.key[:8]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What could not be read; of lines the first ones."""
        return (*self.dutch.failures, *self.survey.failures)

    def chunks(self) -> Iterator[tuple[str, ...]]:
        """The sentences, as they are translated together."""
        given = islice(Sentences(self.dutch, self.config), self.survey.sentences)
        return chunks(given, self.config.chunk_sentences)


def make_plan(config: DistillConfig, name: str, command: tuple[str, ...]) -> Plan:
    """Read all inputs and find the teacher; translates nothing.

    Raises KortomError: exit 2 if a file, setting or glossary is not sound, 4 if there is no
    sentence, 5 if the teacher is not here.
    """
    dutch = find_dutch(config)
    survey = Sentences(dutch, config).survey()
    if survey.sentences == 0:
        inputs = ", ".join((*config.articles, *config.sentences))
        left_out = ", ".join(f"{name}: {n:,}" for name, n in survey.left_out.items())
        raise KortomError(errors.NO_SENTENCES(inputs=inputs, left_out=left_out or "nothing read"))
    files, kind = resolve_any(config.teacher.model)
    check_teacher(config.teacher, files, kind)
    hardware = resolve_hardware(config.teacher)
    glossary = config.teacher.glossary and resolve_glossary(config.teacher.glossary)
    key = json_sha256(
        {
            "version": [DISTILL_VERSION, TRANSLATE_VERSION],
            "config": config.model_dump(mode="json", exclude=_NOT_IN_KEY),
            "dutch": dutch.digest,
            "teacher": files.digest,
            "glossary": glossary.sha256 if glossary else None,
            "hardware": asdict(hardware),
            "packages": package_versions(),
            "instruction_set": instruction_set(),
        }
    )
    return Plan(name, config, command, dutch, survey, files, kind, hardware, glossary or None, key)
