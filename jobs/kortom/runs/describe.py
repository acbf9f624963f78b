"""The manifest of a run, from its plan and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from kortom import __version__, machine
from kortom.glossary import Glossary
from kortom.models import ModelFiles
from kortom.plan import Plan, signature
from kortom.runs.changes import Changes
from kortom.runs.manifest import (
    ChangesPart,
    CountsPart,
    EnginePart,
    FailurePart,
    GitPart,
    GlossaryPart,
    InputPart,
    MachinePart,
    Manifest,
    ModelPart,
    SummariserPart,
    TimingsPart,
)
from kortom.runs.redact import redact
from kortom.values import SENTENCE_STATUSES, Failure, Record

_TOTALS = ("briefs", "reused", "flagged", "sentences", "source_words", "brief_words")


@dataclass(slots=True)
class Tally:
    """What is counted while records pass by."""

    flags: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    retries: Counter[str] = field(default_factory=Counter)
    terms: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    articles: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    reused: list[str] = field(default_factory=list)
    first: Record | None = None

    def add(self, record: Record, seconds: float, *, reused: bool) -> None:
        """seconds: that its translation took, in an earlier run if it is reused."""
        self.first = self.first or record
        self.articles[record.id] = record.sha256
        self.seconds[record.id] = round(seconds, 3)
        if reused:
            self.reused.append(record.id)
        sentence_flags = [flag for sentence in record.sentences for flag in sentence.flags]
        self.flags.update(sentence_flags)
        self.flags.update(record.flags)
        self.statuses.update(sentence.status for sentence in record.sentences)
        attempts = [attempt for s in record.sentences for attempt in s.attempts]
        self.retries.update(attempt.policy for attempt in attempts if attempt.taken)
        self.terms.update(term.status for s in record.sentences for term in s.terms)
        self.totals["briefs"] += 1
        self.totals["reused"] += reused
        self.totals["flagged"] += bool(sentence_flags or record.flags)
        self.totals["sentences"] += len(record.sentences)
        self.totals["source_words"] += sum(len(s.source.split()) for s in record.sentences)
        self.totals["brief_words"] += record.brief.words


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else the manifest tells of a run. unfinished: articles that its time did not reach."""

    run_id: str
    started: datetime
    changes: Changes
    failures: tuple[Failure, ...]
    unfinished: int
    workers: int
    engine_settings: dict[str, Any]
    summariser_settings: dict[str, Any]
    load_seconds: float
    work_seconds: float
    run_seconds: float
    worker_peak_bytes: int | None


def describe_run(plan: Plan, tally: Tally, at: Circumstances) -> Manifest:
    """Put the manifest together."""
    loaded, request = plan.request.config, plan.request
    config = loaded.value
    git = machine.git_state()
    return Manifest(
        kortom=__version__,
        run_id=at.run_id,
        config_name=loaded.name,
        config_hash=plan.config_hash,
        signature=signature(plan),
        started=at.started.isoformat(),
        command=redact(request.command),
        overrides=loaded.overrides,
        incomplete=_incomplete(plan, tally, at),
        new_only=request.new_only,
        cache=request.cache,
        config=config.model_dump(mode="json"),
        model=_model(plan.setup.translator),
        summariser=_summariser(plan.setup.summariser, at.summariser_settings),
        glossary=_glossary(plan.setup.glossary),
        engine=EnginePart(
            name=config.translate.engine,
            version=machine.package_version(config.translate.engine),
            settings=at.engine_settings,
        ),
        machine=_machine(at.workers, config.translate.threads),
        git=GitPart(**asdict(git)) if git else None,
        inputs=tuple(InputPart(**asdict(file)) for file in plan.readings.files),
        waiting=plan.readings.waiting,
        articles=_articles(plan, tally, at),
        changes=ChangesPart(**asdict(at.changes)),
        counts=_counts(plan, tally, at),
        flags=dict(sorted(tally.flags.items())),
        retries=dict(sorted(tally.retries.items())),
        terms=dict(sorted(tally.terms.items())),
        failures=tuple(FailurePart(**asdict(failure)) for failure in at.failures),
        timings=TimingsPart(
            read=round(plan.read_seconds, 3),
            load_model=round(at.load_seconds, 3),
            translate_and_summarise=round(at.work_seconds, 3),
            run=round(at.run_seconds, 3),
            articles=tally.seconds,
            reused=tuple(tally.reused),
        ),
        worker_peak_bytes=at.worker_peak_bytes,
    )


def _machine(workers: int, threads: int) -> MachinePart:
    import platform

    return MachinePart(
        python=platform.python_version(),
        system=platform.platform(),
        cpu=machine.cpu_name(),
        instruction_set=machine.instruction_set(),
        cores=machine.core_count(),
        workers=workers,
        threads=threads,
        packages=machine.package_versions(),
    )


def _model(files: ModelFiles) -> ModelPart:
    return ModelPart(
        reference=files.reference,
        revision=files.revision,
        digest=files.digest,
        files=files.sha256,
    )


def _glossary(glossary: Glossary | None) -> GlossaryPart | None:
    if glossary is None:
        return None
    return GlossaryPart(
        reference=glossary.reference, sha256=glossary.sha256, entries=len(glossary.entries)
    )


def _summariser(files: ModelFiles | None, settings: dict[str, Any]) -> SummariserPart | None:
    return None if files is None else SummariserPart(model=_model(files), settings=settings)


def _articles(plan: Plan, tally: Tally, at: Circumstances) -> dict[str, str]:
    """The articles that a next run need not take for new: those with a brief, and under
    `--new-only` those that were left out because they had one before.

    An article that failed is not among them, so that it stays new until it succeeds.
    """
    if not plan.request.new_only:
        return tally.articles
    fresh = {*at.changes.new, *at.changes.changed}
    known = {a.id: a.sha256 for a in plan.articles if a.id not in fresh}
    return dict(sorted({**known, **tally.articles}.items()))


def _counts(plan: Plan, tally: Tally, at: Circumstances) -> CountsPart:
    return CountsPart(
        articles=tally.totals["briefs"] + len(at.failures) + at.unfinished,
        failed=len(at.failures),
        unfinished=at.unfinished,
        waiting=len(plan.readings.waiting),
        statuses={status: tally.statuses[status] for status in SENTENCE_STATUSES},
        **{name: tally.totals[name] for name in _TOTALS},
    )


def _incomplete(plan: Plan, tally: Tally, at: Circumstances) -> tuple[str, ...]:
    """Why a run must not become `latest`: it is not what the config's next run will be."""
    keys = plan.request.config.overridden_keys
    nothing_came = tally.first is None and (at.failures or plan.readings.waiting)
    reasons = {
        "limited to some articles": plan.request.limit is not None,
        f"limited to articles since {plan.request.since}": plan.request.since is not None,
        "other inputs than the config's": "run.inputs" in keys,
        "overridden outside run": any(not key.startswith("run.") for key in keys),
        "stopped when its time was up": at.unfinished > 0,
        "an earlier run made again": plan.request.again is not None,
        "no article came out": bool(nothing_came),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)
