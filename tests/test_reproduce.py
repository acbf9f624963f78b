"""reproduce: a run made again is the same, or it is said where it differs or why it cannot be."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kortom import __version__, machine
from kortom.config.model import plain_config_hash
from kortom.errors import Exit
from kortom.runs import layout
from kortom.runs.differences import first_difference
from kortom.runs.manifest import read_manifest
from kortom.runs.verify import verify_run
from tests.conftest import Cli, Done, kortom_process
from tests.published import SEEDS, edit_manifest, edit_records, mend, run_in, working_folder

V1 = Path(__file__).parent / "data" / "runs-v1"


@dataclass(frozen=True)
class Origin:
    """Two runs of earlier processes, in a folder of their own: of all, and of what was new then.

    Between them, one article was changed, one removed and one added.
    """

    first: Path
    second: Path
    seeds: Path


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Origin:
    folder = working_folder(tmp_path_factory.mktemp("origin") / "work", tiny_model)
    for name in ("gone", "same"):
        _write(folder, name, f"Het artikel {name} gaat over het weer van gisteren.\n")
    first = run_in(folder)
    (folder / "seeds" / "gone.txt").unlink()
    _write(folder, "wire-short", "Een heel ander bericht\n\nEr is vandaag niets gebeurd.\n")
    _write(folder, "added", "Dit is een nieuw bericht over het weer van morgen.\n")
    second = run_in(folder, "--new-only")
    assert read_manifest(second).counts.briefs == 2
    return Origin(first, second, folder / "seeds")


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / "seeds" / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_600_000_000, 1_600_000_000))


@pytest.fixture
def clone(tmp_path: Path, tiny_model: Path) -> Path:
    """Another working folder, with the articles that the first run was made of."""
    working_folder(tmp_path / "clone", tiny_model)
    for name in ("gone", "same"):
        _write(tmp_path / "clone", name, f"Het artikel {name} gaat over het weer van gisteren.\n")
    for path in (tmp_path / "clone" / "seeds").iterdir():
        path.touch()  # a checkout makes all files anew; they need not settle
    return tmp_path / "clone"


@pytest.fixture
def reproduce(cli: Cli, clone: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """`kortom reproduce` from the other folder."""
    monkeypatch.chdir(clone)
    return lambda *arguments: cli("reproduce", *arguments)


@pytest.fixture
def run(origin: Origin, tmp_path: Path) -> Path:
    """A copy of the first run, to be tampered with."""
    return Path(shutil.copytree(origin.first, tmp_path / "copy" / origin.first.name))


def verdict(done: Done) -> str:
    return done.out.splitlines()[-1].partition(":")[0]


def test_a_run_of_another_clone_is_made_again_by_another_process(
    origin: Origin, clone: Path
) -> None:
    before = sorted(clone.rglob("*"))
    done = kortom_process("reproduce", str(origin.first), "--json", cwd=clone)
    assert done.code == 0, done
    data = json.loads(done.out)
    assert (data["verdict"], data["records"], data["problems"]) == ("same bytes", 4, [])
    verdicts = {file["name"]: (file["verdict"], file["but"]) for file in data["files"]}
    same_but = {
        "README.md": ("same but", "the run id"),
        "SHA256SUMS": ("same but", "the checksums of those files"),
        "manifest.json": ("same but", "timings, run id and machine"),
        "report.html": ("same but", "what it tells of the run"),
    }
    there = {p.relative_to(origin.first).as_posix() for p in origin.first.rglob("*.*")}
    assert verdicts == dict.fromkeys({*there, "SHA256SUMS"}, ("same bytes", "")) | same_but
    assert {*SEEDS} < {Path(name).stem for name in verdicts}
    assert sorted(clone.rglob("*")) == before, "nothing is left behind"
    assert verify_run(origin.first).problems == ()


def test_other_articles_in_the_inputs_do_not_matter(reproduce: Cli, run: Path, clone: Path) -> None:
    _write(clone, "more", "Dit artikel was er toen nog niet bij, maar nu wel.\n")
    (clone / "seeds" / "broken.txt").write_bytes(b"\xff\xfe\xff")
    done = reproduce(str(run))
    assert done.code == 0, done
    assert verdict(done) == "same bytes"
    assert "same but for the run id: README.md" in done.out


def test_a_run_of_what_was_new_then(
    cli: Cli, origin: Origin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its digest names what was removed, its records are some of the articles."""
    monkeypatch.chdir(origin.seeds.parent)
    assert "Removed: gone" in (origin.second / "digest.md").read_text()
    runs = layout.run_folders(Path("outputs"))
    latest = Path("outputs", "small", "latest").resolve()
    done = cli("reproduce")
    assert done.code == 0, done
    assert (
        done.out.splitlines()[-1]
        == f"same bytes: {origin.second.relative_to(Path.cwd())}: 2 records"
    )
    assert layout.run_folders(Path("outputs")) == runs
    assert Path("outputs", "small", "latest").resolve() == latest


def _other_english(records: list[dict[str, Any]]) -> None:
    sentence = records[-1]["sentences"][2]
    sentence["hypothesis"] = sentence["hypothesis"][:-1] + "?"


def test_the_first_difference_of_each_record_is_told(
    reproduce: Cli, run: Path, clone: Path
) -> None:
    """What `verify` cannot see: a translation altered with all that was made of it."""
    edit_records(run, lambda records: records[0].update(date="1999"), parquet=True)
    edit_records(run, _other_english, parquet=True)
    assert verify_run(mend(run)).problems == ()
    done = reproduce(str(run), "--keep", "kept")
    assert done.code == Exit.DIFFERS, done
    first, second = done.out.splitlines()[:2]
    assert first.startswith("E428 gone: date was '1999', now is None.")
    assert second.startswith("E428 wire-short: sentences[2].hypothesis was ")
    assert "?', now is '" in second
    assert "differs: SHA256SUMS, briefs.jsonl, briefs.parquet" in done.out
    assert done.out.splitlines()[-1] == f"differs: {run}: 2 differences"
    (kept,) = layout.run_folders(clone / "kept")
    assert f"kept: {kept.relative_to(clone)}" in done.out
    assert verify_run(kept).problems == ()
    assert read_manifest(kept).incomplete == ("an earlier run made again",)
    assert not (clone / "kept" / "small" / "latest").exists()


def test_a_difference_in_one_file_alone(reproduce: Cli, run: Path) -> None:
    path = run / "digest.md"
    path.write_text(path.read_text().replace("# Briefs", "# Our briefs"))
    page = run / "report.html"
    page.write_text(page.read_text().replace("<h1>Briefs", "<h1>Our briefs"))
    edit_manifest(run, lambda manifest: manifest["engine"]["settings"].update(beam_size=9))
    done = reproduce(str(mend(run)), "--json")
    assert done.code == Exit.DIFFERS
    places = {
        file["name"]: (file["difference"]["path"], file["difference"]["now"])
        for file in json.loads(done.out)["files"]
        if file["verdict"] == "differs" and file["name"] != "SHA256SUMS"
    }
    line, now = places.pop("report.html")
    assert line.startswith("line ") and now.startswith("'  <h1>Briefs of ")
    assert places == {
        "digest.md": ("line 1", "'# Briefs: 4 new, 0 changed'"),
        "manifest.json": ("engine.settings.beam_size", "1"),
    }


def test_an_article_that_fails_now(
    reproduce: Cli, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kortom.executors import worker

    honest = worker.process

    def process(article: Any, *rest: Any) -> Any:
        if article.id == "same":
            raise RuntimeError("no memory")
        return honest(article, *rest)

    monkeypatch.setattr(worker, "process", process)
    done = reproduce(str(run))
    assert done.code == Exit.DIFFERS
    assert "E428 same: record was " in done.out
    assert "now is absent (E301 same.txt: the article could not be translated" in done.out


def test_all_that_keeps_a_run_from_being_made_again_is_told_at_once(
    reproduce: Cli, run: Path, clone: Path
) -> None:
    def edit(manifest: dict[str, Any]) -> None:
        manifest["kortom"] = "0.0.9"
        manifest["machine"]["packages"].update(torch="1.0", nonesuch="3.2")
        manifest["machine"]["instruction_set"] = "vax"
        manifest["engine"]["settings"]["device"] = "cuda"

    edit_manifest(run, edit)
    config = clone / "models" / "tiny" / "config.json"
    config.write_text(config.read_text() + "\n")
    (clone / "models" / "tiny" / "generation_config.json").unlink()
    (clone / "seeds" / "gone.txt").unlink()
    (clone / "seeds" / "wire-short.txt").write_text("Een ander bericht.\n")
    (clone / "seeds" / "same.txt").write_bytes(b"\xff\xfe\xff")
    done = reproduce(str(mend(run)))
    assert done.code == Exit.CANNOT_REPRODUCE, done
    manifest, torch = read_manifest(run), machine.package_version("torch")
    files, articles = manifest.model.files, manifest.articles
    expected = [
        f"E421 kortom: the run was made with 0.0.9, this is {__version__}.",
        f"E422 torch: the run was made with 1.0, here is {torch}.",
        "E422 nonesuch: the run was made with 3.2, here is not installed.",
        f"E423 instruction set: the run was made on 'vax', here is '{machine.instruction_set()}'.",
        f"E424 ./models/tiny: config.json: the run was made with {files['config.json']}, here is ",
        f"E424 ./models/tiny: generation_config.json: the run was made with"
        f" {files['generation_config.json']}, here is none (SHA-256).",
        "E429 translate.device: 'auto' was cuda in the run, and is cpu here.",
        f"E426 gone: the run was made of {articles['gone']} (SHA-256), here is none of that id in"
        " seeds.",
        "E205 seeds/same.txt: line 1 is not utf-8",
        f"E425 wire-short: the run was made of {articles['wire-short']}, here is ",
    ]
    lines = done.out.splitlines()
    assert lines[-1] == f"cannot: {run}: {len(expected)} reasons"
    for line, beginning in zip(lines[:-1], expected, strict=True):
        assert line.startswith(beginning), line


@pytest.mark.parametrize(
    ("remove", "codes"),
    [("models", ["E501"]), ("seeds", ["E426"] * 4), ("models/tiny/vocab.json", ["E502"])],
)
def test_a_working_folder_that_lacks_something(
    reproduce: Cli, run: Path, clone: Path, remove: str, codes: list[str]
) -> None:
    path = clone / remove
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    done = reproduce(str(run), "--json")
    assert done.code == Exit.CANNOT_REPRODUCE
    data = json.loads(done.out)
    assert (data["verdict"], data["files"]) == ("cannot", [])
    assert [problem["code"] for problem in data["problems"]] == codes


def rehash(run: Path, edit: Callable[[dict[str, Any]], None]) -> Path:
    """Tamper with a run's config, and with all that tells of it; returns where the run is now."""
    import yaml

    manifest = json.loads((run / layout.MANIFEST).read_text(encoding="utf-8"))
    old_id, old_hash = manifest["run_id"], manifest["config_hash"]
    edit(manifest["config"])
    new_hash = plain_config_hash(manifest["config"])
    new_id = f"{old_id[:-8]}{new_hash[:8]}"
    text = json.dumps({**manifest, "run_id": new_id, "config_hash": new_hash}, ensure_ascii=False)
    (run / layout.MANIFEST).write_text(text.replace(f"@{old_hash[:8]}", f"@{new_hash[:8]}"))
    card = (run / layout.CARD).read_text().replace(old_id, new_id)
    (run / layout.CARD).write_text(card.replace(f"@{old_hash[:8]}", f"@{new_hash[:8]}"))
    (run / layout.CONFIG).write_text(yaml.safe_dump(manifest["config"], sort_keys=False))
    return mend(run.rename(run.with_name(new_id)))


def test_an_altered_config(reproduce: Cli, run: Path) -> None:
    """Altered in one place it is damage, altered throughout it makes other briefs."""
    config = run / "config.yaml"
    text = config.read_text()
    config.write_text(text.replace("max_length_extra: 16", "max_length_extra: 3"))
    done = reproduce(str(mend(run)))
    assert (done.code, verdict(done)) == (Exit.VERIFY_FAILED, "damaged")
    assert "E415 config.yaml: translate: differs from manifest.json" in done.out
    config.write_text(text)
    altered = rehash(run, lambda config: config["translate"].update(max_length_extra=3))
    assert verify_run(altered).problems == ()
    done = reproduce(str(altered))
    assert done.code == Exit.DIFFERS
    assert "E428 wire-short: brief.headline.text was " in done.out


def test_a_run_of_a_cluster_that_is_gone_is_made_again_here(reproduce: Cli, run: Path) -> None:
    on_ray = {"executor": "ray", "ray_address": "127.0.0.1:1"}
    done = reproduce(str(rehash(run, lambda config: config["run"].update(on_ray))))
    assert done.code == Exit.OK, done


def test_a_config_that_this_kortom_does_not_take(reproduce: Cli, run: Path) -> None:
    other = rehash(run, lambda config: config["translate"].update(quantum=True))
    assert verify_run(other).problems == ()
    done = reproduce(str(other))
    assert done.code == Exit.CANNOT_REPRODUCE
    assert done.out.startswith("E427 small: ")
    assert "unknown key 'translate.quantum'" in done.out


def test_a_damaged_run_is_not_made_again(reproduce: Cli, run: Path) -> None:
    (run / "digest.md").write_text("x")
    done = reproduce(str(run), "--json")
    assert done.code == Exit.VERIFY_FAILED
    data = json.loads(done.out)
    assert data["verdict"] == "damaged"
    assert [problem["code"] for problem in data["problems"]] == ["E413"]


def test_a_run_without_one_record(tmp_path: Path, tiny_model: Path) -> None:
    folder = working_folder(tmp_path / "work", tiny_model)
    for path in (folder / "seeds").iterdir():
        path.write_bytes(b"\xff\xfe\xff")
    kortom_process("run", "small.yaml", "--set", "input.settle_seconds=0", cwd=folder)
    shutil.rmtree(folder / "seeds")
    done = kortom_process("reproduce", cwd=folder)
    assert done.code == 0, done
    assert done.out.splitlines()[-1].endswith(": 0 records")


def downgrade(run: Path) -> Path:
    """Write a run of today as schema 1 had it: without the keys that came later.

    It has to be made without what they ask for by default.
    """

    def config(data: dict[str, Any]) -> None:
        assert data["input"].pop("settle_seconds") == 60
        data["run"].pop("article_timeout_seconds")
        assert data["run"].pop("report") is False
        assert data["translate"].pop("glossary") is None
        assert data.pop("retry")["policies"] == []
        assert data["checks"].pop("names_lost") is False

    def manifest(data: dict[str, Any]) -> None:
        data["schema"] = 1
        for key in (
            "new_only",
            "cache",
            "waiting",
            "summariser",
            "glossary",
            "retries",
            "terms",
            "worker_peak_bytes",
        ):
            del data[key]
        for key in ("reused", "unfinished", "waiting"):
            del data["counts"][key]
        del data["timings"]["reused"], data["machine"]["instruction_set"]
        data["machine"]["cpu_capability"] = "AVX512"

    older = rehash(run, config)
    edit_manifest(older, manifest)
    return mend(older)


def test_a_run_of_schema_1_is_made_again(reproduce: Cli, clone: Path) -> None:
    """With the settings it had: no glossary, no page, and nothing was decoded a second time."""
    then = (
        *("translate.glossary=null", "retry.policies=[]", "checks.names_lost=false"),
        "run.report=false",
    )
    older = downgrade(run_in(clone, *(word for key in then for word in ("--set", key))))
    assert verify_run(older).problems == ()
    done = reproduce(str(older), "--json")
    data = json.loads(done.out)
    verdicts = {file["name"]: file["verdict"] for file in data["files"]}
    assert verdicts["briefs.jsonl"] == verdicts["briefs.parquet"] == "same bytes"
    assert verdicts["README.md"] == "same but"
    assert verdicts["config.yaml"] == verdicts["manifest.json"] == "same but"
    assert layout.REPORT not in verdicts
    assert (done.code, data["verdict"]) == (0, "same bytes"), done


def test_a_published_run_of_schema_1_says_what_is_missing(reproduce: Cli, clone: Path) -> None:
    shutil.rmtree(clone / "models")
    done = reproduce("--output", str(V1))
    assert done.code == Exit.CANNOT_REPRODUCE
    assert "E501 ./models/tiny: no such model folder" in done.out
    assert "E426 wire-short: the run was made of ff12ac748bd830f9" in done.out


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "x"}]}, None),
        ({"a": [1, {"b": "x"}]}, {"a": [1, {"b": "y"}]}, ("a[1].b", "x", "y")),
        ({"a": 1, "b": 2}, {"b": 3, "a": 4}, ("a", 1, 4)),
        ([1], [1.0], ("[0]", 1, 1.0)),
        ([1], [True], ("[0]", 1, True)),
        ({"a": None}, {"a": 0}, ("a", None, 0)),
        ({"a": [1]}, {"a": {"0": 1}}, ("a", [1], {"0": 1})),
        ("x", "x", None),
    ],
)
def test_first_difference(before: Any, now: Any, expected: Any) -> None:
    assert first_difference(before, now) == expected


def test_first_difference_of_what_is_absent() -> None:
    for longer, shorter, place in (({"a": 1}, {}, "a"), ([1, 2], [1], "[1]")):
        for found in (first_difference(longer, shorter), first_difference(shorter, longer)):
            assert found is not None
            assert found[0] == place
