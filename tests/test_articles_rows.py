"""Reading .jsonl, .json, .csv, .tsv, .parquet and datasets."""

from __future__ import annotations

import base64
import csv
import datetime
import hashlib
import io
import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortom.articles import Readings, articles_from_dataset, read_articles
from kortom.articles.delimited import csv_rows, tsv_rows
from kortom.articles.places import Place
from kortom.articles.rows import Row
from kortom.config.model import Fields, Input
from kortom.values import Failure

TEXT = "Een artikel met een volzin."
GOOD = {"id": "goed", "text": TEXT}


def read(tmp_path: Path, data: bytes | str, name: str, **config: object) -> Readings:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return read_articles([str(path)], Input.model_validate(config))


def failures(readings: Readings) -> list[tuple[str, int | None, str | None]]:
    for failure in readings.failures:
        failure.message.encode()
    return [(f.code, f.line, f.field) for f in readings.failures]


def ids(readings: Readings) -> list[str]:
    return [article.id for article in readings.articles]


def lines(*values: object) -> str:
    return "".join((v if isinstance(v, str) else json.dumps(v)) + "\n" for v in values)


# One row


def one(tmp_path: Path, row: dict[str, object], **config: object) -> Failure:
    """The failure of a row; the good row beside it must have gone on."""
    readings = read(tmp_path, lines(row, GOOD), "a.jsonl", **config)
    assert "goed" in ids(readings)
    (failure,) = readings.failures
    assert failure.line == 1
    assert f"{tmp_path}/a.jsonl" in failure.message
    assert failure.origin == "a.jsonl"
    return failure


@pytest.mark.parametrize(
    ("row", "code", "field", "words"),
    [
        ({"id": "x"}, "E214", "text", "input.fields.text"),
        ({"text": TEXT}, "E214", "id", "or to null for ids made from the content"),
        ({"id": "x", "text": 1}, "E215", "text", "a number"),
        ({"id": "x", "text": [TEXT]}, "E215", "text", "a list"),
        ({"id": "x", "text": TEXT, "title": 3}, "E215", "title", "wanted text"),
        ({"id": "x", "text": TEXT, "url": {}}, "E215", "url", "an object"),
        ({"id": "x", "text": TEXT, "date": 2021}, "E215", "date", "ISO date"),
        ({"id": True, "text": TEXT}, "E215", "id", "true or false"),
        ({"id": 1.5, "text": TEXT}, "E215", "id", "whole number"),
        ({"id": None, "text": TEXT}, "E215", "id", "null"),
        ({"id": "", "text": TEXT}, "E217", "id", "is blank"),
        ({"id": "a\0", "text": TEXT}, "E217", "id", "NUL"),
        ({"id": "\ud800", "text": TEXT}, "E217", "id", "surrogate"),
        ({"id": "x", "text": TEXT, "date": "gisteren"}, "E216", "date", "'gisteren'"),
        ({"id": "x", "text": TEXT, "date": "2021-13"}, "E216", "date", "2021-13"),
        ({"id": "x", "text": ""}, "E208", "text", "line 1, field 'text'"),
        ({"id": "x", "text": " \n "}, "E208", "text", "line 1"),
        ({"id": "x", "text": None}, "E208", "text", "line 1"),
        ({"id": "x", "text": "a\0b"}, "E206", "text", "field 'text'"),
        ({"id": "x", "text": "a\ud800b"}, "E207", "text", "U+D800"),
        ({"id": "x", "text": TEXT, "title": "\udfff"}, "E207", "title", "U+DFFF"),
        ({"id": "x", "text": "x" * 101}, "E209", "text", "101"),
    ],
)
def test_bad_rows(
    tmp_path: Path, row: dict[str, object], code: str, field: str, words: str
) -> None:
    failure = one(tmp_path, row, max_characters=100)
    assert (failure.code, failure.field) == (code, field)
    assert words in failure.message
    assert failure.id == ("x" if row.get("id") == "x" else None)


def test_a_whole_row(tmp_path: Path) -> None:
    row = {
        "nummer": 7,
        "kop": "De\nkop",
        "tekst": f"Korte regel\n\n{TEXT}\n\nTussenkop\n\n{TEXT}",
        "datum": "2021-12-07T10:00:00Z",
        "link": " https://x.nl/7 ",
        "rest": [1, {"a": None}],
    }
    names = {"id": "nummer", "title": "kop", "text": "tekst", "date": "datum", "url": "link"}
    line = json.dumps(row).encode()
    readings = read(tmp_path, line, "a.jsonl", fields=names)
    (article,) = readings.articles
    assert (article.id, article.date, article.title) == ("7", "2021-12-07", "De kop")
    assert article.origin == "https://x.nl/7"
    assert article.sha256 == hashlib.sha256(line).hexdigest()
    assert [p.kind for p in article.paragraphs] == ["title", "heading", "body", "heading", "body"]


def test_title_of_the_text_only_without_a_title_field(tmp_path: Path) -> None:
    text = f"De titel\n\n{TEXT}"
    (article,) = read(tmp_path, lines({"id": 1, "text": text}), "a.jsonl").articles
    assert article.title == "De titel"
    for title in ("", None, " "):
        row = {"id": 1, "text": text, "title": title}
        (article,) = read(tmp_path, lines(row), "a.jsonl").articles
        assert article.title is None
    row = {"id": 1, "text": text, "title": "weg"}
    (article,) = read(tmp_path, lines(row), "a.jsonl", fields={"title": None}).articles
    assert article.title == "De titel"


def test_stamp_in_a_text_yields_to_the_date_field(tmp_path: Path) -> None:
    text = f" date 2021-12 {TEXT}"
    rows = [{"id": 1, "text": text}, {"id": 2, "text": text, "date": "2020"}]
    one_, two = read(tmp_path, lines(*rows), "a.jsonl").articles
    assert (one_.date, two.date) == ("2021-12", "2020")
    assert one_.paragraphs[0].text == two.paragraphs[0].text == TEXT


def test_id_from_the_content(tmp_path: Path) -> None:
    line = json.dumps({"text": TEXT}).encode()
    readings = read(tmp_path, line + b"\r\n" + line + b"\n", "a.jsonl", fields={"id": None})
    assert ids(readings) == [hashlib.sha256(line).hexdigest()[:16]]
    assert failures(readings) == [("E219", 2, None)]


def test_duplicate_ids_name_their_lines(tmp_path: Path) -> None:
    readings = read(tmp_path, lines({"id": 1, "text": "A."}, {"id": "1", "text": "B."}), "a.jsonl")
    assert readings.articles == ()
    assert failures(readings) == [("E218", 1, None), ("E218", 2, None)]
    assert "a.jsonl line 1, " in readings.failures[0].message


# JSON lines


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id": 1 "text": "x"}', "E210"),
        ('{"id": 1} {"id": 2}', "E210"),
        ('{"id": NaN, "text": "x"}', "E210"),
        ('{"id": "een\ttab"}', "E210"),
        ('{"id": ' + "9" * 5000 + "}", "E210"),
        ("[" * 100_000, "E210"),
        ('{"id": 1', "E210"),
        ('{"id": 1, "id": 2, "text": "x"}', "E212"),
        ('{"id": 1, "text": "x", "rest": {"a": 1, "a": 2}}', "E212"),
        ("[1]", "E213"),
        ('"tekst"', "E213"),
        ("null", "E213"),
    ],
)
def test_bad_lines_do_not_stop_the_others(tmp_path: Path, line: str, code: str) -> None:
    readings = read(tmp_path, lines({"id": "a", "text": TEXT}, "", line, " ", GOOD), "a.jsonl")
    assert ids(readings) == ["a", "goed"]
    assert [(f.code, f.line) for f in readings.failures] == [(code, 3)]


WHOLE = '{"id": "x", "text": "één \\u00e9", "b": [true, null, -1.5e+3]}'


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_every_cut_of_a_last_line_is_truncated(tmp_path: Path, name: str) -> None:
    data = WHOLE.encode()
    for end in range(1, len(data)):
        readings = read(tmp_path, data[:end], name)
        assert readings.articles == ()
        code = "E205" if name == "a.json" and data[end - 1] == 0xC3 else "E211"
        assert [f.code for f in readings.failures] == [code], data[:end]
    assert ids(read(tmp_path, data, name)) == ["x"]


def test_bad_bytes_fail_their_line_alone(tmp_path: Path) -> None:
    good = json.dumps(GOOD).encode()
    readings = read(tmp_path, b"\xef\xbb\xbf{}\n\xff\n" + good, "a.jsonl", fields={"id": "id"})
    assert failures(readings) == [("E214", 1, "id"), ("E205", 2, None)]
    assert "offset 6" in readings.failures[1].message
    assert ids(readings) == ["goed"]


def test_other_encodings(tmp_path: Path) -> None:
    text = json.dumps({"id": 1, "text": "Eén."}, ensure_ascii=False) + "\n"
    for encoding in ("latin-1", "utf-16", "utf-16-le", "cp500"):
        for name, data in (("a.jsonl", text), ("a.json", text), ("a.csv", "id,text\n1,Eén.\n")):
            readings = read(tmp_path, data.encode(encoding), name, encoding=encoding)
            assert [a.paragraphs[0].text for a in readings.articles] == ["Eén."], (encoding, name)


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.tsv"])
@pytest.mark.parametrize("data", [b"", b"\n \r\n", b"\xef\xbb\xbf"])
def test_empty_files(tmp_path: Path, name: str, data: bytes) -> None:
    code = "E214" if name[2] in "ct" and b" " in data else "E208"
    assert [f.code for f in read(tmp_path, data, name).failures] == [code]


# JSON


def test_json_list_and_object(tmp_path: Path) -> None:
    assert ids(read(tmp_path, json.dumps(GOOD), "a.json")) == ["goed"]
    data = '[\n{"id": "a", "text": "A."},\n3,\n{"id": 1, "id": 1},\n{"id": "b", "text": 1},\n' + (
        json.dumps(GOOD) + "\n]\n"
    )
    readings = read(tmp_path, data, "a.json")
    assert ids(readings) == ["a", "goed"]
    assert [(f.code, f.line) for f in readings.failures] == [("E213", 3), ("E212", 4), ("E215", 5)]
    assert "object 4 (line 5)" in readings.failures[2].message
    assert read(tmp_path, "[]", "a.json") == read(tmp_path, "[]", "a.json")
    assert read(tmp_path, " [ ] ", "a.json").failures == ()


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        ('{"articles": []}', "E214", 1),
        ("3", "E213", 1),
        ("[{}\n{}]", "E210", 2),
        ("[{},]", "E210", 1),
        ("[] x", "E210", 1),
        ("{} {}", "E210", 1),
        ('[{"id": 1},\n{"id"', "E211", 2),
        ("[{}", "E211", 1),
        ("[{},\n", "E211", 1),
        ("{\n'a': 1}", "E210", 2),
    ],
)
def test_bad_json_files(tmp_path: Path, data: str, code: str, line: int) -> None:
    readings = read(tmp_path, data, "a.json")
    assert [(f.code, f.line) for f in readings.failures] == [(code, line)]


def test_hash_of_a_json_row_is_that_of_its_values(tmp_path: Path) -> None:
    (one_,) = read(tmp_path, '[{"id": "x", "text": "A."}]', "a.json").articles
    (two,) = read(tmp_path, '{ "text":"A.",\n"id":"x" }', "a.json").articles
    assert one_.sha256 == two.sha256
    assert one_.sha256 == hashlib.sha256(b'{"id":"x","text":"A."}').hexdigest()


# CSV and TSV


def test_csv(tmp_path: Path) -> None:
    data = (
        'id,title,text,date,\r\n1,Kop,"Eerste, ""zin"".\r\n\r\nTweede.",2021,-\r\n'
        "2,te kort\r\n\r\n3,,Derde.,,\r\n4,a,b,c,d,e\r\n5,,,,\r\n"
    )
    readings = read(tmp_path, data, "a.csv")
    assert ids(readings) == ["1", "3"]
    assert readings.articles[0].date == "2021"
    assert [p.text for p in readings.articles[0].paragraphs] == [
        "Kop",
        'Eerste, "zin".',
        "Tweede.",
    ]
    assert failures(readings) == [("E221", 5, None), ("E221", 8, None), ("E208", 9, "text")]


def test_tsv_and_long_cells(tmp_path: Path) -> None:
    readings = read(tmp_path, "id\ttext\n1\tEen, twee.\n2\t" + "x" * 150_000, "a.tsv")
    assert ids(readings) == ["1", "2"]


@pytest.mark.parametrize(
    ("data", "codes", "kept"),
    [
        ("id,tekst\n1,x\n2,y\n", [("E214", 1)], []),
        ("id,text,text\n1,x,y\n", [("E212", 1)], []),
        ("id,text,x,x\n1,x,y,z\n", [("E212", 1)], []),
        ('id,"text\n1,x\n', [("E224", 1)], []),
        ('id,text\n0,Goed.\n1,"a"b\n2,Goed.\n', [("E224", 3)], ["0"]),
        ('id,text\n1,Goed.\n2,"open\n3,x\n', [("E224", 3)], ["1"]),
        ("id,text\n1,a\0b\n2,Goed.\n", [("E206", 2)], ["2"]),
        ("id,text\n", [], []),
    ],
)
def test_bad_csv(tmp_path: Path, data: str, codes: list[tuple[str, int]], kept: list[str]) -> None:
    readings = read(tmp_path, data, "a.csv")
    assert [(f.code, f.line) for f in readings.failures] == codes
    assert ids(readings) == kept


def test_a_bad_quote_invents_no_article(tmp_path: Path) -> None:
    bad = '1,"De trein ""reed" x\nvervolg, van de tekst met komma"\n'
    data = f"id,text\n0,Eerst.\n{bad}2,De bus reed.\n"
    readings = read(tmp_path, data, "a.csv")
    assert ids(readings) == ["0"]
    assert failures(readings) == [("E224", 3, None)]
    assert "not read from line 3 on" in readings.failures[0].message


def test_a_missing_closing_quote_swallows_no_row_silently(tmp_path: Path) -> None:
    good = 'id,text,title\n1,"Een, met komma.",a\n2,"Twee.",b\n3,"Drie, ook.",c\n'
    wanted = {"1": "Een, met komma.", "2": "Twee.", "3": "Drie, ook."}
    for at in [i for i, char in enumerate(good) if char == '"']:
        readings = read(tmp_path, good[:at] + good[at + 1 :], "a.csv")
        # A quote that stands within a text without quotes around it is a character.
        texts = {a.id: a.paragraphs[-1].text.replace('"', "") for a in readings.articles}
        assert texts.items() <= wanted.items()
        unread = min([f.line for f in readings.failures if f.line is not None], default=9)
        assert all(int(article) + 1 >= unread for article in wanted.keys() - texts.keys()), at


def test_a_row_of_the_wrong_width_names_all_its_lines(tmp_path: Path) -> None:
    readings = read(tmp_path, 'id,text\n1,"a\n2,", b\n3,Goed.\n', "a.csv")
    assert (ids(readings), failures(readings)) == (["3"], [("E221", 2, None)])
    assert "lines 2 to 3: 3 columns" in readings.failures[0].message


def test_cells_without_a_column_name(tmp_path: Path) -> None:
    data = 'id,text,, \n1,a,,\n2,b,weg,\n3,c,,7\n4,d," - ",\n'
    readings = read(tmp_path, data, "a.csv")
    assert ids(readings) == ["1", "4"]
    assert failures(readings) == [("E225", 3, None), ("E225", 4, None)]
    assert "column 3 holds 'weg'" in readings.failures[0].message
    # pandas writes the numbers of rows there.
    readings = read(tmp_path, ",id,text\n0,1,a\n1,2,b\nx,3,c\n", "a.csv")
    assert (ids(readings), failures(readings)) == (["1", "2"], [("E225", 4, None)])


TSV = {
    "plain": ('2\t"Ja", zei hij.', '"Ja", zei hij.'),
    "open": ('2\t"Ja, zei hij.', '"Ja, zei hij.'),
    "within": ('2\tHij zei "ja".', 'Hij zei "ja".'),
    "quotation": ('2\t"Ja" en "nee"', '"Ja" en "nee"'),
    "quoted": ('2\t"Ja, ""graag""."', 'Ja, "graag".'),
    "tab": ('2\t"Ja\tnee."', "Ja nee."),
    "lines": ('2\t"Ja\r\nnee."', "Ja nee."),
    "commas": ("2\tJa, nee, ja.", "Ja, nee, ja."),
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", TSV)
def test_quotes_in_tsv(tmp_path: Path, name: str, end: str) -> None:
    line, text = TSV[name]
    rows = ["id\ttext", "1\tEerst.", "", line, '3\tZij zei: "Dag."', "4\tx\ty", ""]
    readings = read(tmp_path, end.join(rows), "a.tsv")
    assert [(a.id, a.paragraphs[0].text) for a in readings.articles] == [
        ("1", "Eerst."),
        ("2", text),
        ("3", 'Zij zei: "Dag."'),
    ]
    assert failures(readings) == [("E221", 7 if name == "lines" else 6, None)]


def test_a_tsv_quotation_over_two_rows_is_not_guessed_at(tmp_path: Path) -> None:
    data = 'id\ttext\n1\tEerst.\n2\t"Ik ga.\n3\tEn jij?"\n4\tSlot.\n'
    readings = read(tmp_path, data, "a.tsv")
    assert (ids(readings), failures(readings)) == (["1"], [("E224", 3, None)])


CELL = st.text(st.sampled_from('ab", \t\n'), max_size=8)


@given(rows=st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=5), tabs=st.booleans())
def test_what_python_writes_is_read_or_refused(rows: list[list[str]], tabs: bool) -> None:
    sink = io.StringIO(newline="")
    writer = csv.writer(sink, delimiter="\t" if tabs else ",", lineterminator="\n")
    writer.writerows([["id", "text"], *rows])
    read_rows = tsv_rows if tabs else csv_rows
    found = list(read_rows(sink.getvalue().encode(), "utf-8", Fields(), Place("a", "a")))
    good = [[r.values["id"], r.values["text"]] for r in found if isinstance(r, Row)]
    if found and not isinstance(found[-1], Row):
        assert tabs
        assert good == rows[: len(good)]
        assert any("\n" in cell and "\t" in cell for cell in rows[len(good)])
    else:
        assert good == rows


def test_semicolons_of_dutch_excel(tmp_path: Path) -> None:
    (failure,) = read(tmp_path, "id;text\n1;x\n", "a.csv").failures
    assert failure.code == "E214"
    assert "with commas, not semicolons" in failure.message


# Parquet and datasets


def parquet(table: pa.Table, **options: object) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, **options)
    return bytes(sink.getvalue())


def test_parquet(tmp_path: Path) -> None:
    moment = datetime.datetime(2021, 12, 7, 23, 30, tzinfo=datetime.UTC)
    table = pa.table(
        {
            "id": pa.array([1, 2, 3, None], pa.int64()),
            "text": pa.array([TEXT, None, TEXT, TEXT], pa.large_string()),
            "date": pa.array([moment, None, moment, moment], pa.timestamp("ns", "UTC")),
            "title": pa.array(["Kop", "b", None, "d"]).dictionary_encode(),
            "blob": [b"\xff", b"", None, b"x"],
        }
    )
    readings = read(tmp_path, parquet(table), "a.parquet")
    assert [(a.id, a.date, a.title) for a in readings.articles] == [
        ("1", "2021-12-07", "Kop"),
        ("3", "2021-12-07", None),
    ]
    assert failures(readings) == [("E208", None, "text"), ("E215", None, "id")]
    assert "row 2" in readings.failures[0].message
    assert "row 4" in readings.failures[1].message


def test_parquet_dates_and_odd_values(tmp_path: Path) -> None:
    table = pa.table({"id": ["a"], "text": [TEXT], "date": [datetime.date(2021, 12, 7)]})
    assert read(tmp_path, parquet(table), "a.parquet").articles[0].date == "2021-12-07"
    far = pa.array([2**62, 0], pa.timestamp("ms"))
    table = pa.table({"id": ["a", "b"], "text": [TEXT, TEXT], "date": far})
    readings = read(tmp_path, parquet(table), "a.parquet")
    assert (ids(readings), failures(readings)) == (["b"], [("E215", None, "date")])
    bad = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"\xffx")]
    )
    readings = read(tmp_path, parquet(pa.table({"id": ["a", "b"], "text": bad})), "a.parquet")
    assert (ids(readings), failures(readings)) == (["b"], [("E215", None, "text")])
    assert "text that is not UTF-8" in readings.failures[0].message


def test_bad_parquet(tmp_path: Path) -> None:
    data = parquet(pa.table({"id": ["a"], "text": [TEXT]}))
    for bad in (b"", b"PAR1", data[:-5], data[:40], TEXT.encode()):
        assert failures(read(tmp_path, bad, "a.parquet")) == [("E220", None, None)]
    table = pa.table({"id": ["a"], "tekst": [TEXT]})
    assert failures(read(tmp_path, parquet(table), "a.parquet")) == [("E214", None, "text")]
    twice = pa.Table.from_arrays([pa.array(["a"])] * 3, names=["id", "text", "text"])
    assert [f.code for f in read(tmp_path, parquet(twice), "a.parquet").failures] == ["E212"]


# A file whose row count was damaged: read at one go, pyarrow asks for 256 GiB, and may get it.
CLAIMS_MANY_ROWS = (
    "c-o~?O>5gg5S?8w!Y!sGA-hOKP#qePLzCKuloFi6NH`zVrH-J4=B6ZzW8&DZtVAaCm_rXC$B=Um{THRD{(;h8&|`l^cU"
    "KN}aGFa8F)PiRdGBeEniy3$<MZ5Zr~~Ez9zP=h5bLzhfzNUATp=^u;+FdomdL(M;@Me+KJuu_jF19V4X=67;M6cY9WE%"
    "KF1ucwr0rwb@lIswN%efz>zuc{EBDYYJkV}G1m3m6z>v=0S}D3r0o8J~GNnnEn6BF<Pp}jSp^C+6tb%O~4vyqW%q`%hM"
    "QYRb;UY9#)np!7Du?Nv!eN}sQ9&@rb!tAiyyUEcHRI@MP6ZR6#0BwdesOY}jy48d34`)Sp{B+y#|Q0xlEX+EmMbc*ssD"
    "%gm*ju<H!a?|UtGVQ5x*eflK4Lh{+Gh^BB$w!nvUw_iYq35{rLX-D+9;1OBhA(cGvPH+c)%uj#n*Iv4eTMLCi2{;Ra$0"
    "Ljz$DAimW%A>y_vj8Dv=U~qevQ-ztPHnWi_ei-+gsOz-1xl!IT%Hgr@uQpZ6G{t*U-NZ?2qxr3<Be(L}x$YmLHoL7Qf-"
    "JXC9}oRYKh!DS-7);Z$WI>Y>tK8RIQe)g)8&JHe>qN)Ugn+2WYF$)z3P+C<&}z4Qy*P^!8f((ruwh{0#Gl<CI"
)


def test_a_damaged_row_count_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(zlib.decompress(base64.b85decode(CLAIMS_MANY_ROWS)))
    program = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30));"
        "from kortom.articles import read_articles; from kortom.config.model import Input;"
        f"print([f.message for f in read_articles([{str(path)!r}], Input()).failures])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert "alloc" not in done.stdout


def test_dataset_in_memory() -> None:
    dataset = datasets.Dataset.from_dict(
        {"id": ["b", "a", "c"], "text": [TEXT, TEXT, ""], "url": ["https://x.nl", None, None]}
    )
    readings = articles_from_dataset(dataset, Input(), "krant")
    assert [(a.id, a.origin) for a in readings.articles] == [("a", "krant"), ("b", "https://x.nl")]
    assert [(f.code, f.origin, f.id) for f in readings.failures] == [("E208", "krant", "c")]
    assert readings.files == ()
    assert articles_from_dataset(dataset.select([2, 1, 0]), Input(), "krant").articles == (
        readings.articles
    )
    no_text = datasets.Dataset.from_dict({"id": [1]})
    assert [f.code for f in articles_from_dataset(no_text, Input(), "k").failures] == ["E214"]


def test_the_same_row_has_the_same_hash_in_every_table(tmp_path: Path) -> None:
    row = {"id": "a", "text": TEXT}
    read_back = [
        *read(tmp_path, json.dumps(row), "a.json").articles,
        *read(tmp_path, f"text,id\n{TEXT},a\n", "a.csv").articles,
        *read(tmp_path, parquet(pa.table({"id": ["a"], "text": [TEXT]})), "a.parquet").articles,
    ]
    assert len({article.sha256 for article in read_back}) == 1


# Whatever the bytes

TABLE = pa.table({"id": ["a", "b"], "text": [TEXT, TEXT], "date": ["2021", None]})
VALID = {
    "a.jsonl": lines(GOOD, {"id": 2, "text": TEXT, "date": "2021"}).encode(),
    "a.json": json.dumps([GOOD, {"id": 2, "text": TEXT}], indent=1).encode(),
    "a.csv": f'id,text\n1,"{TEXT}"\n2,x\n'.encode(),
    "a.tsv": f'id\ttext\n1\t"{TEXT}"\n2\tx\n'.encode(),
    "a.parquet": parquet(TABLE),
    "a.md": f"---\ntitle: x\ndate: 2021\n---\n# Kop\n\n- a\n\n{TEXT}\n".encode(),
    "a.txt": f" date 2021 Kop\n\n{TEXT}\n".encode(),
}
MUTATION = st.tuples(
    st.floats(0, 1),
    st.sampled_from(["set", "cut", "insert", "drop"]),
    st.binary(min_size=1, max_size=4),
)


def mutate(data: bytes, mutations: list[tuple[float, str, bytes]]) -> bytes:
    for where, how, new in mutations:
        at = int(where * len(data))
        after = {"set": at + len(new), "cut": len(data), "insert": at, "drop": at + 1}[how]
        data = data[:at] + (b"" if how in ("cut", "drop") else new) + data[after:]
    return data


@settings(max_examples=300)
@given(
    name=st.sampled_from(sorted(VALID)),
    mutations=st.lists(MUTATION, min_size=1, max_size=4),
    noise=st.none() | st.binary(max_size=200),
    no_id=st.booleans(),
)
def test_any_bytes_give_articles_or_failures(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    mutations: list[tuple[float, str, bytes]],
    noise: bytes | None,
    no_id: bool,
) -> None:
    data = mutate(VALID[name], mutations) if noise is None else noise
    fields = {"id": None if no_id else "id"}
    readings = read(tmp_path_factory.mktemp("x"), data, name, fields=fields)
    assert len(readings.files) == 1
    for failure in readings.failures:
        assert failure.code.startswith("E2")
        failure.message.encode()
    for article in readings.articles:
        assert all(p.text.strip() for p in article.paragraphs)
        repr(article).encode()


@settings(max_examples=40)
@given(mutations=st.lists(MUTATION, min_size=1, max_size=3), which=st.integers(0, 2))
def test_any_dataset_folder_gives_articles_or_failures(
    tmp_path_factory: pytest.TempPathFactory,
    mutations: list[tuple[float, str, bytes]],
    which: int,
) -> None:
    folder = tmp_path_factory.mktemp("x") / "ds"
    datasets.Dataset.from_dict(TABLE.to_pydict()).save_to_disk(str(folder))
    path = sorted(p for p in folder.iterdir())[which]
    path.write_bytes(mutate(path.read_bytes(), mutations))
    readings = read_articles([str(folder)], Input())
    assert readings.articles or readings.failures or path.suffix == ".arrow"
    for failure in readings.failures:
        assert failure.code.startswith("E2")
