"""A distillation from start to end: work off what is not translated yet, then write the corpus."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from kortom import __version__, errors
from kortom.distillation.chunk import Chunk, chunk_path, read_chunk, translate_chunk, write_chunk
from kortom.distillation.config import run_config
from kortom.distillation.corpus import write_corpus
from kortom.distillation.plan import Plan
from kortom.distillation.record import SCHEMA, Record, Teacher, count, read_record, write_record
from kortom.distillation.teacher import load_teacher
from kortom.errors import KortomError, Problem
from kortom.hashing import file_sha256
from kortom.machine import instruction_set, package_versions
from kortom.runs import layout
from kortom.runs.files import make_folder, replace_link
from kortom.runs.lock import run_lock
from kortom.stopping import Stop, stopping_on_signals
from kortom.translation import Engine
from kortom.values import Failure

CHUNKS = "chunks"


class Observer(Protocol):
    """Is told what goes on."""

    def failures(self, failures: tuple[Failure, ...]) -> None:
        """Articles or lines cannot be used; the others go on."""

    def warning(self, problem: Problem) -> None:
        """Something is wrong that does not end the distillation."""

    def planned(self, plan: Plan, done: int) -> None:
        """So many sentences are translated already."""

    def chunk(self, chunk: Chunk, done: int) -> None:
        """A chunk is translated; with it so many sentences are."""


@dataclass(frozen=True, slots=True)
class Result:
    """A finished corpus. made: whether it was finished now, and not before."""

    corpus: Path
    record: Record
    made: bool


def distill(plan: Plan, observer: Observer) -> Result:
    """Carry out a plan, from where an earlier attempt ended.

    Raises KortomError: exit 2 if the folder cannot be written, 3 if no pair passed the checks, 5 if
    the teacher does not load, 6 if another one is at work, 130 or 143 if a signal ended it after
    the chunk in hand.
    """
    observer.failures(plan.failures)
    home, stop = plan.folder.parent, Stop()
    with run_lock(home), stopping_on_signals(stop):
        try:
            record = _finished(plan, observer)
            made = record is None
            if record is None:
                record = _work(plan, stop, observer)
            replace_link(home / layout.LATEST, plan.folder.name)
            shutil.rmtree(plan.folder / CHUNKS, ignore_errors=True)
        except OSError as error:
            detail = error.strerror or error
            raise KortomError(errors.DISTILL_FAILED(folder=home, detail=detail)) from error
    return Result(plan.folder / record.file, record, made)


def _finished(plan: Plan, observer: Observer) -> Record | None:
    """The record of the corpus if it is there and whole."""
    record = read_record(plan.folder)
    if record is None or record.key != plan.key:
        return None
    path = plan.folder / record.file
    if path.is_file() and file_sha256(path) == record.sha256:
        return record
    observer.warning(errors.DISTILLED_DAMAGED(file=path))
    return None


def _work(plan: Plan, stop: Stop, observer: Observer) -> Record:
    folder = plan.folder / CHUNKS
    make_folder(folder)
    engine = load_teacher(plan.config, plan.files, plan.kind, plan.hardware, plan.glossary)
    paths = _translate(plan, engine, folder, stop, observer)
    counts, seconds = count(plan.survey, map(_kept, paths))
    if counts.pairs == 0:
        checks = ", ".join(f"{name}: {n:,}" for name, n in counts.findings.items())
        problem = errors.NOTHING_DISTILLED(
            teacher=plan.files.reference, total=plan.survey.sentences, checks=checks or "all long"
        )
        raise KortomError(problem)
    corpus = write_corpus(plan.folder, plan.config.corpus, map(_kept, paths))
    record = Record(
        schema=SCHEMA,
        kortom=__version__,
        name=plan.name,
        key=plan.key,
        command=plan.command,
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        file=corpus.name,
        sha256=file_sha256(corpus),
        bytes=corpus.stat().st_size,
        counts=counts,
        seconds=round(seconds, 1),
        teacher=_teacher(plan, engine.describe()),
        inputs=plan.dutch.files,
        failures=plan.failures,
        config=plan.config.model_dump(mode="json"),
        versions=package_versions(),
        processor=instruction_set(),
    )
    write_record(plan.folder, record)
    return record


def _translate(
    plan: Plan, engine: Engine, folder: Path, stop: Stop, observer: Observer
) -> list[Path]:
    """The files of all chunks, those translated that were not there."""
    size, total = plan.config.chunk_sentences, plan.survey.sentences
    paths = [chunk_path(folder, number) for number in range(-(-total // size))]
    missing = {number for number, path in enumerate(paths) if read_chunk(path) is None}
    done = sum(min(size, total - n * size) for n in range(len(paths)) if n not in missing)
    observer.planned(plan, done)
    config = run_config(plan.config)
    for number, sentences in enumerate(plan.chunks()):
        if number not in missing:
            continue
        if stop.signal is not None:
            raise KortomError(errors.distill_stopped(stop.signal, done, total))
        started = time.perf_counter()
        chunk = translate_chunk(sentences, engine, config)
        chunk = replace(chunk, seconds=time.perf_counter() - started)
        write_chunk(paths[number], chunk)
        done += len(sentences)
        observer.chunk(chunk, done)
    return paths


def _kept(path: Path) -> Chunk:
    chunk = read_chunk(path)
    if chunk is None:
        raise FileNotFoundError(2, "a chunk is gone", str(path))
    return chunk


def _teacher(plan: Plan, settings: dict[str, Any]) -> Teacher:
    files, glossary = plan.files, plan.glossary
    return Teacher(
        reference=files.reference,
        revision=files.revision,
        digest=files.digest,
        sha256=files.sha256,
        settings=settings,
        glossary=None if glossary is None else (glossary.reference, glossary.sha256),
    )
