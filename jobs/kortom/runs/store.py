"""Finished stages of articles, kept between runs in SQLite.

What is finished is finished: after a kill at any moment, the next start goes on from here. Nothing
in it is trusted blindly: a row that does not match its checksum, or a file that is not a sound
store of this version, is an error, upon which the caller sets the file aside and starts anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from kortom import errors
from kortom.errors import KortomError
from kortom.values import (
    Record,
    Sentence,
    Summary,
    canonical_json,
    sentences_from_list,
    summary_from_dict,
)

STORE_SCHEMA = 1
_APPLICATION = 0x6B6F7274  # "kort", so that a foreign SQLite file is not taken for a store
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
_LOCK_SECONDS = 60.0
_CREATE = f"""
CREATE TABLE stages (
    stage_key TEXT NOT NULL,     -- of the stage under a config and model (kortom.stages)
    article_key TEXT NOT NULL,   -- of the article's text
    value TEXT NOT NULL,         -- JSON
    seconds REAL NOT NULL,       -- that it took when it was computed
    run_id TEXT NOT NULL,        -- of the run that computed it
    checksum TEXT NOT NULL,      -- SHA-256 over all the above
    used TEXT NOT NULL,          -- UTC time it was last used
    PRIMARY KEY (stage_key, article_key)
) WITHOUT ROWID;
PRAGMA application_id = {_APPLICATION};
PRAGMA user_version = {STORE_SCHEMA};
"""
ENGINE = "engine"
"""In place of an article key: the engine's description."""


class StoreDamagedError(Exception):
    """The store cannot be trusted."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished stage. seconds: that it took in the run `run_id`, which computed it."""

    value: Any
    seconds: float
    run_id: str


class Store:
    """A context manager; every write is one transaction, on the disk when the call returns."""

    def __init__(self, path: Path) -> None:
        """Where the file is or is to be; its folder must exist."""
        self.path = path
        self._now = datetime.now(UTC).isoformat(timespec="seconds")

    def __enter__(self) -> Store:
        """Open it. StoreDamagedError if it is no sound store; KortomError if the disk refuses."""
        with self._translated():
            self._db = sqlite3.connect(self.path, timeout=_LOCK_SECONDS, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it."""
        self._db.close()

    def translation(self, stage_key: str, article_key: str) -> Finished | None:
        """A finished translation; its value are the article's sentences."""
        found = self.get(stage_key, article_key)
        return found and replace(found, value=sentences_from_list(found.value))

    def sentences(self, stage_key: str, article_key: str) -> tuple[Sentence, ...] | None:
        """The sentences of a finished translation."""
        found = self.translation(stage_key, article_key)
        return None if found is None else found.value

    def summary(self, stage_key: str, article_key: str) -> Summary | None:
        """A finished summary."""
        found = self.get(stage_key, article_key)
        return None if found is None else summary_from_dict(found.value)

    def put_translation(
        self, stage_key: str, article_key: str, record: Record, seconds: float, run_id: str
    ) -> None:
        """Keep the translation of a record."""
        value = [asdict(sentence) for sentence in record.sentences]
        self.put(stage_key, article_key, Finished(value, seconds, run_id))

    def put_summary(self, stage_key: str, article_key: str, record: Record, run_id: str) -> None:
        """Keep the summary of a record."""
        value = asdict(Summary(record.brief, record.flags))
        self.put(stage_key, article_key, Finished(value, 0.0, run_id))

    def has(self, stage_key: str, article_key: str) -> bool:
        """Whether a stage is finished."""
        query = "SELECT 1 FROM stages WHERE stage_key = ? AND article_key = ?"
        with self._translated():
            return self._db.execute(query, (stage_key, article_key)).fetchone() is not None

    def get(self, stage_key: str, article_key: str) -> Finished | None:
        """A finished stage, checked against its checksum."""
        query = (
            "SELECT value, seconds, run_id, checksum FROM stages"
            " WHERE stage_key = ? AND article_key = ?"
        )
        with self._translated():
            row = self._db.execute(query, (stage_key, article_key)).fetchone()
        if row is None:
            return None
        value, seconds, run_id, checksum = row
        sound = isinstance(value, str) and isinstance(run_id, str)
        if not sound or checksum != _checksum(stage_key, article_key, value, seconds, run_id):
            raise StoreDamagedError("a row does not match its checksum")
        return Finished(json.loads(value), seconds, run_id)

    def put(self, stage_key: str, article_key: str, finished: Finished) -> None:
        """Keep a finished stage."""
        value, seconds, run_id = canonical_json(finished.value), finished.seconds, finished.run_id
        checksum = _checksum(stage_key, article_key, value, seconds, run_id)
        row = (stage_key, article_key, value, seconds, run_id, checksum, self._now)
        with self._translated():
            self._db.execute("INSERT OR REPLACE INTO stages VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def mark_used(self, stage_keys: tuple[str, ...], article_keys: list[str]) -> None:
        """Say that these were used now, for `prune`."""
        query = "UPDATE stages SET used = ? WHERE stage_key = ? AND article_key = ? AND used < ?"
        rows = [(self._now, s, a, self._now) for s in stage_keys for a in (*article_keys, ENGINE)]
        with self._translated(), self._transaction("IMMEDIATE"):
            self._db.executemany(query, rows)

    def forget(self, used_before: str | None) -> int:
        """Drop what was last used before a UTC time (ISO), or all; returns how many rows."""
        with self._translated():
            if used_before is None:
                dropped = self._db.execute("DELETE FROM stages").rowcount
            else:
                query = "DELETE FROM stages WHERE used < ?"
                dropped = self._db.execute(query, (used_before,)).rowcount
            self._db.execute("VACUUM")
        return dropped

    def articles(self) -> int:
        """Articles that have any finished stage."""
        return self._number(
            "SELECT COUNT(DISTINCT article_key) FROM stages WHERE article_key != ?", ENGINE
        )

    def stages(self, used_before: str | None) -> int:
        """What `forget(used_before)` would drop."""
        if used_before is None:
            return self._number("SELECT COUNT(*) FROM stages")
        return self._number("SELECT COUNT(*) FROM stages WHERE used < ?", used_before)

    def look_over(self) -> None:
        """Go through the whole file. StoreDamagedError if it is not in order."""
        with self._translated():
            found = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise StoreDamagedError(str(found).splitlines()[-1])

    def _prepare(self) -> None:
        # WAL lets another config's run read and write beside us; FULL makes a commit durable.
        self._switch_to_wal()
        self._db.execute("PRAGMA synchronous = FULL")
        # One look, since another process may be making the store between two.
        with self._transaction("DEFERRED"):
            found = (self._pragma("application_id"), self._pragma("user_version"))
            tables = self._tables()
        if found == (0, 0) and not tables:
            with self._transaction("IMMEDIATE"):
                if not self._tables():
                    for statement in _CREATE.split(";"):
                        self._db.execute(statement)
            return
        if found != (_APPLICATION, STORE_SCHEMA):
            raise StoreDamagedError(f"not a store of schema {STORE_SCHEMA}")
        if tables != ["stages"]:
            raise StoreDamagedError("its table is missing")

    def _switch_to_wal(self) -> None:
        """Where two open a new store at once, SQLite does not wait for this lock by itself."""
        deadline = time.monotonic() + _LOCK_SECONDS
        while True:
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def _number(self, query: str, *values: str) -> int:
        with self._translated():
            return int(self._db.execute(query, values).fetchone()[0])

    def _pragma(self, name: str) -> int:
        return int(self._db.execute(f"PRAGMA {name}").fetchone()[0])

    def _tables(self) -> list[str]:
        rows = self._db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        return [row[0] for row in rows]

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[None]:
        """DEFERRED: all reads see one moment. IMMEDIATE: holds the write lock from its start."""
        self._db.execute(f"BEGIN {kind}")
        try:
            yield
        except BaseException:
            # SQLite has done so itself upon a full disk; again would be an error that hides it.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Tell damage from a refusal of the disk."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            if code in _DAMAGE or (code == sqlite3.SQLITE_READONLY and self._is_of_the_future()):
                raise StoreDamagedError(str(error)) from error
            raise KortomError(
                errors.OUTPUT_NOT_WRITABLE(folder=self.path.parent, detail=f"{self.path}: {error}")
            ) from error

    def _is_of_the_future(self) -> bool:
        """Whether the header has a format that SQLite does not write yet, and so only reads."""
        try:
            with self.path.open("rb") as file:
                return file.read(19)[18:] > b"\x02"
        except OSError:
            return False


def set_aside(path: Path) -> Path:
    """Move a damaged store out of the way, its journal with it; returns where it is now.

    Raises KortomError (exit 2) if the disk refuses.
    """
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    try:
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.replace(aside.with_name(aside.name + ending))
    except OSError as error:
        detail = f"{path} is damaged and cannot be set aside: {error.strerror or error}"
        raise KortomError(errors.OUTPUT_NOT_WRITABLE(folder=path.parent, detail=detail)) from error
    return aside


def _checksum(stage_key: str, article_key: str, value: str, seconds: float, run_id: str) -> str:
    text = "\0".join((stage_key, article_key, value, repr(seconds), run_id))
    return hashlib.sha256(text.encode()).hexdigest()
