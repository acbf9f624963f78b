"""Bad input, each kind with the result that the table states: an error code or what comes of it.

Every case is a whole run of the command with a good article beside the bad one: the good one must
come out, and nobody may see a traceback.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import Cli, Done, kortom_process, unprivileged

GOOD = "Goed bericht\n\nDe trein naar Zwolle reed vandaag weer op tijd.\n"
BODY = "De trein naar Zwolle reed vandaag weer op tijd."
ENGLISH = (
    "The city council agreed on Tuesday evening to the plans for a new bridge across the river. "
    "Residents of the district fear that traffic through their streets will grow, but the "
    "alderman says that measures will be taken to prevent that from happening."
)


@dataclass
class Case:
    """name: what is bad. files: name -> bytes. codes: of the failures, in any order.

    ids: ids of the articles that still come of the bad files. flags: that the manifest counts.
    sets: overrides. exit: the exit code, 3 where there are codes and 0 where there are none.
    check: looks at the records (id -> record) of the run.
    """

    name: str
    files: dict[str, bytes | str]
    codes: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    message: str = ""
    check: Callable[[dict[str, dict]], None] = field(default=lambda records: None)


def jsonl(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def suffixed(cleaned: str, raw: str) -> str:
    """What an id that is not safe as it stands becomes: cleaned, and marked by its own hash."""
    return f"{cleaned}-{hashlib.sha256(raw.encode()).hexdigest()[:8]}"


def text_is(article: str, expected: str) -> Callable[[dict[str, dict]], None]:
    def check(records: dict[str, dict]) -> None:
        assert " ".join(s["source"] for s in records[article]["sentences"]) == expected

    return check


def statuses_are(article: str, *expected: str) -> Callable[[dict[str, dict]], None]:
    def check(records: dict[str, dict]) -> None:
        assert {s["status"] for s in records[article]["sentences"]} == set(expected)

    return check


def whole(article: str, words: int) -> Callable[[dict[str, dict]], None]:
    """Nothing was cut off: all Dutch words are there, and the parts make up the sentence."""

    def check(records: dict[str, dict]) -> None:
        sentences = records[article]["sentences"]
        assert sum(len(s["source"].split()) for s in sentences) == words
        for sentence in sentences:
            assert len(sentence["units"]) > 1
            assert " ".join(unit["source"] for unit in sentence["units"]) == sentence["source"]

    return check


CAFE_NFD = unicodedata.normalize("NFD", "café")
A = {"id": "a", "text": BODY}
CASES = [
    Case("an empty file", {"x.txt": b""}, ("E208",)),
    Case("a blank body", {"x.txt": " \n\t\n \u00a0 \n"}, ("E208",)),
    Case("a BOM", {"x.txt": b"\xef\xbb\xbf" + BODY.encode()}, ids=("x",), check=text_is("x", BODY)),
    Case("Latin-1", {"x.txt": "De premier heeft één vraag.".encode("latin-1")}, ("E205",),
         message="byte 0xe9"),
    Case("Latin-1 that the config names", {"x.txt": "Eén vraag is er nog.".encode("latin-1")},
         ids=("x",), sets=("input.encoding=latin-1",), check=text_is("x", "Eén vraag is er nog.")),
    Case("UTF-16", {"x.txt": BODY.encode("utf-16")}, ("E205",)),
    Case("UTF-16 without a BOM", {"x.txt": BODY.encode("utf-16-le")}, ("E206",), message="utf-16"),
    Case("NUL", {"x.txt": b"De trein\x00 reed."}, ("E206",)),
    Case("a lone surrogate", {"x.jsonl": '{"id": "a", "text": "Een \\ud800 teken."}\n'}, ("E207",)),
    Case("CRLF", {"x.txt": f"{BODY}\r\n\r\nMorgen is dat anders.\r\n"}, ids=("x",),
         check=text_is("x", f"{BODY} Morgen is dat anders.")),
    Case("a truncated last JSON line",
         {"x.jsonl": jsonl({"id": "a", "text": BODY}) + '{"id": "b", "text": "De tr'},
         ("E211",), ids=("a",), message="line 2"),
    Case("a broken JSON line between good ones",
         {"x.jsonl": jsonl(dict(A, id="b")) + "{oops}\n" + jsonl(A)},
         ("E210",), ids=("a", "b"), message="line 2"),
    Case("duplicate ids", {"x.jsonl": jsonl(A, {"id": "a", "text": "Nee."})},
         ("E218", "E218")),
    Case("the same record twice", {"x.jsonl": jsonl(*[A] * 2)},
         ("E219",), ids=("a",)),
    Case("duplicate keys", {"x.jsonl": '{"id": "a", "text": "x", "text": "y"}\n'}, ("E212",)),
    Case("../../x as an id", {"x.jsonl": jsonl({"id": "../../x", "text": BODY})},
         ids=(suffixed("x", "../../x"),)),
    Case("an absolute id", {"x.jsonl": jsonl({"id": "/etc/passwd", "text": BODY})},
         ids=(suffixed("etc-passwd", "/etc/passwd"),)),
    Case("a 300-character id", {"x.jsonl": jsonl({"id": "a" * 300, "text": BODY})},
         ids=(suffixed("a" * 91, "a" * 300),)),
    Case("ids equal but for case",
         {"x.jsonl": jsonl({"id": "nieuws", "text": BODY}, {"id": "Nieuws", "text": BODY})},
         ids=("nieuws", suffixed("nieuws", "Nieuws"))),
    Case("ids equal but for Unicode form",
         {"x.jsonl": jsonl(dict(A, id="café"), dict(A, id=CAFE_NFD))},
         ids=("café", suffixed("café", CAFE_NFD))),
    Case("control tokens in the text", {"x.txt": "De </s> trein <pad> >>en<< reed vandaag."},
         ids=("x",), check=text_is("x", "De </s> trein <pad> >>en<< reed vandaag.")),
    Case("a language code at the start", {"x.txt": ">>en<< De trein reed vandaag."},
         ids=("x",), check=text_is("x", ">>en<< De trein reed vandaag.")),
    Case("one word of 100,000 characters", {"x.txt": "a" * 100_000}, ids=("x",),
         flags=("overlong_word", "no_brief"), check=statuses_are("x", "passed_through")),
    Case("1,000,000 characters", {"x.txt": f"{BODY} " * 20_834}, ("E209",),
         message="input.max_characters (200,000)"),
    Case("a 600-token sentence", {"x.txt": "De trein reed, " * 150 + "zei hij."}, ids=("x",),
         check=whole("x", 452)),
    Case("all caps", {"x.txt": f"TREIN RIJDT WEER\n\n{BODY.upper()}"}, ids=("x",),
         check=text_is("x", f"TREIN RIJDT WEER {BODY.upper()}")),
    Case("an English article", {"x.txt": ENGLISH}, ids=("x",), flags=("source_language",)),
    Case("nothing but digits and €", {"x.txt": "€ 1.234,5 12:30 – 7%\n\n3.2 1.1"}, ids=("x",),
         flags=("no_brief",), check=statuses_are("x", "passed_through")),
    Case("bullet lists", {"x.txt": "Dit mag mee:\n- een tas\n- een jas\n* twee broden\n• water"},
         ids=("x",),
         check=text_is("x", "Dit mag mee: - een tas - een jas * twee broden • water")),
    Case("emoji", {"x.txt": "🙂🙂🙂\n\nDe trein reed 🚆 weer."}, ids=("x",),
         check=statuses_are("x", "passed_through", "translated")),
    Case("an unknown extension", {"x.docx": b"PK\x03\x04"}, ("E204",), message=".docx"),
    Case("wrong field names", {"x.jsonl": jsonl({"id": "a", "body": BODY})}, ("E214",),
         message="input.fields.text"),
    Case("field names of the config", {"x.jsonl": jsonl({"nr": 7, "body": BODY})}, ids=("7",),
         sets=("input.fields.id=nr", "input.fields.text=body")),
    Case("wrong types", {"x.jsonl": jsonl({"id": "a", "text": 3}, {"id": True, "text": BODY})},
         ("E215", "E215")),
    Case("a record that is no object", {"x.jsonl": jsonl(["a"], "b", None)}, ("E213",) * 3),
    Case("a bad date", {"x.jsonl": jsonl(dict(A, date="gisteren"))}, ("E216",)),
    Case("a blank id", {"x.jsonl": jsonl({"id": " ", "text": BODY})}, ("E217",)),
    Case("a CSV row of the wrong width", {"x.csv": f"id,text\na,{BODY}\nb,een,twee\n"}, ("E221",),
         ids=("a",), message="line 3"),
    Case("a damaged Parquet file", {"x.parquet": b"PAR1 not really PAR1"}, ("E220",)),
]  # fmt: skip


def place(folder: Path, files: dict[str, bytes | str]) -> None:
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data)


def results(done: Done) -> tuple[dict, dict[str, dict]]:
    """The JSON summary, and the records by id."""
    summary = json.loads(done.out)
    lines = (Path(summary["folder"]) / "briefs.jsonl").read_text(encoding="utf-8").splitlines()
    return summary, {record["id"]: record for record in map(json.loads, lines)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input(case: Case, tiny: Cli, tmp_path: Path) -> None:
    place(tmp_path / "in", case.files)
    sets = [part for setting in case.sets for part in ("--set", setting)]
    done = tiny("--input", "in", "--json", *sets)
    assert done.code == (3 if case.codes else 0), done
    summary, records = results(done)
    assert sorted(f["code"] for f in summary["failures"]) == sorted(case.codes)
    assert records.keys() - {"good"} == set(case.ids)
    assert records["good"]["title"] == "Goed bericht"
    assert set(case.flags) <= summary["flags"].keys()
    for failure in summary["failures"]:
        assert failure["message"] in done.err
        assert next(iter(case.files)) in failure["message"]
        assert len(failure["message"]) < 400
    assert case.message in done.err
    case.check(records)
    written = {p for p in tmp_path.rglob("*") if p.is_file()}
    assert all(p.is_relative_to(tmp_path / "in") or p.is_relative_to(tmp_path / "outputs")
               for p in written)  # fmt: skip


def test_there_are_thirty_kinds() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 30


def test_no_articles_at_all(tiny: Cli, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = tiny("--input", "in")
    assert (done.code, done.out) == (4, "")
    assert "E201" in done.err


def test_an_unreadable_file(tmp_path: Path, tiny_model: Path) -> None:
    place(tmp_path / "in", {"x.txt": BODY})
    (tmp_path / "in" / "x.txt").chmod(0)
    sets = [f"translate.model={tiny_model}", "translate.beam_size=1", "run.workers=1"]
    arguments = ["run", "--input", "in", "--json", *(p for s in sets for p in ("--set", s))]
    done = kortom_process(*arguments, cwd=tmp_path, before=unprivileged())
    assert done.code == 3, done
    assert [f["code"] for f in json.loads(done.out)["failures"]] == ["E203"]
    assert "Permission denied" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("config", "code", "exit_code"),
    [
        ("translate: !!python/object/apply:os.system ['touch pwned']", "E103", 2),
        ("translate: {beem_size: 1}", "E104", 2),
        ("translate: {model: ./gone}", "E501", 5),
        ("translate: {model: ./partial}", "E502", 5),
        ("translate: {model: Helsinki-NLP/not-here}", "E505", 5),
        ("input: {encoding: klingon}", "E105", 2),
    ],
)
def test_bad_configs_and_models(
    cli: Cli, tmp_path: Path, tiny_model: Path, config: str, code: str, exit_code: int
) -> None:
    place(tmp_path / "seeds", {})
    shutil.copytree(tiny_model, tmp_path / "partial")
    (tmp_path / "partial" / "vocab.json").unlink()
    (tmp_path / "bad.yaml").write_text(config)
    done = cli("run", "bad.yaml")
    assert done.code == exit_code
    assert done.err.startswith(f"kortom: {code} ")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "pwned").exists()
    assert not (tmp_path / "outputs").exists()


def test_a_million_characters_are_read_if_the_config_lets_them(tmp_path: Path) -> None:
    """Reading a huge article; translating it would take minutes."""
    place(tmp_path / "in", {"x.txt": f"{BODY} " * 20_834})
    arguments = ["--dry-run", "--input", "in", "--set", "input.max_characters=2000000", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "kortom", "run", *arguments],
        cwd=tmp_path, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert json.loads(done.stdout)["articles"] == ["good", "x"]
