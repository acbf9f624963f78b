"""Finding files: folders, globs, datasets, links, and what cannot be read."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import datasets
import pytest

from kortom.articles import Discovery, find_inputs, read_articles
from kortom.config.model import Input
from tests.conftest import unprivileged

TEXT = "Een artikel met een volzin."


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str | Path, text: str | None = None) -> Path:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{TEXT} {path}" if text is None else text, encoding="utf-8")
    return path


def files(discovery: Discovery) -> list[tuple[str, str]]:
    assert discovery.failures == ()
    return [(source.place.file, source.raw_id) for source in discovery.sources]


def codes(discovery: Discovery) -> list[tuple[str, str]]:
    return [(failure.code, failure.origin) for failure in discovery.failures]


def test_file_folder_and_glob(here: Path) -> None:
    for name in ("in/b.txt", "in/a/x.TXT", "in/a/y.md", "in/c.jsonl", "in/a/z/w.csv"):
        put(name)
    assert files(find_inputs(["in/a/x.TXT"])) == [("in/a/x.TXT", "x")]
    assert files(find_inputs(["in"])) == [
        ("in/a/x.TXT", "a/x"),
        ("in/a/y.md", "a/y"),
        ("in/a/z/w.csv", "a/z/w"),
        ("in/b.txt", "b"),
        ("in/c.jsonl", "c"),
    ]
    assert files(find_inputs(["in/*.txt"])) == [("in/b.txt", "b")]
    assert files(find_inputs(["in/**/*.[tm]*"])) == [("in/a/y.md", "a/y"), ("in/b.txt", "b")]
    assert len(files(find_inputs(["in/**"]))) == 5
    assert files(find_inputs([f"{here}/in/?.txt"])) == [(f"{here}/in/b.txt", "b")]
    # A folder that a glob matches is gone through like one that is named.
    assert files(find_inputs(["i*/a"])) == [
        ("in/a/x.TXT", "in/a/x"),
        ("in/a/y.md", "in/a/y"),
        ("in/a/z/w.csv", "in/a/z/w"),
    ]


def test_hidden_and_readme_are_left_out(here: Path) -> None:
    for name in (".git/a.txt", ".b.txt", "README.md", "sub/readme", "LICENSE", "sub/License.txt"):
        put(Path("in") / name)
    put("in/a.txt")
    assert files(find_inputs(["in"])) == [("in/a.txt", "a")]
    assert files(find_inputs(["in/**/*.txt"])) == [
        ("in/a.txt", "a"),
        ("in/sub/License.txt", "sub/License"),
    ]
    assert files(find_inputs(["in/.*.txt"])) == [("in/.b.txt", ".b")]
    assert files(find_inputs(["in/README.md"])) == [("in/README.md", "README")]


def test_only_files_about_the_folder_are_left_out(here: Path) -> None:
    for name in ("Readme.md", "LICENCE.txt", "license", "README.TXT"):
        put(Path("in") / name)
    news = ["license-plaat.txt", "readme-app-gehackt.md", "readme.nl.md", "licenties.csv"]
    for name in news:
        put(Path("in") / name)
    assert [file for file, _ in files(find_inputs(["in"]))] == [f"in/{n}" for n in sorted(news)]


def put_run(folder: str) -> None:
    for name in ("manifest.json", "SHA256SUMS", "briefs.jsonl", "briefs/x.md", "digest.md"):
        put(Path(folder) / name)


def test_own_runs_are_no_news(here: Path) -> None:
    put("nw/a.txt")
    put("nw/uit/vandaag.txt")
    put_run("nw/uit/default/20260101-1")
    put_run("nw/uit/default/andere naam")
    Path("nw/uit/default/latest").symlink_to("20260101-1")
    put("nw/uit/default/.lock")
    # What only looks alike stays.
    put("nw/outputs/manifest.json")
    put("nw/outputs/briefs.jsonl")
    wanted = ["nw/a.txt", "nw/outputs/briefs.jsonl", "nw/outputs/manifest.json"]
    wanted.append("nw/uit/vandaag.txt")
    for inputs in (["nw"], ["nw/*"], ["nw/**"], ["nw/**/*"], ["n*"]):
        assert [file for file, _ in files(find_inputs(inputs))] == wanted
    assert files(find_inputs(["nw/uit/default/*"])) == []
    assert files(find_inputs(["nw/uit/default"])) == []
    # Named, they are inputs like any other.
    assert files(find_inputs(["nw/uit/default/latest/briefs.jsonl"]))
    assert len(find_inputs(["nw/uit/default/latest"]).sources) == 4


def test_ids_of_a_glob_are_relative_to_its_fixed_part(here: Path) -> None:
    put("n/a/x.txt")
    put("n/b/x.txt")
    wanted = [("n/a/x.txt", "a/x"), ("n/b/x.txt", "b/x")]
    for pattern in ("n/*/*.txt", "n/**/x.txt", "n/**", "n/*", "n/[ab]"):
        assert files(find_inputs([pattern])) == wanted
    assert files(find_inputs([f"{here}/n/*/x.txt"])) == [(f"{here}/{f}", i) for f, i in wanted]
    assert files(find_inputs(["*/*/x.txt"])) == [(f, f"n/{i}") for f, i in wanted]
    readings = read_articles(["n/*/*.txt"], Input())
    assert readings.failures == ()
    assert [article.origin for article in readings.articles] == ["a/x.txt", "b/x.txt"]
    both = read_articles(["n/a", "n/b"], Input())
    assert [failure.code for failure in both.failures] == ["E218", "E218"]
    assert "name the folder above them all" in both.failures[0].message
    assert len(read_articles(["n"], Input()).articles) == 2


def test_a_tilde_is_the_home_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here / "thuis"))
    put("thuis/nw/a/x.txt")
    path = f"{here}/thuis/nw/a/x.txt"
    assert files(find_inputs(["~/nw"])) == [(path, "a/x")]
    assert files(find_inputs(["~/nw/*/*.txt"])) == [(path, "a/x")]
    assert files(find_inputs(["~/nw/a/x.txt"])) == [(path, "x")]
    put("~geen-gebruiker.txt")
    assert files(find_inputs(["~geen-gebruiker.txt"])) == [
        ("~geen-gebruiker.txt", "~geen-gebruiker")
    ]
    for name in ("~geen-gebruiker/x.txt", "~geen\0/x", "~\ud800", "~/weg"):
        assert [code for code, _ in codes(find_inputs([name]))] == ["E202"]


def test_overlong_names_are_missing(here: Path) -> None:
    put("in/a/x.txt")
    long = "x" * 300
    for name in (
        long,
        f"in/{long}/x.txt",
        f"in/*/{long}",
        f"*/{long}/*.txt",
        f"**/{long}",
        f"{long}*",
    ):
        assert [code for code, _ in codes(find_inputs([name]))] == ["E202"], name


def test_a_name_with_wildcards_that_exists_is_a_file(here: Path) -> None:
    put("[krant] x.txt")
    assert files(find_inputs(["[krant] x.txt"])) == [("[krant] x.txt", "[krant] x")]


@pytest.mark.parametrize("name", ["in/x.pdf", "in/x", "in/*.pdf", "in"])
def test_unknown_extension(here: Path, name: str) -> None:
    put("in/x" if name == "in/x" else "in/x.pdf")
    ((code, _),) = codes(find_inputs([name]))
    assert code == "E204"


@pytest.mark.parametrize(
    "name", ["geen.txt", "geen/x.txt", "*.txt", "x\0.txt", "", "\ud800", "[", "**x", "a" * 5000]
)
def test_missing(here: Path, name: str) -> None:
    readings = read_articles([name], Input())
    assert [failure.code for failure in readings.failures] == ["E202"]
    readings.failures[0].message.encode()
    assert "\0" not in readings.failures[0].message


def test_an_empty_folder_is_nothing(here: Path) -> None:
    Path("leeg").mkdir()
    assert find_inputs(["leeg"]) == Discovery((), ())


def test_the_same_file_is_read_once_in_any_order(here: Path) -> None:
    put("in/a/x.txt")
    Path("in/link.txt").symlink_to("a/x.txt")
    inputs = ["in", "in/a", f"{here}/in/a/x.txt", "in/**/*.txt", "in/../in/a/x.txt"]
    outcomes = {str(read_articles(order, Input())) for order in (inputs, inputs[::-1])}
    assert len(outcomes) == 1
    readings = read_articles(inputs, Input())
    assert len(readings.articles) == len(readings.files) == 1
    assert readings.failures == ()


def test_link_loops_are_harmless(here: Path) -> None:
    put("in/a/x.txt")
    put("elders/y.txt")
    for name in ("in/lus", "in/a/lus", "in/a/lus2"):
        Path(name).symlink_to(here / "in")
    Path("in/0").symlink_to(here / "elders")
    Path("in/zichzelf.txt").symlink_to("zichzelf")
    discovery = find_inputs(["in"])
    assert [(s.place.file, s.raw_id) for s in discovery.sources if s.kind == ".txt"] == [
        ("in/0/y.txt", "0/y"),
        ("in/a/x.txt", "a/x"),
        ("in/zichzelf.txt", "zichzelf"),
    ]
    assert codes(read_and_discover(["in"])) == [("E203", "zichzelf.txt")]
    assert len(find_inputs(["in/**/*.txt"]).sources) == 2


def read_and_discover(inputs: list[str]) -> Discovery:
    return Discovery((), read_articles(inputs, Input()).failures)


def test_broken_link_and_pipe_are_unreadable(here: Path) -> None:
    put("in/a.txt")
    Path("in/b.txt").symlink_to("weg.txt")
    os.mkfifo("in/c.txt")
    readings = read_articles(["in"], Input())
    assert [(f.code, f.origin) for f in readings.failures] == [("E203", "b.txt"), ("E203", "c.txt")]
    assert [article.id for article in readings.articles] == ["a"]


def test_manifest_of_files(here: Path) -> None:
    put("in/a.txt", TEXT)
    (file,) = read_articles(["in"], Input()).files
    assert (file.path, file.bytes) == ("in/a.txt", len(TEXT))
    assert file.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


def test_origin_is_relative_to_the_input(here: Path) -> None:
    put("in/a/x.txt")
    (by_folder,) = read_articles([f"{here}/in"], Input()).articles
    (by_name,) = read_articles([f"{here}/in/a/x.txt"], Input()).articles
    assert (by_folder.origin, by_name.origin) == ("a/x.txt", "x.txt")
    assert by_folder.id.startswith("a-x-")
    assert by_name.id == "x"


def test_file_names_that_are_not_utf8(here: Path) -> None:
    try:
        Path(os.fsdecode(b"in-\xff.txt")).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    readings = read_articles(["."], Input())
    assert [failure.code for failure in readings.failures] == ["E217"]
    assert "in-\\xff.txt" in readings.failures[0].message
    assert readings.files[0].path == "in-\\xff.txt"


def test_duplicates_across_files(here: Path) -> None:
    put("a/x.txt", TEXT)
    put("b/x.txt", TEXT)
    readings = read_articles(["a", "b"], Input())
    assert [article.id for article in readings.articles] == ["x"]
    assert [failure.code for failure in readings.failures] == ["E219"]
    put("b/x.txt", TEXT + " Meer.")
    readings = read_articles(["b", "a"], Input())
    assert readings.articles == ()
    assert [failure.code for failure in readings.failures] == ["E218", "E218"]


def test_dataset_folders(here: Path) -> None:
    one = datasets.Dataset.from_dict({"id": ["p", "q"], "text": [TEXT, TEXT]})
    two = datasets.Dataset.from_dict({"id": ["r"], "text": [TEXT]})
    one.save_to_disk("in/een")
    datasets.DatasetDict({"train": one.select([0]), "test": two}).save_to_disk("in/twee")
    put("in/s.txt")
    readings = read_articles(["in/een"], Input())
    assert [(a.id, a.origin) for a in readings.articles] == [("p", "een"), ("q", "een")]
    assert {Path(file.path).name for file in readings.files} >= {"state.json", "dataset_info.json"}
    assert [a.id for a in read_articles(["in/twee"], Input()).articles] == ["p", "r"]
    assert [a.id for a in read_articles(["in/twee/test"], Input()).articles] == ["r"]
    assert [a.id for a in read_articles(["in/t*/*"], Input()).articles] == ["p", "r"]
    for inputs in (["in"], ["in/*"], ["in/**"]):
        readings = read_articles(inputs, Input())
        assert [a.id for a in readings.articles] == ["p", "q", "r", "s"]
        assert [failure.code for failure in readings.failures] == ["E219"]


def test_a_dataset_without_rows_is_nothing(here: Path) -> None:
    full = datasets.Dataset.from_dict({"id": ["p"], "text": [TEXT]})
    none = datasets.Dataset.from_dict({"id": [], "text": []})
    none.save_to_disk("leeg")
    datasets.Dataset.from_dict({}).save_to_disk("niets")
    datasets.DatasetDict({"train": full, "test": none}).save_to_disk("half")
    for name in ("leeg", "niets"):
        readings = read_articles([name], Input())
        assert (readings.articles, readings.failures) == ((), ())
    readings = read_articles(["half"], Input())
    assert ([a.id for a in readings.articles], readings.failures) == (["p"], ())
    # Files that are gone are something else.
    for path in Path("half/train").glob("*.arrow"):
        path.unlink()
    assert [f.code for f in read_articles(["half"], Input()).failures] == ["E220"]


def test_damaged_dataset_folder(here: Path) -> None:
    datasets.Dataset.from_dict({"id": ["p"], "text": [TEXT]}).save_to_disk("in")
    arrow = next(Path("in").glob("*.arrow"))
    arrow.write_bytes(arrow.read_bytes()[:100])
    assert [f.code for f in read_articles(["in"], Input()).failures] == ["E220"]
    put("in/state.json", "{")
    assert [f.code for f in read_articles(["in"], Input()).failures] == ["E220"]


UNREADABLE = """
import sys
from kortom.articles import read_articles
from kortom.config.model import Input
readings = read_articles(["in"], Input())
print([(f.code, f.origin) for f in readings.failures], [a.id for a in readings.articles])
print([f.code for f in read_articles(["in/dicht"], Input()).failures])
print([f.code for f in read_articles(["in/dicht/x.txt"], Input()).failures])
print([f.code for f in read_articles(["in/*/*.txt"], Input()).failures])
print([f.code for f in read_articles(["in/*/x.txt"], Input()).failures])
print([f.code for f in read_articles(["in/*/" + "x" * 300 + "/*.txt"], Input()).failures])
print([(f.code, f.origin) for f in read_articles(["half"], Input()).failures])
print([(f.code, f.origin) for f in read_articles(["half/**/*"], Input()).failures])
print([f.code for f in read_articles(["ds"], Input()).failures])
"""


def test_what_must_not_be_read(here: Path) -> None:
    put("in/a.txt")
    put("in/b.txt").chmod(0)
    put("in/dicht/x.txt")
    Path("in/dicht").chmod(0)
    # Names can be listed here, and nothing more.
    put("half/x.txt")
    put("half/sub/y.txt")
    Path("half").chmod(0o400)
    datasets.Dataset.from_dict({"id": ["p"], "text": [TEXT]}).save_to_disk("ds")
    next(Path("ds").glob("*.arrow")).chmod(0)
    done = subprocess.run(
        [*unprivileged(), sys.executable, "-c", UNREADABLE],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    Path("in/dicht").chmod(0o700)
    Path("half").chmod(0o700)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "[('E203', 'b.txt'), ('E203', 'dicht')] ['a']",
        "['E203']",
        "['E203']",
        "['E203']",
        "['E203']",
        "['E203']",
        "[('E203', 'sub'), ('E203', 'x.txt')]",
        "[('E203', '*')]",
        "['E203']",
    ]
