"""What is known of a distilled corpus: `distill.json` beside it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kortom.articles import InputFile
from kortom.distillation.chunk import Chunk
from kortom.distillation.monolingual import Survey
from kortom.runs.files import sync, write_synced
from kortom.values import Failure

RECORD, SCHEMA = "distill.json", 1


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the sentences.

    read: of all inputs, lines that could not be read not counted (`failed`). left_out: reason ->
    sentences: those of `Survey.left_out`; "long": more tokens than limits.max_tokens; "rejected":
    the checks found something. findings: check -> pairs in which it did. pairs: that were written.
    """

    read: int
    failed: int
    left_out: dict[str, int]
    findings: dict[str, int]
    pairs: int
    source_words: int
    target_words: int


@dataclass(frozen=True, slots=True)
class Teacher:
    """The model that translated. sha256: file -> hex digest. settings: effective decode settings.
    glossary: reference and SHA-256 of one, if it was used."""

    reference: str
    revision: str | None
    digest: str
    sha256: dict[str, str]
    settings: dict[str, Any]
    glossary: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Record:
    """A finished corpus. key: SHA-256 (hex) of all that its bytes depend on. finished: ISO time.

    file: its name; sha256, bytes: of it. seconds: that translating took, over all attempts.
    config: resolved. failures: of what could not be read, the first ones.
    """

    schema: int
    kortom: str
    name: str
    key: str
    command: tuple[str, ...]
    finished: str
    file: str
    sha256: str
    bytes: int
    counts: Counts
    seconds: float
    teacher: Teacher
    inputs: tuple[InputFile, ...]
    failures: tuple[Failure, ...]
    config: dict[str, Any]
    versions: dict[str, str]
    processor: str


def count(survey: Survey, chunks: Iterable[Chunk]) -> tuple[Counts, float]:
    """The counts of a whole corpus, and the seconds that translating took."""
    long = rejected = pairs = source_words = target_words = 0
    seconds = 0.0
    findings: Counter[str] = Counter()
    for chunk in chunks:
        long, rejected = long + chunk.long, rejected + chunk.rejected
        pairs, seconds = pairs + len(chunk.pairs), seconds + chunk.seconds
        findings.update(chunk.findings)
        source_words += sum(len(source.split()) for source, _ in chunk.pairs)
        target_words += sum(len(target.split()) for _, target in chunk.pairs)
    counts = Counts(
        read=survey.read,
        failed=survey.failed,
        left_out={**survey.left_out, "long": long, "rejected": rejected},
        findings=dict(sorted(findings.items())),
        pairs=pairs,
        source_words=source_words,
        target_words=target_words,
    )
    return counts, seconds


def write_record(folder: Path, record: Record) -> None:
    """Write it in one step: with it the corpus is finished. OSError if that fails."""
    partial = folder / f".{RECORD}.new"
    write_synced(partial, json.dumps(asdict(record), indent=2, ensure_ascii=False) + "\n")
    partial.replace(folder / RECORD)
    sync(folder)


def read_record(folder: Path) -> Record | None:
    """The record of a finished corpus; None if there is none, or one of another form."""
    try:
        data = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        teacher = data["teacher"]
        glossary = teacher["glossary"] and tuple(teacher["glossary"])
        return Record(
            **{
                **data,
                "command": tuple(data["command"]),
                "counts": Counts(**data["counts"]),
                "teacher": Teacher(**{**teacher, "glossary": glossary}),
                "inputs": tuple(InputFile(**file) for file in data["inputs"]),
                "failures": tuple(Failure(**failure) for failure in data["failures"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
