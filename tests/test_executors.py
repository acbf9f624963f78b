"""Processes: the same records from any number of them, and one that dies takes nothing along."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from kortom.articles import read_articles
from kortom.config import Config
from kortom.config.load import validate
from kortom.errors import KortomError
from kortom.executors import LocalExecutor, local, worker_count
from kortom.models import ModelFiles, resolve_model
from kortom.values import Article, record_to_json
from tests.conftest import ARTICLES


@pytest.fixture(scope="module")
def files(tiny_model: Path) -> ModelFiles:
    return resolve_model(str(tiny_model))


@pytest.fixture(scope="module")
def config(tiny_model: Path) -> Config:
    settings = {"model": str(tiny_model), "beam_size": 1, "max_length_ratio": 0.5}
    return validate({"translate": settings}, "test")


@pytest.fixture(scope="module")
def articles(config: Config) -> tuple[Article, ...]:
    return read_articles([str(ARTICLES)], config.input).articles


def lines(config: Config, files: ModelFiles, articles: tuple[Article, ...], workers: int) -> list:
    with LocalExecutor(config, files, workers) as executor:
        outcomes = list(executor.map(articles))
    assert [outcome.article.id for outcome in outcomes] == [article.id for article in articles]
    return [record_to_json(outcome.record) if outcome.record else None for outcome in outcomes]


def test_one_and_three_workers_give_the_same(
    config: Config, files: ModelFiles, articles: tuple[Article, ...]
) -> None:
    one = lines(config, files, articles, 1)
    assert None not in one
    assert lines(config, files, articles, 3) == one


def kill_myself_on(article: Article) -> local.Outcome:
    """Stands in for a task in the worker: dies as by the kernel's out-of-memory killer."""
    if article.id == "culture-museum":
        os.kill(os.getpid(), signal.SIGKILL)
    return local._the_worker().work(article)


def test_a_worker_that_dies_fails_its_article_alone(
    config: Config,
    files: ModelFiles,
    articles: tuple[Article, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    undisturbed = lines(config, files, articles, 2)
    monkeypatch.setattr(local, "_work", kill_myself_on)
    with LocalExecutor(config, files, 2) as executor:
        outcomes = list(executor.map(articles))
    assert [outcome.article.id for outcome in outcomes] == [article.id for article in articles]
    for outcome, line in zip(outcomes, undisturbed, strict=True):
        if outcome.article.id == "culture-museum":
            assert outcome.failure is not None
            assert outcome.failure.code == "E302"
        else:
            assert outcome.record is not None
            assert record_to_json(outcome.record) == line


def test_an_exception_fails_its_article_alone(
    config: Config,
    files: ModelFiles,
    articles: tuple[Article, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    true_process = local.process

    def process(article: Article, *rest: object) -> object:
        if article.id == "wire-short":
            raise MemoryError("no room\nfor more")
        return true_process(article, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(local, "process", process)
    with LocalExecutor(config, files, 1) as executor:
        outcomes = {outcome.article.id: outcome for outcome in executor.map(articles)}
    failure = outcomes.pop("wire-short").failure
    assert failure is not None
    assert (failure.code, failure.id, failure.origin) == ("E301", "wire-short", "wire-short.txt")
    assert "MemoryError: no room" in failure.message
    assert all(outcome.record for outcome in outcomes.values())


@pytest.mark.parametrize("workers", [1, 2])
def test_a_model_that_does_not_load_is_a_clear_error(
    config: Config, files: ModelFiles, tmp_path: Path, workers: int
) -> None:
    broken = ModelFiles(files.reference, tmp_path, None, files.sha256)
    with pytest.raises(KortomError, match="E507"), LocalExecutor(config, broken, workers):
        pass


def test_worker_count() -> None:
    cores = len(os.sched_getaffinity(0))
    auto, three = Config(), validate({"run": {"workers": 3}}, "test")
    assert worker_count(auto, 1000) == cores
    assert worker_count(auto, 1) == 1
    assert worker_count(three, 1000) == 3
    assert worker_count(three, 2) == 2
    assert worker_count(three, 0) == 1
