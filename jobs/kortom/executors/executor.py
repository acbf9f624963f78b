"""What an executor is, and which one a config means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Protocol, Self

from kortom.config import Config
from kortom.executors.local import LocalExecutor, worker_count
from kortom.executors.worker import Outcome, Task
from kortom.setup import Setup


class Executor(Protocol):
    """Maps articles to outcomes. A context manager; leaving it ends its workers.

    The records do not depend on it, nor on the number of its workers.
    """

    @property
    def workers(self) -> int:
        """Processes that hold a model."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def map(
        self, tasks: Iterable[Task], stop: Callable[[], bool] = lambda: False
    ) -> Iterator[Outcome]:
        """Outcomes as they come. Once `stop` says so, what was begun is finished and no more.

        A worker that dies fails no article but the one that kills it every time. Raises KortomError
        (exit 5) if a model cannot be loaded.
        """
        ...


def open_executor(config: Config, setup: Setup, articles: int) -> Executor:
    """The config's executor for so many articles. For none, no cluster is bothered."""
    if config.run.executor == "ray" and articles > 0:
        from kortom.executors.ray_executor import RayExecutor

        return RayExecutor(config, setup, articles)
    return LocalExecutor(config, setup, worker_count(config, articles))
