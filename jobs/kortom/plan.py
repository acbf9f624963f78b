"""What a run would do: everything that is known before a model is loaded."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kortom import __version__, errors
from kortom.articles import Readings, read_articles
from kortom.config import Config, LoadedConfig, config_hash
from kortom.errors import KortomError
from kortom.machine import package_version
from kortom.paths import expand_home
from kortom.runs.changes import Changes
from kortom.setup import Setup, resolve_setup
from kortom.stages import StageKeys, stage_keys
from kortom.values import Article


@dataclass(frozen=True, slots=True)
class Again:
    """An earlier run that is made again.

    articles: ids of its records; no others are done. changes: what was new, changed and removed
    then; taken over. output: where the new run goes, so that the config, with its run.output, stays
    the same.
    """

    articles: frozenset[str]
    changes: Changes
    output: Path


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for.

    limit: at most so many articles, those with the first ids. new_only: only articles that are new
    or changed since the latest run. since: only articles of this date (ISO, possibly partial) or
    later; those without a date stay. cache: whether to use and keep finished stages. wait_seconds:
    for the lock. max_seconds: after which what is done is published. again: the run to make again.
    readings, setup: where they are known already; several runs can share them.
    """

    config: LoadedConfig
    command: tuple[str, ...] = ()
    limit: int | None = None
    new_only: bool = False
    since: str | None = None
    cache: bool = True
    wait_seconds: float = 0.0
    max_seconds: float | None = None
    again: Again | None = None
    readings: Readings | None = None
    setup: Setup | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A request and what it meets."""

    request: Request
    config_hash: str
    keys: StageKeys
    setup: Setup
    readings: Readings
    articles: tuple[Article, ...]
    read_seconds: float

    @property
    def output(self) -> Path:
        """The folder that the run goes to."""
        again = self.request.again
        if again is not None:
            return again.output / self.request.config.name
        return output_folder(self.request.config)

    @property
    def executed(self) -> Config:
        """The config to execute. A run is made again on this machine: the cluster that made it may
        be gone, and the records do not depend on it.
        """
        config = self.request.config.value
        if self.request.again is None:
            return config
        here = config.run.model_copy(update={"executor": "local", "ray_address": None})
        return config.model_copy(update={"run": here})

    @property
    def is_limited(self) -> bool:
        """Whether the command line left out some of the config's articles."""
        request = self.request
        other_inputs = "run.inputs" in request.config.overridden_keys
        return other_inputs or request.limit is not None or request.since is not None


def output_folder(config: LoadedConfig) -> Path:
    """The folder of a config's runs."""
    return expand_home(config.value.run.output) / config.name


def make_plan(request: Request) -> Plan:
    """Resolve the models and read the articles.

    Raises KortomError: exit 5 if a model is not here, 2 if a device is not, 4 if there is not one
    article.
    """
    started = time.perf_counter()
    config = request.config.value
    setup = request.setup or resolve_setup(config)
    readings = request.readings or read_inputs(config, request.again)
    missing = all(failure.code == errors.INPUT_MISSING.code for failure in readings.failures)
    if missing and not (readings.articles or readings.waiting or request.again):
        raise KortomError(errors.NO_ARTICLES(inputs=", ".join(config.run.inputs)))
    again = request.again
    wanted = [a for a in readings.articles if again is None or a.id in again.articles]
    dated = [a for a in wanted if _is_since(a.date, request.since)]
    return Plan(
        request=request,
        config_hash=config_hash(config),
        keys=stage_keys(config, setup),
        setup=setup,
        readings=readings,
        articles=tuple(dated[: request.limit]),
        read_seconds=time.perf_counter() - started,
    )


def read_inputs(config: Config, again: Again | None = None) -> Readings:
    """The articles in the inputs; to make a run again, files are taken settled or not.

    In a fresh checkout all files are new, and one that is half written shows by its hash.
    """
    settings = config.input.model_copy(update={"settle_seconds": 0.0}) if again else config.input
    return read_articles(config.run.inputs, settings)


def signature(plan: Plan) -> str:
    """One line that says how the briefs were made, after sacreBLEU's signatures."""
    config = plan.request.config.value
    translate = config.translate
    parts: Sequence[tuple[str, object]] = (
        ("kortom", __version__),
        ("config", f"{plan.request.config.name}@{plan.config_hash[:8]}"),
        ("model", f"{translate.model.partition('@')[0]}@{plan.setup.translator.digest[:8]}"),
        ("engine", f"{translate.engine}-{package_version(translate.engine)}"),
        ("dtype", f"{plan.setup.hardware.dtype}-{plan.setup.hardware.device}"),
        ("beam", translate.beam_size),
        ("lp", f"{translate.length_penalty:g}"),
        ("norm", "moses" if translate.normalize_punctuation else "no"),
        ("brief", f"{config.summarise.method}-{config.summarise.max_words}w"),
        *_summariser(plan),
    )
    return "|".join(f"{name}:{value}" for name, value in parts)


def _summariser(plan: Plan) -> Iterator[tuple[str, object]]:
    """The parts of the signature that only some configs have."""
    config = plan.request.config.value
    glossary = plan.setup.glossary
    if glossary is not None:
        yield "glossary", f"{glossary.reference}@{glossary.sha256[:8]}"
    if config.order != "translate-then-summarise":
        yield "order", config.order
    files = plan.setup.summariser
    if files is not None:
        seq2seq = config.summarise.seq2seq
        yield "summariser", f"{files.reference.partition('@')[0]}@{files.digest[:8]}"
        yield "summariser_beam", seq2seq.beam_size


def _is_since(date: str | None, since: str | None) -> bool:
    """Whether an article's date may lie on or after `since`; both may lack month or day."""
    if date is None or since is None:
        return True
    return date + "-99" * (2 - date.count("-")) >= since
