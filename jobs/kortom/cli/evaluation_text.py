"""An evaluation as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kortom.telemetry.summary import counted

if TYPE_CHECKING:
    from kortom.evaluation.facts import BriefFacts, RecordFacts, TranslationFacts
    from kortom.evaluation.metrics import Score
    from kortom.evaluation.results import (
        BriefScores,
        Evaluation,
        PairScores,
        RunFacts,
        Speed,
        System,
    )
    from kortom.evaluation.statistics import Distribution, Rate


def evaluation_lines(evaluation: Evaluation) -> Iterator[str]:
    """All parts that were asked for, a blank line between them."""
    parts: list[Iterator[str]] = []
    if evaluation.pairs is not None:
        parts.append(_pairs(evaluation.pairs))
    if evaluation.briefs is not None:
        parts.append(_briefs(evaluation.briefs))
    if evaluation.run is not None:
        parts.append(_run(evaluation.run))
    for number, part in enumerate(parts):
        if number:
            yield ""
        yield from part


def _pairs(pairs: PairScores) -> Iterator[str]:
    how = "" if pairs.seconds is None else f", translated now in {pairs.seconds:.1f} s"
    yield f"Translation: {counted(pairs.pairs - pairs.missing, 'pair')}{how}"
    yield from _system(pairs.system)
    if pairs.missing:
        yield f"  {counted(pairs.missing, 'pair')} without a translation, not scored"
    if pairs.empty:
        yield f"  {counted(pairs.empty, 'pair')} scored with no English, as the system left them"
    yield from _scores(pairs.scores)
    yield from _signatures(pairs.scores)
    if pairs.facts is not None:
        yield ""
        yield from _translation(pairs.facts)


def _briefs(briefs: BriefScores) -> Iterator[str]:
    yield f"Briefs: {counted(briefs.briefs - briefs.missing, 'article')}"
    yield from _system(briefs.system)
    if briefs.missing:
        yield f"  {counted(briefs.missing, 'article')} not in the run, not scored"
    yield from _scores(briefs.scores)
    if briefs.headlines:
        yield ""
        yield "  Headlines"
        yield from _scores(briefs.headlines)
    yield from _signatures(briefs.scores)


def _run(run: RunFacts) -> Iterator[str]:
    yield f"Run {run.system.run_id}"
    yield f"  {run.signature}"
    yield f"  model {run.system.model}, SHA-256 {run.system.model_digest}"
    yield ""
    yield from _speed(run.speed)
    yield ""
    yield from _articles(run.records)
    yield ""
    yield from _translation(run.records.translation)
    yield ""
    yield from _distributions(_brief_rows(run.records.briefs))


def _system(system: System) -> Iterator[str]:
    config = f"config {system.config_name}@{system.config_hash[:8]}"
    model = f"model {system.model}@{system.model_digest[:8]}"
    run = [] if system.run_id is None else [f"run {system.run_id}"]
    yield f"  {', '.join([*run, config, model, f'{system.engine} {system.engine_version}'])}"


def _scores(scores: Sequence[Score]) -> Iterator[str]:
    if not scores:
        return
    yield ""
    yield f"  {'metric':<8}  {'score':>6}  {'95% interval':>16}  {'n':>7}"
    for score in scores:
        interval = f"{score.low:.2f} to {score.high:.2f}"
        better = "  lower is better" if score.metric == "TER" else ""
        yield f"  {score.metric:<8}  {score.value:>6.2f}  {interval:>16}  {score.n:>7,}{better}"


def _signatures(scores: Sequence[Score]) -> Iterator[str]:
    if scores:
        yield ""
    for score in scores:
        yield f"  {score.metric:<8}  {score.signature}"


def _translation(facts: TranslationFacts) -> Iterator[str]:
    statuses = ", ".join(
        f"{count:,} {status.replace('_', ' ')}" for status, count in facts.statuses.items() if count
    )
    yield f"Sentences: {facts.sentences:,} ({statuses or 'none'})"
    yield ""
    yield from _rates({"any": facts.flagged, **facts.flags})
    yield ""
    yield from _retries(facts)
    if any(facts.terms.values()):
        terms = ", ".join(f"{count:,} {status}" for status, count in facts.terms.items())
        yield f"Terms of the glossary: {terms}"
    yield f"Words: {facts.source_words:,} in Dutch, {facts.hypothesis_words:,} in English"
    yield ""
    yield from _distributions({"English words a Dutch word": facts.length_ratio})


def _rates(rates: dict[str, Rate]) -> Iterator[str]:
    width = max(map(len, rates))
    yield f"  {'flag':<{width}}  {'sentences':>9}  {'rate':>6}  {'95% interval':>16}"
    for name, rate in rates.items():
        interval = f"{100 * rate.low:.1f} to {100 * rate.high:.1f}%"
        share = f"{100 * rate.value:.1f}%"
        yield f"  {name:<{width}}  {rate.count:>9,}  {share:>6}  {interval:>16}"


def _retries(facts: TranslationFacts) -> Iterator[str]:
    retries = facts.retries
    yield (
        f"Decoded again: {counted(retries.sentences, 'sentence')},"
        f" {retries.cleared:,} of them without a flag after it"
    )
    for name, policy in retries.policies.items():
        yield f"  {name}: tried on {policy.tried:,}, taken for {policy.taken:,}"


def _articles(records: RecordFacts) -> Iterator[str]:
    flagged = records.flagged
    yield (
        f"Articles: {records.articles:,}, with any flag {flagged.count:,}"
        f" ({100 * flagged.value:.1f}%, 95% interval {100 * flagged.low:.1f} to"
        f" {100 * flagged.high:.1f}%)"
    )
    for name, count in records.article_flags.items():
        yield f"  {name} on {counted(count, 'article')} as a whole"


def _speed(speed: Speed) -> Iterator[str]:
    reused = f", {speed.reused:,} reused from an earlier run" if speed.reused else ""
    yield f"Translated: {counted(speed.fresh, 'article')}{reused}"
    yield (
        f"  {speed.run_seconds:.1f} s in all, {speed.work_seconds:.1f} s of work by"
        f" {counted(speed.workers, 'worker')}, {speed.load_seconds:.1f} s of it loading models"
    )
    if speed.articles_per_second is not None and speed.words_per_second is not None:
        yield (
            f"  {speed.articles_per_second:.2f} articles/s,"
            f" {speed.words_per_second:,.0f} Dutch words/s (without what is reused)"
        )


def _brief_rows(briefs: BriefFacts) -> dict[str, Distribution | None]:
    return {
        "words of a brief": briefs.words,
        "words of a headline": briefs.headline_words,
        "compression": briefs.compression,
        "coverage": briefs.coverage,
    }


def _distributions(rows: dict[str, Distribution | None]) -> Iterator[str]:
    columns = ("mean", "min", "5%", "median", "95%", "max", "n")
    yield f"  {'':<26}" + "".join(f"  {name:>7}" for name in columns)
    for name, row in rows.items():
        if row is None:
            yield f"  {name:<26}  none"
            continue
        values = (row.mean, row.minimum, row.p5, row.median, row.p95, row.maximum)
        yield f"  {name:<26}" + "".join(f"  {value:>7.2f}" for value in values) + f"  {row.n:>7,}"
