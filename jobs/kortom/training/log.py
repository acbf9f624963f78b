"""The log of a training, a JSON object a line: what the curve and the report are made of."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kortom.training.scoring import Outputs, Scoring


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps since the last line. loss: mean over their tokens, with label smoothing; rate: the
    decoder's; seconds: of the training so far."""

    step: int
    tokens: int
    epoch: int
    loss: float
    rate: float
    tokens_per_second: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A scoring of the averaged weights. best: whether there was none better before."""

    step: int
    tokens: int
    seconds: float
    best: bool
    sets: tuple[Scoring, ...]


Line = Steps | Scored


class TrainingLog:
    """Appends lines to a file."""

    def __init__(self, path: Path, length: int) -> None:
        """length: bytes that belong to the state that the training goes on from; what a killed one
        wrote after that is cut off. OSError if the file cannot be written."""
        self._file = path.open("ab")
        self._file.truncate(length)

    def add(self, line: Line) -> int:
        """Append a line; returns the length of the file."""
        data = {"kind": _KINDS[type(line)], **asdict(line)}
        self._file.write(json.dumps(data).encode() + b"\n")
        self._file.flush()
        return self._file.tell()

    def sync(self) -> None:
        """See that all of it is on the disk."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def read_log(path: Path) -> tuple[Line, ...]:
    """All lines of a log. OSError, ValueError, KeyError or TypeError if it is not one."""
    return tuple(_line(json.loads(text)) for text in path.read_text("utf-8").splitlines())


def scorings(lines: Sequence[Line]) -> list[Scored]:
    """The scorings among the lines."""
    return [line for line in lines if isinstance(line, Scored)]


_KINDS = {Steps: "steps", Scored: "scores"}


def _line(data: dict[str, Any]) -> Line:
    kind = data.pop("kind")
    if kind == _KINDS[Steps]:
        return Steps(**data)
    sets = [Scoring(**{**each, "outputs": Outputs(**each["outputs"])}) for each in data["sets"]]
    return Scored(**{**data, "sets": tuple(sets)})
