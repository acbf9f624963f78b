"""`kortom schedule`."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

import typer

from kortom.cli.options import ConfigName


class Format(StrEnum):
    """What to print."""

    CRON = "cron"
    SYSTEMD = "systemd"
    ALL = "all"


def schedule_command(
    config: ConfigName = None,
    at: Annotated[
        str, typer.Option("--at", help="Local time of day, each day.", metavar="HH:MM")
    ] = "06:00",
    format_: Annotated[Format, typer.Option("--format", help="What to print.")] = Format.ALL,
    log_file: Annotated[
        str | None,
        typer.Option("--log-file", help="Where its output goes.", metavar="FILE"),
    ] = None,
) -> None:
    """Print a crontab line and systemd units that run a config daily in this folder."""
    from kortom.config import load_config
    from kortom.schedule import cron_line, make_job, systemd_units

    job = make_job(load_config(config), config, _time(at), log_file)
    parts = []
    if format_ is not Format.SYSTEMD:
        parts.append(f"# a line for: crontab -e\n{cron_line(job)}\n")
    if format_ is not Format.CRON:
        units = systemd_units(job)
        parts += [f"# /etc/systemd/system/{name}\n{text}" for name, text in units.items()]
        parts.append(f"# then: systemctl daemon-reload && systemctl enable --now {[*units][1]}\n")
    print("\n".join(parts), end="")


def _time(text: str) -> tuple[int, int]:
    """Hour and minute. Raises a usage error (exit 2)."""
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if match is None:
        raise typer.BadParameter(f"{text!r} is not like 06:00")
    return int(match[1]), int(match[2])
