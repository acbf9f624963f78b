"""Removing old runs, what killed runs left, and finished stages that nothing uses any more.

Runs at work are neither waited for nor disturbed: a published run is never written to again, so
that it can be removed beside them; all else needs the lock of the config, and stays where another
process holds it.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kortom import errors
from kortom.errors import Exit, KortomError, Problem
from kortom.runs import layout
from kortom.runs.files import sync
from kortom.runs.lock import run_lock
from kortom.runs.store import Store, StoreDamagedError, set_aside

_RUN_ID = re.compile(r"(\d{8}T\d{6}\.\d{6})Z-[0-9a-f]{8}")
_DURATION = re.compile(r"([1-9]\d{0,5})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_OWN_FILES = frozenset(
    {
        layout.MANIFEST,
        layout.CONFIG,
        layout.BRIEFS_JSONL,
        layout.BRIEFS_PARQUET,
        layout.CARD,
        layout.DIGEST,
        layout.REPORT,
        layout.CHECKSUMS,
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What goes. keep: so many newest runs of each config stay; older_than: younger runs stay.

    A rule that is None protects nothing; without either, all runs stay. cache: whether finished
    stages go that were last used longer ago than `older_than` (all of them without it).
    """

    keep: int | None = None
    older_than: timedelta | None = None
    cache: bool = False


@dataclass(slots=True)
class Pruned:
    """What went, or would go. Runs and leftovers as `config/name`; bytes: of both together.

    stages: finished stages dropped from the store. notes: what was left alone, and why.
    """

    runs: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    bytes: int = 0
    stages: int = 0
    notes: list[Problem] = field(default_factory=list)


def parse_duration(text: str) -> timedelta:
    """`12h`, `30d` or `8w`. Raises ValueError for anything else."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def run_time(run_id: str) -> datetime | None:
    """When a run started, by its id (UTC); None if the text is no run id."""
    match = _RUN_ID.fullmatch(run_id)
    if match is None:
        return None
    try:
        return datetime.strptime(match[1], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def surplus(run_ids: Collection[str], protected: set[str], rules: Rules, now: datetime) -> set[str]:
    """The runs of one config that no rule protects."""
    if rules.keep is None and rules.older_than is None:
        return set()
    newest = set(sorted(run_ids)[-rules.keep :]) if rules.keep else set()
    young = set()
    if rules.older_than is not None:
        limit = now - rules.older_than
        young = {run_id for run_id in run_ids if (run_time(run_id) or now) > limit}
    return set(run_ids) - newest - young - protected


def prune(
    output: Path, names: Sequence[str], rules: Rules, now: datetime, *, dry_run: bool = False
) -> Pruned:
    """Remove what the rules let go under an output folder; only some configs' if `names` says so.

    The store of finished stages is one for all configs, whatever `names` says. A run goes out of
    sight by one rename before it is deleted. Raises KortomError (exit 2) if there is no such
    config folder, or the disk refuses.
    """
    pruned = Pruned()
    for folder in _config_folders(output, names):
        try:
            _prune_config(folder, rules, now, pruned, dry_run=dry_run)
        except OSError as error:
            detail = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise KortomError(errors.OUTPUT_NOT_WRITABLE(folder=folder, detail=detail)) from error
    if rules.cache:
        _prune_store(output, rules, now, pruned, dry_run=dry_run)
    return pruned


def _config_folders(output: Path, names: Sequence[str] = ()) -> list[Path]:
    """The folders that hold runs or what is left of them."""
    found = {path.name: path for path in sorted(output.glob("*")) if _is_config_folder(path)}
    for name in names:
        if name not in found:
            raise KortomError(errors.NO_RUNS(folder=output / name))
    if not found:
        raise KortomError(errors.NO_RUNS(folder=output))
    return [path for name, path in found.items() if not names or name in names]


def _is_config_folder(path: Path) -> bool:
    if path.name.startswith(".") or path.is_symlink() or not path.is_dir():
        return False
    return (path / layout.LOCK).exists() or bool(_runs(path)) or bool(_leftovers(path))


def _prune_config(
    folder: Path, rules: Rules, now: datetime, pruned: Pruned, *, dry_run: bool
) -> None:
    # The list before the lock: where the lock is free, `latest` is then up to date for every run
    # in the list. Where it is not, the run that was written last may be about to become the latest.
    runs = _runs(folder)
    trash: list[Path] = []
    protected: set[str] = set()
    with _lock_at_once(folder, dry_run=dry_run) as is_free:
        if not is_free:
            pruned.notes.append(errors.PRUNE_IN_USE(folder=folder))
            protected = {max(runs, key=_written).name} if runs else set()
        for path in _leftovers(folder) if is_free else []:
            pruned.leftovers.append(f"{folder.name}/{path.name}")
            pruned.bytes += _size(path)
            trash += [] if dry_run else [_to_trash(path)]
    chosen = surplus([run.name for run in runs], protected, rules, now)
    for run in runs:
        name = f"{folder.name}/{run.name}"
        if run.name not in chosen or _is_latest(run) or _holds_foreign(run, pruned):
            pruned.kept.append(name)
            continue
        pruned.runs.append(name)
        pruned.bytes += _size(run)
        trash += [] if dry_run else [_to_trash(run)]
    # Last, and without the lock: deleting takes time, and a run that starts now need not wait.
    for path in trash:
        _delete(path)


def _written(run: Path) -> int:
    return run.stat().st_mtime_ns


def _runs(folder: Path) -> list[Path]:
    """The runs in a config's folder, oldest first; not what only looks a bit like one."""
    folders = [manifest.parent for manifest in sorted(folder.glob(f"*/{layout.MANIFEST}"))]
    return [path for path in folders if run_time(path.name) and not path.is_symlink()]


def _leftovers(folder: Path) -> list[Path]:
    """Staging folders of killed runs, and runs that are half removed."""
    return [
        path
        for prefix in (layout.STAGING_PREFIX, layout.TRASH_PREFIX)
        for path in sorted(folder.glob(f"{prefix}*"))
        if run_time(path.name.removeprefix(prefix)) and path.is_dir() and not path.is_symlink()
    ]


def _is_latest(run: Path) -> bool:
    """Whether `latest` names the run now."""
    latest = run.parent / layout.LATEST
    return latest.exists() and latest.samefile(run)


def _holds_foreign(run: Path, pruned: Pruned) -> bool:
    """Whether someone has put a file into the run; it would go with it."""
    own = _OWN_FILES | _listed(run / layout.CHECKSUMS)
    for path in sorted(run.rglob("*")):
        name = path.relative_to(run)
        is_brief = name.parent.as_posix() == layout.BRIEFS_FOLDER and name.suffix == ".md"
        if name.as_posix() not in own and not is_brief and (path.is_symlink() or not path.is_dir()):
            pruned.notes.append(errors.PRUNE_FOREIGN_FILE(folder=run, file=name))
            return True
    return False


def _listed(checksums: Path) -> set[str]:
    """The names in a file as `sha256sum` writes it; none if it cannot be read."""
    try:
        lines = checksums.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {line[66:] for line in lines}


def _to_trash(path: Path) -> Path:
    """Take a folder out of sight by one rename that is on the disk when this returns."""
    if path.name.startswith(layout.TRASH_PREFIX):
        return path
    trash = path.with_name(layout.TRASH_PREFIX + path.name.removeprefix(layout.STAGING_PREFIX))
    _delete(trash)
    path.rename(trash)
    sync(path.parent)
    return trash


def _delete(folder: Path) -> None:
    """Delete a folder; a run that starts meanwhile may clear it away as well."""

    def unless_gone(_: object, __: str, raised: tuple[object, BaseException, object]) -> None:
        if not isinstance(raised[1], FileNotFoundError):
            raise raised[1]

    shutil.rmtree(folder, onerror=unless_gone)


def _size(folder: Path) -> int:
    """Bytes of all files under a folder."""
    return sum(
        os.lstat(Path(root, name)).st_size for root, _, files in os.walk(folder) for name in files
    )


@contextmanager
def _lock_at_once(folder: Path, *, dry_run: bool) -> Iterator[bool]:
    """Whether nobody holds the lock of a config's folder; then it is held here meanwhile."""
    with ExitStack() as stack:
        is_free = True
        # A lock that was never made is held by nobody, and a dry run makes none.
        if not dry_run or (folder / layout.LOCK).exists():
            try:
                stack.enter_context(run_lock(folder))
            except KortomError as error:
                if error.problem.exit is not Exit.LOCKED:
                    raise
                is_free = False
        yield is_free


def _prune_store(
    output: Path, rules: Rules, now: datetime, pruned: Pruned, *, dry_run: bool
) -> None:
    """A run at work counts on what it found there, so all configs' locks are needed."""
    path = output / layout.STORE
    if not path.exists():
        return
    with ExitStack() as stack:
        for folder in _config_folders(output):
            if not stack.enter_context(_lock_at_once(folder, dry_run=dry_run)):
                pruned.notes.append(errors.PRUNE_STORE_IN_USE(file=path, folder=folder))
                return
        limit = None
        if rules.older_than is not None:
            limit = (now.astimezone(UTC) - rules.older_than).isoformat(timespec="seconds")
        try:
            with Store(path) as store:
                pruned.stages = store.stages(limit) if dry_run else store.forget(limit)
        except StoreDamagedError as error:
            if dry_run:
                pruned.notes.append(errors.STORE_NOT_SOUND(file=path, detail=error))
                return
            aside = set_aside(path)
            pruned.notes.append(errors.STORE_DAMAGED(file=path, detail=error, aside=aside.name))
