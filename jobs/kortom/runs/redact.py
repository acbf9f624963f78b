"""Keeps secrets out of what is written."""

from __future__ import annotations

from collections.abc import Sequence

SECRET_OPTIONS = ("--ping",)
HIDDEN = "***"


def redact(command: Sequence[str]) -> tuple[str, ...]:
    """A command line with the values of secret options hidden."""
    shown: list[str] = []
    for word in command:
        option = next((name for name in SECRET_OPTIONS if word.startswith(f"{name}=")), None)
        if shown and shown[-1] in SECRET_OPTIONS:
            shown.append(HIDDEN)
        else:
            shown.append(f"{option}={HIDDEN}" if option else word)
    return tuple(shown)
