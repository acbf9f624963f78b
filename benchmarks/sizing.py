"""Articles an hour: of one core, measured, by each executor; of clusters, computed from that.

Rates are taken from the difference between a run of all articles and one of a few, so that start-up
and loading, which a long run does not feel, are not in them. A cluster is limited by what its
driver does alone: it reads, keeps and publishes each article. That is measured by runs whose
articles are all finished, and by what keeping one costs.

usage: .venv/bin/python benchmarks/sizing.py [--articles N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from process_tree import run_measured
from recombine import write_articles

from kortom.runs.store import Finished, Store

KORTOM = Path(sys.executable).with_name("kortom")
NODES = (1, 10, 100)
CORES = (2, 16)
FEW = 4
KEPT = 200


def seconds_each(folder: Path, count: int, workers: int, *options: str) -> float:
    """Seconds for one article more, of a run with so many workers."""
    command = [
        KORTOM, "run", "--quiet", "--input", folder / "in", "--output", folder / "out",
        "--set", f"run.workers={workers}", *options,
    ]  # fmt: skip
    few = run_measured([*command, "--limit", str(FEW)], workers)
    return (run_measured(command, workers).seconds - few.seconds) / (count - FEW)


def driver_seconds(folder: Path, count: int) -> float:
    """What the driver does for one article: it reads and publishes it, and keeps two stages."""
    run_measured([KORTOM, "run", "-q", "--input", folder / "in", "--output", folder / "out"], 2)
    again = seconds_each(folder, count, 1)
    briefs = max((folder / "out").glob("*/*/briefs.jsonl"))
    line = briefs.read_text(encoding="utf-8").splitlines()[0]
    with Store(folder / "store.sqlite3") as store:
        started = time.perf_counter()
        for number in range(KEPT):
            store.put("stage", str(number), Finished({"line": line}, 0.0, "run"))
        commit = (time.perf_counter() - started) / KEPT
    return again + 2 * commit


def main() -> None:
    """Measure, compute and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=52)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory(prefix="kortom-bench-") as name:
        folder = Path(name)
        write_articles(folder / "in", count)
        print(f"{count} articles, measured     articles/hour  per core")
        rate = 0.0
        for executor, workers in (("local", 1), ("local", 2), ("ray", 1), ("ray", 2)):
            options = ("--no-cache", "--executor", executor)
            hourly = 3600 / seconds_each(folder, count, workers, *options)
            rate = hourly / workers
            print(f"  {executor:5} {workers} workers {hourly:22,.0f} {rate:9,.0f}", flush=True)
        driver = driver_seconds(folder, count)
    ceiling = 3600 / driver
    print(f"  the driver's own work: {driver * 1000:.1f} ms an article, {ceiling:,.0f} an hour")
    print("\ncomputed from the last line of Ray and the driver's work:")
    print("nodes  cores each  articles/hour")
    for cores in CORES:
        for nodes in NODES:
            workers = nodes * cores * rate
            limit = "" if workers < ceiling else "  (the driver's limit)"
            print(f"{nodes:5} {cores:11} {min(workers, ceiling):14,.0f}{limit}")


if __name__ == "__main__":
    main()
