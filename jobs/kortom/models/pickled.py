"""Models whose weights came in a pickle, kept as safetensors in kortom's cache.

A conversion is found by the SHA-256 of all files that it was made from. So it serves every folder
with these files, and none whose files have changed since.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from kortom import errors
from kortom.cache import SUMS, cache_folder, keep
from kortom.errors import KortomError
from kortom.hashing import file_sha256, json_sha256
from kortom.machine import package_version
from kortom.models.kinds import kind_of, pickled_weights, read_config
from kortom.models.unpickle import REFUSED
from kortom.paths import is_file, is_folder
from kortom.runs.files import write_synced

CONVERSION_VERSION = 1
"""Raised with every change to `unpickle` that can show."""

ORIGIN = "kortom.json"
PROGRAM = "kortom.models.unpickle"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a conversion was made from.

    reference: as it was asked for. repository, commit: None for a local folder. files: name ->
    SHA-256 (hex), the pickles among them. torch: the version that read them.
    """

    reference: str
    repository: str | None
    commit: str | None
    files: dict[str, str]
    torch: str
    version: int = CONVERSION_VERSION


def conversions_folder() -> Path:
    """Where conversions are kept. OSError if there is no cache folder."""
    return cache_folder() / "models"


def find_conversion(folder: Path) -> Path | None:
    """The conversion of a folder with pickled weights; None if there is none.

    OSError or ValueError if its files cannot be read.
    """
    found = conversions_folder() / _key(_sources(folder))
    return found if is_folder(found) else None


def conversions() -> Iterator[tuple[Path, Origin]]:
    """All conversions that are kept, whole or not."""
    for path in sorted(conversions_folder().glob(f"*/{ORIGIN}")):
        try:
            yield path.parent, Origin(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue


def recorded_sums(folder: Path) -> dict[str, str]:
    """Name -> SHA-256 of the files that a conversion was kept with; {} for any other folder."""
    if not is_file(folder / ORIGIN):
        return {}
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def convert(reference: str, folder: Path, hub: tuple[str, str] | None) -> tuple[Path, bool]:
    """The conversion of a folder with pickled weights, made if it is not there and whole.

    hub: repository and commit. Returns it, and whether it was made now. Raises KortomError
    (exit 5) if a pickle holds more than weights, or is of no use.
    """
    try:
        sources = _sources(folder)
        made = conversions_folder() / _key(sources)
        repository, commit = hub or (None, None)
        origin = Origin(reference, repository, commit, sources, package_version("torch"))
        return made, keep(made, lambda staging: _fill(staging, folder, origin))
    except OSError as error:
        detail = error.strerror or error
        place = error.filename or conversions_folder()
        problem = errors.MODEL_CACHE_FAILED(ref=reference, folder=place, detail=detail)
        raise KortomError(problem) from error


def _sources(folder: Path) -> dict[str, str]:
    kind = kind_of(read_config(folder / "config.json"))
    names = [name for name in kind.files if is_file(folder / name)] if kind else []
    return {name: file_sha256(folder / name) for name in (*names, *pickled_weights(folder))}


def _key(sources: dict[str, str]) -> str:
    return json_sha256([CONVERSION_VERSION, sources])


def _fill(staging: Path, folder: Path, origin: Origin) -> None:
    staging.mkdir()
    pickles = pickled_weights(folder)
    for name in origin.files.keys() - set(pickles):
        shutil.copyfile(folder / name, staging / name)
    paths = [str(folder / name) for name in pickles if not name.endswith(".json")]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", PROGRAM, str(staging), *paths],
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
    )
    detail = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
    if done.returncode == REFUSED:
        file = " or ".join(Path(path).name for path in paths)
        problem = errors.PICKLE_REFUSED(ref=origin.reference, file=file, detail=detail)
        raise KortomError(problem)
    if done.returncode != 0:
        raise KortomError(errors.MODEL_BROKEN(ref=origin.reference, detail=detail))
    write_synced(staging / ORIGIN, json.dumps(asdict(origin), indent=2) + "\n")
