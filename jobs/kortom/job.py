"""One run from start to end: read, translate and summarise, publish."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kortom import __version__, errors
from kortom.articles import Readings, read_articles
from kortom.config import LoadedConfig, config_hash, to_yaml
from kortom.errors import KortomError
from kortom.executors import LocalExecutor, Outcome, worker_count
from kortom.models import ModelFiles, resolve_model
from kortom.runs import layout, surroundings
from kortom.runs.changes import changes_since, latest_articles
from kortom.runs.manifest import (
    ChangesPart,
    CountsPart,
    EnginePart,
    FailurePart,
    InputPart,
    Manifest,
    ModelPart,
    TimingsPart,
)
from kortom.runs.writer import RunWriter
from kortom.values import SENTENCE_STATUSES, Article, Failure, Record

Progress = Callable[[Outcome], None]
"""Called after each article with its outcome."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for.

    limit: at most so many articles, those with the first ids.
    """

    config: LoadedConfig
    command: tuple[str, ...] = ()
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do: everything known before a model is loaded."""

    request: Request
    config_hash: str
    files: ModelFiles
    readings: Readings
    articles: tuple[Article, ...]
    workers: int
    read_seconds: float

    @property
    def output(self) -> Path:
        """The folder of this config's runs."""
        return Path(self.request.config.value.run.output) / self.request.config.name


@dataclass(frozen=True, slots=True)
class Result:
    """A published run. first: the first record, to be shown."""

    folder: Path
    manifest: Manifest
    first: Record | None
    failures: tuple[Failure, ...]


@dataclass(slots=True)
class _Tally:
    """What the manifest counts, gathered while records pass by."""

    flags: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    first: Record | None = None

    def add(self, record: Record) -> None:
        self.first = self.first or record
        sentence_flags = [flag for sentence in record.sentences for flag in sentence.flags]
        self.flags.update(sentence_flags)
        self.flags.update(record.flags)
        self.statuses.update(sentence.status for sentence in record.sentences)
        self.totals["briefs"] += 1
        self.totals["flagged"] += bool(sentence_flags or record.flags)
        self.totals["sentences"] += len(record.sentences)
        self.totals["source_words"] += sum(len(s.source.split()) for s in record.sentences)
        self.totals["brief_words"] += record.brief.words


def make_plan(request: Request) -> Plan:
    """Resolve the model and read the articles.

    Raises KortomError: exit 5 if the model is not here, exit 4 if there is not one article.
    """
    started = time.perf_counter()
    config = request.config.value
    files = resolve_model(config.translate.model)
    readings = read_articles(config.run.inputs, config.input)
    if not readings.articles and not readings.failures:
        raise KortomError(errors.NO_ARTICLES(inputs=", ".join(config.run.inputs)))
    articles = readings.articles[: request.limit]
    return Plan(
        request=request,
        config_hash=config_hash(config),
        files=files,
        readings=readings,
        articles=articles,
        workers=worker_count(config, len(articles)),
        read_seconds=time.perf_counter() - started,
    )


def run(plan: Plan, progress: Progress | None = None) -> Result:
    """Carry out a plan and publish its run.

    Raises KortomError: exit 2 if the output is not writable, exit 5 if the model does not load.
    """
    started = datetime.now(UTC)
    clock = time.perf_counter()
    config = plan.request.config.value
    digests = {article.id: article.sha256 for article in plan.articles}
    since, before = latest_articles(plan.output)
    changes = changes_since(since, before, digests)
    run_id = layout.run_id(started, plan.config_hash)
    tally = _Tally(failures=list(plan.readings.failures))
    digest_ids = (*changes.new, *changes.changed)
    with RunWriter(plan.output, run_id, config.translate.model, digest_ids) as writer:
        engine = EnginePart(name="none", version="", settings={})
        load_seconds = 0.0
        work_started = time.perf_counter()
        if plan.articles:
            with LocalExecutor(config, plan.files, plan.workers) as executor:
                described = executor.describe()
                load_seconds = described["load_seconds"]
                engine = _engine_part(config.translate.engine, described["settings"])
                for outcome in executor.map(plan.articles):
                    _take(outcome, writer, tally)
                    if progress:
                        progress(outcome)
        now = time.perf_counter()
        manifest = _manifest(
            plan,
            run_id=run_id,
            started=started,
            engine=engine,
            changes=changes,
            tally=tally,
            timings=TimingsPart(
                read=round(plan.read_seconds, 3),
                load_model=round(load_seconds, 3),
                translate_and_summarise=round(now - work_started, 3),
                run=round(now - clock + plan.read_seconds, 3),
                articles=tally.seconds,
            ),
        )
        folder = writer.publish(manifest, to_yaml(config))
    return Result(folder, manifest, tally.first, tuple(tally.failures))


def _take(outcome: Outcome, writer: RunWriter, tally: _Tally) -> None:
    tally.seconds[outcome.article.id] = round(outcome.seconds, 3)
    if outcome.failure is not None:
        tally.failures.append(outcome.failure)
    if outcome.record is not None:
        tally.add(outcome.record)
        writer.add(outcome.record)


def _manifest(
    plan: Plan,
    *,
    run_id: str,
    started: datetime,
    engine: EnginePart,
    changes: ChangesPart,
    tally: _Tally,
    timings: TimingsPart,
) -> Manifest:
    loaded, files = plan.request.config, plan.files
    config = loaded.value
    return Manifest(
        kortom=__version__,
        run_id=run_id,
        config_name=loaded.name,
        config_hash=plan.config_hash,
        signature=signature(plan),
        started=started.isoformat(),
        command=plan.request.command,
        overrides=loaded.overrides,
        incomplete=_incomplete(plan, tally),
        config=config.model_dump(mode="json"),
        model=ModelPart(
            reference=files.reference,
            revision=files.revision,
            digest=files.digest,
            files=files.sha256,
        ),
        engine=engine,
        machine=surroundings.machine(plan.workers, config.translate.threads),
        git=surroundings.git_state(),
        inputs=tuple(InputPart(**asdict(file)) for file in plan.readings.files),
        articles={article.id: article.sha256 for article in plan.articles},
        changes=changes,
        counts=CountsPart(
            articles=len(plan.articles) + len(plan.readings.failures),
            failed=len(tally.failures),
            statuses={status: tally.statuses[status] for status in SENTENCE_STATUSES},
            **{name: tally.totals[name] for name in _TOTALS},
        ),
        flags=dict(sorted(tally.flags.items())),
        failures=tuple(FailurePart(**asdict(failure)) for failure in tally.failures),
        timings=timings,
    )


_TOTALS = ("briefs", "flagged", "sentences", "source_words", "brief_words")


def _engine_part(name: str, settings: dict[str, object]) -> EnginePart:
    return EnginePart(name=name, version=surroundings.package_version(name), settings=settings)


def _incomplete(plan: Plan, tally: _Tally) -> tuple[str, ...]:
    """Why a run must not become `latest`: it is not what the config's next run will be."""
    keys = plan.request.config.overridden_keys
    reasons = {
        "limited to some articles": plan.request.limit is not None,
        "other inputs than the config's": "run.inputs" in keys,
        "overridden outside run": any(not key.startswith("run.") for key in keys),
        "every article failed": tally.first is None,
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def signature(plan: Plan) -> str:
    """One line that says how the briefs were made, after sacreBLEU's signatures."""
    config = plan.request.config.value
    translate = config.translate
    parts: Sequence[tuple[str, object]] = (
        ("kortom", __version__),
        ("config", f"{plan.request.config.name}@{plan.config_hash[:8]}"),
        ("model", f"{translate.model.partition('@')[0]}@{plan.files.digest[:8]}"),
        ("engine", f"{translate.engine}-{surroundings.package_version(translate.engine)}"),
        ("beam", translate.beam_size),
        ("lp", f"{translate.length_penalty:g}"),
        ("norm", "moses" if translate.normalize_punctuation else "no"),
        ("brief", f"{config.summarise.method}-{config.summarise.max_words}w"),
    )
    return "|".join(f"{name}:{value}" for name, value in parts)
