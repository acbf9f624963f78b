"""What an evaluation finds, as values."""

from __future__ import annotations

from dataclasses import dataclass

from kortom.evaluation.facts import RecordFacts, TranslationFacts
from kortom.evaluation.metrics import Score
from kortom.runs.manifest import Manifest
from kortom.values import Failure, Record


@dataclass(frozen=True, slots=True)
class System:
    """What wrote the English. run_id: None if it was translated now."""

    run_id: str | None
    config_name: str
    config_hash: str
    model: str
    model_digest: str
    engine: str
    engine_version: str


@dataclass(frozen=True, slots=True)
class PairScores:
    """Translations against references.

    pairs: that were read; missing: those without a hypothesis, which are not scored; empty: scored
    with a hypothesis of no text, as the system left them. facts, seconds: of pairs that were
    translated now, None of a run.
    """

    system: System
    pairs: int
    missing: int
    empty: int
    scores: tuple[Score, ...]
    facts: TranslationFacts | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class BriefScores:
    """Briefs of a run against those that a person wrote.

    briefs: that were read; missing: those whose article is not in the run, which are not scored.
    headlines: scores of the headlines, where there are some to hold them against.
    """

    system: System
    briefs: int
    missing: int
    scores: tuple[Score, ...]
    headlines: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a run worked. Seconds as in the manifest's timings.

    fresh: articles that the run translated itself; reused: those that an earlier run had. The rates
    are of fresh ones in `work_seconds`, over all workers; None if there are none. words: of the
    Dutch.
    """

    run_seconds: float
    load_seconds: float
    work_seconds: float
    workers: int
    fresh: int
    reused: int
    articles_per_second: float | None
    words_per_second: float | None


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A run in numbers, without references."""

    system: System
    signature: str
    speed: Speed
    records: RecordFacts


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All of it; the parts that were not asked for are None. failures: what was left out, why."""

    pairs: PairScores | None
    briefs: BriefScores | None
    run: RunFacts | None
    failures: tuple[Failure, ...]


def system_of(manifest: Manifest) -> System:
    """What wrote the English of a run."""
    return System(
        run_id=manifest.run_id,
        config_name=manifest.config_name,
        config_hash=manifest.config_hash,
        model=manifest.model.reference,
        model_digest=manifest.model.digest,
        engine=manifest.engine.name,
        engine_version=manifest.engine.version,
    )


def speed_of(manifest: Manifest, records: tuple[Record, ...]) -> Speed:
    """How fast a run worked."""
    timings = manifest.timings
    fresh = [record for record in records if record.id not in set(timings.reused)]
    words = sum(len(s.source.split()) for record in fresh for s in record.sentences)
    seconds = timings.translate_and_summarise
    timed = bool(fresh) and seconds > 0
    return Speed(
        run_seconds=timings.run,
        load_seconds=timings.load_model,
        work_seconds=seconds,
        workers=manifest.machine.workers,
        fresh=len(fresh),
        reused=len(records) - len(fresh),
        articles_per_second=len(fresh) / seconds if timed else None,
        words_per_second=words / seconds if timed else None,
    )
