"""A small server that speaks the part of the hub's protocol that downloads need, with faults.

Serves folders as repositories: their description (commit, files with sizes and hashes), and files
with ranges. Large files are in LFS, as on the hub: a redirect leads to their content.
"""

from __future__ import annotations

import hashlib
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

LFS_SUFFIXES = {".bin", ".safetensors", ".h5", ".ot", ".spm", ".model"}


@dataclass
class Repository:
    """A folder served as a repository. names: branches and tags that mean its one commit.

    status: answers every request with this instead.
    """

    folder: Path
    commit: str = ""
    names: tuple[str, ...] = ("main",)
    status: int | None = None
    error: str = ""

    def __post_init__(self) -> None:
        listing = "".join(f"{path.name} {sha256(path)}\n" for path in self.files())
        self.commit = self.commit or hashlib.sha1(listing.encode()).hexdigest()

    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir())


@dataclass
class Faults:
    """What goes wrong. Each is by file name.

    break_after: the connection breaks after so many bytes of an answer, as long as times are left.
    corrupt: a byte is another. size: what the description says, if not the truth. answer: a status
    instead of the file, as long as times are left. no_ranges: ranges are ignored.
    """

    break_after: dict[str, tuple[int, int]] = field(default_factory=dict)
    corrupt: set[str] = field(default_factory=set)
    size: dict[str, int] = field(default_factory=dict)
    answer: dict[str, tuple[int, int]] = field(default_factory=dict)
    no_ranges: bool = False


@dataclass
class Request:
    method: str
    path: str
    range: str | None
    authorization: str | None


class HubServer(ThreadingHTTPServer):
    """Runs inside `serving`; `requests` is what was asked so far."""

    daemon_threads = True

    def __init__(self, repositories: dict[str, Repository]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.repositories = repositories
        self.faults = Faults()
        self.requests: list[Request] = []
        self._connections: list[socket.socket] = []

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.append(request)
        super().process_request(request, client_address)

    def leave(self) -> None:
        """Be gone: no new connection is taken, and those that are open end."""
        self.shutdown()
        self.server_close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def fetched(self) -> list[str]:
        """The names of the files that were asked for, in order."""
        asked = (re.search(r"/resolve/[^/]+/(.+)$", request.path) for request in self.requests)
        return [match[1] for match in asked if match]

    def handle_error(self, *_: object) -> None:
        """A client that goes away is no news."""


@contextmanager
def serving(repositories: dict[str, Repository]) -> Iterator[HubServer]:
    server = HubServer(repositories)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.leave()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HubServer

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _answer(self) -> None:
        path = unquote(urlsplit(self.path).path)
        headers = self.headers
        self.server.requests.append(
            Request(self.command, path, headers.get("Range"), headers.get("Authorization"))
        )
        if match := re.fullmatch(r"/api/models/([^/]+/[^/]+?)(?:/revision/(.+))?", path):
            self._describe(match[1], match[2] or "main")
        elif match := re.fullmatch(r"/(lfs/)?([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self._resolve(match[2], match[3], match[4], content=bool(match[1]))
        else:
            self._error(404, "")

    def _repository(self, name: str, revision: str) -> Repository | None:
        found = self.server.repositories.get(name)
        if found is None:
            # As the hub does: who is not logged in learns not whether there is such a repository.
            self._error(401, "RepoNotFound")
        elif found.status is not None:
            self._error(found.status, found.error)
        elif revision not in (*found.names, found.commit):
            self._error(404, "RevisionNotFound")
        else:
            return found
        return None

    def _describe(self, name: str, revision: str) -> None:
        repository = self._repository(name, revision)
        if repository is None:
            return
        siblings = []
        for path in repository.files():
            size = self.server.faults.size.get(path.name, path.stat().st_size)
            file: dict[str, Any] = {"rfilename": path.name, "size": size, "blobId": git_sha1(path)}
            if path.suffix in LFS_SUFFIXES:
                file["lfs"] = {"sha256": sha256(path), "size": size, "pointerSize": 134}
            siblings.append(file)
        body = json.dumps({"id": name, "sha": repository.commit, "siblings": siblings}).encode()
        self._send(200, body, {"Content-Type": "application/json"})

    def _resolve(self, name: str, revision: str, file: str, *, content: bool) -> None:
        repository = self._repository(name, revision)
        if repository is None:
            return
        path = repository.folder / file
        if not path.is_file():
            self._error(404, "EntryNotFound")
            return
        status, left = self.server.faults.answer.get(file, (0, 0))
        if left:
            self.server.faults.answer[file] = (status, left - 1)
            self._error(status, "")
            return
        headers = {"X-Repo-Commit": repository.commit, "ETag": f'"{git_sha1(path)}"'}
        if path.suffix in LFS_SUFFIXES and not content:
            headers |= {
                "X-Linked-Etag": f'"{sha256(path)}"',
                "X-Linked-Size": str(path.stat().st_size),
                "Location": f"{self.server.endpoint}/lfs{self.path}",
            }
            self._send(302, b"", headers)
            return
        body = path.read_bytes()
        if file in self.server.faults.corrupt:
            body = bytes([body[0] ^ 1]) + body[1:]
        self._send_part(file, body, headers)

    def _send_part(self, file: str, body: bytes, headers: dict[str, str]) -> None:
        match = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        start = int(match[1]) if match and not self.server.faults.no_ranges else None
        if start is not None:
            headers = headers | {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
        part = body[start or 0 :]
        after, left = self.server.faults.break_after.get(file, (0, 0))
        if left:
            self.server.faults.break_after[file] = (after, left - 1)
        self._send(206 if start is not None else 200, part, headers, after if left else None)

    def _error(self, status: int, code: str) -> None:
        self._send(status, b"{}", {"X-Error-Code": code, "Content-Type": "application/json"})

    def _send(
        self, status: int, body: bytes, headers: dict[str, str], cut: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body if cut is None else body[:cut])
        if cut is not None:
            self.close_connection = True


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def git_sha1(path: Path) -> str:
    data = path.read_bytes()
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
