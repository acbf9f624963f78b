"""What the judges say, for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kortom.evaluation.statistics import Rate
from kortom.judging.tally import Tally, Verdict


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as plain data, ready for JSON.

    Keys: `comparison`; `systems`: the two names; `judges`: a list of tallies, each with its
    `judge`; `judgements` and `articles`: tallies of all of them (`kortom.judging.tally.Verdict`
    says which is which); `position`; `agreement`: a list of `measure` ("agreement", "kappa",
    "alpha"), `value`, `low`, `high` (95% bootstrap over articles, null where not defined) and `n`.

    A tally is `wins`: by system, `ties`, `skipped` and `p_value`. position is `first`: wins of the
    brief shown first, `p_value`, and `shown`: by system, how often it was first. Wins are `count`,
    `total`, `rate`, `low` and `high` (0-1, 95% Wilson interval).
    """
    systems, position = verdict.systems, verdict.position
    return {
        "comparison": verdict.comparison,
        "systems": list(systems),
        "judges": [{"judge": name, **_tally(tally, systems)} for name, tally in verdict.judges],
        "judgements": _tally(verdict.judgements, systems),
        "articles": _tally(verdict.articles, systems),
        "position": {
            "first": _rate(position.first),
            "p_value": position.p_value,
            "shown": dict(zip(systems, position.shown, strict=True)),
        },
        "agreement": [asdict(measured) for measured in verdict.agreement],
    }


def _tally(tally: Tally, systems: tuple[str, str]) -> dict[str, Any]:
    wins = (_rate(tally.first), _rate(tally.second))
    return {
        "wins": dict(zip(systems, wins, strict=True)),
        "ties": tally.ties,
        "skipped": tally.skipped,
        "p_value": tally.p_value,
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return asdict(rate) | {"rate": rate.value}
