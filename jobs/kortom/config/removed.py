"""Keys that configs of earlier versions had, and manifests of their runs still have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_RANGE = "the usual range of lengths now follows from the sentence's own length"
_WEIGHTS = "briefs are made of what covers most of the article, and weigh nothing else"
REMOVED_KEYS = {
    "checks.min_length_ratio": _RANGE,
    "checks.max_length_ratio": _RANGE,
    "summarise.position": _WEIGHTS,
    "summarise.centrality": _WEIGHTS,
    "summarise.title": _WEIGHTS,
    "summarise.paragraph_start": _WEIGHTS,
    "summarise.dangling": _WEIGHTS,
    "summarise.redundancy": _WEIGHTS,
}
"""In dotted form, with why they are gone."""


def without_removed(config: Mapping[str, Any]) -> dict[str, Any]:
    """A config as plain data without the keys that are gone."""
    return {
        section: {k: v for k, v in values.items() if f"{section}.{k}" not in REMOVED_KEYS}
        if isinstance(values, Mapping)
        else values
        for section, values in config.items()
    }
