"""What spreads articles over workers: processes of this machine, or a Ray cluster."""

from kortom.executors.executor import Executor, open_executor
from kortom.executors.local import worker_count
from kortom.executors.worker import Outcome, Task

__all__ = ["Executor", "Outcome", "Task", "open_executor", "worker_count"]
