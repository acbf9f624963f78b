"""What a look at something found, and what a list of looks amounts to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kortom.errors import Exit, Problem

Level = Literal["ok", "WARN", "FAIL"]


@dataclass(frozen=True, slots=True)
class Check:
    """What one look found. exit: that a run would end with for a FAIL, else 0.

    text: what was found; for WARN and FAIL the whole message with its code and cure.
    """

    name: str
    level: Level
    text: str
    code: str | None = None
    exit: Exit = Exit.OK


def exit_code(checks: Sequence[Check]) -> Exit:
    """That of the first FAIL: the checks come in the order in which a run meets them."""
    return next((check.exit for check in checks if check.level == "FAIL"), Exit.OK)


def ok(name: str, text: str) -> Check:
    """All well."""
    return Check(name, "ok", text)


def warn(name: str, problem: Problem) -> Check:
    """Something that a run goes on with."""
    return Check(name, "WARN", str(problem), problem.code)


def fail(name: str, problem: Problem) -> Check:
    """Something that ends a run."""
    return Check(name, "FAIL", str(problem), problem.code, problem.exit)
