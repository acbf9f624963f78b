"""Articles over the actors of a Ray cluster, each holding one worker."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from types import TracebackType
from typing import Any

from kortom import errors
from kortom.config import Config
from kortom.errors import KortomError, Problem
from kortom.executors.local import worker_count
from kortom.executors.ray_cluster import head_answers, ray_cluster
from kortom.executors.ray_node import NodeWorker, facts_of, unfitness
from kortom.executors.worker import Outcome, Task, failure_of
from kortom.setup import Setup

TRIES = 3
"""Workers that an article may take with it, and starts of a worker before its place is given up."""

POLL_SECONDS = 1.0

PATIENCE_SECONDS = 120.0
"""How long to wait while no worker can be had; a cluster may just be bringing up a node."""

HEAD_PATIENCE_SECONDS = 30.0
"""How long the head may be silent. After 60 seconds Ray would end this process."""


@dataclass(slots=True)
class _Attempt:
    """A task, and how many workers died over it."""

    task: Task
    deaths: int = 0


@dataclass(slots=True)
class _Queue:
    """What is to be handed out: what has to be tried again, then the tasks, taken as needed."""

    tasks: Iterator[Task]
    again: deque[_Attempt] = field(default_factory=deque)

    def __bool__(self) -> bool:
        """Whether there is anything left."""
        if not self.again:
            self.again.extend(map(_Attempt, islice(self.tasks, 1)))
        return bool(self.again)


@dataclass(slots=True)
class _Crew:
    """The actors by what they do: start (with the tries so far), wait, or work on an article.

    Those that start or work stand under the reference of their answer.
    """

    starting: dict[Any, tuple[Any, int]] = field(default_factory=dict)
    idle: list[Any] = field(default_factory=list)
    busy: dict[Any, tuple[Any, _Attempt]] = field(default_factory=dict)

    def everyone(self) -> list[Any]:
        """All actors."""
        return [
            *(actor for actor, _ in self.starting.values()),
            *self.idle,
            *(actor for actor, _ in self.busy.values()),
        ]


@dataclass(slots=True)
class RayExecutor:
    """Maps tasks to outcomes on a Ray cluster; see `Executor`.

    Each actor has one article at a time, so that it is known which one it died over. Actors that
    die are replaced. Raises KortomError (exit 2) if there is no cluster, or none any more.
    """

    config: Config
    setup: Setup
    articles: int
    patience_seconds: float = PATIENCE_SECONDS
    workers: int = 1
    _crew: _Crew = field(default_factory=_Crew)
    _stack: ExitStack = field(default_factory=ExitStack)
    _ray: Any = None
    _class: Any = None

    def __enter__(self) -> RayExecutor:
        """Connect, and count the workers."""
        run, threads = self.config.run, self.config.translate.threads
        self.workers = worker_count(self.config, self.articles)
        self._ray = self._stack.enter_context(ray_cluster(run.ray_address, self.workers * threads))
        gpus = 1 if "cuda" in (self.setup.hardware.device, self.setup.summariser_device) else 0
        if run.workers == "auto":
            self.workers = max(1, min(self.articles, _places(self._ray.nodes(), threads, gpus)))
        remote = self._ray.remote(num_cpus=threads, num_gpus=gpus, max_restarts=0)
        self._class = remote(NodeWorker)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the actors, whatever they do, and what was started here."""
        for actor in self._crew.everyone():
            self._ray.kill(actor)
        self._crew = _Crew()
        self._stack.close()

    def map(
        self, tasks: Iterable[Task], stop: Callable[[], bool] = lambda: False
    ) -> Iterator[Outcome]:
        """See `Executor.map`. An article that takes three actors with it fails.

        Raises KortomError: exit 5 if a node lacks a model or one does not load, 2 if a node is
        unlike this machine or no worker is left.
        """
        queue, quiet_since = _Queue(iter(tasks)), time.monotonic()
        for _ in range(self.workers):
            self._start_actor()
        while self._crew.busy or (queue and not stop()):
            done = self._wait()
            if done or self._crew.idle:
                quiet_since = time.monotonic()
            else:
                self._check_cluster(time.monotonic() - quiet_since)
            outcomes = [outcome for ref in done for outcome in self._take(ref, queue)]
            # First new work for those who wait for it: keeping an outcome may take a while.
            while self._crew.idle and not stop() and queue:
                actor, attempt = self._crew.idle.pop(), queue.again.popleft()
                self._crew.busy[actor.work.remote(attempt.task)] = (actor, attempt)
            yield from outcomes

    def _wait(self) -> list[Any]:
        """The answers that have come, after some time perhaps none."""
        refs = [*self._crew.starting, *self._crew.busy]
        if not refs:
            return []
        done, _ = self._ray.wait(refs, num_returns=1, timeout=POLL_SECONDS)
        if done:
            done, _ = self._ray.wait(refs, num_returns=len(refs), timeout=0)
        return list(done)

    def _take(self, ref: Any, queue: _Queue) -> Iterator[Outcome]:
        """Take in an answer; an outcome, if it is one."""
        if ref in self._crew.starting:
            self._welcome(ref)
            return
        actor, attempt = self._crew.busy.pop(ref)
        try:
            answer = self._ray.get(ref)
        except self._ray.exceptions.RayTaskError:
            raise
        except self._ray.exceptions.RayError as error:
            self._ray.kill(actor)  # it may only be out of reach
            self._start_actor()
            attempt.deaths += 1
            if attempt.deaths < TRIES:
                queue.again.appendleft(attempt)
                return
            article = attempt.task.article
            problem = errors.WORKER_DIED(file=article.origin, detail=_first_line(error))
            yield Outcome(attempt.task, None, failure_of(article, problem), 0.0)
        else:
            self._crew.idle.append(actor)
            if isinstance(answer, Problem):
                raise KortomError(answer)
            yield answer

    def _start_actor(self, tries: int = 0) -> None:
        actor = self._class.remote(self.config)
        self._crew.starting[actor.prepare.remote()] = (actor, tries + 1)

    def _welcome(self, ref: Any) -> None:
        """A new actor: check its node, or try again if it died on the way."""
        actor, tries = self._crew.starting.pop(ref)
        try:
            ready = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            failed_by_itself = isinstance(error, self._ray.exceptions.RayTaskError)
            if failed_by_itself or getattr(error, "actor_init_failed", False):
                detail = str(error).strip().splitlines()[-1]
                raise KortomError(errors.WORKER_NOT_STARTED(detail=detail)) from error
            if tries < TRIES:
                self._start_actor(tries)
            return
        problem = unfitness(ready, facts_of(self.setup))
        self._crew.idle.append(actor)
        if problem is not None:
            raise KortomError(problem)

    def _check_cluster(self, quiet_seconds: float) -> None:
        """Raise KortomError if nothing has come for so long that nothing will."""
        if not self._crew.starting and not self._crew.busy:
            raise KortomError(errors.CLUSTER_LOST(detail=f"{TRIES} starts failed"))
        if not self._crew.busy and quiet_seconds >= self.patience_seconds:
            detail = f"no free core for {quiet_seconds:.0f} s"
            raise KortomError(errors.CLUSTER_LOST(detail=detail))
        head = self._ray.get_runtime_context().gcs_address
        if quiet_seconds >= HEAD_PATIENCE_SECONDS and not head_answers(head):
            raise KortomError(errors.CLUSTER_LOST(detail=f"its head {head} does not answer"))


def _places(nodes: list[dict[str, Any]], cpus: int, gpus: int) -> int:
    """Actors with so many CPUs and GPUs that fit on the nodes that are up."""
    resources = [node["Resources"] for node in nodes if node["Alive"]]
    by_cpu = (int(each.get("CPU", 0)) // cpus for each in resources)
    if not gpus:
        return sum(by_cpu)
    by_gpu = (int(each.get("GPU", 0)) // gpus for each in resources)
    return sum(map(min, by_cpu, by_gpu))


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
