"""The full walk: `make fault-test`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.walk import FAULTS, KILL, SCENARIOS, Point, Site, Trial
from tests.faults.zygote import zygote
from tests.tiny_model import build_tiny_marian

ARTICLES = Path(__file__).parent.parent / "articles"


def main() -> int:
    """Walk, print what was found, and return the exit code."""
    started = time.monotonic()
    with TemporaryDirectory(prefix="kortom-faults-") as name:
        root = Path(name)
        texts = [
            line
            for path in sorted(ARTICLES.glob("*.txt"))
            for line in path.read_text(encoding="utf-8").splitlines()
            if line
        ]
        model = build_tiny_marian(root / "model", texts)
        site = Site(root, model, zygote(model))
        trials = walk(site)
        order = [problem for s in SCENARIOS for problem in site.order_problems(s)]
    report(trials)
    for problem in order:
        print(f"ORDER {problem}")
    print(f"{time.monotonic() - started:.0f} s")
    return 1 if order or any(trial.problems for trial in trials) else 0


def walk(site: Site) -> list[Trial]:
    """A kill and errors at every point, with a line for each point."""
    trials = []
    for scenario, points in site.points.items():
        for point in points:
            of_point = [site.trial(point, fault) for fault in faults_at(point)]
            ends = " ".join(f"{t.fault}:{t.status}" for t in of_point)
            print(f"{scenario} {point.position + 1}/{len(points)} {point.call.text} [{ends}]")
            for trial in of_point:
                for problem in trial.problems:
                    print(f"  PROBLEM {trial.fault}: {problem}")
            sys.stdout.flush()
            trials += of_point
    return trials


def faults_at(point: Point) -> tuple[str, ...]:
    """A kill, and each error in the first scenario; one of them in turn in the others."""
    if point.scenario == SCENARIOS[0]:
        return FAULTS
    return KILL, FAULTS[1 + point.position % (len(FAULTS) - 1)]


def report(trials: list[Trial]) -> None:
    """Counts, as they stand in docs/reliability.md."""
    points = {trial.point for trial in trials}
    by_scenario = Counter(point.scenario for point in points)
    by_name = Counter(point.call.name for point in points)
    errors = [trial for trial in trials if trial.fault != KILL]
    print(f"{len(points)} points, {len(trials)} faults")
    print("  scenarios: " + ", ".join(f"{n} {count}" for n, count in sorted(by_scenario.items())))
    print("  calls: " + ", ".join(f"{n} {count}" for n, count in by_name.most_common()))
    print(f"  kills: {len(trials) - len(errors)}")
    told = sum(trial.status == 2 for trial in errors)
    print(f"  errors: {len(errors)}, of which {told} ended with exit 2, {len(errors) - told} not")
    print(f"  with problems: {sum(bool(trial.problems) for trial in trials)}")


if __name__ == "__main__":
    sys.exit(main())
