"""Run folders: what is in them, how they appear, how they are found and read back."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from kortom.config import load_config
from kortom.errors import KortomError
from kortom.runs import layout
from kortom.runs.changes import changes_since
from kortom.runs.manifest import read_manifest
from kortom.runs.reader import find_run, read_records
from kortom.runs.render import escape
from kortom.values import record_to_json
from tests.conftest import ARTICLES, ROOT, Cli, kortom_process, unprivileged

TWO = ("wire-short", "weather-storm")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Two articles in ./seeds, where the default config looks."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    for name in TWO:
        (folder / f"{name}.txt").write_bytes((ARTICLES / f"{name}.txt").read_bytes())
    return folder


def latest(tmp_path: Path, config: str = "default") -> Path:
    return tmp_path / "outputs" / config / layout.LATEST


def only_config(tmp_path: Path, tiny_model: Path) -> str:
    """A config with the tiny model, so that a run needs no override and may become latest."""
    path = tmp_path / "small.yaml"
    path.write_text(
        f"translate: {{model: '{tiny_model}', beam_size: 1, max_length_ratio: 0.5}}\n"
        "retry: {policies: []}\n"
        "run: {workers: 1}\n"
    )
    return str(path)


def test_a_run_folder_holds_what_the_design_says(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path
) -> None:
    done = cli("run", only_config(tmp_path, tiny_model))
    assert done.code == 0, done
    run = latest(tmp_path, "small").resolve()
    files = {path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file()}
    assert files == {
        "manifest.json",
        "config.yaml",
        "briefs.jsonl",
        "briefs.parquet",
        "README.md",
        "digest.md",
        "report.html",
        "SHA256SUMS",
        *(f"briefs/{name}.md" for name in TWO),
    }
    manifest = json.loads((run / "manifest.json").read_text())
    assert manifest["run_id"] == run.name
    assert run.name.endswith("-" + manifest["config_hash"][:8])
    assert manifest["command"][:2] == ["kortom", "run"]
    assert manifest["model"]["files"]["vocab.json"] == (
        hashlib.sha256((tiny_model / "vocab.json").read_bytes()).hexdigest()
    )
    assert manifest["engine"]["settings"]["beam_size"] == 1
    assert {"torch", "transformers", "sacremoses", "datasets"} <= set(
        manifest["machine"]["packages"]
    )
    assert manifest["machine"]["cpu"] and manifest["machine"]["threads"] == 1
    assert {entry["path"] for entry in manifest["inputs"]} == {f"seeds/{n}.txt" for n in TWO}
    for entry in manifest["inputs"]:
        data = (tmp_path / entry["path"]).read_bytes()
        assert (entry["sha256"], entry["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert manifest["changes"] == {
        "since": None,
        "new": sorted(TWO),
        "changed": [],
        "removed": [],
    }
    assert manifest["counts"]["briefs"] == 2
    assert sum(manifest["counts"]["statuses"].values()) == manifest["counts"]["sentences"] > 20
    assert set(manifest["timings"]["articles"]) == set(TWO)
    assert 50e6 < manifest["worker_peak_bytes"] < 5e9
    assert manifest["signature"].startswith("kortom:")
    assert manifest["git"] is None or len(manifest["git"]["commit"]) == 40
    assert not manifest["incomplete"]


def test_the_checksums_are_what_sha256sum_says(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path
) -> None:
    cli("run", only_config(tmp_path, tiny_model))
    run = latest(tmp_path, "small")
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=run, check=True)
    listed = {line.split("  ", 1)[1] for line in (run / "SHA256SUMS").read_text().splitlines()}
    there = {p.relative_to(run).as_posix() for p in run.rglob("*") if p.is_file()}
    assert listed == there - {"SHA256SUMS"}


def test_a_run_without_a_page(cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path) -> None:
    config = only_config(tmp_path, tiny_model)
    cli("run", config)
    with_page = latest(tmp_path, "small").resolve()
    done = cli("run", config, "--set", "run.report=false")
    run = latest(tmp_path, "small").resolve()
    assert "As a page" not in done.out
    assert not (run / "report.html").exists()
    assert "report.html" in (with_page / "README.md").read_text()
    assert "report.html" not in (run / "README.md").read_text()
    assert cli("verify", str(run)).code == 0
    # It is how a run is carried out: not another config, and no work is done again.
    assert run.name.endswith(with_page.name[-8:])
    assert read_manifest(run).counts.reused == len(TWO)
    assert read_manifest(run).worker_peak_bytes is None, "no worker had anything to do"


def test_records_hold_nothing_of_the_run(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path
) -> None:
    cli("run", only_config(tmp_path, tiny_model))
    run = latest(tmp_path, "small").resolve()
    text = (run / "briefs.jsonl").read_text(encoding="utf-8")
    for foreign in (run.name, str(tmp_path), run.name[-8:], "outputs"):
        assert foreign not in text
    assert [json.loads(line)["id"] for line in text.splitlines()] == sorted(TWO)
    again = "".join(record_to_json(record) + "\n" for record in read_records(run))
    assert again == text


def test_the_config_in_a_run_makes_the_same_briefs(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path
) -> None:
    cli("run", only_config(tmp_path, tiny_model))
    run = latest(tmp_path, "small").resolve()
    assert cli("run", str(run / "config.yaml"), "--output", "again").code == 0
    again = latest(tmp_path / "x").parent.parent.parent.parent / "again" / "config" / "latest"
    assert (again / "briefs.jsonl").read_bytes() == (run / "briefs.jsonl").read_bytes()
    assert (
        load_config(str(run / "config.yaml")).value
        == load_config(only_config(tmp_path, tiny_model)).value
    )


def test_new_changed_and_removed_articles(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path
) -> None:
    config = only_config(tmp_path, tiny_model)
    cli("run", config)
    first = latest(tmp_path, "small").resolve().name
    (seeds / "wire-short.txt").write_text("Heel iets anders\n\nEr is niets gebeurd vandaag.\n")
    (seeds / "weather-storm.txt").unlink()
    (seeds / "nieuw.txt").write_text("Dit is een nieuw bericht over het weer van morgen.\n")
    assert cli("run", config).code == 0
    run = latest(tmp_path, "small")
    assert run.resolve().name != first
    assert read_manifest(run).changes.model_dump() == {
        "since": first,
        "new": ("nieuw",),
        "changed": ("wire-short",),
        "removed": ("weather-storm",),
    }
    digest = (run / "digest.md").read_text()
    assert digest.startswith("# Briefs: 1 new, 1 changed")
    assert "Removed: weather-storm" in digest
    cli("run", config)
    assert (latest(tmp_path, "small") / "digest.md").read_text().startswith("# Briefs: 0 new, 0 ch")
    assert "##" not in (latest(tmp_path, "small") / "digest.md").read_text()


def test_changes_since() -> None:
    assert changes_since("r", {"a": "1", "b": "1", "c": "1"}, {"b": "2", "c": "1", "d": "1"}) == (
        changes_since("r", {"c": "1", "b": "1", "a": "1"}, {"d": "1", "c": "1", "b": "2"})
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--limit", "1"), "limited to some articles"),
        (("--input", "seeds/wire-short.txt"), "other inputs than the config's"),
        (("--set", "summarise.max_words=30"), "overridden outside run"),
    ],
)
def test_what_must_not_become_latest(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path, arguments: tuple[str, ...], reason: str
) -> None:
    config = only_config(tmp_path, tiny_model)
    cli("run", config)
    before = latest(tmp_path, "small").resolve()
    done = cli("run", config, *arguments)
    assert done.code == 0
    assert reason in done.out
    assert latest(tmp_path, "small").resolve() == before
    assert len(layout.run_folders(tmp_path / "outputs")) == 2
    limited = read_manifest(layout.run_folders(tmp_path / "outputs")[-1])
    assert limited.changes.removed == (), "what was left out is not gone"
    assert cli("run", config, "--set", "run.workers=2", "--quiet").code == 0
    assert latest(tmp_path, "small").resolve() != before


def test_a_run_in_which_every_article_failed_is_kept_but_not_latest(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path
) -> None:
    config = only_config(tmp_path, tiny_model)
    cli("run", config)
    before = latest(tmp_path, "small").resolve()
    for path in seeds.iterdir():
        path.write_bytes(b"\xff\xfe\xff")
    done = cli("run", config)
    assert done.code == 3
    assert done.err.count("E205") == 2
    assert latest(tmp_path, "small").resolve() == before
    failed = read_manifest(layout.run_folders(tmp_path / "outputs")[-1])
    assert [f.code for f in failed.failures] == ["E205", "E205"]
    assert failed.counts.briefs == 0


def test_nothing_is_visible_before_a_run_is_whole(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure at the last moment leaves no run, no staging folder and no link."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kortom.runs.writer.sync_tree", fail)
    done = cli("run", only_config(tmp_path, tiny_model))
    assert done.code == 2
    assert "E401" in done.err and "No space left" in done.err
    assert not layout.run_folders(tmp_path / "outputs")
    assert [path.name for path in (tmp_path / "outputs" / "small").iterdir()] == [layout.LOCK]


def test_a_read_only_output_folder_is_a_clear_error(
    tmp_path: Path, tiny_model: Path, seeds: Path
) -> None:
    output = tmp_path / "closed"
    output.mkdir()
    output.chmod(0o555)
    config = only_config(tmp_path, tiny_model)
    done = kortom_process(
        "run", config, "--output", str(output), cwd=tmp_path, before=unprivileged()
    )
    assert done.code == 2, done
    assert "E401" in done.err and "Permission denied" in done.err
    assert "Traceback" not in done.err


def test_finding_runs(cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path) -> None:
    output = tmp_path / "outputs"
    with pytest.raises(KortomError, match="E402"):
        find_run(output, None)
    config = only_config(tmp_path, tiny_model)
    cli("run", config)
    first = latest(tmp_path, "small").resolve()
    cli("run", config)
    second = latest(tmp_path, "small").resolve()
    assert find_run(output, None) == second
    assert find_run(output, "small") == second
    assert find_run(output, first.name) == first
    assert find_run(output, str(first)) == first
    assert find_run(output, f"small/{first.name}") == first
    for unknown in ("nope", first.name[:6]):
        with pytest.raises(KortomError, match="E403"):
            find_run(output, unknown)


def test_damaged_and_foreign_runs_are_told_apart(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path
) -> None:
    cli("run", only_config(tmp_path, tiny_model))
    run = latest(tmp_path, "small").resolve()
    manifest, briefs = run / "manifest.json", run / "briefs.jsonl"
    data = json.loads(manifest.read_text())
    for text, code in (
        ("{", "E406"),
        ("[]", "E406"),
        (json.dumps({**data, "schema": 99}), "E405"),
        (json.dumps({**data, "counts": 3}), "E406"),
    ):
        manifest.write_text(text)
        with pytest.raises(KortomError, match=code):
            read_manifest(run)
    lines = briefs.read_text().splitlines()
    for text, code in (
        (lines[0][:50], "E406"),
        ("{}", "E406"),
        (json.dumps({**json.loads(lines[0]), "schema": 99}), "E405"),
        (json.dumps({**json.loads(lines[0]), "brief": 3}), "E406"),
    ):
        briefs.write_text(text + "\n")
        with pytest.raises(KortomError, match=code):
            list(read_records(run))
    listed = cli("runs")
    assert "E406" in listed.err
    assert listed.code == 2, "no readable run is left"


def test_records_load_with_datasets(
    cli: Cli, tmp_path: Path, tiny_model: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datasets import load_dataset

    (seeds / "dated.txt").write_text(" date 2021-12-07 Vandaag was het rustig weer in het land.\n")
    cli("run", only_config(tmp_path, tiny_model))
    run = latest(tmp_path, "small").resolve()
    cache = str(tmp_path / "cache")
    lines = load_dataset(
        "json", data_files=str(run / "briefs.jsonl"), split="train", cache_dir=cache
    )
    typed = load_dataset(str(run), split="train", cache_dir=cache)
    table = load_dataset(
        "parquet", data_files=str(run / "briefs.parquet"), split="train", cache_dir=cache
    )
    expected = [json.loads(line) for line in (run / "briefs.jsonl").read_text().splitlines()]
    assert typed.to_list() == table.to_list() == expected
    assert [row["id"] for row in lines] == ["dated", *sorted(TWO)]
    assert lines[1]["brief"]["sentences"] == expected[1]["brief"]["sentences"]
    assert typed[0]["date"] == "2021-12-07", "a date stays the text that it is"


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](http://y)", "`a` *b* _c_ # d"],
)
def test_texts_of_articles_are_no_markup_in_a_brief(hostile: str) -> None:
    escaped = escape(hostile)
    assert "<" not in escaped.replace("\\<", "")
    assert "[" not in escaped.replace("\\[", "")
    assert escaped.replace("\\", "") == hostile


def test_the_outputs_folder_is_kept_by_a_readme_and_runs_are_ignored() -> None:
    assert (ROOT / "outputs" / "README.md").is_file()
    if not (ROOT / ".git").exists():
        pytest.fail("run the tests in a checkout")
    ignored = subprocess.run(
        ["git", "check-ignore", "outputs/default/x/manifest.json"],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    assert ignored.returncode == 0
