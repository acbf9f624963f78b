"""A Ray cluster to work on: one that runs already, or one started on this machine."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import Any

from kortom import errors
from kortom.errors import KortomError, Problem

OBJECT_STORE_BYTES = 80 * 1024 * 1024
"""Ray's least. Articles and records are small, and most never see the object store."""

LONGEST_BASE = 20
"""In bytes: Ray's sockets lie some 85 deeper, and the kernel takes 107."""

CONNECT_SECONDS = 10.0

ALONE = {
    # Ray's switch for one-machine clusters on any system. Without it, Ray takes the address by
    # which others reach this machine, and looks that up with a socket to a public name server.
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    # Even with usage statistics off, Ray asks the metadata services of three clouds where it runs.
    "http_proxy": "http://127.0.0.1:9",
    "no_proxy": "localhost,127.0.0.1",
}
"""Environment of a cluster on this machine, so that its processes call nobody."""


@contextmanager
def ray_cluster(address: str | None, cpus: int) -> Iterator[ModuleType]:
    """Ray, connected; what was started here is ended with the context.

    address: of a running cluster ("auto", "host:port"); None starts one of so many CPUs. A
    connection that this process has already is used, and left. Raises KortomError (exit 2) if Ray
    is not installed, does not start or is not reached.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    with _environment({} if address else ALONE):
        ray = _import_ray()
    if ray.is_initialized():
        yield ray
        return
    with _started(ray, cpus) if address is None else _connected(ray, address):
        yield ray


def head_answers(address: str) -> bool:
    """Whether something listens at the "host:port" of a cluster's head."""
    try:
        _connect(address)
    except (OSError, ValueError):
        return False
    return True


def _import_ray() -> ModuleType:
    try:
        import ray
    except ImportError as error:
        raise KortomError(errors.RAY_MISSING(detail=error)) from error
    return ray


@contextmanager
def _connected(ray: ModuleType, address: str) -> Iterator[None]:
    _check_reachable(address)
    _init(ray, partial(errors.RAY_UNREACHABLE, address=address), address=address)
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _started(ray: ModuleType, cpus: int) -> Iterator[None]:
    # Others on this machine can reach the cluster's ports; only who has the token may use it.
    os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
    with _temporary_folder() as folder:
        with _environment(ALONE):
            _init(
                ray,
                errors.RAY_NOT_STARTED,
                address="local",
                num_cpus=cpus,
                include_dashboard=False,
                object_store_memory=OBJECT_STORE_BYTES,
                _temp_dir=folder,
            )
        try:
            yield
        finally:
            ray.shutdown()


def _init(ray: Any, problem: Callable[..., Problem], **options: Any) -> None:
    """ray.init, with our own answer to SIGTERM kept: Ray puts one that exits at once, for good.

    problem: the message if it fails; takes a detail.
    """
    before = signal.getsignal(signal.SIGTERM)
    try:
        ray.init(log_to_driver=False, logging_level="error", **options)
    except SystemExit:
        raise KortomError(errors.interrupted(signal.SIGTERM, kept=True)) from None
    except Exception as error:
        ray.shutdown()
        detail = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
        raise KortomError(problem(detail=detail)) from error
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Variables for what is imported and started inside the context."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _temporary_folder() -> Iterator[str]:
    """A folder for Ray's sockets and logs, with a path that is short enough."""
    usual = tempfile.gettempdir()
    base = usual if len(os.fsencode(usual)) <= LONGEST_BASE else "/tmp"  # noqa: S108
    with tempfile.TemporaryDirectory(
        prefix="kortom-ray-", dir=base, ignore_cleanup_errors=True
    ) as folder:
        yield folder


def _check_reachable(address: str) -> None:
    """Ray itself tries a dead address for minutes, and fills stderr."""
    if address == "auto":
        return
    try:
        _connect(address)
    except ValueError:
        detail = "it is not like host:6379"
    except OSError as error:
        detail = str(error.strerror or error)
    else:
        return
    raise KortomError(errors.RAY_UNREACHABLE(address=address, detail=detail))


def _connect(address: str) -> None:
    host, _, port = address.rpartition(":")
    if not host or "/" in host:
        raise ValueError(address)
    socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()
