"""An article's record depends on its text and the config alone; on all test articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ARTICLES, kortom_process

# Real model, real processes; greedy, since decoding is the time and the beam is not the question.
SETTINGS = ("--set", "translate.beam_size=1", "--set", "summarise.max_words=60")


def briefs(folder: Path, inputs: list[Path], *arguments: str) -> bytes:
    """`briefs.jsonl` of a run over `inputs` in an empty folder."""
    named = [part for path in inputs for part in ("--input", str(path))]
    done = kortom_process("run", *named, *SETTINGS, *arguments, "--json", cwd=folder)
    assert done.code == 0, done
    return (folder / json.loads(done.out)["folder"] / "briefs.jsonl").read_bytes()


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("baseline")
    return briefs(folder, [ARTICLES], "--set", "run.workers=1")


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_command_again_and_with_two_workers(
    baseline: bytes, tmp_path: Path, workers: int
) -> None:
    assert baseline.count(b"\n") >= 15
    assert briefs(tmp_path, [ARTICLES], "--set", f"run.workers={workers}") == baseline


def test_another_order_and_other_neighbours(baseline: bytes, tmp_path: Path) -> None:
    """The last articles first, each named by itself, and strangers between them."""
    strangers = tmp_path / "strangers"
    strangers.mkdir()
    paths = sorted(ARTICLES.glob("*.txt"), reverse=True)
    mixed = []
    for number, path in enumerate(paths):
        stranger = strangers / f"{chr(ord('a') + number % 26)}-{number}.txt"
        stranger.write_text(f"Bericht {number}\n\nEr is vandaag {number} keer gebeld.\n")
        mixed += [path, stranger]
    together = briefs(tmp_path, mixed, "--set", "run.workers=2").splitlines()
    known = {json.loads(line)["id"]: line for line in baseline.splitlines()}
    found = {json.loads(line)["id"]: line for line in together}
    assert len(found) == 2 * len(known)
    assert {id_: line for id_, line in found.items() if id_ in known} == known


def test_an_article_in_a_jsonl_is_the_same_in_any_order(tmp_path: Path) -> None:
    rows = [
        json.dumps({"id": path.stem, "text": path.read_text(encoding="utf-8")})
        for path in sorted(ARTICLES.glob("[a-c]*.txt"))
    ]
    results = []
    for name, lines in (("one", rows), ("two", rows[::-1])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "news.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        results.append(briefs(tmp_path / name, [Path("news.jsonl")]))
    assert results[0] == results[1]
    assert results[0].count(b"\n") == len(rows) > 1
