"""What came of a training, read from the record that it left."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kortom.evaluation.metrics import Score
from kortom.training.facts import TestScore
from kortom.training.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished training. key: what it depended on. seconds: of training and scoring. ended: the
    limit that was reached. best_step: of the exported weights, 0 for the base."""

    key: str
    name: str
    steps: int
    tokens: int
    seconds: float
    ended: str
    best_step: int
    scores: tuple[TestScore, ...]


def read_outcome(place: Workplace) -> Outcome | None:
    """None if the training is not finished, or its record or model not whole."""
    try:
        record = json.loads(place.record.read_text(encoding="utf-8"))
        if not all((place.model / name).is_file() for name in record["model"]):
            return None
        scores = tuple(
            TestScore(result["name"], Score(**score), base["value"])
            for result in record["results"]
            for score, base in zip(result["scores"], result["base"], strict=True)
        )
        return Outcome(
            key=record["key"],
            name=record["name"],
            steps=record["steps"],
            tokens=record["tokens"],
            seconds=record["seconds"],
            ended=record["ended"],
            best_step=record["best"]["step"],
            scores=scores,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def find_finished(output: Path, key: str) -> tuple[Workplace, Outcome] | None:
    """The newest training of a config's folder that has this key and is finished."""
    for record in sorted(output.glob(f"*/{Workplace(Path()).record}"), reverse=True):
        place = Workplace(record.parent)
        outcome = read_outcome(place)
        if outcome is not None and outcome.key == key:
            return place, outcome
    return None
