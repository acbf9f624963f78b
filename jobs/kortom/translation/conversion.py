"""Converted models, kept: a checkpoint is converted for CTranslate2 once, not at every start."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kortom import errors
from kortom.cache import cache_folder, keep
from kortom.errors import KortomError
from kortom.hashing import json_sha256
from kortom.machine import package_version
from kortom.models import ModelFiles

CONVERSION_VERSION = 1
"""Raised with every change to `marian_spec` that can show."""

PROGRAM = "kortom.translation.marian_spec"


def conversion_key(files: ModelFiles, dtype: str) -> str:
    """What a converted model depends on, as one SHA-256 (hex)."""
    versions = {name: package_version(name) for name in ("ctranslate2", "transformers")}
    return json_sha256([CONVERSION_VERSION, files.digest, dtype, versions])


@contextmanager
def converted_model(files: ModelFiles, dtype: str) -> Iterator[Path]:
    """The folder of the converted model, to be loaded inside the context.

    It is converted first where that was not done yet (see `kortom.cache.keep`). Where the cache
    cannot be written, the model is converted for this process alone. Raises KortomError (exit 5) if
    the checkpoint cannot be converted.
    """
    try:
        folder = cache_folder() / "ctranslate2" / conversion_key(files, dtype)
        keep(folder, lambda staging: _convert(files, staging, dtype))
    except OSError:
        with TemporaryDirectory(prefix="kortom-") as temporary:
            folder = Path(temporary) / "model"
            _convert(files, folder, dtype)
            yield folder
    else:
        yield folder


def _convert(files: ModelFiles, output: Path, dtype: str) -> None:
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", PROGRAM, str(files.folder), str(output), dtype],
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        raise KortomError(errors.MODEL_BROKEN(ref=files.reference, detail=lines[-1]))
