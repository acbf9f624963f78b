"""Converted models, kept: a checkpoint is converted for CTranslate2 once, not at every start."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

from kortom import errors
from kortom.cache import cache_folder
from kortom.errors import KortomError
from kortom.hashing import json_sha256
from kortom.machine import package_version
from kortom.models import ModelFiles
from kortom.runs.files import checksum_lines, sync, sync_tree, write_synced

CONVERSION_VERSION = 1
"""Raised with every change to `marian_spec` that can show."""

SUMS = "SHA256SUMS"
PROGRAM = "kortom.translation.marian_spec"


def conversion_key(files: ModelFiles, dtype: str) -> str:
    """What a converted model depends on, as one SHA-256 (hex)."""
    versions = {name: package_version(name) for name in ("ctranslate2", "transformers")}
    return json_sha256([CONVERSION_VERSION, files.digest, dtype, versions])


@contextmanager
def converted_model(files: ModelFiles, dtype: str) -> Iterator[Path]:
    """The folder of the converted model, to be loaded inside the context.

    It is converted first where that was not done yet. Several processes may ask at once: one
    converts, the others wait. What is kept is checked against its checksums, and converted again if
    it was damaged. Where the cache cannot be written, the model is converted for this process
    alone. Raises KortomError (exit 5) if the checkpoint cannot be converted.
    """
    try:
        folder = cache_folder() / "ctranslate2" / conversion_key(files, dtype)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{folder.name}.lock")):
            if not _is_whole(folder):
                _convert_into(folder, files, dtype)
    except OSError:
        with TemporaryDirectory(prefix="kortom-") as temporary:
            folder = Path(temporary) / "model"
            _convert(files, folder, dtype)
            yield folder
    else:
        yield folder


def _is_whole(folder: Path) -> bool:
    """Whether a conversion is there with the bytes that it was kept with."""
    try:
        sums = (folder / SUMS).read_text(encoding="utf-8")
        return sums == checksum_lines(folder, leave_out=SUMS)
    except (OSError, UnicodeDecodeError):
        return False


def _convert_into(folder: Path, files: ModelFiles, dtype: str) -> None:
    """Convert beside the folder and move it into place, so that half of one is never found."""
    staging = folder.with_name(f"{folder.name}.new")
    for left in (staging, folder):
        if left.exists():
            shutil.rmtree(left)
    _convert(files, staging, dtype)
    write_synced(staging / SUMS, checksum_lines(staging, leave_out=SUMS))
    sync_tree(staging)
    staging.rename(folder)
    sync(folder.parent)


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
