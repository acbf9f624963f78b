"""Processes that start in milliseconds: forked from one that has imported and run everything once.

That is multiprocessing's fork server with `tests.faults.warm` preloaded. It has a single thread, so
that its forks are sound, which those of pytest's process would not be.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

MODEL = "KORTOM_TEST_MODEL"


def zygote(model: Path) -> ForkServerContext:
    """The context whose processes are forked warm; the first call in a process sets the model."""
    os.environ.setdefault(MODEL, str(model))
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.warm"])
    return context


def start(
    context: ForkServerContext, target: Callable[..., None], *arguments: Any
) -> ForkServerProcess:
    """A started process. It is no daemon, so that it may have worker processes."""
    process: ForkServerProcess = context.Process(target=target, args=arguments)
    process.start()
    return process


def write_config(
    path: Path, model: Path, inputs: Path | list[Path], output: Path, **run: object
) -> Path:
    """A config with the tiny model that quickly translates `inputs` to `output`.

    With transformers: CTranslate2 decodes in a thread of its own, which no fork would have.
    """
    import yaml

    paths = inputs if isinstance(inputs, list) else [inputs]
    data = {
        "translate": {
            "engine": "transformers",
            "model": str(model),
            "beam_size": 1,
            "max_length_ratio": 0.5,
        },
        # What the tiny model writes is never sound: it would all be decoded three times.
        "retry": {"policies": []},
        "run": {"inputs": [*map(str, paths)], "output": str(output), "workers": 1, **run},
    }
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


def command(arguments: list[str], printed: Path) -> None:
    """`kortom ARGUMENTS` in this process, which ends with its exit code; output to a file."""
    from kortom.cli import main

    descriptor = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    os.close(descriptor)
    sys.argv = ["kortom", *arguments]
    main()
