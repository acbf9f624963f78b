"""The Hugging Face cache as it lies on the disk; nothing here touches the network.

Its layout is documented and shared by all tools: blobs named by their hash, a snapshot of links for
each commit, and refs from branches and tags to commits. So `hf download` and a copied cache work
as well as `kortom models pull`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from kortom.hashing import file_sha256
from kortom.runs.files import make_folder, replace_link, sync, write_synced

SHA256_DIGITS = 64


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository, as the hub describes it.

    size: in bytes. blob: what the cache names its content by: the SHA-256 (hex) of a file in LFS,
    git's SHA-1 of any other.
    """

    name: str
    size: int
    blob: str


@dataclass(frozen=True, slots=True)
class RepositoryCache:
    """One repository's folder in the cache."""

    folder: Path

    @property
    def blobs(self) -> Path:
        """Where contents are kept."""
        return self.folder / "blobs"

    def blob(self, file: HubFile) -> Path:
        """Where the content of a file is kept."""
        return self.blobs / file.blob

    def partial(self, file: HubFile) -> Path:
        """What has come of it so far."""
        return self.blobs / f"{file.blob}.incomplete"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Wait until no other kortom writes here. OSError if the cache cannot be written."""
        make_folder(self.blobs)
        locks = self.folder.parent / ".locks" / self.folder.name
        make_folder(locks)
        with FileLock(locks / "kortom.lock"):
            yield

    def link(self, commit: str, files: Iterable[HubFile]) -> Path:
        """Make blobs visible as the files of a commit; returns the snapshot's folder.

        config.json comes last: a snapshot without it is no model, so half of one is never found.
        """
        snapshot = self.folder / "snapshots" / commit
        make_folder(snapshot)
        for file in sorted(files, key=lambda file: file.name == "config.json"):
            replace_link(snapshot / file.name, f"../../blobs/{file.blob}")
        return snapshot

    def point(self, revision: str, commit: str) -> None:
        """Let a branch or tag mean this commit; only then does its former one stop being it."""
        ref = self.folder / "refs" / revision
        make_folder(ref.parent)
        new = ref.with_name(f".{ref.name}-new")
        write_synced(new, commit)
        new.replace(ref)
        sync(ref.parent)


def repository_cache(repository: str) -> RepositoryCache:
    """The folder of a repository (`organisation/name`), whether or not it is there."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    name = repo_folder_name(repo_id=repository, repo_type="model")
    return RepositoryCache(Path(constants.HF_HUB_CACHE).expanduser() / name)


def is_blob(path: Path, blob: str) -> bool:
    """Whether a file has the content that a blob's name says. OSError if it cannot be read."""
    return (file_sha256(path) if len(blob) == SHA256_DIGITS else git_sha1(path)) == blob


def git_sha1(path: Path) -> str:
    """The name that git gives a file's content: SHA-1 of `blob <size>`, NUL and the bytes."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def blob_of(path: Path) -> str | None:
    """The blob that a snapshot's file links to; None for a file outside such a cache."""
    if not path.is_symlink():
        return None
    target = path.readlink()
    return target.name if target.parent.name == "blobs" else None
