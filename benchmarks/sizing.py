"""Articles per hour and core, measured; and of clusters of up to 100 nodes, computed from that.

What is measured: the default config on the test articles with one local worker and with one and two
Ray workers, once all have begun; then what the starting process does for each article while others
translate (handing it out, keeping it) and while none does (reading, publishing). What is computed:

    seconds an article = read + publish + max(hand out + keep, seconds of one core / cores)

which leaves out that nodes need time to start, and that the network is slower than loopback.

usage: .venv/bin/python benchmarks/sizing.py [--repeats N] [--driver-articles N]
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from kortom import errors, job
from kortom.articles import read_articles
from kortom.config import Config, LoadedConfig, load_config
from kortom.executors import Outcome, Task, ray_executor
from kortom.executors.executor import Executor
from kortom.executors.local import LocalExecutor
from kortom.executors.ray_executor import RayExecutor
from kortom.executors.ray_node import NodeWorker
from kortom.plan import Plan, Request
from kortom.setup import resolve_setup
from kortom.values import Article, Record

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "tests" / "articles"
CLUSTERS = [(nodes, cores) for cores in (2, 16) for nodes in (1, 10, 100)]


def steady_rate(executor: Executor, tasks: list[Task]) -> tuple[float, list[Outcome]]:
    """Outcomes a second, counted from when each worker can have brought its first."""
    found, times = [], []
    with executor as entered:
        for outcome in entered.map(tasks):
            found.append(outcome)
            times.append(time.perf_counter())
    begun = 2 * executor.workers
    return (len(found) - begun) / (times[-1] - times[begun - 1]), found


def copies(articles: Iterable[Article], count: int) -> Iterator[Article]:
    """So many articles of different ids."""
    originals = list(articles)
    for number in range(count):
        yield replace(originals[number % len(originals)], id=f"a{number:06}")


@dataclass
class Ready:
    """Stands in for an executor: every article is done at once, with a record of another."""

    records: list[Record]
    workers: int = 1

    def map(self, tasks: Iterable[Task], _stop: Callable[[], bool]) -> Iterator[Outcome]:
        for number, task in enumerate(tasks):
            yield Outcome(task, self.records[number % len(self.records)], None, 1.0)


@dataclass
class Clock:
    """An observer that notes when the phases of a run end."""

    times: list[float] = field(default_factory=lambda: [time.perf_counter()])

    def planned(self, _plan: Plan, _run_id: str, _to_do: int) -> None:
        self.times += [time.perf_counter()] * 2

    def article(self, _outcome: Outcome) -> None:
        self.times[-1] = time.perf_counter()

    def warning(self, problem: errors.Problem) -> None:
        raise SystemExit(str(problem))


def driver_seconds(config: Config, records: list[Record], count: int) -> tuple[float, float, float]:
    """Seconds for each article to read it, to keep it, and to publish it."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.txt"))]
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "articles.jsonl"
        with inputs.open("w", encoding="utf-8") as file:
            for number in range(count):
                text = texts[number % len(texts)]
                row = {"id": f"a{number:06}", "title": f"Bericht {number}", "text": text}
                file.write(json.dumps(row) + "\n")
        run = config.run.model_copy(update={"inputs": (str(inputs),), "output": folder})
        value = config.model_copy(update={"run": run})
        clock, ready = Clock(), Ready(records)
        job.open_executor = lambda *_: nullcontext(ready)  # type: ignore[assignment]
        job.run(Request(LoadedConfig(value, "sizing", None)), clock)
        ends = [*clock.times, time.perf_counter()]
    read, keep, publish = ((b - a) / count for a, b in pairwise(ends))
    return read, keep, publish


def ray_seconds(config: Config, outcome: Outcome, articles: list[Article]) -> float:
    """Seconds for each article to send it to an actor and its record back, with no work there."""

    class Idle(NodeWorker):
        def work(self, task: Task) -> Outcome:
            return replace(outcome, task=task)

    ray_executor.NodeWorker = Idle  # type: ignore[misc]
    executor = RayExecutor(config, resolve_setup(config), len(articles))
    return 1 / steady_rate(executor, [Task(article) for article in articles])[0]


def workers(config: Config, count: int) -> Config:
    """The config with so many workers."""
    return config.model_copy(update={"run": config.run.model_copy(update={"workers": count})})


def main() -> None:
    """Measure, compute, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=4)
    parser.add_argument("--driver-articles", type=int, default=4000)
    options = parser.parse_args()
    config = load_config(str(ROOT / "configs" / "default.yaml"), []).value
    setup = resolve_setup(config)
    articles = read_articles([str(ARTICLES)], config.input).articles
    tasks = [Task(a) for a in copies(articles, options.repeats * len(articles))]
    words = sum(len(p.text.split()) for a in articles for p in a.paragraphs) / len(articles)
    print(f"measured: {len(tasks)} articles, {words:.0f} words on average; beam 4, int8")
    print("executor  workers  articles/hour  of one core")
    rows: list[tuple[str, int, Any]] = [
        ("local", 1, LocalExecutor(config, setup, 1)),
        ("ray", 1, RayExecutor(workers(config, 1), setup, len(tasks))),
        ("ray", 2, RayExecutor(workers(config, 2), setup, len(tasks))),
    ]
    for name, count, executor in rows:
        rate, outcomes = steady_rate(executor, tasks)
        print(f"{name:8} {count:8} {3600 * rate:14.0f} {3600 * rate / count:12.0f}")
        one_core = count / rate

    records = [outcome.record for outcome in outcomes if outcome.record]
    hand = ray_seconds(workers(config, 2), outcomes[0], list(copies(articles, 1000)))
    read, keep, publish = driver_seconds(config, records, options.driver_articles)
    print("measured: the starting process, milliseconds an article")
    for name, seconds in (("read", read), ("hand", hand), ("keep", keep), ("publish", publish)):
        print(f"{name:8} {1000 * seconds:8.2f}")

    print("computed\nnodes  cores each  articles/hour  of all cores")
    for nodes, cores in CLUSTERS:
        seconds = read + publish + max(hand + keep, one_core / (nodes * cores))
        busy = one_core / (nodes * cores) / seconds
        print(f"{nodes:5} {cores:11} {3600 / seconds:14.0f} {busy:13.0%}")


if __name__ == "__main__":
    main()
