"""A comparison for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from kortom.comparison.gate import Ruling
from kortom.comparison.values import Comparison
from kortom.evaluation.statistics import Rate

COMPARISON_SCHEMA = 1


def comparison_to_json(comparison: Comparison, rulings: Sequence[Ruling]) -> dict[str, Any]:
    """All of a comparison as plain data, ready for JSON.

    Lists with one item for each system are in the order of `systems`; null stands for what a system
    has not. All intervals are of 95%.

    schema: 1. baseline: position in `systems`.
    systems: `label` ("A", "B", ...), `system` (`run_id`, `config_name`, `config_hash`, `model`,
    `model_digest`, `engine`, `engine_version`), `signature`, `articles`, `left_out`,
    `first_left_out`, `reused`, `worker_peak_bytes`, `failed`, `unfinished`, `new_only`.
    inputs: `articles`, `altered`, `sentences`, `unmatched`, `not_selected`.
    settings: only what differs: `group` ("config", "made with", "machine"), `name` (dotted),
    `values`.
    measures: `name`, `title`, `group` ("translation", "briefs", "headlines", "sentence_flags",
    "terms", "article_flags", "form", "speed"), `unit`, `higher_is_better` (null: neither),
    `signature`, `values` (`value`, `low`, `high`, `n`, `count`) and `differences` to the baseline
    (`value`, `low`, `high`, `p_bootstrap`, `p_randomisation`, `p_sign`, `wins`). Scores and rates
    are from 0 to 100.
    rankings: with three systems or more: `metric` and `clusters` of labels, best first.
    agreement: of each two systems `one`, `other`, `changed`, `chrf`, `briefs_changed`,
    `grounds_changed`, `rouge`. A rate is `count`, `total`, `rate`, `low`, `high` (0-1), a score
    `metric`, `value`, `low`, `high`, `n`, `signature`.
    sentence_gains: `better`, `worse`, `equal`: rates. references: `what`, `read`, `scored`,
    `missing`, `first_missing`. failures: as of `kortom evaluate --json`.
    articles: those that differ most first: `id`, `title`, `sentences`, `chrf`, `referenced`,
    `reference_chrf`, `briefs` (as in `briefs.jsonl`), and `changed`: its sentences that not all
    systems translate alike: `article`, `index`, `source`, `hypotheses`, `flags`, `chrf`,
    `reference`, `reference_chrf`.
    gate: of each condition `condition`, `hit`, and `hits`: `system`, `explained` and `tests`
    (`text`, `value`, `holds`).

    The fields are those of `kortom.comparison.values`, where each is explained.
    """
    return {
        "schema": COMPARISON_SCHEMA,
        **asdict(comparison),
        "agreement": [
            asdict(pair)
            | {
                "changed": _rate(pair.changed),
                "briefs_changed": _rate(pair.briefs_changed),
                "grounds_changed": _rate(pair.grounds_changed),
            }
            for pair in comparison.agreement
        ],
        "sentence_gains": [
            gains
            and {
                "better": _rate(gains.better),
                "worse": _rate(gains.worse),
                "equal": _rate(gains.equal),
            }
            for gains in comparison.sentence_gains
        ],
        "gate": [asdict(ruling) | {"hit": bool(ruling.hits)} for ruling in rulings],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "count": rate.count,
        "total": rate.total,
        "rate": rate.value,
        "low": rate.low,
        "high": rate.high,
    }
