"""Configs of earlier versions, as the manifests of their runs still have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kortom.config.removed import without_removed

_CHECKS = (
    "empty",
    "truncated",
    "quotes",
    "numbers",
    "dates",
    "currencies",
    "percentages",
    "names_lost",
    "names_invented",
    "output_language",
)
_BEFORE: dict[str, Any] = {
    "translate.glossary": None,
    "retry.policies": [],
    **{f"checks.{name}": False for name in _CHECKS},
    "run.report": False,
}
"""Keys in dotted form that configs have gained, and what was done while there was no such key.

Only those whose default does something else. A run is made again as it was made.
"""


def in_todays_terms(config: Mapping[str, Any]) -> dict[str, Any]:
    """A config of a run as plain data, with what it did when it was made and no key that is gone.

    One that has all keys of today comes back equal.
    """
    data = without_removed(config)
    for key, value in _BEFORE.items():
        section, _, name = key.partition(".")
        values = data.setdefault(section, {})
        if isinstance(values, dict):  # else it is no config, which whoever validates it will say
            values.setdefault(name, value)
    return data
