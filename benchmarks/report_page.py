"""A page with many articles: its size, and the time to write, open and filter it.

usage: .venv/bin/python benchmarks/report_page.py RUN [--against RUN] [--articles N]

The page of a run, or of its comparison with another one. RUN is the folder of a run, whose records
are repeated until there are N (default: 1,000). Needs Chromium and its driver.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.browser.chromium import Browser, chromium
from tests.browser.made_comparison import Silent

from kortom.comparison.compare import Request, compare
from kortom.report import write_report
from kortom.report.comparison_page import comparison_to_html
from kortom.runs import layout
from kortom.runs.manifest import read_manifest

REPEATS = 5

INPUT = """
const began = performance.now();
const field = document.querySelector(arguments[0]);
if (field.type === "checkbox") field.checked = !field.checked; else field.value = arguments[1];
field.dispatchEvent(new Event("input", { bubbles: true }));
document.body.getBoundingClientRect();
return performance.now() - began;
"""
CLICK = """
const began = performance.now();
document.querySelector(arguments[0]).click();
document.body.getBoundingClientRect();
return performance.now() - began;
"""
OPENED = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
READY = "return performance.getEntriesByType('navigation')[0].loadEventEnd"


def repeat_records(run: Path, folder: Path, articles: int) -> None:
    """Write a run anew, its records again and again, each with an id and a sentence of its own."""
    folder.mkdir()
    shutil.copy(run / layout.MANIFEST, folder)
    lines = (run / layout.BRIEFS_JSONL).read_text(encoding="utf-8").splitlines()
    with (folder / layout.BRIEFS_JSONL).open("w", encoding="utf-8") as file:
        for number, line in enumerate(itertools.islice(itertools.cycle(lines), articles)):
            record = json.loads(line)
            record["id"] += f"-{number}"
            record["sentences"][-1]["hypothesis"] += f" Number {number}."
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def opening(browser: Browser, page: Path, boxes: Sequence[str]) -> dict[str, float]:
    """Milliseconds of one visit, from the start of the navigation and of each action.

    boxes: names of the filters that are ticked.
    """
    browser.open(page)
    times = {"ready": browser.run(READY), "first paint": browser.run(OPENED) or float("nan")}
    search = "[name=search]"
    actions: dict[str, Callable[[], float]] = {
        "first search": lambda: browser.run(INPUT, search, "number 99"),
        "second search": lambda: browser.run(INPUT, search, "gemeente jaar"),
        "no search": lambda: browser.run(INPUT, search, ""),
    }
    for box in boxes:
        actions[f"only {box}"] = partial(browser.run, INPUT, f"[name={box}]")
    actions["open an article"] = lambda: browser.run(CLICK, ".toggle")
    return times | {name: act() for name, act in actions.items()}


def write_run_page(runs: Sequence[Path], page: Path) -> None:
    """The page of the first of the runs."""
    write_report(runs[0], read_manifest(runs[0]), page)


def write_comparison_page(runs: Sequence[Path], page: Path) -> None:
    """The page of their comparison; the time is printed without that of the comparison itself."""
    began = time.perf_counter()
    comparison = compare(Request(tuple(map(str, runs))), Silent())
    compared = time.perf_counter()
    page.write_text(comparison_to_html(comparison, ()), encoding="utf-8")
    print(
        f"compared in {compared - began:.1f} s, page made in {time.perf_counter() - compared:.2f} s"
    )


def main() -> None:
    """Print the sizes, and the median and the range of the times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    options = parser.parse_args()
    runs = [options.run, *([options.against] if options.against else [])]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repeated = [folder / f"run-{number}" for number in range(len(runs))]
        for run, copy in zip(runs, repeated, strict=True):
            repeat_records(run, copy, options.articles)
        page = folder / "page.html"
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        (write_comparison_page if options.against else write_run_page)(repeated, page)
        seconds = time.perf_counter() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        lines = (repeated[0] / layout.BRIEFS_JSONL).read_text(encoding="utf-8").splitlines()
        size = page.stat().st_size / 1e6
        print(
            f"{options.articles} articles: records {sum(map(len, lines)) / 1e6:.1f} MB,"
            f" page {size:.1f} MB"
        )
        print(f"written in {seconds:.2f} s, {grown:.0f} MiB of memory more")
        boxes = ("changed", "briefs") if options.against else ("doubtful", "flag")
        with chromium(folder / "profile") as browser:
            visits = [opening(browser, page, boxes) for _ in range(REPEATS)]
            browser.open(page, f"#{json.loads(lines[-1])['id']}")
            print(f"{'ready at a link to the last':28} {browser.run(READY):.0f}")
    print(f"milliseconds, {REPEATS} visits: median (least to most)")
    for action in visits[0]:
        times = [visit[action] for visit in visits]
        print(f"{action:28} {statistics.median(times):.0f} ({min(times):.0f} to {max(times):.0f})")


if __name__ == "__main__":
    main()
