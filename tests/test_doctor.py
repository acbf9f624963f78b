"""The doctor: finds what a run would trip over, with the run's exit code, and leaves no trace."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kortom import doctor, memory
from kortom.doctor import Check, examine, exit_code
from kortom.errors import Exit
from kortom.runs import layout
from tests.conftest import ARTICLES, Cli, kortom_process, unprivileged

NAMES = [
    "config",
    "model",
    "input",
    "output",
    "lock",
    "disk",
    "store",
    "clock",
    "tokeniser",
    "translation",
    "memory",
]


@pytest.fixture
def work(tmp_path: Path, tiny_model: Path, cli: Cli) -> Path:
    """The working folder of `cli`, with a model of its own, a config and two articles."""
    shutil.copytree(tiny_model, tmp_path / "model")
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "default.yaml").write_text(
        "translate: {model: ./model, beam_size: 1, max_length_ratio: 0.5}\n"
        "retry: {policies: []}\n"
        "run: {inputs: [in], workers: 2}\n"
    )
    (tmp_path / "in").mkdir()
    for path in sorted(ARTICLES.glob("*.txt"))[:2]:
        shutil.copy(path, tmp_path / "in")
    return tmp_path


@pytest.fixture(scope="module")
def finished(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with a run of such a working folder."""
    folder = tmp_path_factory.mktemp("finished")
    article = sorted(ARTICLES.glob("*.txt"))[0]
    (folder / "default.yaml").write_text(
        f"translate:\n  model: {json.dumps(str(tiny_model))}\n"
        "  beam_size: 1\n  max_length_ratio: 0.5\n"
        f"run: {{inputs: [{json.dumps(str(article))}], workers: 1}}\n"
    )
    assert kortom_process("run", "default.yaml", cwd=folder).code == 0
    return folder / "outputs"


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def one(checks: list[Check], name: str) -> Check:
    (check,) = [check for check in checks if check.name == name]
    return check


def worst(checks: list[Check]) -> dict[str, tuple[str, str | None]]:
    """What is not ok: level and code by name."""
    return {c.name: (c.level, c.code) for c in checks if c.level != "ok"}


def test_a_healthy_machine(work: Path, cli: Cli) -> None:
    """All is looked at, the sentence is really translated, and nothing is left behind."""
    before = tree(work)
    done = cli("doctor", "--json")
    rows = json.loads(done.out)
    assert [row["check"] for row in rows] == NAMES
    assert {row["level"] for row in rows} == {"ok"}, rows
    assert (done.code, done.err) == (0, "")
    assert tree(work) == before
    texts = {row["check"]: row["text"] for row in rows}
    assert "2 articles in 2 files" in texts["input"]
    assert doctor.SENTENCE in texts["tokeniser"]
    assert "outputs/default (will be made)" in texts["output"]
    assert "2 workers" in texts["memory"]
    words, _, seconds = texts["translation"].rpartition(" (")
    assert words.strip()
    assert "loading" in seconds


def test_one_line_a_check(work: Path, cli: Cli) -> None:
    lines = cli("doctor", "default", "--set", "run.inputs=[in, gone]").out.splitlines()
    assert [line.split()[1] for line in lines] == NAMES
    assert lines[2].startswith("WARN  input        E202 gone: ")
    assert lines[0].startswith("ok    config")


def test_it_leaves_runs_and_store_as_they_are(work: Path, finished: Path, cli: Cli) -> None:
    shutil.copytree(finished, work / "outputs", symlinks=True)
    before = tree(work)
    rows = {row["check"]: row for row in json.loads(cli("doctor", "--json").out)}
    assert tree(work) == before
    assert rows["store"]["text"] == "sound, 1 article finished"
    assert rows["output"]["text"].startswith("outputs/default: ")
    assert {row["level"] for row in rows.values()} == {"ok"}


def drop_input(work: Path) -> None:
    shutil.rmtree(work / "in")


def empty_input(work: Path) -> None:
    for path in (work / "in").iterdir():
        path.unlink()


def spoil_input(work: Path) -> None:
    for path in (work / "in").iterdir():
        path.write_bytes(b"\xff\xfe\x00")


def misspell(work: Path) -> None:
    with (work / "configs" / "default.yaml").open("a") as config:
        config.write("trnslate: {}\n")


def odd_encoding(work: Path) -> None:
    with (work / "configs" / "default.yaml").open("a") as config:
        config.write("input: {encoding: utf-99}\n")


def drop_model(work: Path) -> None:
    shutil.rmtree(work / "model")


def drop_weights(work: Path) -> None:
    (work / "model" / "model.safetensors").unlink()


def cut_weights(work: Path) -> None:
    weights = work / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:5000])


def break_pieces(work: Path) -> None:
    (work / "model" / "source.spm").write_bytes(b"no piece model")


def block_output(work: Path) -> None:
    (work / "outputs").write_text("a file")


def drop_model_and_input(work: Path) -> None:
    drop_model(work)
    drop_input(work)


@pytest.mark.parametrize(
    ("harm", "name", "exit_wanted"),
    [
        (drop_input, "input", Exit.NO_INPUT),
        (empty_input, "input", Exit.NO_INPUT),
        (spoil_input, "input", Exit.ARTICLES_FAILED),
        (odd_encoding, "input", Exit.USAGE),
        (misspell, "config", Exit.USAGE),
        (drop_model, "model", Exit.NO_MODEL),
        (drop_weights, "model", Exit.NO_MODEL),
        (cut_weights, "translation", Exit.NO_MODEL),
        (break_pieces, "tokeniser", Exit.NO_MODEL),
        (block_output, "output", Exit.USAGE),
        (drop_model_and_input, "model", Exit.NO_MODEL),
    ],
)
def test_what_would_fail_a_run_fails_here_with_its_code(
    work: Path, cli: Cli, harm: Callable[[Path], None], name: str, exit_wanted: Exit
) -> None:
    harm(work)
    before = tree(work)
    done = cli("doctor", "--json")
    rows = {row["check"]: row for row in json.loads(done.out)}
    assert tree(work) == before
    assert done.code == exit_wanted, done
    first = next(row for row in rows.values() if row["level"] == "FAIL")
    assert (first["check"], first["exit"]) == (name, exit_wanted)
    assert first["text"].startswith(first["code"])
    ran = cli("run", "--quiet")
    assert ran.code == exit_wanted, ran
    assert first["code"] in ran.err


def test_an_output_that_is_not_writable(work: Path, finished: Path) -> None:
    shutil.copytree(finished, work / "outputs", symlinks=True)
    (work / "outputs" / "default").chmod(0o555)
    try:
        done = kortom_process("doctor", "--json", cwd=work, before=unprivileged())
    finally:
        (work / "outputs" / "default").chmod(0o755)
    rows = {row["check"]: row for row in json.loads(done.out)}
    assert done.code == Exit.USAGE
    assert (rows["output"]["level"], rows["output"]["code"]) == ("FAIL", "E401")
    assert "outputs/default" in rows["output"]["text"]


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Another process holds the lock of a config's folder."""
    code = (
        "import sys; from pathlib import Path; from kortom.runs.lock import run_lock\n"
        "with run_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
    finally:
        holder.communicate(timeout=60)


def test_a_held_lock(work: Path, cli: Cli) -> None:
    folder = work / "outputs" / "default"
    with held(folder):
        done = cli("doctor", "--json")
    rows = {row["check"]: row for row in json.loads(done.out)}
    assert done.code == Exit.LOCKED
    assert (rows["lock"]["level"], rows["lock"]["code"]) == ("FAIL", "E407")
    assert cli("doctor").code == 0


def test_a_model_that_says_nothing(work: Path) -> None:
    """With a bias that makes it end each sentence before it has begun."""
    from safetensors.torch import load_file, save_file

    path = work / "model" / "model.safetensors"
    weights = load_file(path)
    weights["final_logits_bias"][0, 0] = 1e4
    save_file(weights, path, metadata={"format": "pt"})
    checks = list(examine())
    assert worst(checks) == {"translation": ("FAIL", "E523")}
    assert exit_code(checks) == Exit.NO_MODEL


def change_vocabulary(work: Path, change: Callable[[str], str]) -> None:
    path = work / "model" / "vocab.json"
    vocabulary = json.loads(path.read_text(encoding="utf-8"))
    changed = {change(piece): number for piece, number in vocabulary.items()}
    path.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")


def test_a_vocabulary_of_another_model(work: Path) -> None:
    change_vocabulary(work, lambda piece: piece if piece.startswith("<") else f"{piece}x")
    checks = list(examine())
    assert worst(checks)["tokeniser"] == ("FAIL", "E522")
    assert exit_code(checks) == Exit.NO_MODEL


def test_a_vocabulary_that_lacks_a_character(work: Path) -> None:
    change_vocabulary(work, lambda piece: piece.replace("€", "$€"))
    checks = list(examine())
    assert worst(checks) == {"tokeniser": ("WARN", "E524")}
    assert "€" in one(checks, "tokeniser").text


def test_a_model_that_changed_since_the_last_run(work: Path, finished: Path) -> None:
    shutil.copytree(finished, work / "outputs", symlinks=True)
    manifest = work / "outputs" / "default" / layout.LATEST / layout.MANIFEST
    data = json.loads(manifest.read_text())
    assert worst(list(examine())) == {}, "another reference says nothing"
    data["model"]["reference"] = "./model"
    manifest.write_text(json.dumps(data))
    assert worst(list(examine())) == {}
    data["model"]["digest"] = "0" * 64
    manifest.write_text(json.dumps(data))
    checks = list(examine())
    assert worst(checks) == {"model": ("WARN", "E521")}
    assert exit_code(checks) == Exit.OK
    manifest.write_text("{")
    assert worst(list(examine())) == {}


def test_a_damaged_store(work: Path, finished: Path) -> None:
    shutil.copytree(finished, work / "outputs", symlinks=True)
    store = work / "outputs" / layout.STORE
    whole = store.read_bytes()
    with closing(sqlite3.connect(store)) as database:
        page = database.execute("PRAGMA page_size").fetchone()[0]
    for damaged in (b"no database" * 100, whole[: page + 10], whole[:page] + b"\xff" * page):
        store.write_bytes(damaged)
        checks = list(examine())
        assert worst(checks) == {"store": ("WARN", "E441")}
        assert store.read_bytes() == damaged
    store.write_bytes(b"")
    assert worst(list(examine())) == {}
    assert store.read_bytes() == b""


def test_a_clock_that_was_set_back(work: Path, finished: Path) -> None:
    shutil.copytree(finished, work / "outputs", symlinks=True)
    now = datetime.now(UTC)
    assert worst(list(examine(now=now))) == {}
    checks = list(examine(now=now - timedelta(days=1)))
    assert worst(checks) == {"clock": ("WARN", "E446")}


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("free", "level"),
    [(500_000_000, "ok"), (499_999_999, "WARN"), (49_999_999, "FAIL"), (0, "FAIL")],
)
def test_disk_space(work: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    checks = list(examine())
    assert one(checks, "disk").level == level
    assert exit_code(checks) == (Exit.USAGE if level == "FAIL" else Exit.OK)


def test_disk_space_for_big_runs(
    work: Path, finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(finished, work / "outputs", symlinks=True)
    briefs = work / "outputs" / "default" / layout.LATEST / layout.BRIEFS_JSONL
    with briefs.open("r+b") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, 900_000_000))
    assert worst(list(examine())) == {"disk": ("WARN", "E445")}


def test_memory_for_the_workers(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    each = memory.own_peak_bytes()
    monkeypatch.setattr(doctor, "available_bytes", lambda: each)
    assert worst(list(examine())) == {"memory": ("WARN", "E447")}
    monkeypatch.setattr(doctor, "available_bytes", lambda: each * 20)
    assert worst(list(examine())) == {}
    monkeypatch.setattr(doctor, "available_bytes", lambda: None)
    assert one(list(examine()), "memory").text.startswith("unknown")


def test_available_memory(tmp_path: Path) -> None:
    """From real files in the form that Linux gives them."""
    assert memory.available_bytes(tmp_path) is None
    real = memory.available_bytes()
    assert real is not None
    assert 0 < real < 2**50
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/meminfo").write_text("MemTotal: 9000 kB\nMemAvailable:    3000 kB\n")
    assert memory.available_bytes(tmp_path) == 3000 * 1024
    group = tmp_path / "sys/fs/cgroup"
    group.mkdir(parents=True)
    (group / "memory.max").write_text("max\n")
    (group / "memory.current").write_text("500000\n")
    assert memory.available_bytes(tmp_path) == 3000 * 1024
    (group / "memory.max").write_text("1000000\n")
    (group / "memory.stat").write_text("anon 1\ninactive_file 200000\n")
    assert memory.available_bytes(tmp_path) == 700_000


def test_files_that_still_settle_are_told(work: Path, cli: Cli) -> None:
    done = cli("doctor", "--json", "--set", "input.settle_seconds=1000000000")
    rows = {row["check"]: row for row in json.loads(done.out)}
    assert (done.code, rows["input"]["level"]) == (0, "ok")
    assert "2 waiting to settle" in rows["input"]["text"]
