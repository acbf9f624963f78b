"""A long run, killed again and again: nothing is lost, nothing done twice, nobody stays behind."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import time
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from kortom.articles import read_articles
from kortom.config import Config
from kortom.runs import layout
from kortom.stages import article_key
from tests.conftest import ARTICLES
from tests.faults.checks import leftovers, partial_runs
from tests.faults.players import play
from tests.faults.zygote import start, write_config, zygote

COUNT = 200
KILLS = 20
PATIENCE = 120.0


@dataclass(frozen=True)
class Kill:
    """When to kill: so many articles after the start, and a moment. workers: processes."""

    articles: int
    moment: float
    workers: int


def kills(seed: int) -> list[Kill]:
    """Three with worker processes, of which one while they start; three while a run is published.

    The others fall anywhere between: the moments are as long as some articles take.
    """
    chance = random.Random(seed)
    made = [Kill(chance.randrange(16), chance.random() * 0.05, 1) for _ in range(KILLS - 6)]
    workers = [Kill(0, 1.0 + chance.random(), 2)]
    workers += [Kill(chance.randrange(1, 12), chance.random() * 0.2, 2) for _ in range(2)]
    for kill in workers:
        made.insert(chance.randrange(len(made)), kill)
    return [*made, *(Kill(COUNT, chance.random() * 0.15, 1) for _ in range(3))]


def write_articles(path: Path, seed: int) -> None:
    """Distinct short articles out of the sentences of the test articles."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(ARTICLES.glob("*.txt"))]
    sentences = [s for text in texts for s in re.findall(r"[A-Z][^.!?\n]{20,70}[.]", text)]
    chance, made = random.Random(seed), set[tuple[str, ...]]()
    while len(made) < COUNT:
        made.add(tuple(chance.sample(sentences, 2)))
    rows = [
        {"id": f"a{number:03}", "title": None, "text": " ".join(pair)}
        for number, pair in enumerate(sorted(made))
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def kept(output: Path, copy: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """(stage, article) -> (value, run) in the store, read from a copy: it stays as it was left."""
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for part in output.glob(f"{layout.STORE}*"):
        shutil.copy(part, copy)
    if not (copy / layout.STORE).exists():
        return {}
    database = sqlite3.connect(copy / layout.STORE)
    try:
        rows = database.execute("SELECT stage_key, article_key, value, run_id FROM stages")
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}
    except sqlite3.OperationalError:
        return {}  # killed before there was a table
    finally:
        database.close()


def children(pid: int) -> list[int]:
    files = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in files for child in file.read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while any(map(is_alive, pids)):
        assert time.monotonic() < deadline, f"workers outlive their parent: {pids}"
        time.sleep(0.05)


@dataclass
class Attempt:
    """What one process did until it ended. translated: ids, in order."""

    exitcode: int | None = None
    to_do: int = -1
    translated: list[str] = field(default_factory=list)
    children: list[int] = field(default_factory=list)


def attempt(context: ForkServerContext, config: Path, kill: Kill | None) -> Attempt:
    """A run, with or without a kill."""
    line, theirs = context.Pipe()
    process = start(context, play, str(config), theirs, False)
    theirs.close()
    assert process.pid is not None
    made, articles, last = Attempt(), 0, ""
    try:
        line.recv()
        line.send("go on")
        while last != "ended" and not (
            kill and made.to_do >= 0 and articles >= min(kill.articles, made.to_do)
        ):
            assert line.poll(PATIENCE), f"stuck after {made}"
            articles += _hear(line.recv(), made)
            last = "ended" if made.exitcode is not None else ""
        if kill:
            time.sleep(kill.moment)
            made.children = children(process.pid)
            os.kill(process.pid, signal.SIGKILL)
    finally:
        if kill is None and made.exitcode is None:
            process.kill()
        process.join(PATIENCE)
    while line.poll():
        try:
            _hear(line.recv(), made)
        except EOFError:
            break
    made.exitcode = process.exitcode
    return made


def _hear(word: tuple[str, object, object], made: Attempt) -> int:
    """Take in one word; returns how many articles it tells of."""
    match word:
        case ("planned", _, int(to_do)):
            made.to_do = to_do
        case ("article", str(id_), bool(translated)):
            made.translated += [id_] if translated else []
            return 1
        case ("ended", int(code), _):
            made.exitcode = code
        case _:
            pytest.fail(f"unexpected: {word}")
    return 0


def test_a_run_killed_twenty_times_is_like_an_undisturbed_one(
    tmp_path: Path, tiny_model: Path
) -> None:
    context = zygote(tiny_model)
    inputs, output = tmp_path / "articles.jsonl", tmp_path / "out"
    write_articles(inputs, seed=4)
    (tmp_path / "undisturbed").mkdir()
    reference = write_config(
        tmp_path / "undisturbed" / "small.yaml", tiny_model, inputs, tmp_path / "whole"
    )
    whole = attempt(context, reference, None)
    assert (whole.exitcode, whole.to_do, len(whole.translated)) == (0, COUNT, COUNT)

    articles = read_articles([str(inputs)], Config().input).articles
    keys = {article.id: article_key(article) for article in articles}
    assert len(set(keys.values())) == COUNT
    before: dict[tuple[str, str], tuple[str, str]] = {}
    killed, translations, runs = 0, 0, set[str]()
    for kill in kills(seed=4):
        config = write_config(
            tmp_path / "small.yaml", tiny_model, inputs, output, workers=kill.workers
        )
        made = attempt(context, config, kill)
        wait_until_gone(made.children)
        killed += made.exitcode == -signal.SIGKILL
        if kill.workers > 1:
            assert len(made.children) >= 1, "there were no workers to stay behind"
        after = kept(output, tmp_path / "copy")
        assert before.items() <= after.items(), "what was finished is lost or was done again"
        finished = {article for _, article in before}
        assert not [id_ for id_ in made.translated if keys[id_] in finished]
        assert not partial_runs(output)
        translations += len(made.translated)
        runs |= {run for _, run in after.values()}
        before = after
    assert killed >= KILLS - 3, "the last three may have been published just before"
    assert len(runs) >= 10, "the work was spread over the killed runs"
    assert translations <= COUNT

    last = attempt(context, write_config(tmp_path / "small.yaml", tiny_model, inputs, output), None)
    assert (last.exitcode, last.to_do) == (0, 0)
    assert not partial_runs(output) and not leftovers(output)
    name = Path("small") / layout.LATEST / layout.BRIEFS_JSONL
    briefs = (output / name).read_bytes()
    assert briefs == (tmp_path / "whole" / name).read_bytes()
    assert briefs.count(b"\n") == COUNT
