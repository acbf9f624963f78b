"""All systems against the same references."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from kortom.comparison.agreement import brief_text
from kortom.comparison.chrf import CHRF
from kortom.comparison.measures import Kind, missing_measure, score_measure
from kortom.comparison.values import Cluster, Group, Measure, ReferenceUse
from kortom.evaluation.hypotheses import find_hypotheses
from kortom.evaluation.metrics import Metric
from kortom.evaluation.ranking import Changes, rank_systems, segment_changes
from kortom.evaluation.references import Pair, ReferenceBrief, References
from kortom.evaluation.rouge import rouge_metrics
from kortom.evaluation.statistics import Floats
from kortom.evaluation.translation_metrics import translation_metrics
from kortom.values import Record

NAMED = 5
"""References without an English that are named."""

TRANSLATION_NAMES = {"BLEU": "bleu", "chrF2": "chrf", "TER": "ter"}
BRIEF_NAMES = {"ROUGE-1": "rouge1", "ROUGE-2": "rouge2", "ROUGE-L": "rougeL"}
HEADLINE_NAMES = {metric: f"headline_{name}" for metric, name in BRIEF_NAMES.items()}


@dataclass(frozen=True, slots=True)
class Scored:
    """What the references say. gains: see `Comparison.sentence_gains`."""

    measures: tuple[Measure, ...]
    rankings: tuple[Cluster, ...]
    gains: tuple[Changes | None, ...]
    uses: tuple[ReferenceUse, ...]


@dataclass(frozen=True, slots=True)
class _Texts:
    """Segments that all systems have. hypotheses: of each system, in the order of references."""

    hypotheses: tuple[list[str], ...]
    references: list[str]


def score_references(
    references: References,
    sides: Sequence[Sequence[Record]],
    labels: Sequence[str],
    baseline: int,
) -> Scored:
    """Score all systems on what all of them have, paired.

    sides: of each system, its records of the compared articles.
    """
    pairs, pair_use = _pair_texts(references.pairs, sides)
    briefs, headlines, brief_use = _brief_texts(references.briefs, sides)
    parts: tuple[tuple[_Texts, Sequence[Metric], dict[str, str], Group], ...] = (
        (pairs, translation_metrics(), TRANSLATION_NAMES, "translation"),
        (briefs, rouge_metrics(), BRIEF_NAMES, "briefs"),
        (headlines, rouge_metrics(), HEADLINE_NAMES, "headlines"),
    )
    measures: list[Measure] = []
    rankings: list[Cluster] = []
    gains: tuple[Changes | None, ...] = (None,) * len(sides)
    for texts, metrics, names, group in parts:
        for metric in metrics:
            statistics = _statistics(metric, texts)
            measures.append(_measure(metric, statistics, names, group, len(sides), baseline))
            if statistics and len(labels) > 2:
                ranked = rank_systems(metric, dict(zip(labels, statistics, strict=True)))
                rankings.append(Cluster(names[metric.name], ranked.clusters))
            if statistics and metric.name == CHRF:
                gains = _gains(metric, statistics, baseline)
    uses = tuple(use for use in (pair_use, brief_use) if use.read)
    return Scored(tuple(measures), tuple(rankings), gains, uses)


def _statistics(metric: Metric, texts: _Texts) -> list[Floats]:
    """Of each system; [] of no texts. What systems write alike is counted once, since that takes
    most of the time."""
    if not texts.references:
        return []
    pairs = [list(zip(made, texts.references, strict=True)) for made in texts.hypotheses]
    places = {pair: place for place, pair in enumerate(dict.fromkeys(chain.from_iterable(pairs)))}
    counted = metric.statistics([made for made, _ in places], [wanted for _, wanted in places])
    return [counted[[places[pair] for pair in of]] for of in pairs]


def _measure(
    metric: Metric,
    statistics: Sequence[Floats],
    names: dict[str, str],
    group: Group,
    systems: int,
    baseline: int,
) -> Measure:
    kind = Kind(
        name=names[metric.name],
        title=metric.name,
        group=group,
        unit="points",
        higher_is_better=metric.higher_is_better,
        signature=metric.signature(),
    )
    if not statistics:
        return missing_measure(kind, systems)
    return score_measure(kind, metric, statistics, baseline)


def _gains(
    metric: Metric, statistics: Sequence[Floats], baseline: int
) -> tuple[Changes | None, ...]:
    return tuple(
        None if position == baseline else segment_changes(metric, statistics[baseline], of)
        for position, of in enumerate(statistics)
    )


def _pair_texts(
    pairs: Sequence[Pair], sides: Sequence[Sequence[Record]]
) -> tuple[_Texts, ReferenceUse]:
    made = [find_hypotheses(pairs, side) for side in sides]
    rows = list(zip(pairs, *made, strict=True))
    whole = [row for row in rows if None not in row]
    texts = _Texts(
        hypotheses=tuple([row[1 + system] for row in whole] for system in range(len(sides))),
        references=[row[0].reference for row in whole],
    )
    missing = [row[0].place for row in rows if None in row]
    return texts, _use("pairs", len(pairs), missing)


def _brief_texts(
    references: Sequence[ReferenceBrief], sides: Sequence[Sequence[Record]]
) -> tuple[_Texts, _Texts, ReferenceUse]:
    """The briefs, the headlines, and what of the references was used."""
    known = [{record.id: record.brief for record in side} for side in sides]
    there = [reference for reference in references if reference.id in known[0]]
    titled = [(item.id, item.headline) for item in there if item.headline]
    briefs = _Texts(
        hypotheses=tuple([brief_text(of[item.id]) for item in there] for of in known),
        references=[item.brief for item in there],
    )
    headlines = _Texts(
        hypotheses=tuple([of[id_].headline.text for id_, _ in titled] for of in known),
        references=[headline for _, headline in titled],
    )
    missing = [item.id for item in references if item.id not in known[0]]
    return briefs, headlines, _use("briefs", len(references), missing)


def _use(what: Literal["pairs", "briefs"], read: int, missing: Sequence[str]) -> ReferenceUse:
    return ReferenceUse(
        what=what,
        read=read,
        scored=read - len(missing),
        missing=len(missing),
        first_missing=tuple(missing[:NAMED]),
    )
