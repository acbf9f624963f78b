"""What schedules the articles over processes. Records never depend on it."""

from kortom.executors.local import LocalExecutor, Outcome, core_count, worker_count

__all__ = ["LocalExecutor", "Outcome", "core_count", "worker_count"]
