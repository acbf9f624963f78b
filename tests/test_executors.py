"""Processes: the same records from any number of them, and one that dies takes nothing along."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kortom.articles import read_articles
from kortom.config import Config
from kortom.config.load import validate
from kortom.errors import KortomError
from kortom.executors import Outcome, Task, local, worker, worker_count
from kortom.executors.local import LocalExecutor
from kortom.executors.worker import Loaded
from kortom.models import ModelFiles
from kortom.setup import Setup, resolve_setup
from kortom.values import Article, Paragraph, Record, record_to_json
from tests.conftest import ARTICLES

SHORT = Article("kort", None, "nl", (Paragraph("body", "Het regent."),), "kort.txt", "1" * 64)


@pytest.fixture(scope="module")
def config(tiny_model: Path) -> Config:
    settings = {"model": str(tiny_model), "beam_size": 1, "max_length_ratio": 0.5}
    return validate({"translate": settings, "retry": {"policies": []}}, "test")


@pytest.fixture(scope="module")
def setup(config: Config) -> Setup:
    return resolve_setup(config)


@pytest.fixture(scope="module")
def articles(config: Config) -> tuple[Article, ...]:
    """Without the long read, which takes as long as all others."""
    found = read_articles([str(ARTICLES)], config.input).articles
    return tuple(article for article in found if article.id != "longread-river")


def outcomes(config: Config, setup: Setup, tasks: list[Task], workers: int) -> dict[str, Outcome]:
    """By article id; every task has one, and its own."""
    with LocalExecutor(config, setup, workers) as executor:
        found = list(executor.map(tasks))
    by_id = {outcome.article.id: outcome for outcome in found}
    assert len(found) == len(by_id) == len(tasks)
    assert all(by_id[task.article.id].task == task for task in tasks)
    return by_id


def without_model(setup: Setup, empty: Path) -> Setup:
    """The model's files were there when the run was planned, and are gone."""
    files = setup.translator
    return replace(setup, translator=ModelFiles(files.reference, empty, None, files.sha256))


def lines(found: dict[str, Outcome]) -> dict[str, str | None]:
    return {id_: record_to_json(o.record) if o.record else None for id_, o in found.items()}


def test_one_and_three_workers_give_the_same(
    config: Config, setup: Setup, articles: tuple[Article, ...]
) -> None:
    tasks = [Task(article) for article in articles]
    one = lines(outcomes(config, setup, tasks, 1))
    assert None not in one.values()
    assert lines(outcomes(config, setup, tasks, 3)) == one


@pytest.mark.parametrize("workers", [1, 2])
def test_a_known_translation_needs_no_model(
    config: Config, setup: Setup, articles: tuple[Article, ...], tmp_path: Path, workers: int
) -> None:
    """Sentences that are given are kept as they are, and the engine is never loaded."""
    first = outcomes(config, setup, [Task(article) for article in articles[:3]], 1)
    assert all(
        o.loaded.translator and o.loaded.translator["beam_size"] == 1 for o in first.values()
    )
    records = [outcome.record for outcome in first.values() if outcome.record]
    known = [Task(a, r.sentences) for a, r in zip(articles[:3], records, strict=True)]
    no_model = without_model(setup, tmp_path)
    again = outcomes(config, no_model, known, workers)
    assert lines(again) == lines(first)
    assert all(outcome.loaded == Loaded() for outcome in again.values())


def kill_myself_on(task: Task) -> Outcome:
    """Stands in for a task in the worker: dies as by the kernel's out-of-memory killer."""
    if task.article.id == "culture-museum":
        os.kill(os.getpid(), signal.SIGKILL)
    if local._worker is None:
        raise RuntimeError("the worker was not initialised")
    return local._worker.work(task)


def test_a_worker_that_dies_fails_its_article_alone(
    config: Config,
    setup: Setup,
    articles: tuple[Article, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tasks = [Task(article) for article in articles]
    undisturbed = lines(outcomes(config, setup, tasks, 1))
    monkeypatch.setattr(local, "_work", kill_myself_on)
    found = outcomes(config, setup, tasks, 2)
    failure = found["culture-museum"].failure
    assert failure is not None and failure.code == "E302"
    assert lines(found) == {**undisturbed, "culture-museum": None}


def test_an_exception_fails_its_article_alone(
    config: Config,
    setup: Setup,
    articles: tuple[Article, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true_process = worker.process

    def process(article: Article, *rest: object) -> Record:
        if article.id == "wire-short":
            raise MemoryError("no room\nfor more")
        return true_process(article, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(worker, "process", process)
    found = outcomes(config, setup, [Task(article) for article in articles], 1)
    failure = found.pop("wire-short").failure
    assert failure is not None
    assert (failure.code, failure.id, failure.origin) == ("E301", "wire-short", "wire-short.txt")
    assert "MemoryError: no room" in failure.message
    assert all(outcome.record for outcome in found.values())


def warm_then_work(task: Task) -> Outcome:
    """In the worker: what a first article imports takes seconds where others work too."""
    if local._worker is None:
        raise RuntimeError("the worker was not initialised")
    worker.process(SHORT, None, local._worker, local._worker.config)
    return local._worker.work(task)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_article_that_takes_too_long_fails_alone(
    articles: tuple[Article, ...], workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real model at beam 8 needs minutes for all articles in one, and the limit is seconds."""
    config = validate(
        {
            "translate": {"beam_size": 8, "max_length_ratio": 3.0, "batch_tokens": 64},
            "run": {"article_timeout_seconds": 4.0},
        },
        "test",
    )
    paragraphs = tuple(paragraph for article in articles for paragraph in article.paragraphs)
    long = Article("lang", None, "nl", paragraphs, "lang.txt", "0" * 64)
    tasks = [Task(long), Task(SHORT)]
    monkeypatch.setattr(local, "_work", warm_then_work)
    found = outcomes(config, resolve_setup(config), tasks, workers)
    failure = found["lang"].failure
    assert failure is not None and failure.code == "E303"
    assert "run.article_timeout_seconds (4)" in failure.message
    assert found["lang"].record is None
    assert found["kort"].failure is None and found["kort"].record is not None


def test_the_alarm_of_one_article_never_rings_in_another(
    config: Config,
    setup: Setup,
    articles: tuple[Article, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An alarm at the very end of an article leaves a failure and no record beside it."""
    timed = validate({**config.model_dump(), "run": {"article_timeout_seconds": 1000.0}}, "test")
    true_timer, ends = signal.setitimer, iter([False, True, False])

    def setitimer(which: int, seconds: float) -> tuple[float, float]:
        if seconds == 0 and next(ends):
            signal.raise_signal(signal.SIGALRM)
        return true_timer(which, seconds)

    monkeypatch.setattr(signal, "setitimer", setitimer)
    before = signal.getsignal(signal.SIGALRM)
    found = outcomes(timed, setup, [Task(article) for article in articles[:3]], 1)
    assert signal.getsignal(signal.SIGALRM) == before
    assert [outcome.failure is None for outcome in found.values()] == [True, False, True]
    assert all((o.record is None) == (o.failure is not None) for o in found.values())


@pytest.mark.parametrize("workers", [1, 2])
def test_a_model_that_does_not_load_is_a_clear_error(
    config: Config,
    setup: Setup,
    articles: tuple[Article, ...],
    tmp_path: Path,
    workers: int,
) -> None:
    """It ends the run, not one article after the other."""
    broken = without_model(setup, tmp_path)
    executor = LocalExecutor(config, broken, workers)
    with executor, pytest.raises(KortomError, match="E507") as raised:
        list(executor.map([Task(article) for article in articles]))
    assert raised.value.problem.exit == 5


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stop_lets_the_articles_in_hand_finish(
    config: Config, setup: Setup, articles: tuple[Article, ...], workers: int
) -> None:
    seen: list[Outcome] = []
    with LocalExecutor(config, setup, workers) as executor:
        for outcome in executor.map([Task(a) for a in articles], lambda: len(seen) >= 2):
            seen.append(outcome)
    assert 2 <= len(seen) <= 2 + workers + local.AHEAD
    assert all(outcome.record for outcome in seen)


@pytest.mark.parametrize("workers", [1, 2])
def test_tasks_are_taken_as_needed(
    config: Config, setup: Setup, articles: tuple[Article, ...], workers: int
) -> None:
    taken: list[Task] = []

    def tasks() -> Iterator[Task]:
        for article in articles:
            taken.append(Task(article))
            yield taken[-1]

    with LocalExecutor(config, setup, workers) as executor:
        for done, _ in enumerate(executor.map(tasks()), start=1):
            assert len(taken) <= done + workers + local.AHEAD
    assert len(taken) == len(articles)


def test_worker_count() -> None:
    cores = len(os.sched_getaffinity(0))
    auto, three = Config(), validate({"run": {"workers": 3}}, "test")
    assert worker_count(auto, 1000) == cores
    assert worker_count(auto, 1) == 1
    assert worker_count(three, 1000) == 3
    assert worker_count(three, 2) == 2
    assert worker_count(three, 0) == 1
