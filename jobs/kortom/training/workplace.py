"""The folder of a training: made, found again after a kill, and the names of what is in it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kortom.runs.files import make_folder, write_synced
from kortom.runs.layout import run_id


@dataclass(frozen=True, slots=True)
class Workplace:
    """A training's folder."""

    folder: Path

    @property
    def checkpoints(self) -> Path:
        """What an unfinished training goes on from."""
        return self.folder / "checkpoints"

    @property
    def checkpoint(self) -> Path:
        """The one file of it."""
        return self.checkpoints / "state.pt"

    @property
    def identity(self) -> Path:
        """What the training depends on."""
        return self.checkpoints / "identity.json"

    @property
    def log(self) -> Path:
        """See `kortom.training.log`."""
        return self.folder / "log.jsonl"

    @property
    def config(self) -> Path:
        """The whole config, as it was resolved."""
        return self.folder / "config.yaml"

    @property
    def record(self) -> Path:
        """What ran, on what, with what result: there once the training is finished."""
        return self.folder / "train.json"

    @property
    def report(self) -> Path:
        """The same for people."""
        return self.folder / "report.md"

    @property
    def curve(self) -> Path:
        """Losses and scores, drawn."""
        return self.folder / "curve.svg"

    @property
    def model(self) -> Path:
        """The trained model in the Hugging Face layout."""
        return self.folder / "model"


def find_unfinished(output: Path, key: str) -> Workplace | None:
    """The newest training of a config's folder that has this key and is not finished."""
    for identity in sorted(output.glob("*/checkpoints/identity.json"), reverse=True):
        place = Workplace(identity.parent.parent)
        if not place.record.exists() and _key(identity) == key:
            return place
    return None


def make_workplace(output: Path, key: str, config_hash: str, config_yaml: str) -> Workplace:
    """A new folder. OSError if it cannot be made."""
    place = Workplace(output / run_id(datetime.now(UTC), config_hash))
    make_folder(place.checkpoints)
    write_synced(place.config, config_yaml)
    write_synced(place.identity, json.dumps({"key": key}) + "\n")
    return place


def clear_finished(place: Workplace) -> None:
    """Remove what only an unfinished training needs."""
    shutil.rmtree(place.checkpoints, ignore_errors=True)


def _key(identity: Path) -> str | None:
    try:
        data = json.loads(identity.read_text(encoding="utf-8"))
        return str(data["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
