"""Is this machine ready for a run, offline, now? Looks without leaving a trace."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from kortom import errors, machine
from kortom.articles import read_articles
from kortom.checklist import Check, exit_code, fail, ok, warn
from kortom.config import LoadedConfig, config_hash, load_config
from kortom.errors import Exit, KortomError, Problem
from kortom.executors import worker_count
from kortom.memory import available_bytes, own_peak_bytes
from kortom.models import ModelFiles
from kortom.models.check import SENTENCE, describe, tokeniser_check
from kortom.plan import output_folder
from kortom.runs import layout
from kortom.runs.lock import run_lock
from kortom.runs.manifest import read_manifest
from kortom.runs.probe import nearest, try_writing
from kortom.runs.prune import run_time
from kortom.runs.store import Store, StoreDamagedError
from kortom.setup import Setup, resolve_setup
from kortom.translation import load_engine

__all__ = ["SENTENCE", "Check", "examine", "exit_code"]

LEAST_FREE_BYTES = 500_000_000
RUNS_FREE = 10
"""The disk should take so many runs like the last one; under one more is too few."""


def examine(
    config: str | None = None, overrides: Sequence[str] = (), now: datetime | None = None
) -> Iterator[Check]:
    """All checks, each as soon as it is done; those that need what failed are left out.

    now: the clock's time, for tests. Never raises for what a run would report.
    """
    memory = available_bytes()
    try:
        loaded = load_config(config, overrides)
    except KortomError as error:
        yield fail("config", error.problem)
        return
    where = loaded.path or "no config file, built-in defaults"
    yield ok("config", f"{where} ({loaded.name}@{config_hash(loaded.value)[:8]})")
    folder = output_folder(loaded)
    setup = None
    try:
        setup = resolve_setup(loaded.value)
        yield _model(setup.translator, folder)
    except KortomError as error:
        yield fail("model", error.problem)
    articles, check = _inputs(loaded)
    yield check
    yield _output(folder)
    yield _lock(folder)
    yield _disk(folder)
    yield _store(folder.parent / layout.STORE)
    yield _clock(folder, now or datetime.now(UTC))
    if setup is not None:
        yield tokeniser_check(setup.translator, loaded.value.translate.normalize_punctuation)
        yield _translation(loaded, setup)
        yield _memory(loaded, articles, memory)


def _model(files: ModelFiles, folder: Path) -> Check:
    latest = folder / layout.LATEST
    # A run that cannot be read says nothing about the model.
    with suppress(KortomError):
        before = read_manifest(latest) if latest.is_dir() else None
        named = before and before.model.reference == files.reference
        if before and named and before.model.digest != files.digest:
            now, then = files.digest[:8], before.model.digest[:8]
            problem = errors.MODEL_CHANGED(
                ref=files.reference, run=before.run_id, now=now, before=then
            )
            return warn("model", problem)
    return ok("model", describe(files))


def _inputs(loaded: LoadedConfig) -> tuple[int, Check]:
    """How many articles there are, and what to say of them."""
    config = loaded.value
    try:
        found = read_articles(config.run.inputs, config.input)
    except KortomError as error:
        return 0, fail("input", error.problem)
    missing = all(failure.code == errors.INPUT_MISSING.code for failure in found.failures)
    if missing and not (found.articles or found.waiting):  # as `make_plan` has it
        return 0, fail("input", errors.NO_ARTICLES(inputs=", ".join(config.run.inputs)))
    if found.failures:
        first, more = found.failures[0], len(found.failures) - 1
        rest = f" ({more} more failed)" if more else ""
        problem = Problem(first.code, f"{first.message}{rest}", Exit.ARTICLES_FAILED)
        # As in a run: one that reads something goes on with it.
        make = warn if found.articles else fail
        return len(found.articles), make("input", problem)
    waiting = f", {len(found.waiting)} waiting to settle" if found.waiting else ""
    text = f"{_count(len(found.articles), 'article')} in {_count(len(found.files), 'file')}"
    return len(found.articles), ok("input", text + waiting)


def _output(folder: Path) -> Check:
    """Really write, where a run would: in both folders that are there, or the nearest above."""
    places = dict.fromkeys(nearest(path) for path in (folder.parent, folder))
    for place in places:
        try:
            try_writing(place)
        except OSError as error:
            detail = error.strerror or str(error)
            return fail("output", errors.OUTPUT_NOT_WRITABLE(folder=place, detail=detail))
    made = "" if folder.is_dir() else " (will be made)"
    return ok("output", f"{folder}{made}: write, flush, rename, link and remove work")


def _lock(folder: Path) -> Check:
    try:
        # Taking a lock makes its file, so one that was never made is only looked for.
        if (folder / layout.LOCK).exists():
            with run_lock(folder):
                pass
    except KortomError as error:
        return fail("lock", error.problem)
    except OSError as error:
        problem = errors.OUTPUT_NOT_WRITABLE(folder=folder, detail=error.strerror or error)
        return fail("lock", problem)
    return ok("lock", "free")


def _disk(folder: Path) -> Check:
    place = nearest(folder)
    try:
        free = shutil.disk_usage(place).free
        last = _last_run_bytes(folder)
    except OSError as error:
        detail = error.strerror or str(error)
        return fail("disk", errors.OUTPUT_NOT_WRITABLE(folder=place, detail=detail))
    wanted = max(LEAST_FREE_BYTES, RUNS_FREE * last)
    if free >= wanted:
        return ok("disk", f"{_mb(free)} MB free, the last run took {last / 1e3:,.0f} kB")
    problem = errors.DISK_LOW(folder=place, free=_mb(free), wanted=_mb(wanted))
    return (fail if free < wanted / RUNS_FREE else warn)("disk", problem)


def _last_run_bytes(folder: Path) -> int:
    runs = _runs(folder)
    return sum(path.lstat().st_size for path in runs[-1].rglob("*")) if runs else 0


def _runs(folder: Path) -> list[Path]:
    """The runs of the config, oldest first."""
    return [run for run in layout.run_folders(folder.parent) if run.parent.name == folder.name]


def _store(path: Path) -> Check:
    try:
        # Opening an empty file would make a store of it.
        if not path.exists() or path.stat().st_size == 0:
            return ok("store", "none yet, the first run makes it")
        with Store(path) as store:
            store.look_over()
            return ok("store", f"sound, {_count(store.articles(), 'article')} finished")
    except StoreDamagedError as error:
        return warn("store", errors.STORE_NOT_SOUND(file=path, detail=error))
    except KortomError as error:
        return fail("store", error.problem)
    except OSError as error:
        detail = error.strerror or str(error)
        return fail("store", errors.OUTPUT_NOT_WRITABLE(folder=path.parent, detail=detail))


def _clock(folder: Path, now: datetime) -> Check:
    local = now.astimezone()
    shown = f"{local:%Y-%m-%d %H:%M} UTC{local:%z} ({local:%Z})"
    times = [(run_time(run.name), run.name) for run in _runs(folder)]
    started, newest = max(((at, name) for at, name in times if at), default=(None, ""))
    if started and started > now:
        return warn("clock", errors.CLOCK_BEHIND(run=newest, now=shown))
    return ok("clock", shown)


def _translation(loaded: LoadedConfig, setup: Setup) -> Check:
    started = time.perf_counter()
    files = setup.translator
    try:
        engine = load_engine(loaded.value, files, setup.hardware)
        loading = time.perf_counter() - started
        english = engine.translate([SENTENCE])[0].text
    except KortomError as error:
        return fail("translation", error.problem)
    except Exception as error:  # noqa: BLE001 (what torch raises on odd weights is not listed)
        detail = f"{type(error).__name__}: {error}".splitlines()[0]
        return fail("translation", errors.MODEL_BROKEN(ref=files.reference, detail=detail))
    if not english.strip():
        problem = errors.MODEL_SILENT(ref=files.reference, sentence=SENTENCE)
        return fail("translation", problem)
    seconds = time.perf_counter() - started - loading
    return ok("translation", f"{english} ({seconds:.1f} s, loading {loading:.1f} s)")


def _memory(loaded: LoadedConfig, articles: int, available: int | None) -> Check:
    """Asked last: this process has by then taken what one worker takes."""
    workers = worker_count(loaded.value, articles)
    each = own_peak_bytes()
    cores = _count(machine.core_count(), "core")
    plan = f"{_count(workers, 'worker')} with about {_mb(each)} MB each on {cores}"
    if available is None:
        return ok("memory", f"unknown; {plan}")
    if workers * each > available:
        problem = errors.MEMORY_LOW(
            available=_mb(available), workers=workers, each=_mb(each), wanted=_mb(workers * each)
        )
        return warn("memory", problem)
    return ok("memory", f"{_mb(available)} MB available; {plan}")


def _mb(number: float) -> str:
    return f"{number / 1e6:,.0f}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
