"""Configs times grid: the combinations of a sweep, each a config of its own."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from kortom import errors
from kortom.config import LoadedConfig, config_hash, load_config
from kortom.errors import KortomError, Problem
from kortom.sweep.grid import Axis

MOST = 64
"""Combinations, unless the command line says otherwise: a slip in a grid costs days."""

_OF_ALL = (errors.CONFIG_UNKNOWN_KEY.code, errors.CONFIG_OVERRIDE.code)
"""Problems that no other value of a grid could mend."""


@dataclass(frozen=True, slots=True)
class Combination:
    """One config of a sweep.

    name: of the config, as it was given. values: of the grid, (key, text) each. config: None if it
    is not valid. problem: why there can be no run of it.
    """

    name: str
    values: tuple[tuple[str, str], ...]
    config: LoadedConfig | None = None
    problem: Problem | None = None

    def __str__(self) -> str:
        return " ".join([self.name, *(f"{key}={text}" for key, text in self.values)])


def combine(
    names: Sequence[str], axes: Sequence[Axis], overrides: Sequence[str], most: int = MOST
) -> tuple[Combination, ...]:
    """All combinations, the last axis changing fastest.

    A combination whose value the config does not take is kept, with its problem. What is wrong with
    all of a config, or with the sweep, is raised as KortomError (exit 2): too many combinations, an
    unknown key, a config that is not there or not valid by itself, two combinations with the same
    config, unlike inputs or outputs.
    """
    _check_keys(axes, overrides)
    count = len(names) * math.prod(len(axis.values) for axis in axes)
    if count > most:
        raise KortomError(errors.GRID_TOO_LARGE(count=count, most=most))
    combinations: list[Combination] = []
    for name in names:
        of_config = [
            _combination(name, axes, values, overrides)
            for values in product(*(axis.values for axis in axes))
        ]
        if all(combination.problem for combination in of_config):
            load_config(name, overrides)  # raises if it is the config's own fault
        combinations += of_config
    valid = [(each, each.config) for each in combinations if each.config is not None]
    _check_unique(valid)
    _check_alike(valid)
    return tuple(combinations)


def _check_keys(axes: Sequence[Axis], overrides: Sequence[str]) -> None:
    keys = {text.partition("=")[0].strip() for text in overrides}
    for axis in axes:
        if axis.key in keys:
            raise KortomError(errors.GRID_KEY(key=axis.key, detail="stands in --set too"))


def _combination(
    name: str, axes: Sequence[Axis], texts: tuple[str, ...], overrides: Sequence[str]
) -> Combination:
    values = tuple((axis.key, text) for axis, text in zip(axes, texts, strict=True))
    try:
        config = load_config(name, [*overrides, *(f"{key}={text}" for key, text in values)])
    except KortomError as error:
        if error.problem.code in _OF_ALL:
            raise
        return Combination(name, values, problem=error.problem)
    return Combination(name, values, config)


def _check_unique(valid: Sequence[tuple[Combination, LoadedConfig]]) -> None:
    seen: dict[str, Combination] = {}
    for combination, config in valid:
        key = config_hash(config.value)
        if key in seen:
            raise KortomError(errors.SWEEP_DUPLICATE(first=seen[key], second=combination))
        seen[key] = combination


def _check_alike(valid: Sequence[tuple[Combination, LoadedConfig]]) -> None:
    """What is compared has to be of the same articles, and to lie where `compare` looks."""
    for key, option in (("inputs", "--input"), ("output", "--output")):
        shown = [
            (combination.name, json.dumps(getattr(config.value.run, key), ensure_ascii=False))
            for combination, config in valid
        ]
        for name, value in shown:
            first_name, first = shown[0]
            if value != first:
                raise KortomError(
                    errors.SWEEP_UNLIKE(
                        key=f"run.{key}",
                        first=first,
                        config=first_name,
                        second=value,
                        other=name,
                        option=option,
                    )
                )
