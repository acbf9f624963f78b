"""A Ray cluster to work on: one that runs already, or one started on this machine."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from kortom import errors
from kortom.errors import KortomError

LOOPBACK = "127.0.0.2"
"""Where a cluster on this machine listens. For 127.0.0.1 Ray puts the address by which others
reach this machine, which it looks up with a socket to a public name server."""

OBJECT_STORE_BYTES = 80 * 1024 * 1024
"""Ray's least. Articles and records are small, and most never see the object store."""

LONGEST_BASE = 20
"""In bytes: Ray's sockets lie some 85 deeper, and the kernel takes 107."""

CONNECT_SECONDS = 10.0

_SETTINGS = {"RAY_USAGE_STATS_ENABLED": "0"}

_NOWHERE = f"http://{LOOPBACK}:9"
_OFFLINE = {
    "http_proxy": _NOWHERE,
    "HTTP_PROXY": _NOWHERE,
    "no_proxy": f"127.0.0.1,{LOOPBACK},localhost",
    "NO_PROXY": f"127.0.0.1,{LOOPBACK},localhost",
}
"""For the processes of a cluster of our own. Its head asks the cloud's metadata service where it
runs, with usage statistics off too; a proxy that is not there answers at once that it cannot."""


@contextmanager
def ray_cluster(address: str | None, cpus: int) -> Iterator[ModuleType]:
    """Ray, connected; what was started here is ended with the context.

    address: of a running cluster ("auto", "host:port"); None starts one of so many CPUs. A
    connection that this process has already is used, and left. Raises KortomError (exit 2) if Ray
    is not installed, does not start or is not reached.
    """
    ray = _import_ray()
    if ray.is_initialized():
        yield ray
    elif address is not None:
        _check_reachable(address)
        with _session(ray, errors.RAY_UNREACHABLE, {"address": address}, address=address):
            yield ray
    else:
        with _temporary_folder() as folder:
            # Any user of this machine can reach the cluster's ports; only this one has the token.
            os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(32))
            options = {
                "address": "local",
                "num_cpus": cpus,
                "include_dashboard": False,
                "object_store_memory": OBJECT_STORE_BYTES,
                "_node_ip_address": LOOPBACK,
                "_temp_dir": folder,
            }
            with _session(ray, errors.RAY_NOT_STARTED, {}, environment=_OFFLINE, **options):
                yield ray


def head_answers(address: str) -> bool:
    """Whether something listens at the "host:port" of a cluster's head. OSError's causes: False."""
    try:
        _connect(address)
    except (OSError, ValueError):
        return False
    return True


def _import_ray() -> ModuleType:
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError as error:
        raise KortomError(errors.RAY_MISSING(detail=error)) from error
    return ray


@contextmanager
def _session(
    ray: Any,
    template: errors.Template,
    fields: dict[str, str],
    environment: Mapping[str, str] = {},
    **options: Any,
) -> Iterator[None]:
    """Ray between init and shutdown. template: the message if init fails; it has a {detail}.

    environment: of the processes that init starts, laid over our own.
    """
    try:
        with _own_signal_handlers(), _environment(environment):
            ray.init(log_to_driver=False, logging_level="error", **options)
    except Exception as error:
        ray.shutdown()
        detail = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
        raise KortomError(template(detail=detail, **fields)) from error
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        for name in values:
            if name in before:
                os.environ[name] = before[name]
            else:
                os.environ.pop(name, None)


@contextmanager
def _own_signal_handlers() -> Iterator[None]:
    """Keep our answer to SIGTERM: ray.init puts one that exits at once, for good."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    except SystemExit:
        raise KortomError(errors.interrupted(signal.SIGTERM, kept=True)) from None
    finally:
        signal.signal(signal.SIGTERM, before)


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
