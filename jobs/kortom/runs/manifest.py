"""The manifest: what ran, on what, with what result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kortom import errors
from kortom.errors import KortomError
from kortom.runs.layout import MANIFEST

MANIFEST_SCHEMA = 1


class Part(BaseModel):
    """Base of the manifest's parts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelPart(Part):
    """The model that translated. files: name -> SHA-256; digest: one SHA-256 over them all."""

    reference: str
    revision: str | None
    digest: str
    files: dict[str, str]


class EnginePart(Part):
    """The engine and its effective decode settings (transformers' GenerationConfig)."""

    name: str
    version: str
    settings: dict[str, Any]


class MachinePart(Part):
    """Where it ran: what can change the last bits of a float stands here."""

    python: str
    system: str
    cpu: str
    cpu_capability: str
    cores: int
    workers: int
    threads: int
    packages: dict[str, str]


class GitPart(Part):
    """The checkout that kortom's own code lies in; absent if it is an installed package."""

    commit: str
    dirty: bool


class InputPart(Part):
    """One input file."""

    path: str
    sha256: str
    bytes: int


class FailurePart(Part):
    """One article that failed, and why."""

    origin: str
    code: str
    message: str
    id: str | None
    line: int | None
    field: str | None


class ChangesPart(Part):
    """Article ids against the run that `latest` named before; all are new if there was none."""

    since: str | None
    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


class CountsPart(Part):
    """How many. statuses: sentences by status; flagged: articles with any flag."""

    articles: int
    briefs: int
    failed: int
    flagged: int
    sentences: int
    statuses: dict[str, int]
    source_words: int
    brief_words: int


class TimingsPart(Part):
    """Seconds. articles: of each article, in its worker; run: from start to this manifest."""

    read: float
    load_model: float
    translate_and_summarise: float
    run: float
    articles: dict[str, float]


class Manifest(Part):
    """All of it; `manifest.json`. incomplete: why this run does not become `latest`, if so."""

    schema_version: int = Field(default=MANIFEST_SCHEMA, alias="schema")
    kortom: str
    run_id: str
    config_name: str
    config_hash: str
    signature: str
    started: str
    command: tuple[str, ...]
    overrides: tuple[str, ...]
    incomplete: tuple[str, ...]
    config: dict[str, Any]
    model: ModelPart
    engine: EnginePart
    machine: MachinePart
    git: GitPart | None
    inputs: tuple[InputPart, ...]
    articles: dict[str, str]
    changes: ChangesPart
    counts: CountsPart
    flags: dict[str, int]
    failures: tuple[FailurePart, ...]
    timings: TimingsPart


def manifest_to_json(manifest: Manifest) -> str:
    """The file's text."""
    data = manifest.model_dump(mode="json", by_alias=True)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def read_manifest(run: Path) -> Manifest:
    """Read a run's manifest. Raises KortomError if it is damaged or of another schema."""
    path = run / MANIFEST
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        found = data["schema"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KortomError(errors.DAMAGED_RUN(file=path, detail=error)) from None
    if found != MANIFEST_SCHEMA:
        raise KortomError(
            errors.FOREIGN_RUN(
                folder=run,
                found=found,
                wanted=MANIFEST_SCHEMA,
                cure="Read it with the kortom that wrote it, or a newer one.",
            )
        )
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(str(part) for part in detail["loc"])
        raise KortomError(
            errors.DAMAGED_RUN(file=path, detail=f"{where}: {detail['msg']}")
        ) from None
