"""The command as a person and as cron use it."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kortom import errors
from tests.conftest import ARTICLES, Cli, kortom_process

STORM = str(ARTICLES / "weather-storm.txt")


def test_version_and_help(cli: Cli) -> None:
    from kortom import __version__

    assert cli("--version").out == f"kortom {__version__}\n"
    for arguments in (("--help",), ("run", "-h"), ("runs", "--help"), ("show", "--help")):
        done = cli(*arguments)
        assert done.code == 0
        assert "Usage: kortom" in done.out
    assert cli("run", "--nope").code == 2


def test_run_shows_where_the_briefs_are_and_the_first_one(tiny: Cli) -> None:
    done = tiny("--input", STORM)
    assert done.code == 0, done
    first, signature, place = done.out.splitlines()[:3]
    assert first.startswith("1 brief from 1 article: 1 new, 0 changed, 0 reused, ")
    assert signature.strip().startswith("kortom:")
    folder = Path(place.removeprefix("Briefs: "))
    assert folder.parent.name == first.rpartition(" run ")[2]
    assert (folder / "weather-storm.md").is_file()
    assert f"As a page: {folder.parent / 'report.html'}\n" in done.out
    assert (folder.parent / "report.html").is_file()
    assert "Not made the latest run: other inputs than the config's" in done.out
    assert "weather-storm.txt" in done.out
    assert "Machine-translated by" in done.out
    assert re.fullmatch(r"1/1 weather-storm \(\d+\.\d s\)\n", done.err)


def test_quiet_prints_problems_only(tiny: Cli, tmp_path: Path) -> None:
    assert (tiny("--input", STORM, "--quiet").out, tiny("--input", STORM, "-q").err) == ("", "")
    done = tiny("--input", STORM, "--input", str(tmp_path / "gone.txt"), "--quiet")
    assert done.code == 3
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "E202" in done.err


def test_json_summary(tiny: Cli) -> None:
    done = tiny("--input", STORM, "--input", "gone.txt", "--json")
    assert done.code == 3
    summary = json.loads(done.out)
    assert summary["counts"]["briefs"] == 1
    assert summary["counts"]["failed"] == 1
    assert summary["failures"][0]["code"] == "E202"
    assert Path(summary["folder"]).name == summary["run_id"]
    assert summary["latest"] is False
    assert summary["new"] == 1


def test_dry_run_writes_nothing(tiny: Cli, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    done = tiny("--input", str(ARTICLES / "w*.txt"), "--dry-run")
    assert done.code == 0
    assert "Would make briefs of 2 articles in outputs/default" in done.out
    assert "weather-storm" in done.out
    planned = json.loads(tiny("--input", str(ARTICLES / "w*.txt"), "--dry-run", "--json").out)
    assert planned["articles"] == ["weather-storm", "wire-short"]
    assert sorted(tmp_path.iterdir()) == before


def test_limit(tiny: Cli) -> None:
    summary = json.loads(tiny("--input", str(ARTICLES / "w*.txt"), "-n", "1", "--json").out)
    assert summary["counts"]["articles"] == summary["counts"]["briefs"] == 1
    assert tiny("--limit", "0").code == 2


def test_no_articles(tiny: Cli, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = tiny("--input", "empty")
    assert done.code == 4
    assert "E201" in done.err
    assert not (tmp_path / "outputs").exists()


def test_runs_and_show(tiny: Cli, cli: Cli, tmp_path: Path) -> None:
    assert cli("runs").code == 2
    assert cli("show").code == 2
    tiny("--input", str(ARTICLES / "w*.txt"))
    listed = cli("runs")
    assert listed.code == 0
    assert "default" in listed.out
    (row,) = json.loads(cli("runs", "--json").out)
    assert row["briefs"] == 2
    assert row["latest"] is False
    shown = cli("show", row["run_id"])
    assert "weather-storm" in shown.out and "wire-short" in shown.out
    one = cli("show", row["run_id"], "wire-short")
    assert "ROTTERDAM" in one.out
    record = json.loads(cli("show", row["run_id"], "wire-short", "--json").out)
    assert record["id"] == "wire-short"
    lines = cli("show", row["run_id"], "--json").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["weather-storm", "wire-short"]
    assert "E404" in cli("show", row["run_id"], "nope").err
    assert "E403" in cli("show", "nope").err


def run_arguments(tiny_model: Path) -> list[str]:
    sets = [
        f"translate.model={tiny_model}",
        "translate.beam_size=1",
        "translate.max_length_ratio=2",
        "retry.policies=[]",
        "run.workers=1",
    ]
    return ["run", "--input", str(ARTICLES), *(part for s in sets for part in ("--set", s))]


def test_progress_is_a_bar_on_a_terminal_and_plain_lines_elsewhere(
    tiny_model: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "kortom", *run_arguments(tiny_model), "--limit", "3"]
    reader, writer = pty.openpty()
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=writer) as process:
        os.close(writer)
        shown = b""
        try:
            while chunk := os.read(reader, 4096):
                shown += chunk
        except OSError:  # Linux says EIO when the other side is gone
            pass
        process.communicate()
    os.close(reader)
    assert process.returncode == 0
    assert b"3/3" in shown
    assert b"abroad-summit" not in shown
    done = kortom_process(*run_arguments(tiny_model), "--limit", "3", "--no-cache", cwd=tmp_path)
    assert done.code == 0
    assert [line.split()[0] for line in done.err.splitlines()] == ["1/3", "2/3", "3/3"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_after_the_article_in_hand(
    tiny_model: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    arguments = run_arguments(tiny_model)
    with subprocess.Popen(
        [sys.executable, "-m", "kortom", *arguments],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert first.startswith("1/16 ")
        process.send_signal(number)
        out, err = process.communicate(timeout=120)
    assert process.returncode == code
    assert out == ""
    *progress, last = err.splitlines()
    assert last == f"kortom: {errors.interrupted(number, kept=True)}"
    assert last.startswith(f"kortom: E601 stopped by {number.name} after the article in hand;")
    assert not list(tmp_path.glob("outputs/default/2*"))
    assert not list(tmp_path.glob("outputs/default/.staging-*"))

    finished = 1 + len(progress)
    assert finished < 16
    # All that was finished is there, and nothing else: this run has no time to do more.
    resumed = kortom_process(*arguments, "--max-minutes", "0", "--json", cwd=tmp_path)
    counts = json.loads(resumed.out)["counts"]
    assert counts["briefs"] == counts["reused"] == finished
    assert counts["unfinished"] == 16 - finished
    # And the next one does the rest.
    whole = json.loads(kortom_process(*arguments, "--json", cwd=tmp_path).out)["counts"]
    assert (whole["briefs"], whole["reused"], whole["unfinished"]) == (16, finished, 0)


def test_start_up_imports_nothing_heavy() -> None:
    """`kortom --help` is to take under half a second; benchmarks/ measures it."""
    code = (
        "import sys, kortom.cli\n"
        "heavy = {'torch', 'transformers', 'datasets', 'pyarrow', 'sacrebleu', 'numpy', 'yaml',"
        " 'sacremoses', 'sentencex', 'huggingface_hub'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    "entry", [["-m", "kortom"], ["-c", "from kortom.__main__ import main; main()"]]
)
def test_both_entry_points(entry: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, *entry, "--version"],
        capture_output=True,
        check=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.stdout.startswith("kortom ")
