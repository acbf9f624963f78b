"""Pruning: what no rule protects goes, all else stays, and nobody at work is disturbed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.errors import KortomError
from kortom.runs import layout, prune
from kortom.runs.lock import run_lock
from kortom.runs.prune import Rules, parse_duration, run_time, surplus
from tests.conftest import ARTICLES, Cli, unprivileged

NOW = datetime.now(UTC)


def id_of_age(age: timedelta) -> str:
    return layout.run_id(NOW - age, "0123456789abcdef")


def days(number: float) -> timedelta:
    return timedelta(days=number)


@pytest.fixture(scope="module")
def finished(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with a config and one real run, which is the latest. To be copied."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "configs").mkdir()
    (folder / "configs" / "default.yaml").write_text(
        f"translate:\n  model: {json.dumps(str(tiny_model))}\n"
        "  beam_size: 1\n  max_length_ratio: 0.5\n"
        "run: {inputs: [articles], workers: 1}\n"
    )
    (folder / "articles").mkdir()
    shutil.copy(next(iter(sorted(ARTICLES.glob("*.txt")))), folder / "articles")
    command = [sys.executable, "-m", "kortom", "run", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, timeout=300)
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path, cli: Cli) -> Path:
    """The config's folder in a copy of it, in the working folder of `cli`."""
    shutil.copytree(finished, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "outputs" / "default"


def latest_of(folder: Path) -> str:
    return (folder / layout.LATEST).readlink().name


def add_run(folder: Path, age: timedelta) -> str:
    """A copy of the real run, as if it were of that age."""
    name = id_of_age(age)
    shutil.copytree(folder / latest_of(folder), folder / name)
    return name


def add_leftover(folder: Path, prefix: str, age: float = 1) -> Path:
    leftover = folder / f"{prefix}{id_of_age(days(age))}"
    (leftover / "briefs").mkdir(parents=True)
    (leftover / layout.MANIFEST).write_text("{")
    return leftover


def run_names(folder: Path) -> list[str]:
    return [run.name for run in layout.run_folders(folder.parent) if run.parent == folder]


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("12h", days(0.5)), ("30d", days(30)), ("8w", days(56)), ("1h", days(1 / 24))],
)
def test_durations(text: str, wanted: timedelta) -> None:
    assert parse_duration(text) == wanted


@pytest.mark.parametrize(
    "text", ["", "30", "d", "0d", "-1d", "1.5d", "1m", "1 d", "1d2h", "9999999w", "٣d"]
)
def test_no_durations(cli: Cli, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_duration(text)
    done = cli("prune", f"--older-than={text}")
    assert done.code == 2
    assert "not like" in done.err


def test_a_run_id_tells_its_time() -> None:
    assert run_time(id_of_age(days(3))) == NOW - days(3)
    for other in (
        "latest",
        "20261324T060000.123456Z-1a2b3c4d",
        "x20261124T060000.123456Z-1a2b3c4d",
    ):
        assert run_time(other) is None


@given(
    ages=st.lists(st.integers(0, 90), unique=True, max_size=12),
    keep=st.none() | st.integers(1, 15),
    older=st.none() | st.integers(1, 90),
    protected=st.integers(0, 90),
)
def test_the_rules(ages: list[int], keep: int | None, older: int | None, protected: int) -> None:
    names = {age: id_of_age(days(age)) for age in ages}
    rules = Rules(keep, None if older is None else days(older))
    gone = surplus(names.values(), {id_of_age(days(protected))}, rules, NOW)
    for rank, age in enumerate(sorted(ages)):
        among_newest = keep is not None and rank < keep
        is_young = older is not None and age < older
        no_rule = keep is None and older is None
        stays = no_rule or among_newest or is_young or age == protected
        assert (names[age] in gone) is not stays


def test_keep_and_older_than(folder: Path, cli: Cli) -> None:
    latest = latest_of(folder)
    ages = {age: add_run(folder, days(age)) for age in (1, 10, 40, 50)}
    done = cli("prune", "--keep", "3", "--older-than", "30d")
    assert done.code == 0, done
    assert run_names(folder) == [ages[10], ages[1], latest]
    assert f"removed default/{ages[50]}" in done.out
    assert "Removed 2 runs" in done.out
    assert "3 runs kept" in done.out
    assert cli("prune", "--older-than", "5d").code == 0
    assert run_names(folder) == [ages[1], latest]
    assert cli("prune", "--keep", "1").code == 0
    assert run_names(folder) == [latest]
    assert not list(folder.glob(".trash-*"))


def test_the_latest_stays_whatever_its_age(folder: Path, cli: Cli) -> None:
    old, new = add_run(folder, days(400)), latest_of(folder)
    (folder / layout.LATEST).unlink()
    (folder / layout.LATEST).symlink_to(old)
    add_run(folder, days(300))
    assert cli("prune", "--keep", "1", "--older-than", "1h").code == 0
    assert run_names(folder) == [old, new]


def test_a_dry_run_says_what_would_go_and_changes_nothing(folder: Path, cli: Cli) -> None:
    old = add_run(folder, days(40))
    leftover = add_leftover(folder, layout.STAGING_PREFIX)
    (folder / layout.LOCK).unlink()
    before = tree(folder.parent)
    done = cli("prune", "--keep", "1", "--cache", "--dry-run", "--json")
    assert done.code == 0, done
    assert tree(folder.parent) == before
    told = json.loads(done.out)
    assert told["removed"] == [f"default/{old}"]
    assert told["leftovers"] == [f"default/{leftover.name}"]
    assert told["stages"] == 3  # translation, summary, and the engine's description
    assert told["bytes"] > 0
    really = json.loads(cli("prune", "--keep", "1", "--cache", "--json").out)
    assert really == {**told, "dry_run": False}
    assert cli("prune", "--keep", "1", "--cache", "--dry-run").out.startswith("Would remove 0 runs")


def test_only_the_named_configs(folder: Path, cli: Cli) -> None:
    other = folder.parent / "other"
    shutil.copytree(folder, other, symlinks=True)
    old, other_old = add_run(folder, days(40)), add_run(other, days(40))
    assert cli("prune", "other", "--keep", "1").code == 0
    assert old in run_names(folder)
    assert other_old not in run_names(other)
    assert cli("prune", "--keep", "1").code == 0
    assert old not in run_names(folder)


@pytest.mark.parametrize("name", ["gone", "..", ".", "../outputs/default", "default/latest"])
def test_no_such_config(folder: Path, cli: Cli, name: str) -> None:
    old = add_run(folder, days(40))
    done = cli("prune", name, "--keep", "1")
    assert (done.code, old in run_names(folder)) == (2, True)
    assert "E402" in done.err


def test_usage(cli: Cli) -> None:
    done = cli("prune")
    assert done.code == 2
    assert "--keep" in done.err
    assert cli("prune", "--keep", "0").code == 2
    done = cli("prune", "--keep", "1")
    assert done.code == 2
    assert "E402" in done.err


def test_what_is_not_kortoms_stays(folder: Path, cli: Cli) -> None:
    """A note in a run keeps the run; what only looks like kortom's is not looked at."""
    noted = add_run(folder, days(40))
    (folder / noted / "briefs" / "my notes.txt").write_text("mine")
    linked = add_run(folder, days(41))
    (folder / linked / "briefs" / "link").symlink_to("/")
    listed = add_run(folder, days(42))
    (folder / listed / "report.html").write_text("a later kortom's")
    with (folder / listed / layout.CHECKSUMS).open("a") as sums:
        sums.write(f"{'0' * 64}  report.html\n")
    strange = [folder / "old runs", folder / ".staging-mine", folder / ".trash-mine"]
    for path in strange:
        path.mkdir()
        (path / layout.MANIFEST).write_text("{}")
    no_run = folder / id_of_age(days(60))
    no_run.mkdir()
    (folder / "20200101T000000.000000Z-00000000").symlink_to(noted)
    (folder.parent / "linked").symlink_to("default")
    stale_file = folder / f"{layout.STAGING_PREFIX}{id_of_age(days(3))}"
    stale_file.write_text("a file, no folder")
    done = cli("prune", "--keep", "1")
    assert done.code == 0, done
    assert (folder / noted / "briefs" / "my notes.txt").read_text() == "mine"
    assert (folder / linked).is_dir()
    assert not (folder / listed).exists()
    assert all(path.is_dir() for path in [*strange, no_run])
    assert stale_file.is_file()
    assert done.err.count("E444") == 2
    assert "my notes.txt" in done.err


def test_leftovers_go(folder: Path, cli: Cli) -> None:
    leftovers = [add_leftover(folder, p) for p in (layout.STAGING_PREFIX, layout.TRASH_PREFIX)]
    twin = add_leftover(folder, layout.STAGING_PREFIX, 5)
    before = run_names(folder)
    done = cli("prune", "--older-than", "8w")
    assert done.code == 0, done
    assert not any(path.exists() for path in [*leftovers, twin])
    assert run_names(folder) == before
    assert "3 leftovers" in done.out


def test_a_run_is_out_of_sight_before_it_is_deleted(
    folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rename is on the disk first; when the deletion ends half-way, no half run shows."""
    old, latest = add_run(folder, days(40)), latest_of(folder)
    trash = folder / f"{layout.TRASH_PREFIX}{old}"
    steps = []
    real_sync, real_rmtree = prune.sync, shutil.rmtree

    def seen_sync(path: Path) -> None:
        steps.append(("sync", path.name, trash.is_dir(), (folder / old).exists()))
        real_sync(path)

    def half(path: Path, **options: object) -> None:
        if path.name == trash.name and trash.exists():
            steps.append(("delete", path.name))
            (trash / layout.MANIFEST).unlink()
            raise OSError(5, "Input/output error")
        real_rmtree(path, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(prune, "sync", seen_sync)
        patched.setattr(shutil, "rmtree", half)
        done = cli("prune", "--keep", "1")
    assert done.code == 2
    assert "E401" in done.err
    assert steps == [("sync", "default", True, False), ("delete", trash.name)]
    assert run_names(folder) == [latest]
    assert (trash / layout.CHECKSUMS).exists()
    pruned = prune.prune(Path("outputs"), [], Rules(keep=1), NOW)
    assert pruned.leftovers == [f"default/{trash.name}"]
    assert not trash.exists()


def test_an_output_that_is_not_writable(folder: Path) -> None:
    add_run(folder, days(40))
    before = tree(folder)
    folder.chmod(0o555)
    try:
        done = subprocess.run(
            [*unprivileged(), sys.executable, "-m", "kortom", "prune", "--keep", "1"],
            cwd=folder.parent.parent,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
    finally:
        folder.chmod(0o755)
    assert (done.returncode, "E401" in done.stderr) == (2, True), done
    assert "Traceback" not in done.stderr
    assert tree(folder) == before


@contextmanager
def frozen_run(work: Path) -> Iterator[subprocess.Popen[str]]:
    """A real run, stopped by SIGSTOP while it holds its lock; it goes on at the end."""
    store = work / "outputs" / layout.STORE
    command = [sys.executable, "-m", "kortom", "run", "--json"]
    process = subprocess.Popen(command, cwd=work, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        # The store's journal is there while it is open: from before the model loads to the end.
        while not store.with_name(f"{store.name}-wal").exists():
            assert process.poll() is None
            time.sleep(0.005)
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(KortomError, match="E407"), run_lock(work / "outputs" / "default"):
            pass
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill() if sys.exc_info()[0] else None
        process.wait(timeout=300)


def test_a_run_at_work_is_not_disturbed(folder: Path, cli: Cli, tmp_path: Path) -> None:
    for path in sorted(ARTICLES.glob("*.txt"))[1:4]:
        shutil.copy(path, tmp_path / "articles")
    old, latest = add_run(folder, days(40)), latest_of(folder)
    with frozen_run(tmp_path) as process:
        leftover = add_leftover(folder, layout.STAGING_PREFIX)
        # Of a clock that was set back: as if that run had just appeared, and were not latest yet.
        appeared = add_run(folder, days(300))
        os.utime(folder / appeared, (time.time() + 60,) * 2)
        done = cli("prune", "--keep", "1", "--cache", "--json")
        assert done.code == 0, done
        told = json.loads(done.out)
        assert told["removed"] == [f"default/{old}"]
        assert (told["leftovers"], told["stages"]) == ([], 0)
        assert [note["code"] for note in told["notes"]] == ["E442", "E443"]
        assert leftover.is_dir()
        assert run_names(folder) == [appeared, latest]
        assert process.poll() is None
        process.send_signal(signal.SIGCONT)
        out, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    counts = json.loads(out)["counts"]
    assert (counts["briefs"], counts["reused"], counts["unfinished"]) == (4, 1, 0)
    done = cli("prune", "--keep", "1", "--cache", "--json")
    assert json.loads(done.out)["notes"] == []
    assert json.loads(done.out)["stages"] == 9
    assert not leftover.exists()
    assert not (folder / appeared).exists()


def store_rows(folder: Path, query: str = "SELECT COUNT(*) FROM stages") -> int:
    database = sqlite3.connect(folder.parent / layout.STORE)
    try:
        with database:
            found = database.execute(query)
            return found.fetchone()[0] if found.description else found.rowcount
    finally:
        database.close()


def test_finished_work_goes_by_its_last_use(folder: Path, cli: Cli) -> None:
    used = (NOW - days(31)).isoformat(timespec="seconds")
    aged = "UPDATE stages SET used = '{}' WHERE article_key != 'engine'"
    assert store_rows(folder, aged.format(used)) == 2
    before = run_names(folder)
    assert "0 finished stages" in cli("prune", "--cache", "--older-than", "32d").out
    assert store_rows(folder) == 3
    assert "2 finished stages" in cli("prune", "--cache", "--older-than", "30d").out
    assert store_rows(folder) == 1
    assert "1 finished stage;" in cli("prune", "--cache").out
    assert store_rows(folder) == 0
    assert run_names(folder) == before


def test_without_cache_finished_work_stays(folder: Path, cli: Cli) -> None:
    assert cli("prune", "--keep", "1").code == 0
    assert store_rows(folder) == 3


def test_a_damaged_store_is_set_aside(folder: Path, cli: Cli) -> None:
    store = folder.parent / layout.STORE
    store.write_bytes(b"not a database" * 100)
    before = tree(folder.parent)
    done = cli("prune", "--cache", "--dry-run")
    assert (done.code, "E441" in done.err) == (0, True)
    assert tree(folder.parent) == before
    done = cli("prune", "--cache")
    assert (done.code, "E408" in done.err) == (0, True)
    assert not store.exists()
    assert len(list(folder.parent.glob(f"{layout.STORE}.damaged-*"))) == 1
    assert cli("prune", "--cache").code == 0
    assert not store.exists()
