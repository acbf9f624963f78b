"""Finished work is kept, and nothing of it is trusted that is not whole; disks and clocks fail."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortom import errors, job
from kortom.config import load_config
from kortom.errors import KortomError
from kortom.executors import Outcome, worker
from kortom.plan import Plan, Request
from kortom.runs import layout
from kortom.runs.manifest import read_manifest
from kortom.runs.store import STORE_SCHEMA, Finished, Store, StoreDamagedError
from kortom.values import Article, Record
from tests.conftest import ROOT, kortom_process, missing, unprivileged
from tests.faults.checks import leftovers, partial_runs
from tests.faults.zygote import write_config

ARTICLES = {
    "brug": "De brug is dicht\n\nDe brug over de rivier blijft tot maandag dicht.\n",
    "weer": "Morgen regen\n\nHet regent morgen in het hele land. Daarna wordt het droog.\n",
}


@dataclass
class Watcher:
    """An observer that keeps what it is told."""

    to_do: int = -1
    done: list[str] = field(default_factory=list)
    warnings: list[errors.Problem] = field(default_factory=list)

    def planned(self, plan: Plan, run_id: str, to_do: int) -> None:
        self.to_do = to_do

    def article(self, outcome: Outcome) -> None:
        self.done.append(outcome.article.id)

    def warning(self, problem: errors.Problem) -> None:
        self.warnings.append(problem)


@dataclass
class Site:
    """A config, its inputs and outputs."""

    root: Path
    config: Path

    @property
    def inputs(self) -> Path:
        return self.root / "in"

    @property
    def output(self) -> Path:
        return self.root / "out"

    @property
    def store(self) -> Path:
        return self.output / layout.STORE

    def run(self) -> tuple[Watcher, job.Result]:
        watcher = Watcher()
        return watcher, job.run(Request(load_config(str(self.config))), watcher)

    def briefs(self) -> bytes:
        return (self.output / "small" / layout.LATEST / layout.BRIEFS_JSONL).read_bytes()

    def files_of_runs(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.output)): path.read_bytes()
            for run in layout.run_folders(self.output)
            for path in run.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def site(tmp_path: Path, tiny_model: Path) -> Site:
    """With one run."""
    (tmp_path / "in").mkdir()
    for name, text in ARTICLES.items():
        (tmp_path / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    config = write_config(tmp_path / "small.yaml", tiny_model, tmp_path / "in", tmp_path / "out")
    made = Site(tmp_path, config)
    watcher, _ = made.run()
    assert (watcher.to_do, watcher.warnings) == (2, [])
    return made


# What is put is what is got

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, width=32),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FINISHED = st.builds(
    Finished,
    JSON.filter(lambda value: "Infinity" not in json.dumps(value)),
    st.floats(min_value=0, max_value=1e9),
    st.text(),
)


@settings(max_examples=40)
@given(finished=FINISHED, stage=st.text(), article=st.text())
def test_what_is_put_is_got_by_the_next_process(
    tmp_path_factory: pytest.TempPathFactory, finished: Finished, stage: str, article: str
) -> None:
    path = tmp_path_factory.mktemp("store") / "s"
    with Store(path) as store:
        assert not store.has(stage, article)
        assert store.get(stage, article) is None
        store.put(stage, article, Finished("before", 1.0, "r"))
        store.put(stage, article, finished)
    with Store(path) as store:
        assert store.has(stage, article)
        assert store.get(stage, article) == finished
        assert store.get(stage, article + "x") is None
        assert store.forget("9999") == 1
        assert store.get(stage, article) is None


def test_stores_that_are_opened_together_are_one(tmp_path: Path) -> None:
    """Configs share a store and may start at one moment, also when there is none yet."""
    count, rounds = 6, 25
    for number in range(rounds):
        path, together = tmp_path / str(number), Barrier(count)

        def put(article: int, path: Path = path, together: Barrier = together) -> None:
            together.wait()
            with Store(path) as store:
                store.put("s", str(article), Finished(article, 0.0, "r"))

        with ThreadPoolExecutor(count) as pool:
            list(pool.map(put, range(count)))
        with Store(path) as store:
            assert [store.get("s", str(n)) for n in range(count)] == [
                Finished(n, 0.0, "r") for n in range(count)
            ]


# Damage


def statement(sql: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with sqlite3.connect(path) as database:
            database.executescript(sql)
        database.close()

    return change


def bytes_at(offset: int, data: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(offset)
            file.write(data)

    return change


def written(data: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        path.write_bytes(data)

    return change


def foreign(path: Path) -> None:
    path.unlink()
    statement("CREATE TABLE stages (a); INSERT INTO stages VALUES (1)")(path)


def same_tables_but_foreign(path: Path) -> None:
    statement("PRAGMA application_id = 1")(path)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "another value": statement("UPDATE stages SET value = '[]'"),
    "no text": statement("UPDATE stages SET value = CAST(value AS BLOB)"),
    "another run": statement("UPDATE stages SET run_id = 'x'"),
    "other seconds": statement("UPDATE stages SET seconds = seconds + 1"),
    "a swapped row": statement(
        "UPDATE stages SET (value, checksum) = (SELECT value, checksum FROM stages LIMIT 1)"
    ),
    "half": lambda path: os.truncate(path, path.stat().st_size // 2),
    # Not in the last page, whose end may hold nothing.
    "cut in a page": lambda path: os.truncate(path, path.stat().st_size - 4096 - 1000),
    "a header": lambda path: os.truncate(path, 100),
    "some bytes": lambda path: os.truncate(path, 7),
    "garbage": written(random.Random(0).randbytes(9999)),
    "text": written(b"hello\n" * 999),
    "a foreign database": foreign,
    "a foreign application": same_tables_but_foreign,
    "older": statement(f"PRAGMA user_version = {STORE_SCHEMA - 1}"),
    "newer": statement(f"PRAGMA user_version = {STORE_SCHEMA + 1}"),
    "no table": statement("DROP TABLE stages"),
    "one table more": statement("CREATE TABLE more (a)"),
    "another column": statement("ALTER TABLE stages RENAME COLUMN used TO spent"),
    "a format to come": bytes_at(18, b"\3"),
    "a format to come, not to be read": bytes_at(18, b"\3\3"),
    "zeroes": bytes_at(4096, b"\0" * 4096),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_set_aside_and_the_work_done_again(site: Site, damage: str) -> None:
    expected = site.briefs()
    DAMAGES[damage](site.store)
    watcher, result = site.run()
    assert [problem.code for problem in watcher.warnings] == ["E408"]
    aside = list(site.output.glob(f"{layout.STORE}.damaged-*"))
    assert [path.name in watcher.warnings[0].message for path in aside] == [True]
    assert sorted(watcher.done) == ["brug", "weer"]
    assert site.briefs() == expected
    assert len(layout.run_folders(site.output)) == 2 and not partial_runs(site.output)
    assert result.manifest.counts.failed == result.manifest.counts.unfinished == 0
    watcher, _ = site.run()
    assert (watcher.to_do, watcher.warnings) == (0, [])
    assert site.briefs() == expected


def test_an_empty_store_is_no_damage(site: Site) -> None:
    expected = site.briefs()
    site.store.write_bytes(b"")
    watcher, _ = site.run()
    assert (watcher.to_do, watcher.warnings) == (2, [])
    assert site.briefs() == expected


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 2, 8))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


@pytest.mark.parametrize("seed", range(20))
def test_flipped_bits_never_reach_a_brief(site: Site, seed: int) -> None:
    expected = site.briefs()
    flip(site.store, random.Random(seed))
    watcher, result = site.run()
    assert {problem.code for problem in watcher.warnings} <= {"E408"}
    assert site.briefs() == expected
    assert result.manifest.counts.unfinished == 0
    watcher, _ = site.run()
    assert (watcher.to_do, watcher.warnings) == (0, [])
    assert site.briefs() == expected


@pytest.mark.parametrize("ending", ["", "-wal"])
def test_flipped_bits_are_found_or_harmless(tmp_path: Path, ending: str) -> None:
    """In the file, and in the journal of a process that was killed."""
    rows = {str(n): Finished(["zin"] * 40 * n, n / 7, "run") for n in range(30)}
    source = tmp_path / "s"
    with Store(source) as store:
        for key, finished in rows.items():
            store.put("stage", key, finished)
        if ending:
            shutil.copytree(tmp_path, tmp_path / "copy")  # while it is open: as a kill leaves it
    if not ending:
        (tmp_path / "copy").mkdir()
        shutil.copy(source, tmp_path / "copy")
    chance, found = random.Random(1), 0
    for number in range(150):
        folder = tmp_path / f"flipped-{number}"
        shutil.copytree(tmp_path / "copy", folder)
        flip(folder / f"s{ending}", chance)
        try:
            with Store(folder / "s") as store:
                got = {key: store.get("stage", key) for key in rows}
                store.put("stage", "more", Finished(1, 0.0, "r"))
                store.mark_used(("stage",), list(rows))
            assert all(got[key] in (None, finished) for key, finished in rows.items())
        except StoreDamagedError:
            found += 1
        shutil.rmtree(folder)
    assert found or ending, "not one of the flips did any harm: they do not hit"


def test_a_store_that_is_damaged_again_at_once_ends_the_run(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failing disk is told as such, in one line, and not tried for ever."""

    def fail(*_: object) -> None:
        raise StoreDamagedError("disk image is malformed")

    monkeypatch.setattr(Store, "put", fail)
    (site.inputs / "brug.txt").write_text("Iets anders.\n\nEr is niets gebeurd.\n")
    before = site.files_of_runs()
    watcher = Watcher()
    with pytest.raises(KortomError, match=r"E401.*disk image is malformed") as raised:
        job.run(Request(load_config(str(site.config))), watcher)
    assert raised.value.problem.exit == 2
    assert [problem.code for problem in watcher.warnings] == ["E408"]
    assert site.files_of_runs() == before


def test_what_vanishes_from_the_store_is_done_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not leave a run with an article less; and failures of before do not count twice."""
    shutil.rmtree(site.output)
    put_summary, process, calls = Store.put_summary, worker.process, list[str]()

    def lose(store: Store, *rest: Any) -> None:
        calls.append("put")
        if len(calls) > 3:
            put_summary(store, *rest)

    def fail_once(article: Article, *rest: Any) -> Record:
        calls.append(article.id)
        if len(calls) == 1:
            raise MemoryError
        return process(article, *rest)

    monkeypatch.setattr(Store, "put_summary", lose)
    monkeypatch.setattr(worker, "process", fail_once)
    watcher, result = site.run()
    assert calls == ["brug", "weer", "put", "brug", "put", "weer", "put"]
    assert [problem.code for problem in watcher.warnings] == ["E408"]
    assert "gone" in watcher.warnings[0].message
    counts = result.manifest.counts
    assert (counts.briefs, counts.failed, counts.unfinished) == (2, 0, 0)


def test_a_damaged_store_that_cannot_be_set_aside_is_a_clear_error(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    site.store.write_text("no database at all, " * 99)
    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(KortomError, match=r"E401.*cannot be set aside: Operation not permitted"):
        site.run()


def test_the_store_is_no_reason_to_fail_once_a_run_is_published(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that can fail in the store comes before: exit 2 must mean that no run was made."""

    def refuse(store: Store, *_: object) -> None:
        raise KortomError(errors.OUTPUT_NOT_WRITABLE(folder=store.path, detail="full"))

    monkeypatch.setattr(Store, "mark_used", refuse)
    with pytest.raises(KortomError, match="E401"):
        site.run()
    assert len(layout.run_folders(site.output)) == 1
    assert not [name for name in leftovers(site.output) if not name.startswith(layout.STORE)]


def test_a_refusal_upon_which_sqlite_rolls_back_is_told_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does when the disk is full; that there is nothing to roll back then is no damage."""
    create = "CREATE TABLE stages (a UNIQUE ON CONFLICT ROLLBACK); INSERT INTO stages VALUES (1)"
    monkeypatch.setattr("kortom.runs.store._CREATE", f"{create}; INSERT INTO stages VALUES (1)")
    with pytest.raises(KortomError, match=r"E401.*UNIQUE constraint"), Store(tmp_path / "s"):
        pass


# Disks and clocks


def in_own_mounts() -> list[str]:
    """What runs a command where it may mount. Skips where the system does not allow that."""
    command = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--"]
    allowed = "mount -t tmpfs tmpfs /mnt"
    tried = subprocess.run([*command, "sh", "-c", allowed], capture_output=True, check=False)
    if tried.returncode:
        missing(f"mounting is not allowed here: {tried.stderr.decode().strip()}")
    return command


def test_a_full_disk(site: Site) -> None:
    """With every amount of room: a run or a clear error, and the run before stays untouched."""
    shutil.rmtree(site.output)
    site.output.mkdir()
    article = site.inputs / "weer.txt"
    command = [sys.executable, "-m", "tests.faults.full_disk"]
    done = subprocess.run(
        [*in_own_mounts(), *command, str(site.config), str(site.output), str(article)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    for run in runs:
        assert (run["problems"], run["left"]) == ([], []), run
        if run["code"]:
            assert run["code"] == 2, run
            assert run["printed"].startswith("kortom: E401 "), run
            assert "full" in run["printed"] or "No space left" in run["printed"], run
            assert run["printed"].count("\n") == 1, run
        else:
            assert run["printed"] == "", run
    codes = [run["code"] for run in runs]
    first, second = codes.index(0), codes.index(0, codes.index(0) + 1)
    assert first >= 3 and second - first >= 4, "the disk was not full often enough"
    assert codes[second:] == [0, 0]
    assert all(run["runs"] == [] for run in runs[:first])
    for run in runs[first:second]:
        assert (run["runs"], run["latest"]) == (runs[first]["runs"], runs[first]["latest"])
    assert len(runs[-1]["runs"]) == 3
    assert [*runs[-1]["latest"].values()] == [*runs[-2]["latest"].values()]
    assert "Er is vandaag niets gebeurd." in "".join(runs[-1]["latest"].values())


def read_only(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o555 if path.is_dir() else 0o444)


@pytest.mark.parametrize("what", ["everything", "the store"])
def test_a_read_only_output_folder_with_a_run(site: Site, what: str) -> None:
    before = site.files_of_runs()
    if what == "everything":
        read_only(site.output)
    else:
        site.store.chmod(0o444)
    (site.inputs / "brug.txt").write_text("Iets anders.\n\nEr is niets gebeurd.\n")
    done = kortom_process("run", str(site.config), cwd=site.root, before=unprivileged())
    assert done.code == 2, done
    assert done.err.splitlines()[-1].startswith("kortom: E401 "), done
    assert "Traceback" not in done.err and "E408" not in done.err
    assert site.files_of_runs() == before
    assert not partial_runs(site.output)


def test_a_vanished_input_folder(site: Site) -> None:
    before, briefs = site.files_of_runs(), site.briefs()
    latest = (site.output / "small" / layout.LATEST).resolve()
    shutil.move(site.inputs, site.root / "elsewhere")
    with pytest.raises(KortomError, match="E201") as raised:
        site.run()
    assert raised.value.problem.exit == errors.Exit.NO_INPUT
    assert (site.output / "small" / layout.LATEST).resolve() == latest
    assert site.files_of_runs() == before
    shutil.move(site.root / "elsewhere", site.inputs)
    watcher, result = site.run()
    assert (watcher.to_do, result.manifest.changes.new) == (0, ())
    assert site.briefs() == briefs


def test_one_of_two_input_folders_vanishes(site: Site, tiny_model: Path) -> None:
    """The other is worked off, and what cannot be seen is not taken for removed."""
    more = site.root / "more"
    more.mkdir()
    (more / "nieuw.txt").write_text("Iets anders.\n\nEr is niets gebeurd.\n")
    write_config(site.config, tiny_model, [site.inputs, more], site.output)
    _, result = site.run()
    assert result.manifest.changes.new == ("nieuw",)
    shutil.rmtree(site.inputs)
    _, result = site.run()
    assert [failure.code for failure in result.manifest.failures] == ["E202"]
    assert list(result.manifest.articles) == ["nieuw"]
    assert result.manifest.changes.removed == ()


def test_an_article_that_cannot_be_read_is_not_gone(site: Site) -> None:
    (site.inputs / "weer.txt").write_bytes(b"\xff\xff")
    (site.inputs / "brug.txt").unlink()
    (site.inputs / "nieuw.txt").write_text("Iets anders.\n\nEr is niets gebeurd.\n")
    _, result = site.run()
    assert [failure.id for failure in result.manifest.failures] == ["weer"]
    assert result.manifest.changes.removed == ("brug",)


@pytest.mark.parametrize("back", [timedelta(0), timedelta(days=400), timedelta(microseconds=3)])
def test_a_clock_that_is_set_back(
    site: Site, monkeypatch: pytest.MonkeyPatch, back: timedelta
) -> None:
    """Ids stay unique, runs keep the order they were made in, nothing is overwritten."""
    first = layout.run_folders(site.output)[0]
    moment = datetime.fromisoformat(read_manifest(first).started) - back

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return moment

    monkeypatch.setattr(job, "datetime", Stopped)
    made = [first]
    for _ in range(3):
        before = site.files_of_runs()
        _, result = site.run()
        made.append(result.folder)
        assert result.manifest.started == moment.astimezone(UTC).isoformat()
        assert result.manifest.changes.since == made[-2].name
        assert before.items() <= site.files_of_runs().items()
        assert (site.output / "small" / layout.LATEST).resolve() == result.folder.resolve()
    assert layout.run_folders(site.output) == made
    assert len({folder.name for folder in made}) == 4
    assert not partial_runs(site.output)
