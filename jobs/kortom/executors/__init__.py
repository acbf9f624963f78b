"""What schedules the articles over processes. Records never depend on it."""

from kortom.executors.local import LocalExecutor, worker_count
from kortom.executors.worker import Outcome, Task

__all__ = ["LocalExecutor", "Outcome", "Task", "worker_count"]
