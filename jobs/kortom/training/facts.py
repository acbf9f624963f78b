"""What a model card is made of."""

from __future__ import annotations

from dataclasses import dataclass

from kortom.evaluation.metrics import Score
from kortom.training.sources import DataSource


def duration(seconds: float) -> str:
    """A time in the unit that it is best told in."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"


@dataclass(frozen=True, slots=True)
class TestScore:
    """A score on a test set. name: of the set. base: what the model that the training began with
    scores there, None if that was not measured."""

    name: str
    score: Score
    base: float | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """The model that a training began with.

    reference: as the config names it. digest: SHA-256 (hex) of its files. repository: its name on
    the hub, None if it is from elsewhere. licence: as its own model card states it, or "".
    """

    reference: str
    digest: str
    repository: str | None = None
    licence: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """All that a model card says.

    name: of the model. languages: from, to. licence: of the weights, as the hub names it
    ("cc-by-4.0"); "other" where the sources' licences are mixed. parameters: numbers in the
    weights, tied ones counted once.
    sources: the training data. read, failed: pairs, and lines that are no pair. removed: reason ->
    pairs, in the order of the filters. contaminated: test set -> training pairs that were removed
    because they stand in it. augmented: what was changed in pairs -> in how many.
    recipe: the resolved config as YAML. command: that made the model, in one line. hardware:
    processor, threads, precision. seconds: of training. tokens: target tokens seen, repetitions
    included. versions: package -> version.
    scores: on sets that were held out. decoding: by which search and precision ("beam 4,
    float32"). unended: of the `outputs` that were scored, those without an end when the length
    limit came.
    """

    name: str
    base: Base
    languages: tuple[str, str]
    licence: str
    parameters: int
    sources: tuple[DataSource, ...]
    read: int
    failed: int
    removed: tuple[tuple[str, int], ...]
    contaminated: tuple[tuple[str, int], ...]
    augmented: tuple[tuple[str, int], ...]
    recipe: str
    command: str
    hardware: str
    seconds: float
    tokens: int
    versions: tuple[tuple[str, str], ...]
    scores: tuple[TestScore, ...]
    decoding: str
    unended: int
    outputs: int
