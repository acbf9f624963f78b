"""The table of exonyms: that it loads strictly, is found by, and comes out of its builder."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from kortom.exonyms import COLUMNS, index_exonyms, load_exonyms, name_key, read_exonyms
from tests.conftest import ROOT

TABLE = ROOT / "jobs" / "kortom" / "data" / "exonyms.tsv"
BUILDER = ROOT / "jobs" / "exonyms" / "build.py"


def test_the_table_is_read_and_large() -> None:
    rows = read_exonyms(TABLE.read_text(encoding="utf-8"))
    assert len(rows) > 3_000
    assert {row.kind for row in rows} == {
        "people",
        "places",
        "persons",
        "organisations",
        "culture",
        "language",
        "currency",
    }


def test_every_row_says_something() -> None:
    rows = read_exonyms(TABLE.read_text(encoding="utf-8"))
    assert [row for row in rows if row.english == (row.dutch,)] == []
    assert [row for row in rows if len(set(row.english)) != len(row.english)] == []
    assert [row for row in rows if not name_key(row.dutch)] == []


def test_the_builder_makes_the_table_byte_for_byte(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("build_exonyms", BUILDER)
    assert spec is not None and spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    build.main(tmp_path / "exonyms.tsv")
    assert (tmp_path / "exonyms.tsv").read_bytes() == TABLE.read_bytes()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["Parijs\tParis\tplaces"], "line 2"),
        (["Parijs\t\tplaces\tkortom"], "line 2"),
        (["Parijs\tParis|\tplaces\tkortom"], "line 2"),
        (["Parijs\tParis \tplaces\tkortom"], "line 2"),
        (["Parijs\tParis\tplaces\tkortom", "Parijs\tParis\tplaces\tcldr"], "line 3"),
        (["Rome\tRoma\tplaces\tkortom", "Parijs\tParis\tplaces\tkortom"], "line 3"),
    ],
)
def test_a_table_that_is_not_strict_is_refused(rows: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_exonyms("\n".join([COLUMNS, *rows]))


def test_another_header_is_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        read_exonyms("dutch\tenglish\n")


def test_names_are_found_by_their_folded_words() -> None:
    table = load_exonyms()
    assert load_exonyms() is table
    (paris,) = table.find(name_key("PARIJS"))
    assert "paris" in paris.forms
    (nato,) = table.find(name_key("Navo"))[:1]
    assert "nato" in nato.acronyms
    assert table.find("zuid korea") == table.find(name_key("Zuid-Korea")) != ()
    assert table.find("no such name") == ()


def test_a_country_can_become_its_people() -> None:
    rows = read_exonyms(
        f"{COLUMNS}\nFrankrijk\tFrance\tplaces\tkortom\nFrans\tFrench|France\tpeople\tkortom"
    )
    table = index_exonyms(rows)
    (france,) = table.find("frankrijk")
    assert france.forms == {"frankrijk", "france", "french"}
    assert table.people["france"] == {"french", "france"}
