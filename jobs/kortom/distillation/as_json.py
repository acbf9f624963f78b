"""Plans and results as JSON for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kortom.distillation.distill import Result
from kortom.distillation.plan import Plan


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """What would be done."""
    return {
        "name": plan.name,
        "folder": str(plan.folder),
        "key": plan.key,
        "teacher": plan.files.digest,
        "sentences": plan.survey.sentences,
        "read": plan.survey.read,
        "left_out": plan.survey.left_out,
        "failed": plan.survey.failed + len(plan.dutch.failures),
    }


def result_to_json(result: Result) -> dict[str, Any]:
    """The record of the corpus, its path, and whether it was made now."""
    return {"corpus": str(result.corpus), "made": result.made, **asdict(result.record)}
