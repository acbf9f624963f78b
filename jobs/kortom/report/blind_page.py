"""The page on which a person picks the better of two briefs without knowing who wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kortom.judging.blind import Blind, Pair
from kortom.report.data_block import data_block
from kortom.report.page import Page, write_page

BLIND_PAGE = Page(
    body="blind.html",
    styles=("base.css", "blind.css"),
    early=("theme.js",),
    scripts=(
        "dom.js",
        "data.js",
        "blind_choices.js",
        "blind_export.js",
        "blind_pair.js",
        "blind_overview.js",
        "blind.js",
    ),
)


def write_blind_page(blind: Blind, path: Path) -> None:
    """Write the page. OSError if the file cannot be written."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        write_page(file, BLIND_PAGE, _blocks(blind))


def _blocks(blind: Blind) -> Iterator[str]:
    """Each article in a block of its own that is parsed when it is shown. The names of the systems
    stand in one place, for the export."""
    yield data_block(
        "blind",
        {
            "comparison": blind.comparison,
            "systems": blind.systems,
            "alike": blind.alike,
            "articles": [
                {"article": pair.article, "title": pair.title, "first": pair.first}
                for pair in blind.pairs
            ],
        },
    )
    for pair in blind.pairs:
        yield _article(pair)


def _article(pair: Pair) -> str:
    briefs = [{"headline": brief.headline, "body": brief.body} for brief in pair.briefs]
    return data_block("article", {"paragraphs": pair.paragraphs, "briefs": briefs})
