"""From 50 articles to the pages that people open: two runs of the embedded model, a comparison of
them and a blind judgement, by the commands, in real headless Chromium."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from kortom.doubts import find_doubts
from kortom.runs.reader import read_records
from kortom.values import BriefSentence, Record
from tests.browser.chromium import Browser
from tests.browser.conftest import Exported
from tests.conftest import ARTICLES, ROOT, Cli

COUNT = 50
CONFIG = str(ROOT / "configs" / "default.yaml")


@dataclass(frozen=True)
class Made:
    """Runs, greedy and beam 4, and the pages about them, each as page.html of a folder."""

    runs: tuple[Path, Path]
    run: Path
    comparison: Path
    judging: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("two")
    write_articles(folder / "news")
    settings = ("--input", "news", "--set-grid", "translate.beam_size=1,4")
    settings += ("--set", "retry.policies=[]")
    swept = json.loads(kortom(folder, "sweep", CONFIG, *settings, "--json"))
    runs = [folder / one["run"]["folder"] for one in swept["combinations"]]
    assert len(runs) == 2
    kortom(folder, "compare", *map(str, runs), "--write", "compared")
    kortom(folder, "compare", *map(str, runs), "--blind", "judge.html")
    pages = (runs[1] / "report.html", folder / "compared/comparison.html", folder / "judge.html")
    return Made((runs[0], runs[1]), *(as_page(page, folder) for page in pages))


def write_articles(folder: Path) -> None:
    """Paragraphs of the test articles, one an article, so that CI has time for it."""
    folder.mkdir()
    for number, (name, text) in enumerate(islice(paragraphs(), COUNT)):
        (folder / f"{number:02}-{name}.txt").write_text(text, encoding="utf-8")
    assert len(list(folder.iterdir())) == COUNT


def paragraphs() -> Iterator[tuple[str, str]]:
    for path in sorted(ARTICLES.glob("*.txt")):
        for text in path.read_text(encoding="utf-8").split("\n\n"):
            if len(text) > 250:
                yield path.stem, text


def kortom(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "kortom", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done
    return done.stdout


def as_page(page: Path, folder: Path) -> Path:
    """A copy in another place, as it is sent to a colleague."""
    copy = folder / "sent" / page.stem / "page.html"
    copy.parent.mkdir(parents=True)
    shutil.copyfile(page, copy)
    return copy


@pytest.fixture
def records(made: Made) -> tuple[dict[str, Record], dict[str, Record]]:
    greedy, beam = ({r.id: r for r in read_records(run)} for run in made.runs)
    return greedy, beam


Records = tuple[dict[str, Record], dict[str, Record]]


def test_the_page_of_a_run(browser: Browser, made: Made, records: Records) -> None:
    _, beam = records
    browser.open_anew(made.run)
    assert browser.one("#outcome").text == f"{COUNT} briefs"
    doubtful = sum(
        any(find_doubts(part, record) for part in parts(record)) for record in beam.values()
    )
    browser.one("[name=doubtful]").click()
    assert browser.one("#outcome").text == f"{doubtful} of {COUNT} briefs"
    browser.one("#clear").click()

    wanted = sorted(beam)[7]
    browser.one("[name=search]").send_keys(wanted)
    assert browser.one("#outcome").text == f"1 of {COUNT} briefs"
    browser.one("#cards .toggle").send_keys(Keys.ENTER)
    shown = [
        tuple(side.text.split("\n")[0] for side in row.find_elements("css selector", ".side"))
        for row in browser.all(".pair[data-index]")
    ]
    record = beam[wanted]
    assert shown == [(s.source, s.hypothesis) for s in record.sentences]

    english = "return getComputedStyle(document.querySelector('.pair .english')).backgroundColor"
    before = browser.run(english)
    browser.run("document.querySelector('.pair .dutch').focus()")
    assert browser.run(english) != before

    paper = "return getComputedStyle(document.body).backgroundColor"
    light = browser.run(paper)
    browser.one("[data-action=theme]").click()
    assert browser.run(paper) != light


def parts(record: Record) -> list[BriefSentence]:
    return [record.brief.headline, *record.brief.sentences]


def test_the_page_of_the_comparison(browser: Browser, made: Made, records: Records) -> None:
    greedy, beam = records
    browser.open_anew(made.comparison)
    assert browser.one("#outcome").text == f"{COUNT} articles"
    changed = {
        name: [
            (one.source, one.hypothesis, other.hypothesis)
            for one, other in zip(greedy[name].sentences, beam[name].sentences, strict=True)
            if one.hypothesis != other.hypothesis
        ]
        for name in greedy
    }
    wanted = max(changed, key=lambda name: len(changed[name]))
    browser.one("[name=search]").send_keys(wanted)
    assert browser.one("#outcome").text == f"1 of {COUNT} articles"
    browser.one("#cards .toggle").send_keys(Keys.ENTER)
    dutch = [element.text for element in browser.all(".change .dutch")]
    assert sorted(dutch) == sorted(source for source, _, _ in changed[wanted])
    assert browser.all(".change ins") and browser.all(".change del")


def test_a_blind_judgement(
    browser: Browser, made: Made, records: Records, exported: Exported, cli: Cli
) -> None:
    greedy, beam = records
    differing = {name for name in greedy if words_of(greedy[name]) != words_of(beam[name])}
    browser.open_anew(made.judging)
    browser.one("[name=judge]").send_keys("Anna", Keys.ENTER)
    for _ in differing:
        browser.keys("1")
    assert browser.one("#done").text == "All are judged"
    found = json.loads(cli("judge", "--json", str(exported())).out)
    wins = [found["judges"][0]["wins"][name] for name in found["systems"]]
    # Whoever always takes the first one prefers no system: each is first in half of them.
    assert sum(win["count"] for win in wins) == len(differing)
    assert abs(wins[0]["count"] - wins[1]["count"]) <= 1
    assert found["position"]["first"]["count"] == len(differing)


def words_of(record: Record) -> list[list[str]]:
    body = " ".join(part.text for part in record.brief.sentences)
    return [record.brief.headline.text.split(), body.split()]
