"""What decoding doubtful sentences again costs: `kortom run --no-cache` by `retry.policies`.

Whole processes on two cores, in alternating rounds, on articles recombined from the test articles.
CPU seconds are little moved by what else the machine does.

usage: .venv/bin/python benchmarks/retry_cost.py [--articles N] [--rounds N] [--set KEY=VALUE ...]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from process_tree import Usage, run_measured
from recombine import write_articles

CORES = 2
POLICIES = ("[]", "[strict]", "[clauses]", "[strict,clauses]")


def measure(articles: Path, outputs: Path, policies: str, settings: list[str]) -> Usage:
    """One run of all articles, nothing kept from earlier ones."""
    options = ["--input", articles, "--output", outputs, "--no-cache", "--quiet"]
    for setting in (*settings, f"retry.policies={policies}", f"run.workers={CORES}"):
        options += ["--set", setting]
    return run_measured([sys.executable, "-m", "kortom", "run", *options], CORES)


def main() -> None:
    """Measure and print a Markdown table: medians over the rounds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--set", action="append", default=[], dest="settings")
    options = parser.parse_args()
    used: dict[str, list[Usage]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(folder) / "articles"
        write_articles(articles, options.articles)
        for _ in range(options.rounds):
            for policies in POLICIES:
                used[policies].append(
                    measure(articles, Path(folder) / "out", policies, options.settings)
                )
    print(f"{options.articles} articles, {options.rounds} rounds\n")
    print("| `retry.policies` | seconds | CPU seconds | CPU, of none |")
    print("|---|---|---|---|")
    base = statistics.median(usage.cpu_seconds for usage in used["[]"])
    for policies, usages in used.items():
        seconds = statistics.median(usage.seconds for usage in usages)
        cpu = statistics.median(usage.cpu_seconds for usage in usages)
        print(f"| `{policies}` | {seconds:.1f} | {cpu:.1f} | {cpu / base:.2f} |")


if __name__ == "__main__":
    main()
