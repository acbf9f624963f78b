"""`kortom report` and the file that it writes; what a browser makes of it: tests/browser/."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import tracemalloc
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.report import write_report
from kortom.report.data_block import data_block
from kortom.runs import layout
from kortom.runs.manifest import manifest_to_json
from tests.browser.made_run import make_manifest, make_record, make_sentence, write_records
from tests.conftest import Cli

ASSETS = resources.files("kortom.report") / "assets"
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


class Parts(HTMLParser):
    """All tags with their attributes, and the text of each script and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.raw.append((self.tags[-1][1], data))

    def block(self, name: str) -> list[Any]:
        return [json.loads(text) for tag, text in self.raw if tag.get("data-name") == name]


@pytest.fixture
def page(tmp_path: Path) -> Parts:
    sentences = [make_sentence(0, "Brand", "Fire"), make_sentence(1, "Er was brand.", "A fire.")]
    write_records(tmp_path / "run", [make_record(name, sentences) for name in ("a", "b")])
    write_report(tmp_path / "run", make_manifest(2), tmp_path / "page.html")
    return Parts((tmp_path / "page.html").read_text(encoding="utf-8"))


@given(ANY_TEXT)
def test_data_never_ends_its_element_and_reads_back(text: str) -> None:
    block = data_block("x", {text: [text]})
    block.encode()  # no lone surrogate is left
    inside = block.removeprefix('<script type="application/json" data-name="x">')
    inside = inside.removesuffix("</script>\n")
    assert not set(inside) & set("<>&\u2028\u2029\x7f")
    assert json.loads(inside) == {text: [text]}


def test_the_policy_names_each_script_and_style_and_nothing_else(page: Parts) -> None:
    policies = [
        tag["content"]
        for _, tag in page.tags
        if tag.get("http-equiv") == "Content-Security-Policy" and tag["content"]
    ]
    assert len(policies) == 1
    rules = dict(rule.strip().split(" ", 1) for rule in policies[0].split(";"))
    code = [text for tag, text in page.raw if tag.get("type") != "application/json"]
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in code
    ]
    style, *scripts = hashes
    assert rules == {
        "default-src": "'none'",
        "script-src": " ".join(scripts),
        "style-src": style,
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_the_shell_has_no_inline_handlers_or_styles_and_loads_nothing(page: Parts) -> None:
    for tag, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert "src" not in attributes
        assert tag != "link" or attributes["href"] == "data:,"


def test_scripts_never_parse_markup_or_code() -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\("
    for asset in ASSETS.iterdir():
        if asset.name.endswith(".js"):
            assert not re.search(forbidden, asset.read_text(encoding="utf-8")), asset.name


def test_the_page_holds_the_records_in_their_order(page: Parts) -> None:
    assert [card["id"] for card in page.block("card")] == ["a", "b"]
    articles = page.block("article")
    assert len(articles) == 2
    [facts] = page.block("facts")
    assert not [key for key in facts["settings"] if key.startswith("run.")]


def test_memory_does_not_grow_with_the_articles(tmp_path: Path) -> None:
    sentences = [make_sentence(i, "Er was brand. " * 20, "A fire. " * 20) for i in range(60)]
    write_records(tmp_path / "run", (make_record(f"a{i}", sentences) for i in range(100)))
    tracemalloc.start()
    try:
        write_report(tmp_path / "run", make_manifest(100), tmp_path / "page.html")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < (tmp_path / "page.html").stat().st_size / 5


def test_a_run_as_a_page_by_the_command(tiny: Cli, cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "brand.txt").write_text("Brand\n\nEr was brand in Gent.\n")
    assert tiny("--quiet").code == 0
    done = cli("report")
    assert done.code == 0
    assert done.out.startswith("report.html (")
    first = (tmp_path / "report.html").read_bytes()
    assert [card["origin"] for card in Parts(first.decode()).block("card")] == ["brand.txt"]
    # As the run itself has it. How the run was carried out is not in it.
    (own,) = (tmp_path / "outputs").glob(f"*/*/{layout.REPORT}")
    assert own.read_bytes() == first
    # Again, over it.
    assert cli("report", "default", "--to", "report.html").code == 0
    assert (tmp_path / "report.html").read_bytes() == first
    assert b"run.workers" not in own.read_bytes()
    assert not list(tmp_path.glob(".kortom-*"))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs" / "default" / "20261124T060000.000000Z-1a2b3c4d"
    sentences = [make_sentence(0, "Brand", "Fire"), make_sentence(1, "Er was brand.", "A fire.")]
    write_records(folder, [make_record("brand", sentences)])
    (folder / layout.MANIFEST).write_text(manifest_to_json(make_manifest(1)), encoding="utf-8")
    return folder


def test_a_file_that_is_no_page_is_not_replaced(run: Path, cli: Cli) -> None:
    other = run.parent / "notes.html"
    other.write_text("<!doctype html>\n<p>Mine.\n")
    done = cli("report", "--to", str(other))
    assert (done.code, "E462" in done.err) == (2, True)
    assert other.read_text() == "<!doctype html>\n<p>Mine.\n"


@pytest.mark.parametrize("name", [layout.REPORT, layout.BRIEFS_JSONL])
def test_a_run_is_not_changed(run: Path, cli: Cli, name: str) -> None:
    before = {path: path.read_bytes() for path in run.iterdir()}
    done = cli("report", "--to", str(run / name))
    assert (done.code, "E463" in done.err) == (2, True)
    assert {path: path.read_bytes() for path in run.iterdir()} == before


@pytest.mark.parametrize("to", ["nowhere/page.html", "outputs", "a\0b", "x" * 300])
def test_a_page_that_cannot_be_written(run: Path, cli: Cli, to: str) -> None:
    done = cli("report", "--to", to)
    assert (done.code, "E461" in done.err) == (2, True)


def test_a_damaged_run_leaves_the_old_page(run: Path, cli: Cli, tmp_path: Path) -> None:
    assert cli("report").code == 0
    page = tmp_path / "report.html"
    before = page.read_bytes()
    (run / layout.BRIEFS_JSONL).write_text("{}\n")
    done = cli("report")
    assert (done.code, "E406" in done.err) == (2, True)
    assert page.read_bytes() == before
    assert not list(tmp_path.glob(".kortom-*"))


def test_no_run(cli: Cli) -> None:
    done = cli("report")
    assert (done.code, "E402" in done.err) == (2, True)
