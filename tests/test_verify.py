"""verify: no byte, file or number of a run changes unnoticed, as far as its files tell."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.errors import Exit, KortomError
from kortom.runs import layout
from kortom.runs.checksums import check_files, parse_checksums
from kortom.runs.manifest import MANIFEST_SCHEMA, read_manifest
from kortom.runs.migrations import MIGRATIONS, migrate
from kortom.runs.verify import verify_run
from tests.conftest import ROOT, Cli, kortom_process, unprivileged
from tests.published import (
    SEEDS,
    edit_manifest,
    edit_records,
    mend,
    run_in,
    working_folder,
)

FILES = (
    "README.md",
    "SHA256SUMS",
    "briefs.jsonl",
    "briefs.parquet",
    *(f"briefs/{name}.md" for name in SEEDS),
    "config.yaml",
    "digest.md",
    "manifest.json",
    "report.html",
)
V1 = ROOT / "tests" / "data" / "runs-v1"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Path:
    """A run; tests must not change it."""
    return run_in(working_folder(tmp_path_factory.mktemp("origin") / "work", tiny_model))


@pytest.fixture
def run(published: Path, tmp_path: Path) -> Path:
    """A copy of it, to be tampered with."""
    copy = tmp_path / "copy" / published.name
    shutil.copytree(published, copy)
    return copy


def problems(run: Path) -> list[str]:
    """Each as `CODE file`, then what `verify_run` says of it."""
    return [str(problem) for problem in verify_run(run).problems]


def about(run: Path, name: str) -> list[str]:
    """The codes of the problems that name a file first."""
    return [text.split()[0] for text in problems(run) if text.split()[1] == f"{name}:"]


def test_a_sound_run(cli: Cli, run: Path) -> None:
    assert problems(run) == []
    done = cli("verify", str(run))
    assert (done.code, done.err) == (0, "")
    assert done.out == f"sound: {run}: {len(FILES)} files as they were published\n"
    assert json.loads(cli("verify", str(run), "--json").out) == {
        "run": str(run),
        "verdict": "sound",
        "files": len(FILES),
        "problems": [],
    }


@pytest.mark.parametrize("name", FILES)
def test_every_flipped_bit_is_caught(run: Path, name: str) -> None:
    path, draw = run / name, random.Random(name)
    data = path.read_bytes()
    places = {0, len(data) - 1, *(draw.randrange(len(data)) for _ in range(10))}
    for place in sorted(places):
        flipped = bytearray(data)
        flipped[place] ^= 1 << draw.randrange(8)
        path.write_bytes(flipped)
        found = problems(run)
        assert found, f"{name}: byte {place} is {flipped[place]:#x}"
        if name != "SHA256SUMS":
            assert any(text.startswith(f"E413 {name}: altered") for text in found), found
    path.write_bytes(data)
    assert problems(run) == []


def test_a_flipped_bit_anywhere_in_the_checksums_is_caught(run: Path) -> None:
    path, draw = run / "SHA256SUMS", random.Random(0)
    data = path.read_bytes()
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1 << draw.randrange(8)
        path.write_bytes(flipped)
        assert check_files(run).problems, f"byte {place} is {flipped[place]:#x}"


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file(cli: Cli, run: Path, name: str) -> None:
    (run / name).unlink()
    done = cli("verify", str(run))
    assert done.code == Exit.VERIFY_FAILED
    assert f"E411 {name}: missing" in done.out
    assert done.out.splitlines()[-1].startswith(f"damaged: {run}: ")


@pytest.mark.parametrize("name", sorted({*FILES} - {"SHA256SUMS", "report.html", *FILES[4:6]}))
def test_a_missing_file_whose_line_is_gone_too(run: Path, name: str) -> None:
    (run / name).unlink()
    assert about(mend(run), name) == ["E411"]


def test_a_missing_page_is_told_by_the_config(run: Path) -> None:
    (run / "report.html").unlink()
    assert about(mend(run), "manifest.json") == ["E415"]
    assert "config.run.report: is true, and no report.html there" in problems(run)[0]


def test_a_renamed_file(run: Path) -> None:
    (run / f"briefs/{SEEDS[0]}.md").rename(run / "briefs/other.md")
    assert "E411" in about(run, f"briefs/{SEEDS[0]}.md")
    assert "E412" in about(run, "briefs/other.md")
    assert "E415" in about(mend(run), "briefs.jsonl"), "the records do not fit the pages"


def _file(path: Path) -> None:
    path.write_text("x")


def _link(path: Path) -> None:
    path.symlink_to("manifest.json")


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("extra.txt", _file, "a file"),
        (".hidden", _file, "a file"),
        ("briefs/more.md", _file, "a file"),
        ("folder", Path.mkdir, "a folder"),
        ("briefs/folder", Path.mkdir, "a folder"),
        ("link", _link, "a link"),
        ("dangling", lambda path: path.symlink_to("nowhere"), "a link"),
        ("outside", lambda path: path.symlink_to("/"), "a link"),
        ("pipe", os.mkfifo, "a special file"),
    ],
)
def test_what_is_there_besides(
    run: Path, name: str, make: Callable[[Path], None], kind: str
) -> None:
    make(run / name)
    assert any(text.startswith(f"E412 {name}: {kind}") for text in problems(run))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("instead", ["link", "folder", "pipe"])
def test_a_file_that_is_something_else(run: Path, name: str, instead: str) -> None:
    """A link to the very same bytes is not the file either; a pipe is not waited for."""
    path, away = run / name, run.parent / "away"
    path.rename(away)
    match instead:
        case "link":
            path.symlink_to(away)
        case "folder":
            path.mkdir()
        case _:
            os.mkfifo(path)
    assert "E411" in about(run, name)


def test_a_name_that_is_no_text(cli: Cli, run: Path) -> None:
    Path(os.fsdecode(os.fsencode(run) + b"/briefs/\xff\n.md")).write_text("x")
    done = cli("verify", str(run))
    assert done.code == Exit.VERIFY_FAILED
    assert "E412 briefs/\\xff\\x0a.md: a file" in done.out


def test_files_that_may_not_be_read(run: Path) -> None:
    (run / "digest.md").chmod(0)
    (run / "briefs").chmod(0)
    done = kortom_process("verify", str(run), cwd=run, before=unprivileged())
    (run / "briefs").chmod(0o755)
    assert done.code == Exit.VERIFY_FAILED, done
    assert "E416 digest.md: cannot be read: Permission denied" in done.out
    assert "E416 briefs: cannot be read: Permission denied" in done.out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        ("  ", " *"),
        ("  ", " "),
        ("a", "A"),
        ("briefs.jsonl", "./briefs.jsonl"),
        ("briefs.jsonl", "../" + "x"),
        ("briefs.jsonl", "/etc/hostname"),
        ("briefs.jsonl", "SHA256SUMS"),
        ("briefs.jsonl", "briefs.parquet"),
    ],
)
def test_checksums_in_another_form(run: Path, old: str, new: str) -> None:
    path = run / "SHA256SUMS"
    path.write_bytes(path.read_text().replace(old, new).encode())
    assert "E414" in about(run, "SHA256SUMS")


def test_the_order_and_end_of_the_checksums(run: Path) -> None:
    path = run / "SHA256SUMS"
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    for other in (text[:-1], text + "\n", "".join(reversed(lines)), text + lines[0], "\n" + text):
        path.write_text(other)
        assert "E414" in about(run, "SHA256SUMS"), other


NAMES = st.from_regex(r"[a-z.]{1,3}(/[a-z]{1,3}\.md)?", fullmatch=True).filter(
    lambda name: not {".", ".."} & set(name.split("/"))
)


@given(st.dictionaries(NAMES, st.integers(0, 2**256 - 1), max_size=4), st.data())
def test_no_two_texts_have_the_same_entries(sums: dict[str, int], data: st.DataObject) -> None:
    entries = {name: f"{number:064x}" for name, number in sums.items()}
    text = "".join(f"{entries[name]}  {name}\n" for name in sorted(entries, key=Path)).encode()
    assert parse_checksums(text) == (entries, None)
    if text:
        place, value = data.draw(st.integers(0, len(text) - 1)), data.draw(st.integers(0, 255))
        changed = text[:place] + bytes([value]) + text[place + 1 :]
        found, wrong = parse_checksums(changed)
        assert changed == text or wrong is not None or found != entries


def _words(records: list) -> None:
    records[0]["brief"]["sentences"][0]["text"] += " indeed"


def _sentence_flag(records: list) -> None:
    records[0]["sentences"][0]["flags"].append("zzz")


def _dutch(records: list) -> None:
    records[0]["sentences"][0]["source"] += " nog iets"


def _ground(records: list) -> None:
    records[0]["brief"]["sentences"][0]["sentences"] = [999]


def _status(records: list) -> None:
    records[0]["sentences"][0]["status"] = "failed"


def _unknown_status(records: list) -> None:
    records[0]["sentences"][0]["status"] = "lost"


@pytest.mark.parametrize(
    "edit",
    [
        lambda records: records.pop(),
        lambda records: records.append(records[0]),
        lambda records: records.reverse(),
        lambda records: records.insert(0, {**records[0], "id": "aaa"}),
        lambda records: records[0].update(sha256="0" * 64),
        lambda records: records[0].update(id="other"),
        lambda records: records[0].update(extra=1),
        lambda records: records[0].update(schema=99),
        lambda records: records[0].update(title=7),
        lambda records: records[0].update(title="\ud800".encode("utf-8", "replace").decode()),
        lambda records: records[0]["flags"].append("no_brief"),
        lambda records: records[0]["brief"].update(words=1),
        lambda records: records[0]["sentences"].pop(),
        lambda records: records[0].pop("brief"),
        _words,
        _sentence_flag,
        _dutch,
        _ground,
        _status,
        _unknown_status,
    ],
)
def test_tampered_records_with_right_checksums(cli: Cli, run: Path, edit: Callable) -> None:
    edit_records(run, edit)
    done = cli("verify", str(mend(run)))
    assert done.code == Exit.VERIFY_FAILED
    assert "E415 " in done.out


@pytest.mark.parametrize(
    "edit",
    [
        lambda records: records.pop(),
        lambda records: records[0].update(sha256="0" * 64),
        lambda records: records[0].update(id="other"),
        lambda records: records[0]["flags"].append("no_brief"),
        _words,
        _sentence_flag,
        _dutch,
        _ground,
        _status,
    ],
)
def test_tampered_records_and_rows_with_right_checksums(run: Path, edit: Callable) -> None:
    edit_records(run, edit, parquet=True)
    found = problems(mend(run))
    assert any(text.startswith("E415 ") for text in found)
    assert not any("briefs.parquet" in text for text in found), "the rows do fit the records"


@pytest.mark.parametrize(
    "garbage", [b"", b"\n", b"{}\n", b"[]\n", b"\xff\n", b"{" * 100_000 + b"\n", b'{"schema":1}']
)
def test_records_that_are_none(run: Path, garbage: bytes) -> None:
    (run / "briefs.jsonl").write_bytes(garbage)
    assert any(text.startswith("E415 ") for text in problems(mend(run)))


@pytest.mark.parametrize(
    "edit",
    [
        lambda m: m.update(run_id=m["run_id"].replace("20", "19", 1)),
        lambda m: m.update(config_hash="0" * 64),
        lambda m: m["config"]["translate"].update(beam_size=2),
        lambda m: m["config"]["run"].update(workers=2),
        lambda m: m["counts"].update(briefs=1),
        lambda m: m["counts"].update(articles=1),
        lambda m: m["counts"].update(failed=1),
        lambda m: m["counts"].update(reused=1),
        lambda m: m["counts"].update(waiting=1),
        lambda m: m["counts"].update(flagged=0),
        lambda m: m["counts"].update(source_words=1),
        lambda m: m["counts"]["statuses"].update(failed=5),
        lambda m: m["flags"].update(loop=1),
        lambda m: m["flags"].clear(),
        lambda m: m["articles"].update(more="0" * 64),
        lambda m: m["articles"].update({SEEDS[0]: "0" * 64}),
        lambda m: m["articles"].pop(SEEDS[0]),
        lambda m: m["timings"]["articles"].pop(SEEDS[0]),
    ],
)
def test_a_tampered_manifest_with_right_checksums(run: Path, edit: Callable) -> None:
    edit_manifest(run, edit)
    found = problems(mend(run))
    assert found
    assert all(text.startswith("E415 ") for text in found), found


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "E406"), ("[]", "E406"), ('{"schema": 99}', "E405"), ('{"schema": 2}', "E406"),
     ('{"schema": true}', "E406"), ('{"schema": [1]}', "E406"), ('{"schema": 1}', "E406"),
     ("[" * 100_000, "E406")],
)  # fmt: skip
def test_a_manifest_that_cannot_be_read(cli: Cli, run: Path, text: str, code: str) -> None:
    (run / "manifest.json").write_text(text)
    done = cli("verify", str(mend(run)))
    assert done.code == Exit.VERIFY_FAILED
    assert done.out.startswith(f"{code} ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("beam_size: 1", "beam_size: 2"),
        ("workers: 1", "workers: 2"),
        ("beam_size: 1", "beam_size: 1.0"),
        ("beam_size: 1", "beam_size: ["),
        ("beam_size: 1", "beam_size: !!set {a}"),
        ("language: nl", "language: nl\n  more: 1"),
        ("language: nl", "1: nl"),
    ],
)
def test_a_tampered_config_with_right_checksums(run: Path, old: str, new: str) -> None:
    path = run / "config.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    assert set(about(mend(run), "config.yaml")) == {"E415"}


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1"])
def test_a_table_that_is_none_with_right_checksums(run: Path, data: bytes) -> None:
    (run / "briefs.parquet").write_bytes(data)
    assert about(mend(run), "briefs.parquet") == ["E415"]


def test_a_table_of_other_records_or_columns(run: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    before = (run / "briefs.jsonl").read_bytes()
    for edit in (lambda r: r.pop(), lambda r: r[0].update(title="x"), lambda r: r.append(r[0])):
        edit_records(run, edit, parquet=True)
        (run / "briefs.jsonl").write_bytes(before)
        assert about(mend(run), "briefs.parquet") == ["E415"]
    pq.write_table(pa.table({"id": ["x"]}), run / "briefs.parquet")
    assert about(mend(run), "briefs.parquet") == ["E415"]


def test_a_renamed_run(run: Path) -> None:
    assert about(run.rename(run.with_name("other")), "manifest.json") == ["E415"]


def test_runs_with_failures_limits_and_only_new_articles(tmp_path: Path, tiny_model: Path) -> None:
    """What a sound run may look like: each of them is one."""
    folder = working_folder(tmp_path / "work", tiny_model)
    (folder / "seeds" / "bad.txt").write_bytes(b"\xff\xfe\xff")
    os.utime(folder / "seeds" / "bad.txt", (0, 0))
    (folder / "seeds" / "waits.txt").write_text("Nog niet klaar.\n")
    for options in ((), ("--limit", "1"), ("--new-only",), ("--since", "2021")):
        kortom_process("run", "small.yaml", *options, cwd=folder)
    for path in (folder / "seeds").iterdir():
        path.write_bytes(b"\xff\xfe\xff")
        os.utime(path, (0, 0))
    kortom_process("run", "small.yaml", cwd=folder)
    runs = layout.run_folders(folder / "outputs")
    assert [read_manifest(run).counts.briefs for run in runs] == [2, 1, 0, 2, 0]
    assert [problems(run) for run in runs] == [[]] * 5
    (runs[-1] / "briefs").rmdir()
    assert problems(runs[-1]) == [], "copies lose empty folders"


def test_which_run_is_verified(cli: Cli, run: Path, tmp_path: Path) -> None:
    there = tmp_path / "outputs" / "small"
    there.mkdir(parents=True)
    moved = run.rename(there / run.name)
    for name in ((), (moved.name,), (f"small/{moved.name}",), (str(moved),)):
        assert cli("verify", *name).code == 0
    (moved / "manifest.json").unlink()
    for name in (moved.name, f"small/{moved.name}", str(moved)):
        assert cli("verify", name).code == Exit.VERIFY_FAILED
    done = cli("verify", "nope")
    assert (done.code, done.err[:12]) == (Exit.USAGE, "kortom: E403")


# Older runs


def test_a_run_of_schema_1_stays_readable(cli: Cli) -> None:
    assert '"schema": 1' in next(V1.glob("*/*Z-*/manifest.json")).read_text()
    listed = json.loads(cli("runs", "--output", str(V1), "--json").out)
    assert [(row["config"], row["briefs"]) for row in listed] == [("small", 1)]
    assert cli("show", "small", "--output", str(V1)).out.startswith(listed[0]["run_id"])
    shown = cli("show", "small", "wire-short", "--output", str(V1))
    assert shown.code == 0
    assert "Maasvlakte" in shown.out
    done = cli("verify", "--output", str(V1))
    assert done.code == 0, done


def test_a_run_of_schema_1_in_the_form_of_today() -> None:
    manifest = read_manifest(V1 / "small" / "latest")
    assert manifest.schema_version == MANIFEST_SCHEMA
    assert (manifest.new_only, manifest.cache, manifest.waiting) == (False, False, ())
    assert (manifest.counts.reused, manifest.counts.unfinished, manifest.counts.waiting) == (0,) * 3
    assert manifest.machine.instruction_set == ""


def test_an_article_that_failed_under_schema_1_is_new_in_the_next_run() -> None:
    data = json.loads((V1 / "small" / "latest" / "manifest.json").read_text())
    data["articles"]["died"] = "0" * 64
    data["timings"]["articles"]["died"] = 1.0
    data["failures"] = [{"id": "died", "code": "E302"}, {"id": "wire-short", "code": "E219"}]
    migrated = migrate(data, 2)
    assert migrated is not None
    assert set(migrated["articles"]) == set(migrated["timings"]["articles"]) == {"wire-short"}
    assert data["schema"] == 1, "what was read is not changed"


def test_the_migrations_make_one_way_to_today() -> None:
    assert [migration.start for migration in MIGRATIONS] == list(range(1, MANIFEST_SCHEMA))
    assert len({migration.name for migration in MIGRATIONS}) == len(MIGRATIONS)


@pytest.mark.parametrize("schema", [0, -1, MANIFEST_SCHEMA + 1, 99])
def test_a_schema_that_this_kortom_does_not_know(cli: Cli, run: Path, schema: int) -> None:
    edit_manifest(run, lambda manifest: manifest.update(schema=schema))
    with pytest.raises(KortomError, match=f"E405.*schema {schema}; this kortom reads schema"):
        read_manifest(run)
    done = cli("show", str(run))
    assert (done.code, done.err[:12]) == (Exit.USAGE, "kortom: E405")


@pytest.mark.parametrize("part", ["machine", "counts", "timings", "articles", "failures"])
@pytest.mark.parametrize("value", [None, 1, "x", [1], {"a": 1}])
def test_a_damaged_manifest_of_schema_1(tmp_path: Path, part: str, value: object) -> None:
    data = json.loads((V1 / "small" / "latest" / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps({**data, part: value}))
    with pytest.raises(KortomError, match="E406"):
        read_manifest(tmp_path)
