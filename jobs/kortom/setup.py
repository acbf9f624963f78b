"""What a config's names mean on this machine: its models' files and its hardware."""

from __future__ import annotations

from dataclasses import dataclass

from kortom.config import Config
from kortom.models import ModelFiles, resolve_model, resolve_summariser
from kortom.translation.hardware import Hardware, resolve_device, resolve_hardware


@dataclass(frozen=True, slots=True)
class Setup:
    """All that a worker needs beside the config, and the stages depend on.

    summariser: the seq2seq model of the briefs and the device it runs on, if the config has one.
    """

    translator: ModelFiles
    hardware: Hardware
    summariser: ModelFiles | None = None
    summariser_device: str = "cpu"


def resolve_setup(config: Config) -> Setup:
    """Find the models and the hardware.

    Raises KortomError: exit 5 if a model is not here, 2 if there is no such device or dtype.
    """
    translator = resolve_model(config.translate.model)
    hardware = resolve_hardware(config.translate)
    seq2seq = config.summarise.seq2seq
    if config.summarise.method != "seq2seq" or seq2seq.model is None:
        return Setup(translator, hardware)
    device = resolve_device(seq2seq.device, "summarise.seq2seq.device")
    return Setup(translator, hardware, resolve_summariser(seq2seq.model), device)
