"""What people and schedulers do to a command: odd names, odd streams, odd folders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kortom.config import load_config
from kortom.errors import KortomError
from tests.conftest import ARTICLES, Cli, kortom_process, unprivileged

LONG = "a" * 300
STORM = str(ARTICLES / "weather-storm.txt")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("run", LONG), "E101"),
        (("run", "--set", f"translate.model={LONG}"), "E503"),
        (("run", "--set", f"translate.model=./{LONG}"), "E501"),
        (("run", "--set", "translate.model=~nobody-of-that-name/x"), "E501"),
        (("show", LONG), "E403"),
        (("run", "--set", "translate={[a]: 1}"), "E107"),
        (("run", "--set", "translate.threads=100000000000"), "E105"),
        (("run", "--set", "translate.seed=99999999999999999999999"), "E105"),
        (("run", "--set", "run.inputs=[]"), "E105"),
        (("run", "--set", 'run.output="a\\0b"'), "E105"),
    ],
)
def test_odd_arguments_are_clear_errors(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("De trein reed vandaag weer.\n")
    (tmp_path / "outputs" / "x" / "20260101T000000.000000Z-12345678").mkdir(parents=True)
    run = tmp_path / "outputs" / "x" / "20260101T000000.000000Z-12345678"
    (run / "manifest.json").write_text("{}")
    done = cli(*arguments)
    assert done.code in (2, 5), done
    assert done.err.startswith(f"kortom: {code} ")


@pytest.mark.parametrize(
    "text", ["? [a, b]\n: 1", "{{a: 1}: 2}", "&a [*a]", "!x y", "a: {b: &c [*c]}"]
)
def test_odd_yaml_is_a_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(KortomError, match=r"E10[2348]"):
        load_config(str(tmp_path / "x.yaml"))


def test_a_folder_that_may_not_be_searched(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir()
    (private / "x.yaml").write_text("{}")
    private.chmod(0)
    for arguments in (
        ("run", "private/x.yaml"),
        ("run", "--set", "translate.model=./private/m"),
        ("show", "private/x"),
        ("show", "--output", "private"),
        ("runs", "--output", "private"),
    ):
        done = kortom_process(*arguments, cwd=tmp_path, before=unprivileged())
        assert done.code in (2, 5), done
        assert "Traceback" not in done.err
        assert done.err.startswith("kortom: E")
    private.chmod(0o700)


def test_streams_that_are_closed_or_know_only_ascii(tmp_path: Path, tiny_model: Path) -> None:
    """Cron jobs close streams; a published run must not end as a failure for a letter's sake."""
    sets = [f"translate.model={tiny_model}", "translate.beam_size=1", "run.workers=1"]
    arguments = [part for setting in sets for part in ("--set", setting)]
    command = [sys.executable, "-m", "kortom", "run", "--input", STORM, *arguments]
    for closing in ("2>&-", ">&-", ">&- 2>&-"):
        shell = f'"$@" {closing}'
        done = subprocess.run(["sh", "-c", shell, "sh", *command], cwd=tmp_path, check=False)
        assert done.returncode == 0, closing
    assert len(list(tmp_path.glob("outputs/default/*/manifest.json"))) == 3
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = kortom_process("run", "--input", STORM, *arguments, cwd=tmp_path, env=ascii_only)
    assert done.code == 0, done


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda record: record["brief"]["sentences"][0].update(sentences=[999]), "E406"),
        (lambda record: record["brief"]["headline"].update(text=5), "E406"),
        (lambda record: record.update(sentences=[]), "E406"),
        (lambda record: record["sentences"][1].update(source=None), "E406"),
    ],
)
def test_show_on_damaged_records(tiny: Cli, cli: Cli, damage: object, code: str) -> None:
    folder = Path(json.loads(tiny("--input", STORM, "--json").out)["folder"])
    path = folder / "briefs.jsonl"
    record = json.loads(path.read_text(encoding="utf-8"))
    damage(record)  # type: ignore[operator]
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    done = cli("show", folder.name, "weather-storm")
    assert (done.code, done.out) == (2, "")
    assert code in done.err
    path.write_text("[" * 100_000)
    assert code in cli("show", folder.name).err


def test_only_damaged_runs_are_not_no_runs(tiny: Cli, cli: Cli) -> None:
    folder = Path(json.loads(tiny("--input", STORM, "--json").out)["folder"])
    (folder / "manifest.json").write_text("[" * 100_000)
    done = cli("runs")
    assert done.code == 2
    assert "E406" in done.err
    assert "E402" not in done.err


def test_run_names(tiny: Cli, cli: Cli) -> None:
    """A config whose runs never became latest is shown by its newest run."""
    first = json.loads(tiny("--input", STORM, "--json").out)["run_id"]
    second = json.loads(tiny("--input", STORM, "--json").out)["run_id"]
    assert second in cli("show", "default").out
    assert first in cli("show", first).out
    assert "begin so" in cli("show", first[:4]).err


def test_home_is_expanded(tiny: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    assert tiny("--input", STORM, "--output", "~/out").code == 0
    assert len(list(tmp_path.glob("home/out/default/*/manifest.json"))) == 1
    assert not (tmp_path / "~").exists()
