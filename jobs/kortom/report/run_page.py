"""The page of one run: its briefs as cards, each opening to Dutch and English side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kortom.report.data_block import block_start, data_block
from kortom.report.page import Page, write_page
from kortom.report.run_data import card, reading, run_facts
from kortom.runs.manifest import Manifest
from kortom.runs.reader import read_records
from kortom.values import Record

_FACTS = "facts"

RUN_PAGE = Page(
    body="run.html",
    styles=("base.css", "cards.css", "reading.css"),
    early=("theme.js",),
    scripts=(
        "dom.js",
        "data.js",
        "facts.js",
        "reading.js",
        "cards.js",
        "search.js",
        "filters.js",
        "list.js",
        "links.js",
        "run.js",
    ),
)


def write_report(run: Path, manifest: Manifest, path: Path) -> None:
    """Write the page of a run whose folder holds its records.

    One article is in memory at a time. OSError if the file cannot be written, KortomError if a
    record is damaged; then what is there of the file is no whole page.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        write_page(file, RUN_PAGE, _blocks(manifest, read_records(run)))


def without_facts(page: bytes) -> bytes:
    """A page without what it tells of the run: the rest is made of the records alone."""
    start = block_start(_FACTS).encode()
    return b"\n".join(line for line in page.split(b"\n") if not line.startswith(start))


def _blocks(manifest: Manifest, records: Iterable[Record]) -> Iterator[str]:
    """The facts, then each record as two blocks: its card, and the article, which is parsed when it
    is opened."""
    yield data_block(_FACTS, run_facts(manifest))
    for record in records:
        yield data_block("card", card(record))
        yield data_block("article", reading(record))
