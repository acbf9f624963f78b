"""The test articles and their references agree, and are what the project wants of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kortom.articles import read_articles
from kortom.config import Config
from kortom.english import split_english
from tests.conftest import ARTICLES, ROOT

REFERENCES = ROOT / "tests" / "references"
BRIEFS = ROOT / "tests" / "reference_briefs.tsv"
KINDS = {"title": "title", "heading": "heading", "sentence": "body"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_there_are_enough_of_real_length() -> None:
    words = {path.stem: len(path.read_text().split()) for path in ARTICLES.glob("*.txt")}
    assert len(words) >= 15
    assert words["longread-river"] >= 1_900
    short = sorted(words, key=lambda name: words[name])
    assert short[0] == "wire-short"
    assert words[short[1]] > 300
    assert len(list(REFERENCES.glob("*.tsv"))) >= 10


@pytest.mark.parametrize("path", sorted(REFERENCES.glob("*.tsv")), ids=lambda path: path.stem)
def test_a_reference_is_its_article_as_it_is_read(path: Path) -> None:
    (article,) = read_articles([str(ARTICLES / f"{path.stem}.txt")], Config().input).articles
    paragraphs: dict[int, list[dict[str, str]]] = {}
    for row in rows(path):
        paragraphs.setdefault(int(row["paragraph"]), []).append(row)
    assert [
        (KINDS[lines[0]["kind"]], " ".join(row["source"] for row in lines))
        for lines in paragraphs.values()
    ] == [(paragraph.kind, paragraph.text) for paragraph in article.paragraphs]


@pytest.mark.parametrize("path", sorted(REFERENCES.glob("*.tsv")), ids=lambda path: path.stem)
def test_a_reference_is_whole(path: Path) -> None:
    lines = rows(path)
    assert all(row["source"] and row["reference"] for row in lines)
    assert 2 <= sum(row["key"] == "1" for row in lines) <= 5
    brief = {row["id"]: row for row in rows(BRIEFS)}[path.stem]
    assert brief["headline"]
    assert 1 <= len(split_english(brief["brief"])) <= 3
    assert len(brief["brief"].split()) <= 60
