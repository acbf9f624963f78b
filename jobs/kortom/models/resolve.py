"""From a model reference to checked files on this machine. Never touches the network."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kortom import errors
from kortom.errors import KortomError
from kortom.hashing import file_sha256
from kortom.models.kinds import MARIAN, SEQ2SEQ, WEIGHTS, WEIGHTS_INDEX, Kind
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
    """Find and hash the files of a model. Raises KortomError (exit 5) saying what is missing."""
    match parse_reference(reference):
        case Embedded(name):
            folder, revision = _embedded(name), None
        case Folder(path):
            if not is_folder(path):
                raise KortomError(errors.MODEL_FOLDER_MISSING(ref=reference))
            folder, revision = path, None
        case Hub() as hub:
            folder, revision = _from_hub_cache(reference, hub)
    config = _checked_config(reference, folder, kind)
    try:
        sha256 = {name: file_sha256(folder / name) for name in _present(folder, kind)}
    except (OSError, ValueError, AttributeError, KeyError) as error:
        raise KortomError(errors.MODEL_BROKEN(ref=reference, detail=error)) from None
    return ModelFiles(reference, folder, revision, sha256, _window(config))


def resolve_summariser(reference: str) -> ModelFiles:
    """The same for a seq2seq model that writes briefs."""
    return resolve_model(reference, SEQ2SEQ)


def embedded_names() -> list[str]:
    """The models that come with the package, without the prefix."""
    return sorted(path.name for path in EMBEDDED_FOLDER.iterdir() if path.is_dir())


def _embedded(name: str) -> Path:
    if name not in embedded_names():
        known = ", ".join(EMBEDDED_PREFIX + known for known in embedded_names())
        raise KortomError(errors.MODEL_NOT_EMBEDDED(ref=EMBEDDED_PREFIX + name, known=known))
    return EMBEDDED_FOLDER / name


def _from_hub_cache(reference: str, hub: Hub) -> tuple[Path, str | None]:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = snapshot_download(hub.repository, revision=hub.revision, local_files_only=True)
    except (LocalEntryNotFoundError, HFValidationError, OSError):
        revision = f" --revision {hub.revision}" if hub.revision else ""
        command = f"hf download {hub.repository}{revision}"
        raise KortomError(errors.MODEL_NOT_CACHED(ref=reference, command=command)) from None
    # The cache names a snapshot's folder by its commit.
    return Path(folder), Path(folder).name


def _present(folder: Path, kind: Kind) -> list[str]:
    """The files that take part, the shards that an index names included."""
    names = [name for name in kind.files if is_file(folder / name)]
    if WEIGHTS not in names:
        index = json.loads((folder / WEIGHTS_INDEX).read_text(encoding="utf-8"))
        names += sorted(set(index["weight_map"].values()))
    return names


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
        config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        fits, found = kind.fits(config), config.get("model_type")
    except (OSError, ValueError, AttributeError) as error:
        detail = f"config.json is not readable JSON ({error})"
        raise KortomError(errors.MODEL_BROKEN(ref=reference, detail=detail)) from None
    if not fits:
        raise KortomError(errors.MODEL_OTHER_KIND(ref=reference, found=found, kind=kind.name))
    return config


def _window(config: dict[str, Any]) -> int:
    """The positions that a model has; 512 where its config names none (T5's are relative)."""
    window = config.get("max_position_embeddings") or config.get("n_positions")
    return window if isinstance(window, int) and window > 0 else 512
