"""Runs as a run leaves them, with the records that a test wants."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kortom.config import Config
from kortom.runs import layout
from kortom.runs.manifest import (
    ChangesPart,
    CountsPart,
    EnginePart,
    MachinePart,
    Manifest,
    ModelPart,
    TimingsPart,
)
from kortom.values import RECORD_SCHEMA, Brief, BriefSentence, Record, Sentence


def make_sentence(index: int, dutch: str, english: str, **fields: Any) -> Sentence:
    """A sentence of its own paragraph of two; the first is the title."""
    defaults: dict[str, Any] = {
        "paragraph": (index + 1) // 2,
        "kind": "body" if index else "title",
        "status": "translated",
    }
    return Sentence(index=index, source=dutch, hypothesis=english, **{**defaults, **fields})


def make_record(name: str, sentences: Sequence[Sentence], **fields: Any) -> Record:
    """A record whose headline is the first sentence and whose brief is the second."""
    title, lead = sentences[0], sentences[min(1, len(sentences) - 1)]
    brief = Brief(
        headline=BriefSentence(title.hypothesis, (title.index,)),
        sentences=(BriefSentence(lead.hypothesis, (lead.index,)),),
        words=len(lead.hypothesis.split()),
        compression=0.1,
        coverage=0.5,
    )
    paragraphs = {sentence.paragraph: sentence.kind for sentence in sentences}
    defaults: dict[str, Any] = {
        "title": title.source,
        "date": None,
        "origin": f"seeds/{name}.txt",
        "brief": brief,
        "flags": (),
    }
    return Record(
        schema=RECORD_SCHEMA,
        id=name,
        language="nl",
        sha256="0" * 64,
        paragraphs=tuple(paragraphs.values()),
        sentences=tuple(sentences),
        **{**defaults, **fields},
    )


def write_records(run: Path, records: Iterable[Record]) -> None:
    """The run's `briefs.jsonl`; in ASCII, so that it can hold what UTF-8 cannot."""
    lines = (json.dumps(asdict(record)) + "\n" for record in records)
    run.mkdir(parents=True, exist_ok=True)
    with (run / layout.BRIEFS_JSONL).open("w", encoding="ascii") as file:
        file.writelines(lines)


def make_manifest(briefs: int, **fields: Any) -> Manifest:
    """A manifest of a run with that many briefs."""
    model = ModelPart(reference="embedded:nl-en", revision=None, digest="0" * 64, files={})
    none_changed = ChangesPart(since=None, new=(), changed=(), removed=())
    counts = CountsPart(
        articles=briefs,
        briefs=briefs,
        reused=0,
        failed=0,
        unfinished=0,
        waiting=0,
        flagged=0,
        sentences=0,
        statuses={},
        source_words=0,
        brief_words=0,
    )
    machine = MachinePart(
        python="3.11",
        system="",
        cpu="",
        instruction_set="",
        cores=1,
        workers=1,
        threads=1,
        packages={},
    )
    timings = TimingsPart(
        read=0.0, load_model=0.0, translate_and_summarise=0.0, run=1.5, articles={}, reused=()
    )
    defaults: dict[str, Any] = {
        "kortom": "0.0.0",
        "run_id": "20261124T060000.000000Z-1a2b3c4d",
        "config_name": "default",
        "config_hash": "0" * 64,
        "signature": "config:1a2b3c4d|model:embedded:nl-en",
        "started": "2026-11-24T06:00:00+00:00",
        "config": Config().model_dump(mode="json"),
        "model": model,
        "engine": EnginePart(name="ctranslate2", version="4.8.5", settings={}),
        "machine": machine,
        "changes": none_changed,
        "counts": counts,
        "timings": timings,
        **dict.fromkeys(("command", "overrides", "incomplete", "inputs", "waiting"), ()),
        **dict.fromkeys(("new_only", "cache"), False),
        **dict.fromkeys(("summariser", "glossary", "git", "worker_peak_bytes"), None),
        **{name: {} for name in ("articles", "flags", "retries", "terms")},
        "failures": (),
    }
    return Manifest(**{**defaults, **fields})
