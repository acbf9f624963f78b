"""A crontab line and systemd units that run a config each day."""

from __future__ import annotations

import os
import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from kortom import errors
from kortom.config import LoadedConfig
from kortom.errors import KortomError

NICENESS = 10
_CARRIED = ("HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME")
"""Where the Hugging Face cache is: neither cron nor systemd reads a shell's profile."""

_STOP_SECONDS = 900
"""For the article in hand, where run.article_timeout_seconds sets no limit."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_PLAIN = re.compile(r"[\w@+:,./-]+")


@dataclass(frozen=True, slots=True)
class Job:
    """What is to run each day at hour:minute, local time.

    command: the whole command line, its program as an absolute path. folder, log: absolute; log is
    where cron's output goes. unit_log: where systemd's goes, None for the journal. environment: to
    be set for the command. stop_seconds: what the article in hand may take to be finished.
    """

    name: str
    hour: int
    minute: int
    command: tuple[str, ...]
    folder: Path
    log: Path
    unit_log: Path | None = None
    environment: tuple[tuple[str, str], ...] = ()
    stop_seconds: int = _STOP_SECONDS


def kortom_command() -> tuple[str, ...]:
    """How this kortom is started, by absolute paths."""
    # Not resolved: a virtual environment is known by the path of the link that its python is.
    python = Path(os.path.abspath(sys.executable))  # noqa: PTH100
    script = python.with_name("kortom")
    if os.access(script, os.X_OK):
        return (str(script),)
    return (str(python), "-P", "-m", "kortom")


def make_job(
    loaded: LoadedConfig,
    argument: str | None,
    at: tuple[int, int],
    log_file: str | None = None,
    command: tuple[str, ...] | None = None,
) -> Job:
    """The job of a config, in the working folder.

    argument: the config as the command line is to name it. Raises KortomError (exit 2) if a path
    cannot stand in a crontab or unit, or the log file's folder is not there.
    """
    folder = Path.cwd()
    log = folder / Path(log_file or f"kortom-{loaded.name}.log").expanduser()
    if not log.parent.is_dir():
        raise KortomError(errors.SCHEDULE_LOG_FOLDER(folder=log.parent))
    program = command or kortom_command()
    limit = loaded.value.run.article_timeout_seconds
    job = Job(
        name=loaded.name,
        hour=at[0],
        minute=at[1],
        command=(*program, "run", *([argument] if argument else []), "--quiet"),
        folder=folder,
        log=log,
        unit_log=log if log_file else None,
        environment=tuple((name, os.environ[name]) for name in _CARRIED if os.environ.get(name)),
        stop_seconds=_STOP_SECONDS if limit is None else int(limit) + 60,
    )
    for text in (*job.command, str(folder), str(log), *(value for _, value in job.environment)):
        if _CONTROL.search(text):
            detail = "line breaks and other control characters"
            raise KortomError(errors.SCHEDULE_PATH(path=text, where="a schedule", detail=detail))
    return job


def cron_line(job: Job) -> str:
    """The line for `crontab -e`.

    What kortom says is appended to the log. After anything but success it also says so on its own
    output, which cron sends by mail, and it exits with kortom's code.
    """
    settings = [f"{name}={_cron_word(value)}" for name, value in job.environment]
    command = [*settings, "nice", "-n", str(NICENESS), *map(_cron_word, job.command)]
    log = _cron_word(str(job.log))
    failed = f'code=$?; echo "kortom: exit $code, see" {log}; exit $code'
    return (
        f"{job.minute} {job.hour} * * * cd {_cron_word(str(job.folder))}"
        f" && {' '.join(command)} >> {log} 2>&1 || {{ {failed}; }}"
    )


def _cron_word(text: str) -> str:
    r"""Quoted for the shell, then for cron, which ends a command at % but takes \% for it.

    Some crons also take \\ for \, others do not: no backslash is left before a backslash or %.
    """
    quoted = shlex.quote(text)
    apart = re.sub(r"\\(?=[\\%])", r"\\''", quoted)
    return apart.replace("%", r"\%")


def systemd_units(job: Job) -> dict[str, str]:
    """A service and its timer, by file name."""
    unit = f"kortom-{job.name}"
    return {f"{unit}.service": _service(job), f"{unit}.timer": _timer(job)}


def _service(job: Job) -> str:
    lines = [
        "[Unit]",
        f"Description=kortom: Dutch news into short English briefs ({job.name})",
        "",
        "[Service]",
        "Type=oneshot",
        "# The user that owns the working folder; without this line it is root.",
        "# User=kortom",
        f"WorkingDirectory={_unit_path(job.folder)}",
        *(f"Environment={_unit_word(f'{name}={value}')}" for name, value in job.environment),
        f"ExecStart={_exec(job.command)}",
        *([f"StandardOutput=append:{_unit_log(job.unit_log)}"] if job.unit_log else []),
        f"Nice={NICENESS}",
        "# A stop ends the run after the article in hand; its exit code is then 143.",
        "KillMode=mixed",
        f"TimeoutStopSec={job.stop_seconds}",
        "SuccessExitStatus=143",
    ]
    return "\n".join(lines) + "\n"


def _timer(job: Job) -> str:
    lines = [
        "[Unit]",
        f"Description=kortom: daily ({job.name})",
        "",
        "[Timer]",
        f"OnCalendar=*-*-* {job.hour:02}:{job.minute:02}:00",
        "# A time that was missed while the machine was off is made up for.",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return "\n".join(lines) + "\n"


def _exec(command: tuple[str, ...]) -> str:
    program, *arguments = command
    words = [_unit_word(argument, in_command=True) for argument in arguments]
    if re.search(r"""["'\\]""", program):
        # systemd takes no quote or backslash in the path of a program, however it is written.
        start = ["/bin/sh", "-c", _unit_word('exec "$0" "$@"', in_command=True)]
        return " ".join([*start, _unit_word(program, in_command=True), *words])
    return " ".join([_unit_word(program), *words])


def _unit_word(text: str, *, in_command: bool = False) -> str:
    """One word where systemd splits a value into words; $ means a variable only in arguments."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped.replace("$", "$$") if in_command else escaped}"'


def _unit_path(folder: Path) -> str:
    """A folder where systemd takes the whole line as it stands, but for % and what ends it."""
    text = str(folder).replace("%", "%%")
    return text + "/" if text[-1] == "\\" or text[-1].isspace() else text


def _unit_log(log: Path) -> str:
    text = str(log).replace("%", "%%")
    if text[-1] == "\\" or text[-1].isspace():
        detail = "a file name that ends with a space or backslash"
        raise KortomError(errors.SCHEDULE_PATH(path=str(log), where="a unit", detail=detail))
    return text
