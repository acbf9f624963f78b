"""One run from start to end: work off what is not finished yet, then publish all of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from kortom import errors
from kortom.errors import KortomError
from kortom.executors import Outcome, Task, open_executor
from kortom.pipeline import assemble
from kortom.plan import Plan, Request, make_plan
from kortom.runs import layout
from kortom.runs.changes import Changes, changes_since, latest_articles
from kortom.runs.describe import Circumstances, Tally, describe_run
from kortom.runs.lock import run_lock
from kortom.runs.manifest import Manifest
from kortom.runs.staging import clear_stale
from kortom.runs.store import ENGINE, Finished, Store, StoreDamagedError, set_aside
from kortom.runs.writer import RunWriter
from kortom.setup import fetch_missing
from kortom.stages import article_key
from kortom.stopping import Stop, stopping_on_signals
from kortom.values import Article, Failure, Record


class Observer(Protocol):
    """Is told what goes on."""

    def planned(self, plan: Plan, run_id: str, to_do: int) -> None:
        """The articles are read; so many of them are not finished yet."""

    def article(self, outcome: Outcome) -> None:
        """An article is finished or has failed."""

    def warning(self, problem: errors.Problem) -> None:
        """Something is wrong that does not end the run."""


@dataclass(frozen=True, slots=True)
class Result:
    """A published run. first: the first record, to be shown."""

    folder: Path
    manifest: Manifest
    first: Record | None


@dataclass(slots=True)
class _Work:
    """A run on its way, past its plan and inside its lock."""

    plan: Plan
    run_id: str
    started: datetime
    clock: float
    changes: Changes
    articles: tuple[Article, ...]
    stop: Stop
    observer: Observer
    failures: dict[str, Failure] = field(default_factory=dict)
    workers: int = 1
    load_seconds: float = 0.0
    work_seconds: float = 0.0
    worker_peak_bytes: int = 0


def run(request: Request, observer: Observer) -> Result:
    """Carry out a request and publish its run.

    Raises KortomError: exit 2 if the output is not writable, 4 if there is no article, 5 if the
    model is not here or does not load, 6 if another run is at work, 130 or 143 if a signal ended
    it after the article in hand (what is finished is kept for the next run).
    """
    fetch_missing(request.config.value, observer.warning)
    plan = make_plan(request)
    stop = Stop(request.max_seconds)
    with run_lock(plan.output, request.wait_seconds) as waited, stopping_on_signals(stop):
        if waited:
            plan = make_plan(request)
        clear_stale(plan.output)
        work = _begin(plan, stop, observer)
        with _store_path(plan) as path:
            try:
                return _run_with(work, path)
            except StoreDamagedError as error:
                aside = set_aside(path)
                observer.warning(errors.STORE_DAMAGED(file=path, detail=error, aside=aside.name))
                return _start_anew(work, path)


def _begin(plan: Plan, stop: Stop, observer: Observer) -> _Work:
    started = datetime.now(UTC)
    since, before = latest_articles(plan.output)
    now = {article.id: article.sha256 for article in plan.articles}
    failed = {failure.id for failure in plan.readings.failures}
    complete = not (plan.is_limited or plan.readings.waiting or None in failed)
    changes = changes_since(since, before, now, failed=failed, complete=complete)
    if plan.request.again is not None:
        changes = plan.request.again.changes
    articles = plan.articles
    if plan.request.new_only:
        wanted = {*changes.new, *changes.changed}
        articles = tuple(article for article in articles if article.id in wanted)
    run_id = layout.next_run_id(plan.output, started, plan.config_hash)
    return _Work(plan, run_id, started, time.perf_counter(), changes, articles, stop, observer)


@contextmanager
def _store_path(plan: Plan) -> Iterator[Path]:
    """Where finished stages are kept; without a cache, only as long as the run takes."""
    if plan.request.cache:
        yield plan.output.parent / layout.STORE
        return
    with TemporaryDirectory(prefix="kortom-") as folder:
        yield Path(folder) / layout.STORE


def _start_anew(work: _Work, path: Path) -> Result:
    """The run once more. A new store that is damaged at once is a failing disk."""
    work.failures.clear()
    try:
        return _run_with(work, path)
    except StoreDamagedError as error:
        detail = f"{path}: {error}"
        raise KortomError(errors.OUTPUT_NOT_WRITABLE(folder=path.parent, detail=detail)) from error


def _run_with(work: _Work, path: Path) -> Result:
    with Store(path) as store:
        _work_off(work, store)
        if work.stop.signal is not None:
            raise KortomError(errors.interrupted(work.stop.signal, kept=work.plan.request.cache))
        return _publish(work, store)


def _work_off(work: _Work, store: Store) -> None:
    """Finish what the store does not hold yet, each article kept as soon as it is done."""
    plan, keys = work.plan, work.plan.keys
    to_do = [article for article in work.articles if not _is_finished(work, store, article)]
    work.observer.planned(plan, work.run_id, len(to_do))
    started = time.perf_counter()
    tasks = (Task(a, store.sentences(keys.translate, article_key(a))) for a in to_do)
    with open_executor(plan.executed, plan.setup, len(to_do)) as executor:
        work.workers = executor.workers
        for outcome in executor.map(tasks, work.stop):
            _keep(work, store, outcome)
            work.observer.article(outcome)
    work.work_seconds = time.perf_counter() - started


def _is_finished(work: _Work, store: Store, article: Article) -> bool:
    keys, key = work.plan.keys, article_key(article)
    return store.has(keys.summarise, key) and store.has(keys.translate, key)


def _keep(work: _Work, store: Store, outcome: Outcome) -> None:
    keys, key = work.plan.keys, article_key(outcome.article)
    loaded = outcome.loaded
    work.load_seconds = max(work.load_seconds, loaded.seconds)
    work.worker_peak_bytes = max(work.worker_peak_bytes, outcome.peak_bytes)
    for stage, settings in (
        (keys.translate, loaded.translator),
        (keys.summarise, loaded.summariser),
    ):
        if settings is not None and not store.has(stage, ENGINE):
            store.put(stage, ENGINE, Finished(settings, 0.0, work.run_id))
    if outcome.failure is not None:
        work.failures[outcome.article.id] = outcome.failure
    if outcome.record is not None:
        if outcome.task.sentences is None:
            store.put_translation(keys.translate, key, outcome.record, outcome.seconds, work.run_id)
        store.put_summary(keys.summarise, key, outcome.record, work.run_id)


def _publish(work: _Work, store: Store) -> Result:
    """Write all finished articles as a run."""
    plan, config = work.plan, work.plan.request.config.value
    digest_ids = (*work.changes.new, *work.changes.changed)
    tally = Tally()
    keys = plan.keys
    # First, since once the run is published nothing may fail any more.
    store.mark_used((keys.translate, keys.summarise), [article_key(a) for a in work.articles])
    with RunWriter(plan.output, work.run_id, config.translate.model, digest_ids) as writer:
        for record, translation in _finished_records(work, store):
            tally.add(record, translation.seconds, reused=translation.run_id != work.run_id)
            writer.add(record)
        manifest = describe_run(plan, tally, _circumstances(work, store, tally))
        folder = writer.publish(manifest, config)
    return Result(folder, manifest, tally.first)


def _finished_records(work: _Work, store: Store) -> Iterator[tuple[Record, Finished]]:
    keys = work.plan.keys
    for article in work.articles:
        key = article_key(article)
        translation = store.translation(keys.translate, key)
        summary = store.summary(keys.summarise, key)
        if translation is not None and summary is not None:
            yield assemble(article, translation.value, summary), translation
        elif article.id not in work.failures and not work.stop():
            raise StoreDamagedError("what was put there is gone")


def _circumstances(work: _Work, store: Store, tally: Tally) -> Circumstances:
    keys = work.plan.keys
    translator, summariser = (store.get(key, ENGINE) for key in (keys.translate, keys.summarise))
    unfinished = len(work.articles) - len(work.failures) - tally.totals["briefs"]
    return Circumstances(
        run_id=work.run_id,
        started=work.started,
        changes=work.changes,
        failures=_sorted([*work.plan.readings.failures, *work.failures.values()]),
        unfinished=unfinished,
        workers=work.workers,
        engine_settings={} if translator is None else translator.value,
        summariser_settings={} if summariser is None else summariser.value,
        load_seconds=work.load_seconds,
        work_seconds=work.work_seconds,
        run_seconds=time.perf_counter() - work.clock + work.plan.read_seconds,
        worker_peak_bytes=work.worker_peak_bytes or None,
    )


def _sorted(failures: Sequence[Failure]) -> tuple[Failure, ...]:
    return tuple(sorted(failures, key=lambda failure: (failure.origin, failure.line or 0)))
