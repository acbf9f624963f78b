"""Settings of the libraries below kortom, made before they are imported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_SETTINGS = {
    # Nothing reaches for the network (but see `hub_allowed`); a model that is not here is an error.
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Their progress bars and advice would bury kortom's own lines in a cron log.
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}


def prepare_environment() -> None:
    """Set what the libraries read at import, in this process and the workers it starts."""
    os.environ.update(_SETTINGS)


@contextmanager
def hub_allowed() -> Iterator[None]:
    """Let huggingface_hub reach the hub inside the context, in this process alone.

    The environment stays as it is, so that processes started meanwhile are offline.
    """
    from huggingface_hub import constants

    constants.HF_HUB_OFFLINE = False
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = True
