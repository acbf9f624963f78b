"""Bringing a model here: from the hub into the Hugging Face cache, from a pickle to safetensors."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kortom import errors
from kortom.environment import hub_allowed
from kortom.errors import KortomError, Problem
from kortom.models.hub import Listing, asking_hub, fetch, look_up
from kortom.models.hub_cache import HubFile, RepositoryCache, repository_cache
from kortom.models.kinds import (
    PICKLE,
    PICKLE_INDEX,
    WEIGHTS,
    WEIGHTS_INDEX,
    Kind,
    kind_of,
    pickled_weights,
    read_config,
    shards,
)
from kortom.models.pickled import convert
from kortom.models.reference import Folder, Hub, parse_reference
from kortom.models.resolve import ModelFiles, resolve_any, resolve_model, source_folder
from kortom.runs.probe import nearest

_COMMIT = re.compile("[0-9a-f]{40}")


class Watcher(Protocol):
    """Is told how a pull goes."""

    def found(self, listing: Listing, files: Sequence[HubFile]) -> None:
        """The hub has answered; these files are to be here."""

    def received(self, file: HubFile, size: int) -> None:
        """So many bytes of a file are here."""

    def notice(self, problem: Problem) -> None:
        """Something that the user should know."""


@dataclass(frozen=True, slots=True)
class Unwatched:
    """Tells the notices alone."""

    tell: Callable[[Problem], None]

    def found(self, listing: Listing, files: Sequence[HubFile]) -> None:
        """Nothing to tell."""

    def received(self, file: HubFile, size: int) -> None:
        """Nothing to tell."""

    def notice(self, problem: Problem) -> None:
        """Tell it."""
        self.tell(problem)


@dataclass(frozen=True, slots=True)
class Pulled:
    """A model that is here now.

    reference: for the config; that of a hub model names its commit. fetched: bytes that came from
    the hub, now or in a pull that was broken off before.
    """

    reference: str
    kind: Kind
    files: ModelFiles
    fetched: int
    converted: bool


def pull(reference: str, watcher: Watcher) -> Pulled:
    """Bring a model here, whole and checked, or raise KortomError (exit 5).

    A commit of the hub (40 hex digits) that is here and sound costs no request. What was fetched
    before an error is kept for the next attempt; what could be resolved before, still can.
    """
    converted = False
    match parse_reference(reference):
        case Hub(_, revision) as hub:
            if revision is not None and _COMMIT.fullmatch(revision):
                here = _here(reference)
                if here is not None:
                    return here
            return _pull_from_hub(reference, hub, watcher)
        case Folder():
            folder, _ = source_folder(reference)
            converted = _convert_if_pickled(reference, folder, None, watcher)
    files, kind = resolve_any(reference)
    return Pulled(reference, kind, files, 0, converted)


def pull_missing(reference: str, watcher: Watcher) -> None:
    """Pull a model unless it can be resolved as it is."""
    if _here(reference) is None:
        pull(reference, watcher)


def _here(reference: str) -> Pulled | None:
    try:
        files, kind = resolve_any(reference)
    except KortomError:
        return None
    return Pulled(reference, kind, files, 0, converted=False)


def _pull_from_hub(reference: str, hub: Hub, watcher: Watcher) -> Pulled:
    fetched = 0
    with asking_hub(reference, hub):
        cache = repository_cache(hub.repository)
    try:
        with hub_allowed(), asking_hub(reference, hub):
            listing = look_up(reference, hub)
            with cache.locked():
                there = {path.name for path in cache.blobs.iterdir()}
                kind, files = _choose(reference, listing, cache, watcher)
                missing = [file for file in files if file.blob not in there]
                fetched = sum(file.size for file in missing)
                _check_room(reference, cache, missing)
                watcher.found(listing, files)
                for file in files:
                    _fetch(listing, file, cache, watcher)
                folder = cache.link(listing.commit, files)
                if hub.revision != listing.commit:
                    cache.point(hub.revision or "main", listing.commit)
    except OSError as error:
        detail = error.strerror or error
        problem = errors.MODEL_CACHE_FAILED(ref=reference, folder=cache.folder, detail=detail)
        raise KortomError(problem) from error
    origin = (listing.repository, listing.commit)
    converted = _convert_if_pickled(reference, folder, origin, watcher)
    return Pulled(listing.pinned, kind, resolve_model(listing.pinned, kind), fetched, converted)


def _choose(
    reference: str, listing: Listing, cache: RepositoryCache, watcher: Watcher
) -> tuple[Kind, list[HubFile]]:
    """The kind of the model and the files that it needs, by its config.json."""
    try:
        return _chosen(reference, listing, cache, watcher)
    except ValueError as error:
        raise KortomError(errors.MODEL_BROKEN(ref=reference, detail=error)) from None


def _chosen(
    reference: str, listing: Listing, cache: RepositoryCache, watcher: Watcher
) -> tuple[Kind, list[HubFile]]:
    def content(name: str) -> Path:
        if name not in listing.files:
            needed = errors.HUB_LACKS(ref=reference, missing=name, kind="MarianMT or seq2seq")
            raise KortomError(needed)
        _fetch(listing, listing.files[name], cache, watcher)
        return cache.blob(listing.files[name])

    config = read_config(content("config.json"))
    kind = kind_of(config)
    if kind is None:
        found = config.get("model_type")
        raise KortomError(
            errors.MODEL_OTHER_KIND(ref=reference, found=found, kind="MarianMT or seq2seq")
        )
    names = [name for name in kind.files if name in listing.files]
    missing = [name for name in kind.needed if name not in names and name != WEIGHTS]
    if kind.tokenizer and not set(kind.tokenizer) & set(names):
        missing.append(" or ".join(kind.tokenizer))
    weights = _weights(listing, content)
    missing += [name for name in weights or (WEIGHTS,) if name not in listing.files]
    if missing:
        problem = errors.HUB_LACKS(ref=reference, missing=", ".join(missing), kind=kind.name)
        raise KortomError(problem)
    return kind, [listing.files[name] for name in dict.fromkeys((*names, *weights))]


def _weights(listing: Listing, content: Callable[[str], Path]) -> list[str]:
    """The files of the weights: safetensors before pickles, one file before shards."""
    for single, index in ((WEIGHTS, WEIGHTS_INDEX), (PICKLE, PICKLE_INDEX)):
        if single in listing.files:
            return [single]
        if index in listing.files:
            return [index, *shards(content(index))]
    return []


def _fetch(listing: Listing, file: HubFile, cache: RepositoryCache, watcher: Watcher) -> None:
    fetch(listing, file, cache, lambda size: watcher.received(file, size))


def _check_room(reference: str, cache: RepositoryCache, files: Sequence[HubFile]) -> None:
    partial = (cache.partial(file) for file in files)
    have = sum(path.stat().st_size for path in partial if path.is_file())
    needed = sum(file.size for file in files) - have
    free = shutil.disk_usage(nearest(cache.folder)).free
    if needed > free:
        shown = {"needed": f"{needed / 1e6:,.0f}", "free": f"{free / 1e6:,.0f}"}
        raise KortomError(errors.MODEL_NO_ROOM(ref=reference, folder=cache.folder, **shown))


def _convert_if_pickled(
    reference: str, folder: Path, origin: tuple[str, str] | None, watcher: Watcher
) -> bool:
    try:
        pickles = pickled_weights(folder)
    except (OSError, ValueError) as error:
        raise KortomError(errors.MODEL_BROKEN(ref=reference, detail=error)) from None
    if not pickles:
        return False
    made, now = convert(reference, folder, origin)
    if now:
        watcher.notice(errors.PICKLE_CONVERTED(ref=reference, file=pickles[0], folder=made))
    return now
