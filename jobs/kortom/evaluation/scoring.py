"""References and the English of a system to scores; what cannot be scored is left out aloud."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kortom import errors
from kortom.articles.places import listed, make_failure
from kortom.config import LoadedConfig, config_hash
from kortom.errors import KortomError
from kortom.evaluation.facts import TranslationFacts, enabled_checks, translation_facts
from kortom.evaluation.hypotheses import find_hypotheses, translate_pairs
from kortom.evaluation.metrics import Metric, Score, score_corpus
from kortom.evaluation.references import Pair, ReferenceBrief
from kortom.evaluation.results import BriefScores, PairScores, System, system_of
from kortom.evaluation.rouge import rouge_metrics
from kortom.evaluation.translation_metrics import translation_metrics
from kortom.machine import package_version
from kortom.runs.manifest import Manifest
from kortom.setup import Setup
from kortom.values import Failure, Record

NAMED = 5
"""References without a hypothesis that a message names."""

LeaveOut = Callable[[Failure], None]
"""Is told of everything that is left out of the scores."""


@dataclass(frozen=True, slots=True)
class RunRead:
    """A run, read to its end."""

    manifest: Manifest
    records: tuple[Record, ...]


def score_pairs_now(
    pairs: Sequence[Pair],
    config: LoadedConfig,
    setup: Setup,
    leave_out: LeaveOut,
    progress: Callable[[int, int], None],
) -> PairScores:
    """Translate the pairs and score them, at least one.

    Raises KortomError: exit 5 if the model does not load, 3 if nothing could be translated.
    """
    started = time.perf_counter()
    translated = translate_pairs(pairs, config.value, setup, progress)
    seconds = time.perf_counter() - started
    for failure in translated.failures:
        leave_out(failure)
    if not any(hypothesis is not None for hypothesis in translated.hypotheses):
        model = config.value.translate.model
        raise KortomError(errors.NOTHING_TRANSLATED(model=model, total=len(pairs)))
    checks = enabled_checks(config.value.checks.model_dump())
    facts = translation_facts(translated.sentences, checks)
    return _pair_scores(pairs, translated.hypotheses, _system_now(config, setup), facts, seconds)


def score_pairs_of_run(pairs: Sequence[Pair], run: RunRead, leave_out: LeaveOut) -> PairScores:
    """Score what a run made of the pairs' sources."""
    hypotheses = find_hypotheses(pairs, run.records)
    missing = [pair.place for pair, made in zip(pairs, hypotheses, strict=True) if made is None]
    _leave_out_missing(run, "pairs", missing, len(pairs), leave_out)
    return _pair_scores(pairs, hypotheses, system_of(run.manifest), None, None)


def score_briefs(
    references: Sequence[ReferenceBrief], run: RunRead, leave_out: LeaveOut
) -> BriefScores:
    """Score a run's briefs of the articles that have a reference."""
    briefs = {record.id: record.brief for record in run.records}
    missing = [reference.id for reference in references if reference.id not in briefs]
    _leave_out_missing(run, "briefs", missing, len(references), leave_out)
    matched = [(briefs[item.id], item) for item in references if item.id in briefs]
    texts = [
        (" ".join(sentence.text for sentence in brief.sentences), item.brief)
        for brief, item in matched
    ]
    headlines = [(brief.headline.text, item.headline) for brief, item in matched if item.headline]
    return BriefScores(
        system=system_of(run.manifest),
        briefs=len(references),
        missing=len(missing),
        scores=_scores(rouge_metrics(), texts),
        headlines=_scores(rouge_metrics(), headlines),
    )


def _pair_scores(
    pairs: Sequence[Pair],
    hypotheses: Sequence[str | None],
    system: System,
    facts: TranslationFacts | None,
    seconds: float | None,
) -> PairScores:
    texts = [
        (hypothesis, pair.reference)
        for hypothesis, pair in zip(hypotheses, pairs, strict=True)
        if hypothesis is not None
    ]
    return PairScores(
        system=system,
        pairs=len(pairs),
        missing=len(pairs) - len(texts),
        empty=sum(not hypothesis.strip() for hypothesis, _ in texts),
        scores=_scores(translation_metrics(), texts),
        facts=facts,
        seconds=seconds,
    )


def _scores(metrics: Sequence[Metric], texts: Sequence[tuple[str, str]]) -> tuple[Score, ...]:
    """The scores of hypotheses beside their references; none of no texts."""
    if not texts:
        return ()
    hypotheses, references = [one for one, _ in texts], [other for _, other in texts]
    return tuple(score_corpus(metric, hypotheses, references) for metric in metrics)


def _leave_out_missing(
    run: RunRead, what: str, missing: Sequence[str], total: int, leave_out: LeaveOut
) -> None:
    if missing:
        problem = errors.NOT_IN_RUN(
            run=run.manifest.run_id,
            missing=len(missing),
            total=total,
            what=what,
            first=listed(missing, NAMED),
        )
        leave_out(make_failure(run.manifest.run_id, problem))


def _system_now(config: LoadedConfig, setup: Setup) -> System:
    translate = config.value.translate
    return System(
        run_id=None,
        config_name=config.name,
        config_hash=config_hash(config.value),
        model=translate.model,
        model_digest=setup.translator.digest,
        engine=translate.engine,
        engine_version=package_version(translate.engine),
    )
