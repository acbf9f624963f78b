"""Asking the hub and fetching from it: the only place that reaches for it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kortom import __version__, errors
from kortom.errors import KortomError, Problem
from kortom.models.hub_cache import HubFile, RepositoryCache, is_blob
from kortom.models.reference import Hub
from kortom.runs.files import sync

if TYPE_CHECKING:
    from huggingface_hub import ModelInfo

WAITS_SECONDS = (1.0, 2.0, 4.0, 8.0)
"""Before each new attempt, as long as none brings a byte."""

RETRIED = frozenset({408, 429, 500, 502, 503, 504})
_HASH = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Listing:
    """A repository at one commit (40 hex digits). files: by name."""

    repository: str
    commit: str
    files: dict[str, HubFile]

    @property
    def pinned(self) -> str:
        """The reference that means this commit for ever."""
        return f"{self.repository}@{self.commit}"


def look_up(reference: str, hub: Hub) -> Listing:
    """Ask the hub what a reference means now. Raises KortomError (exit 5) if it does not say."""
    from huggingface_hub import HfApi, constants
    from huggingface_hub.errors import HFValidationError

    with asking_hub(reference, hub):
        try:
            info = HfApi(library_name="kortom", library_version=__version__).model_info(
                hub.repository,
                revision=hub.revision,
                files_metadata=True,
                timeout=constants.HF_HUB_ETAG_TIMEOUT,
            )
            return _listing(hub, info)
        except HFValidationError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            # The library takes whatever JSON there is; a proxy's login page is not even that.
            detail = f"{type(error).__name__}: {error}"
            problem = errors.HUB_ANSWER(ref=reference, endpoint=_endpoint(), detail=detail)
            raise KortomError(problem) from error


def _listing(hub: Hub, info: ModelInfo) -> Listing:
    """ValueError if the description lacks the commit or the hashes."""
    files = {}
    for file in info.siblings or ():
        blob, size = (file.lfs.sha256, file.lfs.size) if file.lfs else (file.blob_id, file.size)
        if blob is not None and size is not None and _HASH.fullmatch(blob):
            files[file.rfilename] = HubFile(file.rfilename, size, blob)
    if info.sha is None or not _HASH.fullmatch(info.sha) or not files:
        raise ValueError("it names no commit, or no file with its hash")
    return Listing(hub.repository, info.sha, files)


def fetch(
    listing: Listing, file: HubFile, cache: RepositoryCache, received: Callable[[int], None]
) -> None:
    """Bring a file into the cache's blobs, going on from what an earlier attempt left.

    It becomes a blob once its bytes are those that the hub describes. received: is told the bytes
    that are there. Raises KortomError (exit 5) if they are others, which are then removed, or what
    httpx2 and huggingface_hub raise if the hub gives up.
    """
    blob, partial = cache.blob(file), cache.partial(file)
    if blob.is_file():
        if is_blob(blob, file.blob):
            received(file.size)
            return
        blob.unlink()
    if partial.is_file() and partial.stat().st_size > file.size:
        partial.unlink()
    partial.touch()
    _download(listing, file, partial, received)
    if not is_blob(partial, file.blob):
        partial.unlink()
        problem = errors.HUB_WRONG_HASH(ref=listing.pinned, file=file.name, expected=file.blob)
        raise KortomError(problem)
    sync(partial)
    partial.rename(blob)
    sync(blob.parent)


def _download(
    listing: Listing, file: HubFile, partial: Path, received: Callable[[int], None]
) -> None:
    """Attempts until all bytes are there; each goes on where the last one broke off."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    waits = list(WAITS_SECONDS)
    while (before := partial.stat().st_size) < file.size:
        try:
            _stream(listing, file, partial, received)
        except (httpx2.TransportError, HfHubHTTPError) as error:
            passing = not isinstance(error, HfHubHTTPError) or error.response.status_code in RETRIED
            if partial.stat().st_size > before:
                waits = list(WAITS_SECONDS)
            elif waits and passing:
                time.sleep(waits.pop(0))
            else:
                raise
        else:
            if partial.stat().st_size <= before:
                return  # the hub has no more: what came is then not what it described


def _stream(
    listing: Listing, file: HubFile, partial: Path, received: Callable[[int], None]
) -> None:
    from huggingface_hub import constants, hf_hub_url
    from huggingface_hub.utils import (  # type: ignore[attr-defined]
        build_hf_headers,
        get_session,
        hf_raise_for_status,
    )

    url = hf_hub_url(listing.repository, file.name, revision=listing.commit)
    headers = build_hf_headers(library_name="kortom", library_version=__version__)
    headers["Accept-Encoding"] = "identity"
    have = partial.stat().st_size
    if have:
        headers["Range"] = f"bytes={have}-"
    timeout = constants.HF_HUB_DOWNLOAD_TIMEOUT
    with get_session().stream("GET", url, headers=headers, timeout=timeout) as response:
        hf_raise_for_status(response)
        # 200: a server that sends all of it whatever it was asked for.
        with partial.open("ab" if response.status_code == 206 else "wb") as out:
            for chunk in response.iter_bytes():  # as they come: what came is kept
                out.write(chunk)
                received(out.tell())


@contextmanager
def asking_hub(reference: str, hub: Hub) -> Iterator[None]:
    """Turn what goes wrong with the hub into a KortomError (exit 5) that says what to do."""
    import httpx2
    from huggingface_hub.errors import HFValidationError

    try:
        yield
    except HFValidationError:
        raise KortomError(errors.MODEL_REFERENCE(ref=reference)) from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise KortomError(_problem(reference, hub, error)) from error


def _problem(reference: str, hub: Hub, error: Exception) -> Problem:
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    if not isinstance(error, HfHubHTTPError):
        detail = f"{type(error).__name__}: {error}".rstrip(": ")
        return errors.HUB_UNREACHABLE(ref=reference, endpoint=_endpoint(), detail=detail)
    status = error.response.status_code
    if isinstance(error, RevisionNotFoundError):
        return errors.HUB_NO_REVISION(
            ref=reference, repository=hub.repository, revision=hub.revision or "main"
        )
    if isinstance(error, GatedRepoError) or status == 403:
        return errors.HUB_NO_ACCESS(ref=reference, repository=hub.repository)
    # The hub answers 401 for a repository that is private and for one that does not exist.
    if isinstance(error, RepositoryNotFoundError) or status in {401, 404}:
        return errors.HUB_NO_REPOSITORY(ref=reference, repository=hub.repository)
    return errors.HUB_ANSWER(ref=reference, endpoint=_endpoint(), detail=f"HTTP {status}")


def _endpoint() -> str:
    from huggingface_hub import constants

    return constants.ENDPOINT
