"""One run at a time in an output folder, whoever else starts, whatever was left behind."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from kortom.runs import layout
from kortom.runs.lock import run_lock
from kortom.runs.manifest import read_manifest
from tests.conftest import Cli
from tests.faults.checks import leftovers, partial_runs
from tests.faults.players import play, play_waiting
from tests.faults.zygote import start, write_config, zygote

ROUNDS = 50
PATIENCE = 120.0
"""Seconds until a process that says nothing is taken for stuck."""


class Player:
    """A process with a run, and the line to it."""

    def __init__(self, context: ForkServerContext, target: Any, *arguments: Any) -> None:
        self.line, theirs = context.Pipe()
        config, *rest = arguments
        self.process: ForkServerProcess = start(context, target, config, theirs, *rest)
        theirs.close()
        assert self.hears("ready")

    def go_on(self) -> None:
        self.line.send("go on")

    def hears(self, *wanted: str) -> tuple[Any, ...]:
        """The next word of one of these kinds, the only ones that may come but for articles."""
        while True:
            assert self.line.poll(PATIENCE), f"nothing came, {wanted} expected"
            word: tuple[Any, ...] = self.line.recv()
            if word[0] != "article":
                assert word[0] in wanted, word
                return word

    def end(self) -> int | None:
        self.process.join(PATIENCE)
        return self.process.exitcode


@pytest.fixture(scope="module")
def context(tiny_model: Path) -> ForkServerContext:
    return zygote(tiny_model)


@pytest.fixture
def config(tmp_path: Path, tiny_model: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "weer.txt").write_text("Het regent morgen in het hele land.\n")
    return write_config(tmp_path / "small.yaml", tiny_model, tmp_path / "in", tmp_path / "out")


@contextmanager
def players(*made: Player) -> Iterator[None]:
    """Ends them, whatever comes."""
    try:
        yield
    finally:
        for player in made:
            player.process.kill()
            player.process.join()


def test_of_two_that_start_together_one_works(
    context: ForkServerContext, config: Path, tmp_path: Path
) -> None:
    """The one that has the lock holds it until the other has ended: so it did not wait."""
    made = []
    for _ in range(ROUNDS):
        two = [Player(context, play, str(config), True) for _ in range(2)]
        with players(*two):
            for player in two:
                player.go_on()
            words: dict[str, tuple[Player, Any]] = {}
            while len(words) < 2:
                by_line: dict[Connection, Player] = {p.line: p for p in two}
                ready = wait([*by_line], timeout=PATIENCE)
                assert ready, f"one of them is stuck; the other said {words}"
                for line in ready:
                    kind, what, _ = by_line[line].hears("planned", "ended")  # type: ignore[index]
                    assert kind not in words, "both work, or none does"
                    words[kind] = by_line[line], what  # type: ignore[index]
                    two.remove(by_line[line])  # type: ignore[index]
            (works, run_id), (refused, code) = words["planned"], words["ended"]
            assert code == refused.end() == 6
            works.go_on()
            assert works.hears("ended") == ("ended", 0, run_id)
            assert works.end() == 0
        made.append(run_id)
        assert (tmp_path / "out" / "small" / layout.LATEST).resolve().name == run_id
    assert [run.name for run in layout.run_folders(tmp_path / "out")] == made
    assert len(set(made)) == ROUNDS
    assert not partial_runs(tmp_path / "out") and not leftovers(tmp_path / "out")


def test_the_command_says_that_another_run_is_at_work(
    cli: Cli, config: Path, tmp_path: Path
) -> None:
    with run_lock(tmp_path / "out" / "small"):
        done = cli("run", str(config))
        assert done.code == 6
        assert done.err.startswith("kortom: E407 ") and "--wait SECONDS" in done.err
        assert cli("run", str(config), "--wait", "0.2").code == 6
        other = config.rename(tmp_path / "other.yaml")
        assert cli("run", str(other)).code == 0, "another config's runs are not in the way"


def test_a_lock_file_of_a_killed_process_blocks_nobody(
    context: ForkServerContext, config: Path, tmp_path: Path
) -> None:
    killed = Player(context, play, str(config), True)
    with players(killed):
        killed.go_on()
        killed.hears("planned")
        assert killed.process.pid is not None
        os.kill(killed.process.pid, signal.SIGKILL)
        assert killed.end() == -signal.SIGKILL
    assert (tmp_path / "out" / "small" / layout.LOCK).is_file()
    assert not layout.run_folders(tmp_path / "out")
    next_one = Player(context, play, str(config), False)
    next_one.go_on()
    next_one.hears("planned")
    assert next_one.hears("ended")[1] == 0
    assert len(layout.run_folders(tmp_path / "out")) == 1


def test_one_that_waits_sees_what_came_meanwhile(
    context: ForkServerContext, config: Path, tmp_path: Path
) -> None:
    first = Player(context, play, str(config), True)
    second = Player(context, play_waiting, str(config), PATIENCE)
    with players(first, second):
        first.go_on()
        _, first_id, _ = first.hears("planned")
        second.go_on()
        assert second.hears("waiting")[1] == PATIENCE
        (tmp_path / "in" / "nieuw.txt").write_text("De brug blijft tot maandag dicht.\n")
        first.go_on()
        assert first.hears("ended") == ("ended", 0, first_id)
        _, second_id, to_do = second.hears("planned")
        assert to_do == 1, "the first one's work is not done again"
        assert second.hears("ended") == ("ended", 0, second_id)
    runs = layout.run_folders(tmp_path / "out")
    assert [run.name for run in runs] == [first_id, second_id]
    changes = read_manifest(runs[1]).changes
    assert (changes.since, changes.new, changes.changed) == (first_id, ("nieuw",), ())
    assert (tmp_path / "out" / "small" / layout.LATEST).resolve() == runs[1].resolve()
