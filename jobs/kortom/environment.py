"""Settings of the libraries below kortom, made before they are imported."""

from __future__ import annotations

import os

_SETTINGS = {
    # A run never reaches for the network; models that are not here are an error (E505).
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
