"""Pings for a dead-man's switch: a service that calls for help when they stay out.

The address is a secret (whoever has it can silence the alarm): it is in no message, and no
exception of a library, which might hold it, leaves this module.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from kortom import __version__, errors
from kortom.errors import KortomError

Event = Literal["start", "success", "fail"]

TIMEOUT_SECONDS = 5.0
TRIES = 2


@dataclass(frozen=True, slots=True)
class Ping:
    """Where to ping. timeout: seconds for one request, name look-up and redirects included."""

    address: str = field(repr=False)
    timeout: float = TIMEOUT_SECONDS

    def url(self, event: Event) -> str:
        """The address of an event: `/start` or `/fail` after the path, before any query."""
        if event == "success":
            return self.address
        parts = urlsplit(self.address)
        return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{event}"))

    def send(self, event: Event) -> str | None:
        """Ping, and once again if that fails; what went wrong the last time, None if nothing did.

        Takes at most `TRIES * timeout` seconds and raises nothing.
        """
        detail = None
        for _ in range(TRIES):
            detail = _get_in_time(self.url(event), self.timeout)
            if detail is None:
                break
        return detail


def parse_ping(address: str) -> Ping:
    """Check an address. Raises KortomError (exit 2), which does not show it."""
    address = address.strip()
    detail = _fault(address)
    if detail is not None:
        raise KortomError(errors.PING_ADDRESS(option="--ping", detail=detail))
    return Ping(urlunsplit(urlsplit(address)._replace(fragment="")))


def _fault(address: str) -> str | None:
    if not all("!" <= char <= "~" for char in address):
        return "it holds a space or a character outside ASCII"
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return "it is not a URL"
    if parts.scheme not in ("http", "https"):
        return "it does not begin with http:// or https://"
    if not parts.hostname:
        return "it names no host"
    if "@" in parts.netloc:
        return "it holds a user name or password, which is not supported"
    return None


def _get_in_time(url: str, timeout: float) -> str | None:
    """GET in a thread that is left behind when the time is up.

    A socket's own time-out is not enough: it begins anew with each byte and each redirect, and
    does not cover the look-up of the name.
    """
    outcome: list[str | None] = []
    thread = threading.Thread(target=lambda: outcome.append(_get(url, timeout)), daemon=True)
    thread.start()
    thread.join(timeout)
    return outcome[0] if outcome else f"no answer within {timeout:g} s"


def _get(url: str, timeout: float) -> str | None:
    """What went wrong, in words that cannot hold the address; None if nothing did."""
    from urllib.error import HTTPError, URLError
    from urllib.request import Request

    request = Request(url, headers={"User-Agent": f"kortom/{__version__}"})  # noqa: S310 (checked)
    try:
        _opener_open(request, timeout)
    except HTTPError as error:
        error.close()
        return f"it answered with status {error.code}"
    except URLError as error:
        return _in_words(error.reason, timeout)
    except Exception as error:  # noqa: BLE001 (a ping never fails the job)
        return _in_words(error, timeout)
    return None


def _opener_open(request: object, timeout: float) -> None:
    """Open and close. The usual opener would also follow a redirect to ftp://."""
    from urllib import request as lib

    opener = lib.OpenerDirector()
    for handler in (
        lib.ProxyHandler,
        lib.HTTPHandler,
        lib.HTTPSHandler,
        lib.HTTPRedirectHandler,
        lib.HTTPDefaultErrorHandler,
        lib.HTTPErrorProcessor,
        lib.UnknownHandler,
    ):
        opener.add_handler(handler())
    opener.open(request, timeout=timeout).close()  # type: ignore[arg-type]


def _in_words(error: object, timeout: float) -> str:
    """The system's words for an errno, else only the kind of error: its text may hold the host."""
    import ssl

    if isinstance(error, TimeoutError):
        return f"no answer within {timeout:g} s"
    if isinstance(error, OSError) and error.strerror and not isinstance(error, ssl.SSLError):
        return error.strerror
    return type(error).__name__ if isinstance(error, Exception) else "it cannot be opened"
