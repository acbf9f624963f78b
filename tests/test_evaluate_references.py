"""Reading references: what is good is used, and what is not is named with its line and field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kortom.errors import KortomError
from kortom.evaluation.references import References, parse_columns, read_references
from tests.conftest import ROOT


def read(path: Path, content: bytes | str, columns: tuple[str, ...] | None = None) -> References:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_references([str(path)], columns)


def test_the_projects_own_references_are_read_as_they_are() -> None:
    files = sorted(map(str, (ROOT / "tests" / "references").glob("*.tsv")))
    found = read_references(files)
    assert (len(found.pairs), found.briefs, found.failures) == (659, (), ())
    assert found.pairs[0].source.startswith("Navo-landen")
    briefs = read_references([str(ROOT / "tests" / "reference_briefs.tsv")])
    assert (len(briefs.briefs), briefs.pairs, briefs.failures) == (16, (), ())
    assert briefs.briefs[0].headline == "NATO agrees 40-billion-euro fund for Ukraine"


def test_a_table_keeps_quotes_and_loses_a_byte_order_mark(tmp_path: Path) -> None:
    content = '\ufeffreference\tnote\tsource\r\n"All of it."\tx\t„Alles.”  \u00adJa\r\n\r\n'
    found = read(tmp_path / "a.tsv", content)
    assert [(pair.source, pair.reference) for pair in found.pairs] == [
        ("„Alles.” Ja", '"All of it."')
    ]
    assert found.pairs[0].place == f"{tmp_path}/a.tsv:2"
    assert not found.failures


def test_a_table_without_a_header_has_its_columns_named(tmp_path: Path) -> None:
    content = "Dag.\tDay.\nJa.\tYes.\n"
    found = read(tmp_path / "a.tsv", content, parse_columns("source, reference"))
    assert [pair.reference for pair in found.pairs] == ["Day.", "Yes."]
    (failure,) = read(tmp_path / "a.tsv", content).failures
    assert failure.code == "E715"
    assert "--columns source,reference" in failure.message


def test_json_lines_hold_pairs_and_briefs(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "source": "Dag.", "reference": "Day.", "extra": [1]},
        {"source": "Ja.\nNee.", "reference": "Yes.\nNo."},
        {"id": "storm", "brief": "It storms.", "headline": None},
        {"id": "rain", "brief": "It rains.", "headline": "Rain"},
    ]
    found = read(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    assert [(pair.id, pair.source, pair.reference) for pair in found.pairs] == [
        ("7", "Dag.", "Day."),
        (None, "Ja. Nee.", "Yes. No."),
    ]
    assert [(brief.id, brief.headline) for brief in found.briefs] == [
        ("storm", None),
        ("rain", "Rain"),
    ]
    assert not found.failures


GOOD = "id\tsource\treference\n1\tDag.\tDay.\n"

BAD_LINES = [
    ("a.tsv", GOOD.encode() + b"2\tCaf\xe9\tPub\n", "E714", 3, None, ["0xe9", "6th"]),
    ("a.tsv", GOOD + "2\tJa.\n", "E716", 3, None, ["2 columns", "id, source, reference"]),
    ("a.tsv", GOOD + "2\t \tYes.\n", "E717", 3, "source", ["'source' is empty"]),
    ("a.tsv", GOOD + "2\tJa.\t\n", "E717", 3, "reference", ["'reference' is empty"]),
    ("a.tsv", GOOD + "1\tJa.\tYes.\n", "E718", 3, "id", ["a.tsv:2"]),
    ("a.tsv", GOOD + "2\tJa.\tYe\0s.\n", "E206", 3, "reference", []),
    ("a.jsonl", '{"source": "Dag.", "reference": "Day."}\n{"sou\n{}', "E210", 2, None, []),
    ("a.jsonl", '{"source": "Dag.", "reference": "Day."}\n{"source": "J', "E211", 2, None, []),
    ("a.jsonl", '{"source": "Dag.", "reference": "Day."}\n[1]', "E213", 2, "source", []),
    ("a.jsonl", '{"source": "Dag.", "reference": "Day."}\n{"source": "Ja."}',
     "E715", 2, "reference", ["line 2 has no 'reference'", "source"]),
    ("a.jsonl", '{"source": "Dag.", "reference": "Day."}\n{"source": "Ja.", "reference": 7}',
     "E215", 2, "reference", ["a number"]),
    ("a.jsonl", '{"source": "Dag.", "reference": "Day."}\n{"source": "\\ud800", "reference": ""}',
     "E207", 2, "source", []),
    ("a.jsonl", '{"source": "Dag.", "reference": "Day."}\n'
     '{"source": "Ja.", "reference": "Yes.", "source": "Nee."}', "E212", 2, "source", []),
    ("a.jsonl", b'{"source": "Dag.", "reference": "Day."}\n{"\xff": ""}', "E714", 2, None, []),
    ("a.jsonl", '{"source": "Dag.", "reference": "Day."}\n'
     '{"id": [], "source": "Ja.", "reference": "Yes."}', "E215", 2, "id", ["a list"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "code", "line", "field", "said"), BAD_LINES)
def test_a_bad_line_is_named_and_the_others_are_read(
    tmp_path: Path,
    name: str,
    content: bytes | str,
    code: str,
    line: int,
    field: str | None,
    said: list[str],
) -> None:
    found = read(tmp_path / name, content)
    assert [pair.reference for pair in found.pairs] == ["Day."]
    failure = found.failures[0]
    assert (failure.code, failure.line, failure.field) == (code, line, field)
    assert failure.message.startswith(f"{tmp_path / name}:")
    assert all(text in failure.message for text in said), failure.message


BAD_FILES = [
    ("a.tsv", b"", "E208", []),
    ("a.jsonl", b" \n", "E208", []),
    ("a.csv", b"source,reference\n", "E713", ["'.csv'", ".tsv", ".jsonl"]),
    ("a.tsv", b"source\ttarget\nDag.\tDay.\n", "E715", ["'reference'", "source, target"]),
    ("a.tsv", b"brief\theadline\nx\ty\n", "E715", ["'id'"]),
    ("a.tsv", b"source\treference\treference\na\tb\tc\n", "E212", ["'reference' twice"]),
    ("a.tsv", "source\treference\nDag.\tDay.\n".encode("utf-16"), "E714", ["line 1"]),
]


@pytest.mark.parametrize(("name", "content", "code", "said"), BAD_FILES)
def test_a_bad_file_is_named_once_and_others_are_read(
    tmp_path: Path, name: str, content: bytes, code: str, said: list[str]
) -> None:
    bad, good = tmp_path / name, tmp_path / "good.tsv"
    bad.write_bytes(content)
    good.write_text(GOOD, encoding="utf-8")
    found = read_references([str(bad), str(good)])
    assert len(found.pairs) == 1
    assert {failure.code for failure in found.failures} == {code}
    assert all(text in found.failures[0].message for text in said), found.failures[0].message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = read_references(
        [str(tmp_path / "none.tsv"), "bad\0name.tsv", str(tmp_path / "a.d.tsv")]
    )
    assert [failure.code for failure in found.failures] == ["E712"] * 3
    assert "none.tsv: cannot be read: No such file" in found.failures[0].message


def test_columns_are_for_tables(tmp_path: Path) -> None:
    row = json.dumps({"source": "Dag.", "reference": "Day."})
    (failure,) = read(tmp_path / "a.jsonl", row, ("source", "reference")).failures
    assert failure.code == "E720"


@pytest.mark.parametrize("text", ["source", "source,,reference", "source,reference,source", ""])
def test_columns_must_make_sense(text: str) -> None:
    with pytest.raises(KortomError, match="E719") as raised:
        parse_columns(text)
    assert raised.value.problem.exit == 2


def test_ids_of_briefs_are_unique_over_all_files(tmp_path: Path) -> None:
    for name in ("a.tsv", "b.tsv"):
        (tmp_path / name).write_text("id\tbrief\nstorm\tIt storms.\n", encoding="utf-8")
    found = read_references([str(tmp_path / "a.tsv"), str(tmp_path / "b.tsv")])
    assert len(found.briefs) == 1
    assert found.failures[0].code == "E718"
    assert "a.tsv:2" in found.failures[0].message


def test_a_limit_takes_the_first(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(GOOD + "2\tJa.\tYes.\n", encoding="utf-8")
    assert [pair.id for pair in read_references([str(path)], limit=1).pairs] == ["1"]


LINES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [b"a\tb", b"a\tb\tc", b'{"source":"a","reference":"b"}', b'{"id":1', b"", b"\r"]
    ),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([".tsv", ".jsonl"]), st.lists(LINES, max_size=8))
def test_of_any_bytes_each_line_is_a_reference_or_a_failure(
    tmp_path: Path, suffix: str, lines: list[bytes]
) -> None:
    content = b"\n".join(lines)
    columns = None if suffix == ".jsonl" else ("source", "reference")
    found = read(tmp_path / f"any{suffix}", content, columns)
    body = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    blank = " \t\r\f\v" if suffix == ".jsonl" else None
    filled = [line for line in body.split("\n") if line.strip(blank)]
    assert len(found.pairs) + len(found.briefs) + len(found.failures) == max(len(filled), 1)
    assert all(pair.source and pair.reference for pair in found.pairs)
