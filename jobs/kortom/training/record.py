"""What a finished training leaves behind: its record, its report, its model's card."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kortom.config.model import to_yaml
from kortom.evaluation.metrics import Score
from kortom.hashing import file_sha256
from kortom.machine import cpu_name, git_state, package_versions
from kortom.models.reference import Hub, parse_reference
from kortom.training.card import Base, CardFacts, TestScore
from kortom.training.config import TrainConfig
from kortom.training.filters import CONTAMINATED
from kortom.training.inputs import Inputs
from kortom.training.outcome import Outcome
from kortom.training.scoring import Outputs
from kortom.training.sources import stated_licence
from kortom.training.state import Counts
from kortom.training.workplace import Workplace

RECORD_SCHEMA = 1

_LICENCE_ID = re.compile(r"[a-z0-9][a-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class SetResult:
    """The final scores on a whole held-out set. base: of the model that the training began with."""

    name: str
    scores: tuple[Score, ...]
    base: tuple[Score, ...]
    outputs: Outputs


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of a training that came to its end.

    command: that began it, as it was typed. ended: the limit that was reached. parameters: see
    `CardFacts`. decoding: how the final scores were decoded.
    """

    name: str
    command: tuple[str, ...]
    config: TrainConfig
    inputs: Inputs
    counts: Counts
    ended: str
    parameters: int
    decoding: str
    results: tuple[SetResult, ...]


def record_to_json(facts: Facts, place: Workplace) -> str:
    """The record, with the hashes of the model that is there."""
    counts, data, base = facts.counts, facts.inputs.packed.counts, facts.inputs.identity.base
    record: dict[str, Any] = {
        "schema": RECORD_SCHEMA,
        "name": facts.name,
        "run_id": place.folder.name,
        "command": facts.command,
        "config": facts.config.model_dump(mode="json"),
        "config_hash": facts.inputs.identity.config_hash,
        "key": facts.inputs.identity.key,
        "base": {
            "reference": base.reference,
            "revision": base.revision,
            "digest": base.digest,
            "files": base.sha256,
        },
        "files": dict(facts.inputs.identity.hashes),
        "data": {
            "read": dict(data.read),
            "removed": {reason: dict(counted) for reason, counted in data.removed.items()},
            "kept": dict(data.kept),
            "drawn": dict(data.drawn),
            "augmented": dict(data.augmented),
            "too_long": facts.inputs.too_long,
            "failed": data.failed,
            "failures": [asdict(failure) for failure in data.failures],
        },
        "precision": facts.inputs.precision,
        "threads": facts.inputs.threads,
        "packages": package_versions(),
        "git": None if (git := git_state()) is None else asdict(git),
        "starts": counts.starts,
        "steps": counts.step,
        "tokens": counts.tokens,
        "epochs": counts.position.epoch,
        "seconds": counts.seconds,
        "ended": facts.ended,
        "best": {
            "metric": facts.config.evaluate.metric,
            "value": _value_told(facts),
            "step": counts.best_step,
        },
        "decoding": facts.decoding,
        "results": [asdict(result) for result in facts.results],
        "model": {path.name: file_sha256(path) for path in sorted(place.model.iterdir())},
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def outcome_of(facts: Facts) -> Outcome:
    """What `read_outcome` will find in the record."""
    return Outcome(
        key=facts.inputs.identity.key,
        name=facts.name,
        steps=facts.counts.step,
        tokens=facts.counts.tokens,
        seconds=facts.counts.seconds,
        ended=facts.ended,
        best_step=facts.counts.best_step,
        scores=tuple(_test_scores(facts.results)),
    )


def card_facts(facts: Facts) -> CardFacts:
    """What the model card is made of."""
    data, sources = facts.inputs.packed.counts, facts.inputs.sources
    sets = ", ".join(entry.name for entry in facts.config.heldout)
    files = facts.inputs.identity.base
    parsed = parse_reference(files.reference)
    base = Base(
        reference=files.reference,
        digest=files.digest,
        repository=parsed.repository if isinstance(parsed, Hub) else None,
        licence=stated_licence(files.folder),
    )
    removed = [(reason, data.total(reason)) for reason in data.removed if reason != CONTAMINATED]
    return CardFacts(
        name=facts.name,
        base=base,
        languages=("nl", "en"),
        licence=_licence([base.licence, *(source.licence for source in sources)]),
        parameters=facts.parameters,
        sources=sources,
        read=sum(data.read.values()),
        failed=data.failed,
        removed=(*removed, ("too many tokens", facts.inputs.too_long)),
        contaminated=((sets, data.total(CONTAMINATED)),),
        augmented=tuple(data.augmented.items()),
        recipe=to_yaml(facts.config),
        command=shlex.join(facts.command),
        hardware=f"{cpu_name()}, threads: {facts.inputs.threads}, {facts.inputs.precision}",
        seconds=facts.counts.seconds,
        tokens=facts.counts.tokens,
        versions=tuple(sorted(package_versions().items())),
        scores=tuple(_test_scores(facts.results)),
        decoding=facts.decoding,
        unended=sum(result.outputs.truncated for result in facts.results),
        outputs=sum(result.outputs.sentences for result in facts.results),
    )


def _test_scores(results: Sequence[SetResult]) -> list[TestScore]:
    return [
        TestScore(result.name, score, before.value)
        for result in results
        for score, before in zip(result.scores, result.base, strict=True)
    ]


def _value_told(facts: Facts) -> float:
    """The best value as the metric counts it: of a loss less is better."""
    value = facts.counts.best_value or 0.0
    return -value if facts.config.evaluate.metric == "loss" else value


def _licence(licences: Sequence[str]) -> str:
    """The one that all state, if it is a name that the hub knows it by."""
    found = set(licences)
    only = found.pop() if len(found) == 1 else ""
    return only if _LICENCE_ID.fullmatch(only) else "other"
