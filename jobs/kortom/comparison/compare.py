"""One comparison from what was asked to its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kortom import errors
from kortom.articles.places import listed
from kortom.comparison.agreement import pair_agreements
from kortom.comparison.articles import compared_articles
from kortom.comparison.between import count_between
from kortom.comparison.flags import articles_missing, flag_measures, side_of
from kortom.comparison.form import form_measures, speed_measures
from kortom.comparison.inputs import (
    NAMED,
    Common,
    common_articles,
    find_runs,
    inputs_note,
    label,
    read_run,
)
from kortom.comparison.matching import Matched, match_sentences
from kortom.comparison.scores import Scored, score_references
from kortom.comparison.settings import differing_settings
from kortom.comparison.values import Compared, Comparison, Inputs
from kortom.errors import KortomError, Problem
from kortom.evaluation.references import References, read_references
from kortom.evaluation.results import system_of
from kortom.evaluation.scoring import RunRead
from kortom.values import Failure


class Observer(Protocol):
    """Is told what goes on."""

    def failure(self, failure: Failure) -> None:
        """Something of the references cannot be read, and is left out."""

    def warning(self, problem: Problem) -> None:
        """Not all of the runs, or of the references, is compared."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for.

    runs, baseline: as `kortom.runs.reader.find_run` takes them; baseline None for the first of the
    runs. references: files as of `kortom evaluate`. output: the folder of the runs.
    """

    runs: tuple[str, ...]
    baseline: str | None = None
    references: tuple[str, ...] = ()
    output: Path = Path("outputs")


def compare(request: Request, observer: Observer) -> Comparison:
    """Compare runs on the articles that all of them have.

    Raises KortomError: exit 2 if there are not two runs, one is damaged, or they have no article in
    common; 4 if references are named and none can be used.
    """
    folders, baseline = find_runs(request.output, request.runs, request.baseline)
    references = _read(request.references, observer)
    runs = [read_run(folder) for folder in folders]
    common = common_articles(runs)
    note = inputs_note(runs, common)
    if note is not None:
        observer.warning(note)
    matched = [match_sentences(of_article) for of_article in zip(*common.records, strict=True)]
    labels = [label(number) for number in range(len(runs))]
    scored = score_references(references, common.records, labels, baseline)
    _tell_missing(request.references, scored, observer)
    between = count_between(matched, len(runs), baseline)
    sides = [side_of(run, of) for run, of in zip(runs, common.records, strict=True)]
    return Comparison(
        systems=_systems(labels, runs, common),
        baseline=baseline,
        inputs=_inputs(common, matched),
        settings=differing_settings([run.manifest for run in runs]),
        measures=(
            *scored.measures,
            *flag_measures(sides, baseline),
            articles_missing(runs, baseline),
            *form_measures(common.records, baseline),
            *speed_measures(runs, common.records, baseline),
        ),
        rankings=scored.rankings,
        agreement=pair_agreements(labels, common.records, matched, between),
        sentence_gains=scored.gains,
        references=scored.uses,
        articles=compared_articles(common.records, matched, between, references.pairs, baseline),
        failures=references.failures,
    )


def _read(files: Sequence[str], observer: Observer) -> References:
    references = read_references(files)
    for failure in references.failures:
        observer.failure(failure)
    if files and not (references.pairs or references.briefs):
        raise KortomError(errors.NO_REFERENCES(files=listed(files)))
    return references


def _tell_missing(files: Sequence[str], scored: Scored, observer: Observer) -> None:
    if files and not any(use.scored for use in scored.uses):
        raise KortomError(errors.NO_REFERENCE_COMPARED(files=listed(files)))
    for use in scored.uses:
        if use.missing:
            first = listed(use.first_missing, len(use.first_missing))
            rest = use.missing - len(use.first_missing)
            more = f" and {rest:,} more" if rest else ""
            observer.warning(
                errors.REFERENCES_NOT_COMPARED(
                    missing=use.missing, total=use.read, what=use.what, first=first + more
                )
            )


def _systems(
    labels: Sequence[str], runs: Sequence[RunRead], common: Common
) -> tuple[Compared, ...]:
    compared = {record.id for record in common.records[0]}
    return tuple(
        Compared(
            label=name,
            system=system_of(run.manifest),
            signature=run.manifest.signature,
            articles=len(run.records),
            left_out=len(left_out),
            first_left_out=left_out[:NAMED],
            reused=len(compared.intersection(run.manifest.timings.reused)),
            worker_peak_bytes=run.manifest.worker_peak_bytes,
            failed=run.manifest.counts.failed,
            unfinished=run.manifest.counts.unfinished,
            new_only=run.manifest.new_only,
        )
        for name, run, left_out in zip(labels, runs, common.left_out, strict=True)
    )


def _inputs(common: Common, matched: Sequence[Matched]) -> Inputs:
    return Inputs(
        articles=len(common.records[0]),
        altered=common.altered,
        sentences=sum(len(of.rows) for of in matched),
        unmatched=tuple(map(sum, zip(*(of.unmatched for of in matched), strict=True))),
        not_selected=sum(of.not_selected for of in matched),
    )
