"""chrF2 of each system's English against each other's: counted once, and used in several places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from kortom.comparison.chrf import chrf_metric
from kortom.comparison.matching import Matched
from kortom.evaluation.statistics import Floats

Between = Mapping[tuple[int, int], Sequence[Floats]]
"""Of each two systems (as references, as hypotheses), for each article its statistics, a row for
each compared sentence."""


def count_between(matched: Sequence[Matched], systems: int, baseline: int) -> Between:
    """All pairs of systems, the baseline first and the others in their order."""
    order = [baseline, *(system for system in range(systems) if system != baseline)]
    return {(one, other): _counted(matched, one, other) for one, other in combinations(order, 2)}


def _counted(matched: Sequence[Matched], one: int, other: int) -> list[Floats]:
    rows = [row for of in matched for row in of.rows]
    if not rows:
        return [np.empty((0, 1)) for _ in matched]
    statistics = chrf_metric().statistics(
        [row[other].hypothesis for row in rows], [row[one].hypothesis for row in rows]
    )
    return np.split(statistics, np.cumsum([len(of.rows) for of in matched])[:-1])
