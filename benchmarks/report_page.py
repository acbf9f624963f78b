"""The page of a run with many articles: its size, and the time to write, open and filter it.

usage: .venv/bin/python benchmarks/report_page.py RUN [ARTICLES]

RUN is the folder of a run, whose records are repeated until there are ARTICLES (default: 1,000).
Needs Chromium and its driver.
"""

from __future__ import annotations

import itertools
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.browser.chromium import Browser, chromium

from kortom.report import write_report
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
    """Write a run's records again and again, each with an id and a sentence of its own."""
    lines = (run / layout.BRIEFS_JSONL).read_text(encoding="utf-8").splitlines()
    with (folder / layout.BRIEFS_JSONL).open("w", encoding="utf-8") as file:
        for number, line in enumerate(itertools.islice(itertools.cycle(lines), articles)):
            record = json.loads(line)
            record["id"] += f"-{number}"
            record["sentences"][-1]["hypothesis"] += f" Number {number}."
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def opening(browser: Browser, page: Path) -> dict[str, float]:
    """Milliseconds of one visit, from the start of the navigation and of each action."""
    browser.open(page)
    times = {"ready": browser.run(READY), "first paint": browser.run(OPENED) or float("nan")}
    search = "[name=search]"
    actions: dict[str, Callable[[], float]] = {
        "first search": lambda: browser.run(INPUT, search, "number 99"),
        "second search": lambda: browser.run(INPUT, search, "gemeente jaar"),
        "no search": lambda: browser.run(INPUT, search, ""),
        "doubtful only": lambda: browser.run(INPUT, "[name=doubtful]"),
        "a flag": lambda: browser.run(INPUT, "[name=flag]"),
        "open an article": lambda: browser.run(CLICK, ".toggle"),
    }
    return times | {name: act() for name, act in actions.items()}


def main() -> None:
    """Print the sizes, and the median and the range of the times."""
    run = Path(sys.argv[1])
    articles = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    manifest = read_manifest(run)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repeat_records(run, folder, articles)
        page = folder / "page.html"
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        write_report(folder, manifest, page)
        seconds = time.perf_counter() - began
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        records = (folder / layout.BRIEFS_JSONL).stat().st_size / 1e6
        size = page.stat().st_size / 1e6
        print(f"{articles} articles: records {records:.1f} MB, page {size:.1f} MB")
        print(f"written in {seconds:.2f} s, {grown:.0f} MiB of memory more")
        with chromium(folder / "profile") as browser:
            visits = [opening(browser, page) for _ in range(REPEATS)]
            last = (
                f"#{json.loads((folder / layout.BRIEFS_JSONL).read_text().splitlines()[-1])['id']}"
            )
            browser.open(page, last)
            print(f"{'ready at a link to the last':28} {browser.run(READY):.0f}")
    print(f"milliseconds, {REPEATS} visits: median (least to most)")
    for action in visits[0]:
        times = [visit[action] for visit in visits]
        print(f"{action:28} {statistics.median(times):.0f} ({min(times):.0f} to {max(times):.0f})")


if __name__ == "__main__":
    main()
