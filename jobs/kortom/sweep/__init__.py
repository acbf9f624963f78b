"""Several configs over the same inputs: what is to be run, what is there already, and the rest."""

from kortom.sweep.combinations import Combination, combine
from kortom.sweep.grid import Axis, parse_grid
from kortom.sweep.planning import fetch_models, plan_sweep
from kortom.sweep.results import Attempt, Sweep, sweep_to_json
from kortom.sweep.watcher import Watcher
from kortom.sweep.work import work_off

__all__ = [
    "Attempt",
    "Axis",
    "Combination",
    "Sweep",
    "Watcher",
    "combine",
    "fetch_models",
    "parse_grid",
    "plan_sweep",
    "sweep_to_json",
    "work_off",
]
