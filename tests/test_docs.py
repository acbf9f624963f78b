"""The README says what the program does today."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import get_args

import pytest

from kortom.checks import SENTENCE_CHECKS
from kortom.config.model import Checks, Flag
from kortom.runs.parquet import schema
from kortom.values import SENTENCE_STATUSES
from tests.conftest import ROOT, Cli

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHECKS = (ROOT / "jobs" / "kortom").rglob("*.py")


@pytest.mark.parametrize(
    "command",
    [
        *("run", "runs", "show", "evaluate", "sweep", "compare", "judge", "report", "verify"),
        *("reproduce", "train", "distill", "doctor", "schedule", "prune"),
        *("models pull", "models list", "models check"),
    ],
)
def test_every_command_and_option_is_described(cli: Cli, command: str) -> None:
    assert f"`kortom {command}" in README
    shown = cli(*command.split(), "--help").out
    options = set(re.findall(r"--[a-z][a-z-]+", shown)) - {"--help"}
    assert options
    assert {option for option in options if f"`{option}" not in README} == set()


def test_every_config_is_described() -> None:
    for path in (ROOT / "configs").glob("*.yaml"):
        assert f"`configs/{path.name}`" in README


def test_every_flag_status_and_field_is_described() -> None:
    code = "".join(path.read_text() for path in CHECKS)
    flags = set(re.findall(r'(?:flags\.add\(|flags = \{|return \{)"([a-z_]+)"(?!:)', code))
    flags |= set(re.findall(r'Finding\("([a-z_]+)"', code)) | set(SENTENCE_CHECKS)
    assert {"loop", "no_brief", "source_language", "overlong_word"} <= flags
    assert SENTENCE_CHECKS.keys() | {"empty"} == set(get_args(Flag)), "what retry.flags can name"
    assert flags.issuperset(set(Checks.model_fields))
    assert {flag for flag in flags if f"| `{flag}` |" not in README} == set()
    for name in (*SENTENCE_STATUSES, *schema().names):
        assert f"`{name}`" in README or f"`{name}." in README or f"`{name}[]`" in README, name


def test_shown_problems_are_what_the_program_prints() -> None:
    shown = re.findall(r"^\$ (kortom run .*)\n(kortom: E.*)$", README, flags=re.MULTILINE)
    assert len(shown) >= 3
    for command, expected in shown:
        done = subprocess.run(
            f"{sys.executable} -m {command.partition(';')[0]} --dry-run",
            shell=True, cwd=ROOT, capture_output=True, check=False, encoding="utf-8",
            env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        )  # fmt: skip
        assert done.stderr == expected + "\n"
