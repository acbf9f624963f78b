"""The models on this machine that kortom could use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kortom.cache import cache_folder
from kortom.models.kinds import WEIGHTS, Kind, kind_of, pickled_weights, read_config, weights
from kortom.models.pickled import conversions, conversions_folder
from kortom.models.reference import EMBEDDED_PREFIX
from kortom.models.resolve import EMBEDDED_FOLDER, embedded_names
from kortom.paths import is_file, is_folder

State = Literal["ready", "converted", "pickle", "incomplete"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A model.

    reference: for a config; that of a hub model names its commit. names: branches and tags that
    mean this commit. bytes: of the files that take part. state: converted: ready, from a pickle;
    pickle: to be converted first.
    """

    reference: str
    kind: str
    state: State
    bytes: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What kortom keeps of one sort in its cache. bytes: on the disk."""

    number: int
    bytes: int


def models() -> Iterator[Entry]:
    """Embedded models, those in the Hugging Face cache, and converted local folders."""
    for name in embedded_names():
        entry = _entry(EMBEDDED_PREFIX + name, EMBEDDED_FOLDER / name, converted=False)
        if entry:
            yield entry
    kept = list(conversions())
    commits = {(origin.repository, origin.commit) for _, origin in kept}
    yield from _hub_models(commits)
    for folder, origin in kept:
        entry = _entry(origin.reference, folder, converted=True)
        if entry and origin.repository is None:
            yield entry


def kept_conversions() -> dict[str, Kept]:
    """What is kept of models from pickles ("models") and for CTranslate2 ("ctranslate2")."""
    return {path.name: _kept(path) for path in (conversions_folder(), _ctranslate2())}


def _ctranslate2() -> Path:
    return cache_folder() / "ctranslate2"


def _hub_models(converted: set[tuple[str | None, str | None]]) -> Iterator[Entry]:
    from huggingface_hub import constants, scan_cache_dir
    from huggingface_hub.errors import CacheNotFound

    try:
        repositories = scan_cache_dir(constants.HF_HUB_CACHE).repos
    except CacheNotFound:
        return
    for repository in sorted(repositories, key=lambda found: found.repo_id):
        if repository.repo_type != "model":
            continue
        for revision in sorted(repository.revisions, key=lambda found: found.last_modified):
            name, commit = repository.repo_id, revision.commit_hash
            names = tuple(sorted(revision.refs))
            is_converted = (name, commit) in converted
            entry = _entry(f"{name}@{commit}", revision.snapshot_path, is_converted, names)
            if entry:
                yield entry


def _entry(
    reference: str, folder: Path, converted: bool, names: tuple[str, ...] = ()
) -> Entry | None:
    """None for what is no model that kortom could use."""
    try:
        kind = kind_of(read_config(folder / "config.json"))
        if kind is None:
            return None
        found = [*weights(folder), *pickled_weights(folder)]
        state = _state(folder, kind, found, converted)
        files = {name for name in (*kind.files, *found) if is_file(folder / name)}
        size = sum((folder / name).stat().st_size for name in files)
    except (OSError, ValueError):
        return None
    return Entry(reference, kind.name, state, size, names)


def _state(folder: Path, kind: Kind, found: Iterable[str], converted: bool) -> State:
    missing = [name for name in kind.missing(folder) if name != WEIGHTS]
    missing += [name for name in found if not is_file(folder / name)]
    if missing or not found:
        return "incomplete"
    if converted:
        return "converted"
    return "ready" if weights(folder) else "pickle"


def _kept(folder: Path) -> Kept:
    try:
        kept = [path for path in folder.iterdir() if is_folder(path) and path.suffix != ".new"]
        size = sum(
            file.stat().st_size for path in kept for file in path.rglob("*") if is_file(file)
        )
    except OSError:
        return Kept(0, 0)
    return Kept(len(kept), size)
