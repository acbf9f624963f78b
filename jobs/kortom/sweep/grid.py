"""`--set-grid KEY=VALUE,VALUE`: a key of the config and the values it is to take in turn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from kortom import errors
from kortom.config.model import known_keys
from kortom.errors import KortomError

_NOT_IN_THE_HASH = ("run", "description")


@dataclass(frozen=True, slots=True)
class Axis:
    """key: dotted. values: as they were typed, each of them YAML."""

    key: str
    values: tuple[str, ...]


def parse_grid(texts: Sequence[str]) -> tuple[Axis, ...]:
    """The axes, in the order they were given.

    Raises KortomError (exit 2) for what is no KEY=VALUE,VALUE, a key that stands twice or that
    cannot change a brief, and a value that stands twice. That the key is known is for the config.
    """
    axes: list[Axis] = []
    for text in texts:
        axis = _parse_axis(text)
        if any(axis.key == other.key for other in axes):
            raise KortomError(errors.GRID_KEY(key=axis.key, detail="stands in two grids"))
        axes.append(axis)
    return tuple(axes)


def _parse_axis(text: str) -> Axis:
    key, equals, listed = text.partition("=")
    key = key.strip()
    if not equals or not all(key.split(".")):
        raise KortomError(errors.GRID_SYNTAX(text=text, detail="is not KEY=VALUE,VALUE"))
    if key.partition(".")[0] in _NOT_IN_THE_HASH:
        raise KortomError(errors.GRID_KEY(key=key, detail="changes no brief"))
    keys = known_keys()
    if any(known.startswith(f"{key}.") for known in keys):
        raise KortomError(errors.GRID_KEY(key=key, detail="is a section"))
    try:
        values = tuple(_values(listed))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        detail = getattr(error, "problem", None) or str(error)
        raise KortomError(errors.GRID_SYNTAX(text=text, detail=f"is no list ({detail})")) from None
    if not values:
        raise KortomError(errors.GRID_SYNTAX(text=text, detail="has no value"))
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice is not None:
        raise KortomError(errors.GRID_SYNTAX(text=text, detail=f"has {twice} twice"))
    return Axis(key, values)


def _values(listed: str) -> Iterator[str]:
    """The texts of the values. YAML itself says where each ends: it knows brackets and quotes."""
    text = f"[{listed}]"
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for value in node.value if node is not None else ():
        yield text[value.start_mark.index : value.end_mark.index].strip()
