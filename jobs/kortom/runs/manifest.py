"""The manifest: what ran, on what, with what result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kortom import errors
from kortom.errors import KortomError
from kortom.runs.layout import MANIFEST
from kortom.runs.migrations import migrate

MANIFEST_SCHEMA = 5


class Part(BaseModel):
    """Base of the manifest's parts."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelPart(Part):
    """A model that took part. files: name -> SHA-256; digest: one SHA-256 over them all."""

    reference: str
    revision: str | None
    digest: str
    files: dict[str, str]


class EnginePart(Part):
    """The engine that translated and its effective decode settings, in the engine's own terms."""

    name: str
    version: str
    settings: dict[str, Any]


class SummariserPart(Part):
    """The seq2seq model of the briefs and its effective decode settings."""

    model: ModelPart
    settings: dict[str, Any]


class GlossaryPart(Part):
    """The glossary that was applied. sha256: of its file; entries: how many it has."""

    reference: str
    sha256: str
    entries: int


class MachinePart(Part):
    """Where it ran: what can change the last bits of a float stands here.

    instruction_set: empty in runs of schema 1, which did not know it.
    """

    python: str
    system: str
    cpu: str
    instruction_set: str
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
    """How many.

    reused: briefs whose translation an earlier run made. flagged: articles with any flag.
    unfinished: articles that the run's time did not reach. waiting: files that were still being
    written. statuses: sentences by status.
    """

    articles: int
    briefs: int
    reused: int
    failed: int
    unfinished: int
    waiting: int
    flagged: int
    sentences: int
    statuses: dict[str, int]
    source_words: int
    brief_words: int


class TimingsPart(Part):
    """Seconds. run: from start to this manifest.

    articles: of each article in its worker; for those in `reused` in the run that made them.
    """

    read: float
    load_model: float
    translate_and_summarise: float
    run: float
    articles: dict[str, float]
    reused: tuple[str, ...]


class Manifest(Part):
    """All of it; `manifest.json`.

    incomplete: why this run does not become `latest`, if so. new_only: whether its records are
    only those of new and changed articles. articles: id -> SHA-256 of those that have a brief,
    here or (with new_only) in an earlier run. waiting: files that were still being written.
    retries: sentences that were decoded again, by the policy whose draft was taken. terms: of the
    glossary, by status (see `kortom.values.Term`). worker_peak_bytes: the most memory that one
    worker held; None where none had anything to do, and of runs that did not record it.
    """

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
    new_only: bool
    cache: bool
    config: dict[str, Any]
    model: ModelPart
    engine: EnginePart
    summariser: SummariserPart | None
    glossary: GlossaryPart | None
    machine: MachinePart
    git: GitPart | None
    inputs: tuple[InputPart, ...]
    waiting: tuple[str, ...]
    articles: dict[str, str]
    changes: ChangesPart
    counts: CountsPart
    flags: dict[str, int]
    retries: dict[str, int]
    terms: dict[str, int]
    failures: tuple[FailurePart, ...]
    timings: TimingsPart
    worker_peak_bytes: int | None


def manifest_to_json(manifest: Manifest) -> str:
    """The file's text."""
    data = manifest.model_dump(mode="json", by_alias=True)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def read_manifest(run: Path) -> Manifest:
    """Read a run's manifest, in today's form if it is of an older schema.

    Raises KortomError if it is damaged or of a schema that this kortom does not know.
    """
    path = run / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        data = migrate(found, MANIFEST_SCHEMA)
    except (OSError, ValueError, RecursionError) as error:
        raise KortomError(errors.DAMAGED_RUN(file=path, detail=error)) from None
    except (KeyError, TypeError, AttributeError) as error:
        shape = f"not a manifest ({type(error).__name__}: {error})"
        raise KortomError(errors.DAMAGED_RUN(file=path, detail=shape)) from None
    if data is None:
        raise KortomError(
            errors.FOREIGN_RUN(
                folder=run,
                found=found["schema"],
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
