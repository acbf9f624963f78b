"""Preloaded by the fork server of `tests.faults.zygote`: importing it warms this process up."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kortom.environment import prepare_environment

prepare_environment()

import torch  # noqa: E402 (after the environment is set)

torch.set_num_threads(1)  # before the first operation, so that no thread is there to be forked

from kortom import machine  # noqa: E402
from kortom.cli import main  # noqa: E402
from kortom.executors import worker  # noqa: E402
from tests.faults import players  # noqa: E402, F401 (what the forks are going to import)
from tests.faults.zygote import MODEL, write_config  # noqa: E402


def load_once(load: Callable[..., Any]) -> Callable[..., Any]:
    """One engine for equal settings, kept for all forks."""
    engines: dict[tuple[str, Path], Any] = {}

    def loaded(config: Any, files: Any, hardware: Any) -> Any:
        key = (config.translate.model_dump_json(), files.folder)
        if key not in engines:
            engines[key] = load(config, files, hardware)
        return engines[key]

    return loaded


def warm_up(model: Path) -> None:
    """Two runs in a temporary folder, the second of which has nothing to do."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        (folder / "in" / "a.txt").write_text("Het is mooi weer vandaag.\n", encoding="utf-8")
        config = write_config(folder / "warm.yaml", model, folder / "in", folder / "out")
        for _ in range(2):
            sys.argv = ["kortom", "run", str(config), "--quiet"]
            try:
                main()
            except SystemExit as ended:
                if ended.code:
                    raise RuntimeError("the warm-up failed") from ended


# They write nothing and would take most of a run's time, and what they read varies with what others
# do in the folders of sys.path, so that a call could not be told by its number.
worker.load_engine = load_once(worker.load_engine)
machine.git_state = cache(machine.git_state)
metadata.version = cache(metadata.version)
warm_up(Path(os.environ[MODEL]))
