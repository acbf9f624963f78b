"""Schedules: what cron and systemd make of them is what was meant, in any folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kortom.schedule import Job, cron_line, kortom_command, systemd_units
from tests.conftest import ARTICLES, Cli, need

CRON_ENVIRONMENT = {"HOME": "/", "LOGNAME": "x", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
WEIRD = [
    "plain",
    "with  two spaces",
    "100% sure",
    'it\'s "quoted" `twice`',
    "één $HOME ${x} %h",
    r"back\slash \% \\ 'n",
    "#; & | > < * ? [a] ~ !",
    "ends with a space ",
    "ends with a backslash\\",
]


def to_shell(line: str, *, collapses: bool) -> str:
    r"""What cron hands to the shell, as its do_command.c reads it.

    collapses: whether \\ becomes \ as well; crons differ in that.
    """
    minute_to_weekday = re.match(r"(?:\S+ ){5}", line)
    assert minute_to_weekday
    command, escaped = [], False
    for character in line[minute_to_weekday.end() :]:
        if escaped:
            if character == "%" or (collapses and character == "\\"):
                command.pop()
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "%":
            break
        command.append(character)
    return "".join(command)


def as_cron(line: str, *, collapses: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-c", to_shell(line, collapses=collapses)],
        cwd="/",
        env=CRON_ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def job(folder: Path, *command: str, **more: object) -> Job:
    known = {"name": "x", "hour": 6, "minute": 0, "log": folder / f"{folder.name}.log", **more}
    return Job(command=command, folder=folder, **known)  # type: ignore[arg-type]


names = st.text(
    st.characters(exclude_characters="/", exclude_categories=["Cc", "Cs"])
    | st.sampled_from("\\%'\"$ `"),
    min_size=1,
    max_size=30,
).filter(lambda name: name not in (".", "..") and len(os.fsencode(name)) < 200)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=names, collapses=st.booleans())
@example(name=r"\% \\ '\\%", collapses=True)
@example(name=r"\% \\ '\\%", collapses=False)
def test_any_path_comes_through_cron(tmp_path: Path, name: str, collapses: bool) -> None:
    """A real shell, started as cron does it, gets the folder, the words and the log right."""
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    code = "import os, sys; print(ascii([os.getcwd(), sys.argv[1], os.environ['HF_HOME']]))"
    here = job(folder, sys.executable, "-IS", "-c", code, name, environment=(("HF_HOME", name),))
    done = as_cron(cron_line(here), collapses=collapses)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert here.log.read_text() == f"{[str(folder), name, name]!a}\n"
    here.log.unlink()


@pytest.mark.parametrize("collapses", [True, False])
@pytest.mark.parametrize("name", WEIRD)
def test_a_failure_is_told_by_mail_and_the_log_says_what(
    tmp_path: Path, name: str, collapses: bool
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    failing = job(folder, sys.executable, "-c", "import sys; print('why'); sys.exit(5)")
    for _ in range(2):
        done = as_cron(cron_line(failing), collapses=collapses)
        assert (done.returncode, done.stderr) == (5, "")
        assert done.stdout.startswith("kortom: exit 5, see ")
    assert failing.log.read_text() == "why\nwhy\n"
    folder.rename(tmp_path / "gone")
    assert as_cron(cron_line(failing), collapses=collapses).returncode != 0


def test_it_is_nice(tmp_path: Path) -> None:
    code = "import os; print(os.nice(0))"
    here = job(tmp_path, sys.executable, "-c", code)
    assert as_cron(cron_line(here)).returncode == 0
    assert int(here.log.read_text()) == min(19, os.nice(0) + 10)


@pytest.fixture
def work(tmp_path: Path, tiny_model: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a weird name, and a config `tiny` in it."""
    folder = tmp_path / 'It\'s 100% "één" $HOME'
    (folder / "configs").mkdir(parents=True)
    (folder / "configs" / "tiny.yaml").write_text(
        f"translate: {{model: {json.dumps(str(tiny_model))}, beam_size: 1}}\n"
        "run: {inputs: [in], workers: 1}\n"
    )
    (folder / "in").mkdir()
    shutil.copy(sorted(ARTICLES.glob("*.txt"))[0], folder / "in")
    for name in ("HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(folder)
    return folder


def line_of(out: str) -> str:
    (line,) = [line for line in out.splitlines() if re.match(r"\d+ \d+ \* \* \* ", line)]
    return line


def test_the_line_runs_kortom(work: Path, cli: Cli) -> None:
    done = cli("schedule", "tiny", "--at", "7:05", "--format", "cron")
    assert done.code == 0, done
    assert "[Unit]" not in done.out
    line = line_of(done.out)
    assert line.startswith("5 7 * * * cd ")
    ran = as_cron(line)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert (work / "kortom-tiny.log").read_text() == ""
    assert len(list((work / "outputs" / "tiny" / "latest" / "briefs").iterdir())) == 1
    shutil.rmtree(work / "in")
    ran = as_cron(line)
    assert ran.returncode != 0
    assert ran.stdout.startswith(f"kortom: exit {ran.returncode}, see ")
    assert re.search("E20[12] in: ", (work / "kortom-tiny.log").read_text())


def test_the_log_file(work: Path, cli: Cli) -> None:
    out = cli("schedule", "tiny").out
    assert "StandardOutput" not in out
    out = cli("schedule", "tiny", "--log-file", "in/log 1%.txt").out
    assert f"StandardOutput=append:{work}/in/log 1%%.txt\n".replace("100%", "100%%") in out
    assert as_cron(line_of(out).replace("run tiny", "run gone")).returncode == 2
    assert "E101 gone" in (work / "in" / "log 1%.txt").read_text()
    done = cli("schedule", "tiny", "--log-file", "gone/log")
    assert (done.code, "E449" in done.err) == (2, True)


def test_usage(work: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    for wrong in ("24:00", "6", "06:60", "6:5", "06:00:00", ""):
        assert cli("schedule", "tiny", f"--at={wrong}").code == 2
    done = cli("schedule", "gone")
    assert (done.code, "E101" in done.err) == (2, True)
    assert cli("schedule", "tiny", "--format", "anacron").code == 2
    (work / "line\nbreak" / "configs").mkdir(parents=True)
    monkeypatch.chdir(work / "line\nbreak")
    done = cli("schedule")
    assert (done.code, "E448" in done.err) == (2, True)
    done = cli("schedule", "--log-file", "ends with a backslash\\")
    assert done.code == 2


def test_a_log_that_a_unit_cannot_name(work: Path, cli: Cli) -> None:
    done = cli("schedule", "tiny", "--log-file", "log\\")
    assert (done.code, "E448" in done.err) == (2, True)
    assert cli("schedule", "tiny", "--log-file", "log\\", "--format", "cron").code == 0


def test_where_the_models_are_is_carried_over(
    work: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", "/srv/100% models")
    out = cli("schedule", "tiny").out
    assert r"HF_HOME='/srv/100\% models' nice" in line_of(out)
    assert 'Environment="HF_HOME=/srv/100%% models"\n' in out


def test_a_stop_waits_for_the_article_in_hand(work: Path, cli: Cli) -> None:
    assert "TimeoutStopSec=900\n" in cli("schedule", "tiny").out
    (work / "configs" / "limited.yaml").write_text(
        "extends: tiny.yaml\nrun: {article_timeout_seconds: 3600}\n"
    )
    assert "TimeoutStopSec=3660\n" in cli("schedule", "limited").out


def test_the_command_is_this_kortom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By absolute paths, with the script beside the interpreter or without one."""
    here = subprocess.run([*kortom_command(), "--version"], capture_output=True, check=True)
    assert here.stdout.startswith(b"kortom ")
    (tmp_path / "python").symlink_to("/bin/true")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert kortom_command() == (str(tmp_path / "python"), "-P", "-m", "kortom")


# --- systemd


def unit_value(text: str, key: str) -> str:
    (value,) = re.findall(rf"^{key}=(.*)$", text, flags=re.MULTILINE)
    return value


def unit_words(value: str) -> list[str]:
    """The words that systemd makes of a value: quotes, backslashes and specifiers undone."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', value)
    plain = [re.sub(r"\\(.)", r"\1", quoted) if quoted else bare for quoted, bare in words]
    assert all("%" not in word.replace("%%", "") for word in plain)
    return [word.replace("%%", "%") for word in plain]


@given(name=names)
def test_any_path_stands_in_a_unit(name: str) -> None:
    folder = Path("/srv") / name
    here = job(folder, "/bin/kortom", "run", name, "--quiet", environment=(("HF_HOME", name),))
    service = systemd_units(here)["kortom-x.service"]
    program, *arguments = unit_words(unit_value(service, "ExecStart"))
    assert program == "/bin/kortom"
    assert [word.replace("$$", "$") for word in arguments] == ["run", name, "--quiet"]
    assert unit_words(unit_value(service, "Environment")) == [f"HF_HOME={name}"]
    directory = unit_value(service, "WorkingDirectory")
    assert directory == directory.strip()
    assert not directory.endswith("\\")
    assert Path(directory.replace("%%", "%")) == folder


def verify(folder: Path, units: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`systemd-analyze verify`, which also looks whether the program is there."""
    need("systemd-analyze", "systemd")
    folder.mkdir()
    for name, text in units.items():
        (folder / name).write_text(text, encoding="utf-8")
    paths = [str(folder / name) for name in units]
    return subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", *paths],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("name", WEIRD)
def test_systemd_takes_the_units(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    program = folder / "kortom"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    log = folder / "a log"
    units = systemd_units(job(folder, str(program), "run", name, log=log, unit_log=log))
    done = verify(tmp_path / "units", units)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), units
    exec_start = unit_value(units["kortom-x.service"], "ExecStart")
    if any(character in name for character in "\"'\\"):
        # Not the program's own path: that it comes through is for us to see.
        command = [word.replace("$$", "$") for word in unit_words(exec_start)]
        assert command[:2] == ["/bin/sh", "-c"]
        program.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        assert ran.stdout == f"run|{name}|"


def test_verify_would_see_a_wrong_path(tmp_path: Path) -> None:
    units = systemd_units(job(tmp_path, str(tmp_path / "gone"), "run"))
    done = verify(tmp_path / "units", units)
    assert done.returncode != 0
    assert "is not executable" in done.stderr


def test_systemd_takes_the_units_of_the_command(work: Path, cli: Cli, tmp_path: Path) -> None:
    out = cli("schedule", "tiny", "--at", "23:59", "--format", "systemd").out
    assert "crontab" not in out
    parts = re.split(r"^# /etc/systemd/system/(\S+)\n", out, flags=re.MULTILINE)
    units = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert list(units) == ["kortom-tiny.service", "kortom-tiny.timer"]
    assert "OnCalendar=*-*-* 23:59:00\nPersistent=true" in re.sub("#.*\n", "", out)
    done = verify(tmp_path / "units", units)
    assert (done.returncode, done.stderr) == (0, "")
