"""Whether time grows in a line with the number of articles, and memory not at all.

`kortom run --no-cache` with the default config on more and more articles. Memory is that of all its
processes together (see process_tree.py). The line is fitted by least squares to the seconds of the
whole process; the last column is how far each is off it.

usage: .venv/bin/python benchmarks/curve.py [--articles N ...] [--set KEY=VALUE ...]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from process_tree import run_measured
from recombine import write_articles

KORTOM = Path(sys.executable).with_name("kortom")


@dataclass(frozen=True, slots=True)
class Point:
    """One run. seconds: of the whole process. load_seconds: of that for the model."""

    articles: int
    sentences: int
    seconds: float
    load_seconds: float
    peak_bytes: int


def measure(count: int, folder: Path, sets: list[str]) -> Point:
    """Run kortom on so many articles. RuntimeError if one of them got no brief."""
    articles, output = folder / f"articles-{count}", folder / f"output-{count}"
    write_articles(articles, count)
    settings = [part for setting in sets for part in ("--set", setting)]
    where: list[str | Path] = ["--input", articles, "--output", output]
    command = [KORTOM, "run", "--no-cache", "--quiet", *where, *settings]
    usage = run_measured(command, len(os.sched_getaffinity(0)))
    (path,) = output.glob("*/*/manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    counts = manifest["counts"]
    if counts["briefs"] != count:
        raise RuntimeError(f"{count} articles: {counts}")
    load = manifest["timings"]["load_model"]
    return Point(count, counts["sentences"], usage.seconds, load, usage.peak_bytes)


def print_curve(points: list[Point]) -> None:
    """A line for each point, and how much more memory the last took than the one before."""
    import numpy as np

    counts = [point.articles for point in points]
    slope, start = np.polyfit(counts, [point.seconds for point in points], 1)
    print(f"{'articles':>8} sentences  seconds (load) each article  peak MB  off the line")
    for point in points:
        on_line = start + slope * point.articles
        print(
            f"{point.articles:8} {point.sentences:9} {point.seconds:8.1f} {point.load_seconds:6.1f}"
            f" {point.seconds / point.articles:12.3f} {point.peak_bytes / 1e6:8.0f}"
            f" {(point.seconds - on_line) / on_line:+13.1%}"
        )
    print(f"line: {start:.1f} s + {slope:.3f} s for each article")
    for before, after in pairwise(points):
        ratio = after.peak_bytes / before.peak_bytes
        print(f"memory: {after.articles} articles take {ratio:.3f} of what {before.articles} take")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--set", action="append", default=[], help="a setting of the config")
    arguments = parser.parse_args()
    points = []
    with tempfile.TemporaryDirectory(prefix="kortom-bench-") as folder:
        for count in arguments.articles:
            points.append(measure(count, Path(folder), arguments.set))
            print(f"{count}: {points[-1].seconds:.1f} s", file=sys.stderr)
    print_curve(points)


if __name__ == "__main__":
    main()
