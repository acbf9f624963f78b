"""What a config's names mean on this machine: its models' files and its hardware."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kortom.config import Config
from kortom.errors import Problem
from kortom.glossary import Glossary, resolve_glossary
from kortom.models import ModelFiles, resolve_model, resolve_summariser
from kortom.translation.hardware import Hardware, resolve_device, resolve_hardware


def named_models(config: Config) -> list[str]:
    """The references of the models that a run needs."""
    seq2seq = config.summarise.seq2seq.model if config.summarise.method == "seq2seq" else None
    return [config.translate.model, *([seq2seq] if seq2seq else [])]


def fetch_missing(config: Config, notice: Callable[[Problem], None]) -> None:
    """Fetch the models that are not here, if the config allows it (run.download).

    Raises KortomError (exit 5) if that fails.
    """
    if config.run.download:
        from kortom.models.pull import Unwatched, pull_missing

        for reference in named_models(config):
            pull_missing(reference, Unwatched(notice))


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a worker needs beside the config, and the stages depend on.

    summariser: the seq2seq model of the briefs and the device it runs on, if the config has one;
    glossary: likewise.
    """

    translator: ModelFiles
    hardware: Hardware
    summariser: ModelFiles | None = None
    summariser_device: str = "cpu"
    glossary: Glossary | None = None


def resolve_setup(config: Config) -> Setup:
    """Find the models and the hardware.

    Raises KortomError: exit 5 if a model is not here, 2 if there is no such device or dtype, or the
    glossary is not sound.
    """
    translate, seq2seq = config.translate, config.summarise.seq2seq
    setup = Setup(
        translator=resolve_model(translate.model),
        hardware=resolve_hardware(translate),
        glossary=None if translate.glossary is None else resolve_glossary(translate.glossary),
    )
    if config.summarise.method != "seq2seq" or seq2seq.model is None:
        return setup
    return replace(
        setup,
        summariser=resolve_summariser(seq2seq.model),
        summariser_device=resolve_device(seq2seq.device, "summarise.seq2seq.device"),
    )
