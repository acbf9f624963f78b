"""An evaluation for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kortom.evaluation.facts import TranslationFacts
from kortom.evaluation.results import Evaluation, RunFacts
from kortom.evaluation.statistics import Rate
from kortom.telemetry.ending import exit_code


def evaluation_to_json(evaluation: Evaluation) -> dict[str, Any]:
    """All of an evaluation as plain data, ready for JSON.

    Keys: `pairs`, `briefs` and `run`, each null where it was not asked for; `failures`, everything
    that was left out, each with `origin`, `code`, `message`, `line` and `field`; `exit_code`.

    pairs (`kortom.evaluation.results.PairScores`): `system` (`run_id` null if translated now,
    `config_name`, `config_hash`, `model`, `model_digest`, `engine`, `engine_version`); `pairs`,
    `missing`, `empty`: how many; `scores`: a list of `metric` ("BLEU", "chrF2", "TER"), `value`,
    `low`, `high` (0-100, 95% bootstrap), `n` and `signature`; `facts` and `seconds`: null with a
    run.
    briefs (`BriefScores`): likewise; `scores` of "ROUGE-1", "ROUGE-2", "ROUGE-L" over the briefs,
    and `headlines` over the headlines, [] without references of them.
    run (`RunFacts`): `system`, `signature`, `speed`, `articles`, `flagged`, `article_flags`,
    `translation` and `briefs`.

    Facts of translations are `TranslationFacts`, those of briefs `BriefFacts`. A rate is `count`,
    `total`, `rate`, `low`, `high` (0-1, 95% Wilson interval). A distribution is `n`, `mean`,
    `minimum`, `p5`, `median`, `p95`, `maximum`, or null of nothing.
    """
    pairs, briefs, run = evaluation.pairs, evaluation.briefs, evaluation.run
    return {
        "pairs": pairs and asdict(pairs) | {"facts": pairs.facts and _translation(pairs.facts)},
        "briefs": briefs and asdict(briefs),
        "run": run and _run(run),
        "failures": [asdict(failure) for failure in evaluation.failures],
        "exit_code": int(exit_code(len(evaluation.failures))),
    }


def _run(run: RunFacts) -> dict[str, Any]:
    records = run.records
    return {
        "system": asdict(run.system),
        "signature": run.signature,
        "speed": asdict(run.speed),
        "articles": records.articles,
        "flagged": _rate(records.flagged),
        "article_flags": records.article_flags,
        "translation": _translation(records.translation),
        "briefs": asdict(records.briefs),
    }


def _translation(facts: TranslationFacts) -> dict[str, Any]:
    return asdict(facts) | {
        "flagged": _rate(facts.flagged),
        "flags": {name: _rate(rate) for name, rate in facts.flags.items()},
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "count": rate.count,
        "total": rate.total,
        "rate": rate.value,
        "low": rate.low,
        "high": rate.high,
    }
