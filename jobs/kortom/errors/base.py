"""What a message is: a code, a text with named places, an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, unique
from typing import Any


@unique
class Exit(IntEnum):
    """Exit codes of the `kortom` command."""

    OK = 0
    UNFORESEEN = 1
    USAGE = 2
    ARTICLES_FAILED = 3
    NO_INPUT = 4
    NO_MODEL = 5
    LOCKED = 6
    VERIFY_FAILED = 7
    DIFFERS = 8
    CANNOT_REPRODUCE = 9
    GATE_HIT = 10
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, slots=True)
class Problem:
    """A filled-in message."""

    code: str
    message: str
    exit: Exit

    def __str__(self) -> str:
        return f"{self.code} {self.message}"


@dataclass(frozen=True, slots=True)
class Template:
    """A message with named places; calling it fills them in."""

    code: str
    text: str
    exit: Exit = Exit.ARTICLES_FAILED

    def __call__(self, **fields: Any) -> Problem:
        """Fill in the places. KeyError if one is missing."""
        return Problem(self.code, self.text.format(**fields), self.exit)


class KortomError(Exception):
    """A problem that ends the command, or (raised per article) that article alone."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class ArticleError(KortomError):
    """A problem of one article, with its line (from 1) and field where they are known."""

    def __init__(
        self, problem: Problem, *, line: int | None = None, field: str | None = None
    ) -> None:
        super().__init__(problem)
        self.line = line
        self.field = field
