"""A Ray cluster: the same records, from workers and nodes that die in the middle too."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kortom.articles import read_articles
from kortom.config import Config
from kortom.config.load import validate
from kortom.errors import KortomError
from kortom.executors import Outcome, Task, open_executor, ray_executor, ray_node, worker
from kortom.executors.local import LocalExecutor
from kortom.executors.ray_cluster import OBJECT_STORE_BYTES, ray_cluster
from kortom.executors.ray_executor import TRIES, RayExecutor
from kortom.executors.ray_node import Facts, NodeWorker, Ready, facts_of, unfitness
from kortom.setup import Setup, resolve_setup
from kortom.values import Article, record_to_json
from tests.conftest import ARTICLES, Cli, need
from tests.test_offline import foreign_addresses

NODE = {
    "num_cpus": 1,
    "object_store_memory": OBJECT_STORE_BYTES,
    "node_ip_address": "127.0.0.2",
}
QUICK = {"beam_size": 1, "max_length_ratio": 0.5}
ONCE: dict[str, object] = {"policies": []}


@dataclass
class Nodes:
    """A cluster of this machine: a head without a core, and nodes of one core each."""

    cluster: Any
    nodes: list[Any]

    @property
    def address(self) -> str:
        return str(self.cluster.address)

    def add(self) -> None:
        self.nodes.append(self.cluster.add_node(**NODE))

    def kill(self) -> None:
        """Kill one node, without a farewell."""
        self.cluster.remove_node(self.nodes.pop(), allow_graceful=False)


@pytest.fixture(scope="module")
def running() -> Iterator[Nodes]:
    from ray.cluster_utils import Cluster

    with (
        tempfile.TemporaryDirectory(
            prefix="ray-", dir="/tmp", ignore_cleanup_errors=True
        ) as folder,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("RAY_TMPDIR", folder)
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        head = {**NODE, "num_cpus": 0, "include_dashboard": False}
        made = Nodes(Cluster(initialize_head=True, head_node_args=head), [])
        try:
            yield made
        finally:
            made.cluster.shutdown()


@pytest.fixture
def nodes(running: Nodes) -> Nodes:
    """Two nodes."""
    while len(running.nodes) < 2:
        running.add()
    return running


@pytest.fixture(scope="module")
def articles() -> tuple[Article, ...]:
    """Without the long read, which takes as long as all others."""
    found = read_articles([str(ARTICLES)], Config().input).articles
    return tuple(article for article in found if article.id != "longread-river")


@pytest.fixture
def config(tiny_model: Path, nodes: Nodes) -> Config:
    run = {"executor": "ray", "ray_address": nodes.address, "workers": 2}
    return validate(
        {"translate": {"model": str(tiny_model), **QUICK}, "retry": ONCE, "run": run}, "test"
    )


@pytest.fixture
def setup(config: Config) -> Setup:
    return resolve_setup(config)


@pytest.fixture(scope="module")
def undisturbed(tiny_model: Path, articles: tuple[Article, ...]) -> dict[str, str]:
    """The records of one local worker, by article."""
    config = validate({"translate": {"model": str(tiny_model), **QUICK}, "retry": ONCE}, "test")
    with LocalExecutor(config, resolve_setup(config), 1) as executor:
        return lines(list(executor.map(map(Task, articles))))


def lines(outcomes: list[Outcome]) -> dict[str, str]:
    return {o.article.id: record_to_json(o.record) for o in outcomes if o.record}


def mortal(article: str, deaths: int, folder: Path) -> type[NodeWorker]:
    """A worker that is killed in the midst of an article, so many times. Pickled by value."""

    class Mortal(NodeWorker):
        def work(self, task: Task) -> Any:
            died = len(list(folder.iterdir()))
            if task.article.id == article and died < deaths:
                super().work(task)
                (folder / str(died)).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return super().work(task)

    return Mortal


def test_records_are_those_of_a_local_run_and_tasks_are_taken_as_needed(
    config: Config, setup: Setup, articles: tuple[Article, ...], undisturbed: dict[str, str]
) -> None:
    taken, found = count(), list[Outcome]()
    tasks = (Task(article) for article, _ in zip(articles, taken, strict=False))
    with open_executor(config, setup, len(articles)) as executor:
        assert isinstance(executor, RayExecutor) and executor.workers == 2
        for outcome in executor.map(tasks):
            found.append(outcome)
            ahead = int(repr(taken)[len("count(") : -1]) - len(found)
            assert ahead <= 2 * executor.workers + 1
    assert len(found) == len(articles)
    assert lines(found) == undisturbed
    assert all(o.loaded.translator and o.loaded.translator["beam_size"] == 1 for o in found)


def test_auto_is_a_worker_for_each_core_of_the_cluster(config: Config, setup: Setup) -> None:
    auto = config.model_copy(update={"run": config.run.model_copy(update={"workers": "auto"})})
    for articles, expected in ((100, 2), (1, 1)):
        with open_executor(auto, setup, articles) as executor:
            assert executor.workers == expected
    with open_executor(auto, setup, 0) as executor:
        assert isinstance(executor, LocalExecutor), "with nothing to do, no cluster is bothered"


@pytest.mark.parametrize("deaths", [1, TRIES])
def test_a_killed_worker(
    config: Config,
    setup: Setup,
    articles: tuple[Article, ...],
    undisturbed: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    deaths: int,
) -> None:
    """Its article is done by another; one that kills every worker fails, and the others go on."""
    monkeypatch.setattr(ray_executor, "NodeWorker", mortal("culture-museum", deaths, tmp_path))
    with RayExecutor(config, setup, len(articles)) as executor:
        found = list(executor.map(map(Task, articles)))
    assert len(list(tmp_path.iterdir())) == deaths
    assert len(found) == len(articles)
    failed = {o.article.id: o.failure.code for o in found if o.failure}
    assert failed == ({} if deaths < TRIES else {"culture-museum": "E302"})
    assert lines(found) == {id_: r for id_, r in undisturbed.items() if id_ not in failed}


def test_an_article_that_takes_too_long_fails_alone(
    config: Config,
    setup: Setup,
    articles: tuple[Article, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The alarm rings in an actor too: Ray runs its methods in the main thread."""

    class Slow(NodeWorker):
        def work(self, task: Task) -> Any:
            assert self._worker is not None
            true_process = worker.process
            true_process(task.article, None, self._worker, self._config)  # imports, without a limit

            def process(article: Article, *rest: Any) -> Any:
                while article.id == "wire-short":
                    time.sleep(0.01)
                return true_process(article, *rest)

            worker.process = process
            try:
                return super().work(task)
            finally:
                worker.process = true_process

    monkeypatch.setattr(ray_executor, "NodeWorker", Slow)
    run = config.run.model_copy(update={"article_timeout_seconds": 8.0})
    timed = config.model_copy(update={"run": run})
    chosen = [a for a in articles if a.id in ("wire-short", "allcaps-headline")]
    with RayExecutor(timed, setup, 2) as executor:
        found = {outcome.article.id: outcome for outcome in executor.map(map(Task, chosen))}
    failure = found["wire-short"].failure
    assert failure is not None and failure.code == "E303"
    assert found["allcaps-headline"].record is not None


def test_a_stop_lets_the_articles_in_hand_finish(
    config: Config, setup: Setup, articles: tuple[Article, ...]
) -> None:
    found: list[Outcome] = []
    before = signal.getsignal(signal.SIGTERM)
    with RayExecutor(config, setup, len(articles)) as executor:
        assert signal.getsignal(signal.SIGTERM) == before, "Ray puts in its own"
        for outcome in executor.map(map(Task, articles), lambda: len(found) >= 2):
            found.append(outcome)
    assert 2 <= len(found) <= 2 + 2 * executor.workers
    assert all(outcome.record for outcome in found)


def test_a_node_with_another_model_or_none_ends_the_run(
    config: Config, setup: Setup, articles: tuple[Article, ...], tmp_path: Path
) -> None:
    other = replace(setup, translator=replace(setup.translator, sha256={"config.json": "0" * 64}))
    absent = config.translate.model_copy(update={"model": str(tmp_path / "absent")})
    for code, wrong, here in (
        ("E315", config, other),
        ("E316", config.model_copy(update={"translate": absent}), setup),
    ):
        with (
            RayExecutor(wrong, here, len(articles)) as executor,
            pytest.raises(KortomError, match=code) as raised,
        ):
            list(executor.map(map(Task, articles)))
        assert raised.value.problem.exit == 5


def test_a_node_with_another_processor_ends_the_run(
    config: Config,
    setup: Setup,
    articles: tuple[Article, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ray_node, "instruction_set", lambda: "x86_64 of tomorrow")
    with (
        RayExecutor(config, setup, len(articles)) as executor,
        pytest.raises(KortomError, match=r"E314.*x86_64 of tomorrow") as raised,
    ):
        list(executor.map(map(Task, articles)))
    assert raised.value.problem.exit == 2


def test_a_node_without_kortom_ends_the_run(
    config: Config, setup: Setup, articles: tuple[Article, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Bare(NodeWorker):
        def __init__(self, config: Config) -> None:
            raise ModuleNotFoundError("No module named 'kortom'")

    monkeypatch.setattr(ray_executor, "NodeWorker", Bare)
    with (
        RayExecutor(config, setup, len(articles)) as executor,
        pytest.raises(KortomError, match=r"E318.*No module named 'kortom'") as raised,
    ):
        list(executor.map(map(Task, articles)))
    assert raised.value.problem.exit == 2


def test_what_a_node_has_to_have_in_common(setup: Setup) -> None:
    here = facts_of(setup)
    assert unfitness(Ready("n", here), here) is None
    for name in here.software:
        there = Facts({**here.software, name: "other"}, here.models)
        problem = unfitness(Ready("n", there), here)
        assert problem is not None and problem.code == "E314" and name in problem.message
    assert {"kortom", "torch", "ctranslate2"} < here.software.keys()


def kortom(*arguments: str, cwd: Path, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """`kortom run small.yaml` as a process of its own."""
    return subprocess.Popen(
        [*before, sys.executable, "-m", "kortom", "run", "small.yaml", *arguments],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


OWN_ADDRESS = 'sin_port=htons(53), sin_addr=inet_addr("8.8.8.8")'
"""Ray connects a UDP socket to a public address, which sends nothing, to see its own address."""


def briefs(output: Path) -> bytes:
    return (output / "small" / "latest" / "briefs.jsonl").read_bytes()


@pytest.fixture
def whole(tmp_path: Path, tiny_model: Path) -> bytes:
    """The briefs.jsonl of a local run; its config, small.yaml, stays for others."""
    config = {
        "translate": {"model": str(tiny_model), **QUICK},
        "retry": ONCE,
        "run": {"inputs": [str(ARTICLES)]},
    }
    (tmp_path / "small.yaml").write_text(json.dumps(config))
    with kortom("-o", "local", "--set", "run.workers=1", cwd=tmp_path) as process:
        _, err = process.communicate()
    assert process.returncode == 0, err
    return briefs(tmp_path / "local")


def test_a_run_on_a_cluster_of_its_own_leaves_nothing_and_calls_nobody(
    tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("strace", "strace")
    trace = tmp_path / "trace"
    strace = ("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect", "-o", str(trace))
    arguments = ["--executor", "ray", "--set", "run.workers=2", "-o", "ray"]
    with tempfile.TemporaryDirectory(dir="/tmp") as home:
        monkeypatch.setenv("HOME", home)
        monkeypatch.setenv("TMPDIR", home)
        with kortom(*arguments, cwd=tmp_path, before=strace) as process:
            out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        assert list(Path(home).rglob("*")) == []
    assert [line.split()[0] for line in err.splitlines()] == [f"{n}/16" for n in range(1, 17)], err
    assert "16 briefs from 16 articles" in out
    assert briefs(tmp_path / "ray") == whole
    assert [line for line in foreign_addresses(trace) if OWN_ADDRESS not in line] == []


def test_a_node_killed_in_the_middle_of_a_run(tmp_path: Path, whole: bytes, nodes: Nodes) -> None:
    """Another node takes over: nothing is lost, and the briefs are the same to the byte."""
    arguments = ["--executor", "ray", "--address", nodes.address, "-o", "ray"]
    with kortom(*arguments, cwd=tmp_path) as process:
        assert process.stderr is not None
        for _ in range(3):
            assert "/16" in process.stderr.readline()
        nodes.kill()
        _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert briefs(tmp_path / "ray") == whole


def test_when_all_nodes_are_gone_the_run_ends(
    config: Config, setup: Setup, articles: tuple[Article, ...], nodes: Nodes
) -> None:
    """What has come by then stays, and the error is clear.

    A worker goes on until it sees that its node is gone, so there is more to do than it can.
    """
    found: list[Outcome] = []
    many = [replace(articles[0], id=str(number)) for number in range(10_000)]
    with (
        RayExecutor(config, setup, len(many)) as executor,
        pytest.raises(KortomError, match="E319") as raised,
    ):
        for outcome in executor.map(map(Task, many)):
            found.append(outcome)
            while len(found) == 3 and nodes.nodes:
                nodes.kill()
                # Not before: how long a start takes depends on what else the machine does.
                executor.patience_seconds = 3.0
    assert raised.value.problem.exit == 2
    assert 3 <= len(found) < len(many)


@pytest.mark.parametrize("address", ["127.0.0.1:9", "nowhere", "ray://127.0.0.1:10001"])
def test_no_cluster_at_the_address(tiny: Cli, address: str) -> None:
    done = tiny("-i", str(ARTICLES), "--executor", "ray", "--address", address)
    assert done.code == 2
    assert "E313" in done.err and address in done.err


def test_ray_is_not_installed(tiny: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    done = tiny("-i", str(ARTICLES), "--executor", "ray")
    assert done.code == 2
    assert "E311" in done.err and "pip install 'kortom[ray]'" in done.err


def test_a_connection_that_is_there_is_used_and_left(nodes: Nodes) -> None:
    with ray_cluster(nodes.address, 0) as ray:
        with ray_cluster("127.0.0.1:9", 0):
            pass
        assert ray.is_initialized()
    assert not ray.is_initialized()
