"""What runs on a node of a Ray cluster: a worker, and what the node has to have in common."""

from __future__ import annotations

import platform
from dataclasses import dataclass

from kortom import __version__, errors
from kortom.config import Config
from kortom.environment import prepare_environment
from kortom.errors import Exit, KortomError, Problem
from kortom.executors.worker import Outcome, Task, Worker
from kortom.machine import instruction_set, package_versions
from kortom.setup import Setup, resolve_setup


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record depends on beside the config and the article, on one machine.

    software: versions, processor and hardware, by name. models: digests by the key of the config.
    """

    software: dict[str, str]
    models: dict[str, str]


@dataclass(frozen=True, slots=True)
class Ready:
    """What a node answers: its name, and its facts or what it lacks."""

    node: str
    facts: Facts | Problem


def facts_of(setup: Setup) -> Facts:
    """The facts of this machine."""
    models = {"translate.model": setup.translator.digest}
    if setup.summariser is not None:
        models["summarise.seq2seq.model"] = setup.summariser.digest
    if setup.glossary is not None:
        models["translate.glossary"] = setup.glossary.sha256
    software = {
        "kortom": __version__,
        **package_versions(),
        "the instruction set": instruction_set(),
        "translate.device": setup.hardware.device,
        "translate.dtype": setup.hardware.dtype,
        "summarise.seq2seq.device": setup.summariser_device,
    }
    return Facts(software, models)


def unfitness(ready: Ready, here: Facts) -> Problem | None:
    """Why a node cannot make the same records as this machine, if so."""
    there = ready.facts
    if isinstance(there, Problem):
        template = errors.NODE_NO_MODEL if there.exit == Exit.NO_MODEL else errors.NODE_UNFIT
        return template(node=ready.node, detail=there.message)
    for what in sorted(here.software.keys() | there.software.keys()):
        mine, theirs = here.software.get(what, "none"), there.software.get(what, "none")
        if mine != theirs:
            return errors.NODE_DIFFERS(node=ready.node, what=what, there=theirs, here=mine)
    for key, digest in here.models.items():
        if there.models.get(key) != digest:
            return errors.NODE_MODEL_DIFFERS(node=ready.node, key=key)
    return None


class NodeWorker:
    """A worker as a Ray actor: one process, one article at a time, in its main thread.

    Known problems are returned, not raised: Ray would wrap them.
    """

    def __init__(self, config: Config) -> None:
        """The models are looked for here, on the node, by the names in the config."""
        prepare_environment()
        self._config = config
        self._worker: Worker | None = None

    def prepare(self) -> Ready:
        """Find the models' files; they are loaded with the first article."""
        import ray

        address = ray.util.get_node_ip_address()  # type: ignore[no-untyped-call]
        node = f"{platform.node()} ({address})"
        try:
            setup = resolve_setup(self._config)
        except KortomError as error:
            return Ready(node, error.problem)
        self._worker = Worker(self._config, setup)
        return Ready(node, facts_of(setup))

    def work(self, task: Task) -> Outcome | Problem:
        """See `Worker.work`."""
        if self._worker is None:
            raise RuntimeError("the worker was not prepared")
        try:
            return self._worker.work(task)
        except KortomError as error:
            return error.problem
