"""What the page of a run shows of the manifest and of each record."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kortom.doubts import find_doubts
from kortom.runs.manifest import Manifest
from kortom.values import BriefSentence, Record, Sentence


def run_facts(manifest: Manifest) -> dict[str, Any]:
    """The head of the page, without how the run was carried out: that names folders."""
    config = {key: value for key, value in manifest.config.items() if key != "run"}
    return {
        "run": manifest.run_id,
        "config": manifest.config_name,
        "description": config.pop("description", ""),
        "settings": dict(_leaves(config)),
        "overrides": [text for text in manifest.overrides if not text.strip().startswith("run.")],
        "incomplete": manifest.incomplete,
        "kortom": manifest.kortom,
        "signature": manifest.signature,
        "started": manifest.started,
        "seconds": manifest.timings.run,
        "model": manifest.model.reference,
        "engine": f"{manifest.engine.name} {manifest.engine.version}",
        "summariser": manifest.summariser and manifest.summariser.model.reference,
        "glossary": manifest.glossary and manifest.glossary.reference,
        "counts": manifest.counts.model_dump(exclude={"statuses"}),
        "retries": manifest.retries,
        "terms": manifest.terms,
        "failures": [failure.model_dump() for failure in manifest.failures],
    }


def card(record: Record) -> dict[str, Any]:
    """What stands in the list: the brief with its doubts, and what it is filtered by."""
    flags = Counter([*record.flags, *(flag for s in record.sentences for flag in s.flags)])
    return {
        "id": record.id,
        "date": record.date,
        "origin": record.origin,
        "headline": _part(record.brief.headline, record),
        "brief": [_part(part, record) for part in record.brief.sentences],
        "words": record.brief.words,
        "flags": dict(sorted(flags.items())),
    }


def reading(record: Record) -> list[dict[str, Any]]:
    """The whole article, sentence by sentence; what is empty or as usual is left out."""
    return [_sentence(sentence) for sentence in record.sentences]


def _part(part: BriefSentence, record: Record) -> dict[str, Any]:
    return {"text": part.text, "rests": part.sentences, "doubts": find_doubts(part, record)}


def _sentence(sentence: Sentence) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "paragraph": sentence.paragraph,
        "kind": sentence.kind,
        "dutch": sentence.source,
        "english": sentence.hypothesis,
    }
    extra = {
        "status": None if sentence.status == "translated" else sentence.status,
        "flags": sentence.flags,
        "findings": [[found.check, found.detail] for found in sentence.findings],
        "attempts": [[one.policy, one.flags, one.taken] for one in sentence.attempts],
        "terms": [[term.source, term.target, term.status] for term in sentence.terms],
        "units": len(sentence.units),
    }
    return shown | {name: value for name, value in extra.items() if value}


def _leaves(section: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Dotted keys with their values."""
    found: list[tuple[str, Any]] = []
    for key, value in section.items():
        if isinstance(value, dict):
            found += _leaves(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, value))
    return found
