"""What each combination would run, and which are there already; inputs and models read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kortom.articles import Readings
from kortom.config import Config, LoadedConfig
from kortom.config.model import Input
from kortom.errors import KortomError
from kortom.plan import Request, make_plan, read_inputs
from kortom.setup import Setup, fetch_missing, resolve_setup
from kortom.sweep.combinations import Combination
from kortom.sweep.earlier import find_earlier
from kortom.sweep.results import Attempt
from kortom.sweep.watcher import Watcher


def fetch_models(combinations: Sequence[Combination], watcher: Watcher) -> tuple[Combination, ...]:
    """Fetch the models that are not here, where a config allows it.

    The combinations, with the problem where that failed.
    """
    return tuple(_fetch(combination, watcher) for combination in combinations)


def _fetch(combination: Combination, watcher: Watcher) -> Combination:
    try:
        if combination.config is not None:
            fetch_missing(combination.config.value, watcher.warning)
    except KortomError as error:
        return replace(combination, problem=error.problem)
    return combination


def plan_sweep(
    combinations: Sequence[Combination],
    request: Callable[[LoadedConfig], Request],
    watcher: Watcher,
    *,
    again: bool = False,
) -> tuple[Attempt, ...]:
    """One attempt a combination, none of them begun.

    request: for a config, what is asked for beside it. again: whether to make anew what is there.
    One that cannot be planned (its model is not here, say) is kept, with its problem. Raises
    KortomError if that is so of all, and for one and the same reason.
    """
    known = _Known()
    attempts = []
    for combination in combinations:
        attempt = _plan(combination, request, known)
        if attempt.plan is not None and not again:
            earlier = find_earlier(attempt.plan, watcher.warning)
            attempt = (
                attempt if earlier is None else replace(attempt, state="there", result=earlier)
            )
        attempts.append(attempt)
    problems = {attempt.problem for attempt in attempts}
    if len(problems) == 1 and (problem := problems.pop()) is not None:
        raise KortomError(problem)
    for attempt in attempts:
        if attempt.problem is not None:
            watcher.failed(attempt.combination, attempt.problem)
    return tuple(attempts)


def _plan(
    combination: Combination, request: Callable[[LoadedConfig], Request], known: _Known
) -> Attempt:
    if combination.config is None or combination.problem is not None:
        return Attempt(combination, "failed", problem=combination.problem)
    config = combination.config.value
    try:
        setup, readings = known.setup(config), known.readings(config)
        plan = make_plan(replace(request(combination.config), setup=setup, readings=readings))
    except KortomError as error:
        return Attempt(combination, "failed", problem=error.problem)
    return Attempt(combination, "to do", plan)


@dataclass(slots=True)
class _Known:
    """Inputs as they were read, and setups by the parts of the config that they are made of.

    So all combinations run on the same articles, whatever becomes of the files meanwhile.
    """

    _readings: dict[Input, Readings] = field(default_factory=dict)
    _setups: dict[Any, Setup] = field(default_factory=dict)

    def readings(self, config: Config) -> Readings:
        """The articles; a sweep has one list of inputs, but may vary how they are read."""
        if config.input not in self._readings:
            self._readings[config.input] = read_inputs(config)
        return self._readings[config.input]

    def setup(self, config: Config) -> Setup:
        """Raises KortomError as `resolve_setup` does."""
        summarise = config.summarise
        key = (config.translate, summarise.method, summarise.seq2seq)
        if key not in self._setups:
            self._setups[key] = resolve_setup(config)
        return self._setups[key]
