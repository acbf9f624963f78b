"""The log file: one JSON object a line, for each thing that happens in a run."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kortom import __version__, errors
from kortom.errors import KortomError, Problem
from kortom.runs.redact import redact
from kortom.telemetry.ending import Ending
from kortom.telemetry.summary import one_line, summary

if TYPE_CHECKING:
    from kortom.executors import Outcome
    from kortom.plan import Plan, Request
    from kortom.values import Failure

MAX_BYTES = 10_000_000
KEPT_FILES = 5

Level = Literal["info", "warning", "error"]


class RunLog:
    """An observer that writes a line for each event.

    Each has `time` (UTC, ISO), `level` and `event`, and `run_id` once there is one. A line that
    cannot be written is warned of, once, and ends nothing.
    """

    def __init__(
        self,
        path: Path,
        warn: Callable[[Problem], None],
        max_bytes: int = MAX_BYTES,
        kept_files: int = KEPT_FILES,
    ) -> None:
        """Open the file; at `max_bytes` it becomes `<name>.1`, and so on up to `kept_files`.

        Raises KortomError (exit 2) if it cannot be opened.
        """
        self._run_id: str | None = None
        try:
            self._handler = _Handler(path, max_bytes, kept_files, warn)
        except OSError as error:
            detail = error.strerror or error
            raise KortomError(errors.LOG_NOT_WRITABLE(file=path, detail=detail)) from error

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):  # raised for what could not be written, which was warned of
            self._handler.close()

    def started(self, request: Request) -> None:
        """The job has begun."""
        self._write(
            "info",
            "start",
            config=request.config.name,
            kortom=__version__,
            command=redact(request.command),
        )

    def planned(self, plan: Plan, run_id: str, to_do: int) -> None:
        """The articles are read; so many are to be done."""
        self._run_id = run_id
        readings = plan.readings
        self._write("info", "planned", articles=len(plan.articles), to_do=to_do)
        for file in readings.waiting:
            self._write("info", "waiting", file=file)
        for failure in readings.failures:
            self._failed(failure)

    def article(self, outcome: Outcome) -> None:
        """An article is finished or has failed."""
        seconds = round(outcome.seconds, 3)
        if outcome.failure is not None:
            self._failed(outcome.failure, seconds=seconds)
        else:
            self._write("info", "article", id=outcome.article.id, seconds=seconds)

    def warning(self, problem: Problem) -> None:
        """Something is wrong that does not end the run."""
        self._write("warning", "warning", code=problem.code, message=problem.message)

    def ended(self, ending: Ending) -> None:
        """The job has ended."""
        common = {"exit": int(ending.exit), "seconds": round(ending.seconds, 3)}
        if ending.result is not None:
            numbers = summary(ending.result)
            left_out = ("run_id", "exit_code", "seconds", "started", "failures")
            kept = {key: value for key, value in numbers.items() if key not in left_out}
            level: Level = "info" if ending.success else "error"
            self._write(level, "end", **common, message=one_line(ending.result), **kept)
        elif isinstance(ending.error, KortomError):
            problem = ending.error.problem
            self._write("error", "error", **common, code=problem.code, message=problem.message)
        elif ending.error is not None:
            text = "".join(traceback.format_exception(ending.error))
            message = f"{type(ending.error).__name__}: {ending.error}"
            self._write("error", "error", **common, message=message, traceback=text)

    def _failed(self, failure: Failure, **fields: Any) -> None:
        self._write(
            "error",
            "article_failed",
            id=failure.id,
            **fields,
            origin=failure.origin,
            code=failure.code,
            message=failure.message,
            line=failure.line,
            field=failure.field,
        )

    def _write(self, level: Level, event: str, **fields: Any) -> None:
        """One line; fields that are None are left out."""
        head = {"level": level, "event": event, "run_id": self._run_id}
        known = {key: value for key, value in {**head, **fields}.items() if value is not None}
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps({"time": time, **known}, ensure_ascii=False)
        self._handler.handle(logging.makeLogRecord({"msg": line}))


class _Handler(RotatingFileHandler):
    """Warns once where its base class would print a traceback for each line."""

    def __init__(
        self, path: Path, max_bytes: int, kept_files: int, warn: Callable[[Problem], None]
    ) -> None:
        # What a file name holds beyond UTF-8 comes as lone surrogates, which JSON can escape.
        super().__init__(
            path,
            maxBytes=max_bytes,
            backupCount=kept_files,
            encoding="utf-8",
            errors="backslashreplace",
        )
        self._path = path
        self._warn: Callable[[Problem], None] | None = warn

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (its base's name)
        """Called in the `except` of a line that could not be written."""
        import sys

        error = sys.exc_info()[1]
        warn, self._warn = self._warn, None
        if warn is not None:
            detail = (error.strerror if isinstance(error, OSError) else None) or error
            warn(errors.LOG_NOT_WRITTEN(file=self._path, detail=detail))
