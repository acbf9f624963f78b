"""One evaluation from what was asked to its results."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kortom import errors
from kortom.articles.places import listed
from kortom.config import load_config
from kortom.errors import KortomError, Problem
from kortom.evaluation.facts import enabled_checks, record_facts
from kortom.evaluation.references import Pair, References, read_references
from kortom.evaluation.results import Evaluation, PairScores, RunFacts, speed_of, system_of
from kortom.evaluation.scoring import (
    LeaveOut,
    RunRead,
    score_briefs,
    score_pairs_now,
    score_pairs_of_run,
)
from kortom.runs.manifest import read_manifest
from kortom.runs.reader import find_run, read_records
from kortom.setup import fetch_missing, resolve_setup
from kortom.values import Failure


class Observer(Protocol):
    """Is told what goes on."""

    def failure(self, failure: Failure) -> None:
        """Something is left out of the scores."""

    def warning(self, problem: Problem) -> None:
        """Something is wrong that leaves nothing out."""

    def progress(self, done: int, total: int) -> None:
        """So many pairs of all are translated."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for.

    references: files; without any, a run is described. columns: of TSV files without a header. run:
    as `kortom.runs.reader.find_run` takes it, None for the latest where one is needed; output: the
    folder of the runs. config, overrides: for pairs that are translated now.
    """

    references: tuple[str, ...] = ()
    columns: tuple[str, ...] | None = None
    run: str | None = None
    output: Path = Path("outputs")
    config: str | None = None
    overrides: tuple[str, ...] = ()
    limit: int | None = None


def evaluate(request: Request, observer: Observer) -> Evaluation:
    """Score what the references allow, or describe a run if there are none.

    Raises KortomError: exit 2 if the request contradicts itself or there is no such run or config,
    4 if no reference can be used, 5 if the model is not here or does not load.
    """
    if not request.references:
        _refuse_config(request, "no references are named")
        return _describe(_read_run(request))
    if request.run is not None:
        _refuse_config(request, "the English is that of --run")
    failures: list[Failure] = []

    def leave_out(failure: Failure) -> None:
        failures.append(failure)
        observer.failure(failure)

    references = read_references(request.references, request.columns, request.limit)
    for failure in references.failures:
        leave_out(failure)
    if not (references.pairs or references.briefs):
        raise KortomError(errors.NO_REFERENCES(files=listed(request.references)))
    if not references.pairs:
        _refuse_config(request, "there are only briefs")
    return _score(request, references, failures, leave_out, observer)


def _score(
    request: Request,
    references: References,
    failures: list[Failure],
    leave_out: LeaveOut,
    observer: Observer,
) -> Evaluation:
    pairs, briefs = references.pairs, references.briefs
    # Read before anything is translated: a run that is not there is an error at once.
    run = _read_run(request) if briefs or request.run is not None else None
    pair_scores = brief_scores = None
    if pairs and request.run is None:
        pair_scores = _translate_and_score(request, pairs, leave_out, observer)
    elif pairs and run is not None:
        pair_scores = score_pairs_of_run(pairs, run, leave_out)
    if briefs and run is not None:
        brief_scores = score_briefs(briefs, run, leave_out)
    if run is not None and not any(part and part.scores for part in (pair_scores, brief_scores)):
        raise KortomError(errors.NOTHING_IN_RUN(run=run.manifest.run_id))
    return Evaluation(pair_scores, brief_scores, None, tuple(failures))


def _translate_and_score(
    request: Request, pairs: tuple[Pair, ...], leave_out: LeaveOut, observer: Observer
) -> PairScores:
    config = load_config(request.config, request.overrides)
    fetch_missing(config.value, observer.warning)
    setup = resolve_setup(config.value)
    return score_pairs_now(pairs, config, setup, leave_out, observer.progress)


def _describe(run: RunRead) -> Evaluation:
    checks = enabled_checks(run.manifest.config.get("checks", {}))
    facts = RunFacts(
        system=system_of(run.manifest),
        signature=run.manifest.signature,
        speed=speed_of(run.manifest, run.records),
        records=record_facts(run.records, checks),
    )
    return Evaluation(None, None, facts, ())


def _refuse_config(request: Request, why: str) -> None:
    named = (("--config", request.config), ("--set", request.overrides))
    options = " and ".join(name for name, value in named if value)
    if options:
        raise KortomError(errors.NOTHING_TO_TRANSLATE(options=options, why=why))


def _read_run(request: Request) -> RunRead:
    folder = find_run(request.output, request.run)
    return RunRead(read_manifest(folder), tuple(read_records(folder)))
