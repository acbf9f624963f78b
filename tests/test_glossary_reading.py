"""Glossary files: what is read from them, and what is wrong with each bad one."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.errors import KortomError
from kortom.glossary import Entry, Glossary, resolve_glossary
from kortom.glossary.tmx import tmx_rows
from kortom.glossary.tsv import tsv_rows

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4">
  <header srclang="{srclang}" datatype="plaintext" segtype="phrase" adminlang="en"
    creationtool="x" creationtoolversion="1" o-tmf="x"/>
  <body>
{units}
  </body>
</tmx>
"""
UNIT = """<tu>
<tuv xml:lang="nl-NL"><seg>Raad van <hi>State</hi><ph>{b}</ph></seg></tuv>
<tuv xml:lang="en-GB"><seg>Council of State</seg></tuv>
</tu>"""


def read(folder: Path, text: str | bytes, name: str = "terms.tsv") -> Glossary:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return resolve_glossary(str(path))


def error(folder: Path, text: str | bytes, name: str = "terms.tsv") -> str:
    with pytest.raises(KortomError) as raised:
        read(folder, text, name)
    assert raised.value.problem.exit == 2
    assert name in raised.value.problem.message
    return str(raised.value).replace(str(folder / name), "FILE")


def tmx(units: str, srclang: str = "nl") -> str:
    return TMX.format(units=units, srclang=srclang)


def test_the_embedded_glossary_is_sound_and_travels() -> None:
    glossary = resolve_glossary("embedded:news")
    assert len(glossary.entries) >= 150
    found = {entry.source: entry.target for entry in glossary.entries}
    assert found["Tweede Kamer"] == "House of Representatives"
    assert found["Kamerleden"] == "MPs"
    assert pickle.loads(pickle.dumps(glossary)) == glossary


def test_variants_cases_comments_and_columns(tmp_path: Path) -> None:
    text = (
        "\ufeff# a comment\r\n"
        "case\tNL-nl\ten_GB\r\n"
        "\r\n"
        "\twethouder|wethouders\talderman|aldermen\r\n"
        "exact\tGGD|GGD’s\tGGD\r\n"
        "any\t Raad  van State \t“Council of State”\r\n"
    )
    glossary = read(tmp_path, text)
    assert glossary.entries == (
        Entry("wethouder", "alderman", "any"),
        Entry("wethouders", "aldermen", "any"),
        Entry("GGD", "GGD", "exact"),
        Entry("GGD's", "GGD", "exact"),
        Entry("Raad van State", "“Council of State”", "any"),
    )
    assert glossary.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_last_case_may_be_left_out(tmp_path: Path) -> None:
    assert len(read(tmp_path, "source\ttarget\tcase\nNS\tNS\texact\nbtw\tVAT\n").entries) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "E619 FILE: no terms there"),
        ("# only\n\n", "E619 FILE: no terms there"),
        ("source\ttarget\n", "E619 FILE: no terms there"),
        ("dutch\tenglish\nbtw\tVAT\n", "E615 FILE: line 1: the header has 'dutch', 'english'"),
        ("# x\nsource\tsource\ttarget\n", "E615 FILE: line 2"),
        ("source\ttarget\tnote\n", "E615 FILE: line 1"),
        ("btw\tVAT\n", "E615 FILE: line 1: the header has 'btw', 'vat'"),
        ("source\ttarget\nbtw\n", "E616 FILE: line 2: 1 columns where the header has 2"),
        ("source\ttarget\nbtw\tVAT\tany\n", "E616 FILE: line 2: 3 columns"),
        ("case\tsource\ttarget\nany\tbtw\n", "E616 FILE: line 2"),
        ("source\ttarget\nbtw\t \n", "E617 FILE: line 2: 'target' has no letter"),
        ("source\ttarget\nbtw||x\tVAT\n", "E617 FILE: line 2: 'source' has no letter"),
        ("source\ttarget\n\na|b|c\tA|B\n", "E617 FILE: line 3: 'target' has 2 forms for the 3"),
        ("source\ttarget\tcase\nbtw\tVAT\tlower\n", "E617 FILE: line 2: 'case' is 'lower'"),
        ("source\ttarget\nb\x00tw\tVAT\n", "E617 FILE: line 2: 'source' holds a control"),
        ("source\ttarget\n" + "x" * 201 + "\tVAT\n", "E617 FILE: line 2: 'source' has 201"),
        ("source\ttarget\nbtw\tVAT\n\nBTW\tVAT\n", "E618 FILE: line 4: 'BTW' stands in line 2"),
        ("source\ttarget\nbtw\tVAT\nbtw\ttax\n", "as 'VAT', here it is 'tax'"),
        ("source\ttarget\tcase\nKamer\tHouse\nKamer\troom\texact\n", "E618 FILE: line 3"),
        (b"source\ttarget\ncaf\xe9\tcafe\n", "E614 FILE: line 2 is not UTF-8"),
    ],
)
def test_what_is_wrong_with_a_tsv_is_said(tmp_path: Path, text: str | bytes, message: str) -> None:
    assert message in error(tmp_path, text)


def test_forms_that_differ_in_case_can_be_exact(tmp_path: Path) -> None:
    text = "source\ttarget\tcase\nkamer\troom\texact\nKamer\tHouse\texact\n"
    assert len(read(tmp_path, text).entries) == 2


def test_tmx_units_are_entries(tmp_path: Path) -> None:
    plural = """<tu><prop type="case">exact</prop>
      <tuv xml:lang="nl"><seg>wethouder</seg></tuv><tuv xml:lang="nl"><seg>wethouders</seg></tuv>
      <tuv xml:lang="fr"><seg>échevin</seg></tuv>
      <tuv lang="EN"><seg>alderman</seg></tuv><tuv lang="EN"><seg>aldermen &amp; more</seg></tuv>
      </tu>"""
    glossary = read(tmp_path, tmx(UNIT + plural, "*all*"), "terms.tmx")
    assert glossary.entries == (
        Entry("Raad van State", "Council of State", "any"),
        Entry("wethouder", "alderman", "exact"),
        Entry("wethouders", "aldermen & more", "exact"),
    )


BOMB = """<?xml version="1.0"?>
<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<tmx version="1.4"><body><tu><tuv xml:lang="nl"><seg>&b;</seg></tuv></tu></body></tmx>"""
FETCH = """<?xml version="1.0"?>
<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<tmx version="1.4"><body><tu><tuv xml:lang="nl"><seg>&x;</seg></tuv></tu></body></tmx>"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "E620 FILE: line 1"),
        ("<html/>", "E620 FILE: line 1: not a usable TMX file: its root is not <tmx>"),
        (tmx(UNIT)[:-30], "E620 FILE: line"),
        (tmx("<tu>"), "E620 FILE: line 8"),
        (BOMB, "declares entities of its own"),
        (FETCH, "declares entities of its own"),
        (tmx(UNIT).replace("UTF-8", "no-such"), "E620 FILE: line 1"),
        (tmx(UNIT).encode().replace(b"Council", b"\xff"), "E620 FILE: line 9"),
        (tmx(UNIT, "en-US"), "E621 FILE: line 4: the source language is 'en-US'"),
        (tmx(UNIT.replace("nl-NL", "de")), "E617 FILE: line 7: 'source' is missing"),
        (tmx(UNIT.replace("en-GB", "fr")), "E617 FILE: line 7: 'target' is missing"),
        (tmx(UNIT + UNIT), "E618 FILE: line 10: 'Raad van State' stands in line 7 already"),
        (tmx(""), "E619 FILE: no terms there"),
    ],
)
def test_what_is_wrong_with_a_tmx_is_said(tmp_path: Path, text: str | bytes, message: str) -> None:
    assert message in error(tmp_path, text, "terms.tmx")


def test_a_dtd_that_is_named_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "tmx14.dtd").write_text('<!ENTITY state "State">')
    named = tmx(UNIT).replace("tmx14.dtd", (tmp_path / "tmx14.dtd").as_uri())
    assert read(tmp_path, named, "terms.tmx").entries
    used = named.replace("Council of State", "Council of &state;")
    assert "line 9: not a usable TMX file: &state; is unknown" in error(tmp_path, used, "terms.tmx")


def test_what_is_no_glossary_is_said(tmp_path: Path) -> None:
    assert "unknown kind of glossary '.csv'" in error(tmp_path, "source,target\n", "terms.csv")
    for name in ("embedded:sport", str(tmp_path / "none.tsv"), str(tmp_path / "none"), "a\0b.tsv"):
        with pytest.raises(KortomError, match=r"E611 .*no such glossary.*embedded:news"):
            resolve_glossary(name)
    (tmp_path / "folder.tsv").mkdir()
    with pytest.raises(KortomError, match="E612"):
        resolve_glossary(str(tmp_path / "folder.tsv"))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for reader in (tsv_rows, tmx_rows):
        try:
            reader(data, "FILE")
        except KortomError as raised:
            assert raised.problem.exit == 2


CELL = st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="|#"), min_size=1)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=5))
def test_rows_come_back_as_they_were_written(pairs: list[tuple[str, str]]) -> None:
    text = "\n".join(["source\ttarget", *(f"{source}\t{target}" for source, target in pairs)])
    rows = tsv_rows(text.encode(), "FILE")
    assert [(*row.sources, *row.targets) for row in rows] == pairs
    assert [row.line for row in rows] == list(range(2, len(pairs) + 2))
