"""The life of a process that works for another one."""

from __future__ import annotations

import os
import signal
import threading
import time

from kortom.environment import prepare_environment

ORPHAN_CHECK_SECONDS = 1.0


def begin_worker(parent: int) -> None:
    """Make ready the process that this is called in, which ends when the parent says so or is gone.

    Ctrl-C and a service manager's stop reach all processes at once; the worker ignores them.
    """
    prepare_environment()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()


def _die_with(parent: int) -> None:
    """End this process when its parent is gone: killed, it cannot tell its workers to end."""
    while os.getppid() == parent:
        time.sleep(ORPHAN_CHECK_SECONDS)
    os._exit(1)
