"""From a model reference to checked files on this machine. Never touches the network."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kortom import errors
from kortom.errors import KortomError
from kortom.hashing import file_sha256
from kortom.models.hub_cache import SHA256_DIGITS, blob_of, git_sha1
from kortom.models.kinds import (
    MARIAN,
    SEQ2SEQ,
    Kind,
    kind_of,
    pickled_weights,
    read_config,
    weights,
)
from kortom.models.pickled import find_conversion, recorded_sums
from kortom.models.reference import EMBEDDED_PREFIX, Embedded, Folder, Hub, parse_reference
from kortom.paths import is_file, is_folder

EMBEDDED_FOLDER = Path(__file__).parent / "embedded"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A checkpoint on this machine.

    reference: as the config names it. revision: the hub commit it resolved to, or None.
    sha256: file name -> hex digest, for each file that takes part in the model's work.
    window: positions of the model, in tokens.
    """

    reference: str
    folder: Path
    revision: str | None
    sha256: dict[str, str]
    window: int = 512

    @property
    def digest(self) -> str:
        """One SHA-256 (hex) over all files: equal for equal models, wherever they lie."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.sha256.items()))
        return hashlib.sha256(lines.encode()).hexdigest()


def resolve_model(reference: str, kind: Kind = MARIAN) -> ModelFiles:
    """Find and hash the files of a model. Raises KortomError (exit 5) saying what is wrong."""
    folder, revision = locate(reference)
    config = _checked_config(reference, folder, kind)
    try:
        names = [name for name in kind.files if is_file(folder / name)]
        present = dict.fromkeys((*names, *weights(folder)))
        sha256 = {name: file_sha256(folder / name) for name in present}
        damaged = damaged_files(folder, sha256)
    except (OSError, ValueError) as error:
        raise KortomError(errors.MODEL_BROKEN(ref=reference, detail=error)) from None
    if damaged:
        files = ", ".join(damaged)
        raise KortomError(errors.MODEL_DAMAGED(ref=reference, files=files, folder=folder))
    return ModelFiles(reference, folder, revision, sha256, _window(config))


def resolve_summariser(reference: str) -> ModelFiles:
    """The same for a seq2seq model that writes briefs."""
    return resolve_model(reference, SEQ2SEQ)


def resolve_any(reference: str) -> tuple[ModelFiles, Kind]:
    """The same for a model of whichever kind its config.json says; MarianMT if that is no help."""
    folder, _ = locate(reference)
    try:
        kind = kind_of(read_config(folder / "config.json")) or MARIAN
    except (OSError, ValueError):
        kind = MARIAN
    return resolve_model(reference, kind), kind


def locate(reference: str) -> tuple[Path, str | None]:
    """The folder of a model's files and the hub commit that it is of.

    Weights in a pickle are replaced by their conversion. Raises KortomError (exit 5) if there is no
    such folder, or only a pickle.
    """
    folder, revision = source_folder(reference)
    try:
        pickles = pickled_weights(folder)
        found = find_conversion(folder) if pickles else folder
    except (OSError, ValueError) as error:
        raise KortomError(errors.MODEL_BROKEN(ref=reference, detail=error)) from None
    if found is None:
        raise KortomError(errors.MODEL_PICKLED(ref=reference, file=pickles[0]))
    return found, revision


def source_folder(reference: str) -> tuple[Path, str | None]:
    """The folder that a reference names, as it came, and the hub commit that it is of."""
    match parse_reference(reference):
        case Embedded(name):
            return _embedded(name), None
        case Folder(path):
            if not is_folder(path):
                raise KortomError(errors.MODEL_FOLDER_MISSING(ref=reference))
            return path, None
        case Hub() as hub:
            return _from_hub_cache(reference, hub)


def damaged_files(folder: Path, sha256: dict[str, str]) -> list[str]:
    """The files whose bytes are not those that the cache they lie in was given.

    sha256: of the files that are there. OSError if a file cannot be read. Of a file that lies in no
    cache nothing is known.
    """
    sums = recorded_sums(folder)
    damaged = []
    for name, digest in sha256.items():
        blob = blob_of(folder / name)
        if blob is None:
            sound = sums.get(name, digest) == digest
        else:
            known = len(blob) == SHA256_DIGITS
            sound = (digest if known else git_sha1(folder / name)) == blob
        if not sound:
            damaged.append(name)
    return damaged


def embedded_names() -> list[str]:
    """The models that come with the package, without the prefix."""
    return sorted(path.name for path in EMBEDDED_FOLDER.iterdir() if path.is_dir())


def _embedded(name: str) -> Path:
    if name not in embedded_names():
        known = ", ".join(EMBEDDED_PREFIX + known for known in embedded_names())
        raise KortomError(errors.MODEL_NOT_EMBEDDED(ref=EMBEDDED_PREFIX + name, known=known))
    return EMBEDDED_FOLDER / name


def _from_hub_cache(reference: str, hub: Hub) -> tuple[Path, str | None]:
    from huggingface_hub.errors import HFValidationError

    try:
        folder = _snapshot(hub, ["config.json"])
        with suppress(ValueError):  # said later, and better
            if kind := kind_of(read_config(folder / "config.json")):
                _snapshot(hub, kind.files)
    except (HFValidationError, OSError):
        raise KortomError(errors.MODEL_NOT_CACHED(ref=reference)) from None
    # The cache names a snapshot's folder by its commit.
    return folder, folder.name


def _snapshot(hub: Hub, names: Sequence[str]) -> Path:
    """The snapshot's folder. OSError if it is not here, or known to lack one of these files."""
    from huggingface_hub import snapshot_download

    found = snapshot_download(
        hub.repository, revision=hub.revision, local_files_only=True, allow_patterns=list(names)
    )
    return Path(found)


def _checked_config(reference: str, folder: Path, kind: Kind) -> dict[str, Any]:
    missing = kind.missing(folder)
    if missing:
        needed = ", ".join(kind.needed)
        raise KortomError(
            errors.MODEL_FILE_MISSING(
                ref=reference, kind=kind.name, missing=", ".join(missing), needed=needed
            )
        )
    try:
        config = read_config(folder / "config.json")
    except (OSError, ValueError) as error:
        raise KortomError(errors.MODEL_BROKEN(ref=reference, detail=error)) from None
    if not kind.fits(config):
        found = config.get("model_type")
        raise KortomError(errors.MODEL_OTHER_KIND(ref=reference, found=found, kind=kind.name))
    return config


def _window(config: dict[str, Any]) -> int:
    """The positions that a model has; 512 where its config names none (T5's are relative)."""
    window = config.get("max_position_embeddings") or config.get("n_positions")
    return window if isinstance(window, int) and window > 0 else 512
