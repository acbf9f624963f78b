"""Makes a run again from its manifest and says whether it came out the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from kortom import __version__, errors, machine
from kortom.config import Config, LoadedConfig
from kortom.config.earlier import in_todays_terms
from kortom.config.load import validate
from kortom.errors import Exit, KortomError, Problem
from kortom.glossary import resolve_glossary
from kortom.job import Observer, run
from kortom.models import resolve_model
from kortom.models.kinds import MARIAN, SEQ2SEQ, Kind
from kortom.plan import Again, Request, read_inputs
from kortom.runs.changes import Changes
from kortom.runs.differences import (
    DIFFERS,
    Difference,
    FileResult,
    file_results,
    record_differences,
)
from kortom.runs.manifest import GlossaryPart, Manifest, ModelPart, read_manifest
from kortom.runs.reader import read_records
from kortom.runs.verify import verify_run
from kortom.translation.hardware import resolve_hardware
from kortom.values import Failure

Verdict = Literal["same bytes", "differs", "cannot", "damaged"]
EXITS: dict[Verdict, Exit] = {
    "same bytes": Exit.OK,
    "differs": Exit.DIFFERS,
    "cannot": Exit.CANNOT_REPRODUCE,
    "damaged": Exit.VERIFY_FAILED,
}
NOWHERE = "not installed"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of it.

    verdict: "same bytes" if all that tells of the articles is so, and the files that tell of the
    run itself are the same but for what differs from run to run. problems: why it is damaged,
    cannot be made again, or differs. files: each file's verdict, if it was made again. notes: what
    else is not as it was, and may explain a difference. kept: the new run, if it was to be kept.
    """

    run: Path
    verdict: Verdict
    records: int = 0
    problems: tuple[Problem, ...] = ()
    files: tuple[FileResult, ...] = ()
    notes: tuple[str, ...] = ()
    kept: Path | None = None


def reproduce(
    folder: Path, observer: Observer, keep: Path | None = None, command: tuple[str, ...] = ()
) -> Reproduction:
    """Verify a run, make it again without any finished work, and compare the two.

    Inputs and model are looked for as the run's config names them, from the working folder. keep:
    where the new run stays; else it is removed. Raises KortomError for what is not the run's fault:
    exit 2 if the new run cannot be written, 5 if the model does not load, 130 or 143 on a signal.
    """
    damage = verify_run(folder).problems
    if damage:
        return Reproduction(folder, "damaged", problems=damage)
    manifest = read_manifest(folder)
    records = {record.id: record.sha256 for record in read_records(folder)}
    reasons = tuple(obstacles(manifest, records))
    if reasons:
        return Reproduction(folder, "cannot", len(records), reasons)
    with _output(keep) as output:
        request = _request(manifest, records, output, command)
        result = run(request, observer)
        files = file_results(folder, manifest, result.folder, result.manifest)
        problems = tuple(
            _differs(difference, result.manifest)
            for difference in _differences(folder, result.folder, files)
        )
    return Reproduction(
        folder,
        "differs" if problems else "same bytes",
        len(records),
        problems,
        files,
        tuple(_notes(manifest, result.manifest)),
        kept=result.folder if keep else None,
    )


def obstacles(manifest: Manifest, records: dict[str, str]) -> Iterator[Problem]:
    """All that keeps a run from being made again here. records: article id -> SHA-256."""
    if manifest.kortom != __version__:
        yield errors.OTHER_KORTOM(wanted=manifest.kortom, found=__version__)
    for package, wanted in manifest.machine.packages.items():
        found = _version(package)
        if found != wanted:
            yield errors.OTHER_PACKAGE(package=package, wanted=wanted, found=found)
    # A run of schema 1 does not say; then the outcome will.
    wanted, found = manifest.machine.instruction_set, machine.instruction_set()
    if wanted and wanted != found:
        yield errors.OTHER_INSTRUCTION_SET(wanted=wanted, found=found)
    yield from _model_obstacles(manifest.model, MARIAN)
    if manifest.summariser is not None:
        yield from _model_obstacles(manifest.summariser.model, SEQ2SEQ)
    if manifest.glossary is not None:
        yield from _glossary_obstacles(manifest.glossary)
    try:
        config = _config(manifest)
    except KortomError as error:
        detail = error.problem.message
        yield errors.OTHER_CONFIG(config=manifest.config_name, detail=detail)
        return
    yield from _hardware_obstacles(config, manifest.engine.settings)
    yield from _article_obstacles(config, records)


def _hardware_obstacles(config: Config, settings: dict[str, Any]) -> Iterator[Problem]:
    """What `auto` in the config means here, and meant there; runs before schema 3 do not say."""
    try:
        hardware = asdict(resolve_hardware(config.translate))
    except KortomError as error:
        yield Problem(error.problem.code, error.problem.message, Exit.CANNOT_REPRODUCE)
        return
    for name, found in hardware.items():
        wanted = settings.get(name, found)
        if wanted != found:
            yield errors.OTHER_HARDWARE(name=name, wanted=wanted, found=found)


def _model_obstacles(model: ModelPart, kind: Kind) -> Iterator[Problem]:
    try:
        found = resolve_model(model.reference, kind).sha256
    except KortomError as error:
        yield Problem(error.problem.code, error.problem.message, Exit.CANNOT_REPRODUCE)
        return
    for name in sorted({*model.files, *found}):
        wanted, here = model.files.get(name, "none"), found.get(name, "none")
        if wanted != here:
            yield errors.OTHER_MODEL(ref=model.reference, file=name, wanted=wanted, found=here)


def _glossary_obstacles(glossary: GlossaryPart) -> Iterator[Problem]:
    try:
        found = resolve_glossary(glossary.reference).sha256
    except KortomError as error:
        yield Problem(error.problem.code, error.problem.message, Exit.CANNOT_REPRODUCE)
        return
    if found != glossary.sha256:
        yield errors.OTHER_GLOSSARY(ref=glossary.reference, wanted=glossary.sha256, found=found)


def _article_obstacles(config: Config, records: dict[str, str]) -> Iterator[Problem]:
    if not records:
        return
    readings = read_inputs(config, _again(records))
    found = {article.id: article.sha256 for article in readings.articles}
    failures = {failure.id: failure for failure in readings.failures}
    for article, wanted in sorted(records.items()):
        if article not in found:
            yield _missing(article, wanted, config, failures.get(article))
        elif found[article] != wanted:
            yield errors.ARTICLE_ALTERED(article=article, wanted=wanted, found=found[article])


def _missing(article: str, wanted: str, config: Config, failure: Failure | None) -> Problem:
    """An article that is not there, or is there but cannot be read any more."""
    if failure is not None:
        return Problem(failure.code, failure.message, Exit.CANNOT_REPRODUCE)
    inputs = ", ".join(config.run.inputs)
    return errors.ARTICLE_MISSING(article=article, wanted=wanted, inputs=inputs)


def _differences(before: Path, now: Path, files: tuple[FileResult, ...]) -> Iterator[Difference]:
    """Of the records first; of the files only if the records, which they show, are the same."""
    in_files = [result.difference for result in files if result.verdict == DIFFERS]
    if not in_files:
        return
    in_records = tuple(record_differences(before, now))
    yield from in_records or (difference for difference in in_files if difference is not None)


def _differs(difference: Difference, manifest: Manifest) -> Problem:
    """A difference as a message; a record that is absent now tells why it failed."""
    now = difference.now
    for failure in manifest.failures:
        if failure.id == difference.place and now == "absent":
            now = f"absent ({failure.code} {failure.message.rstrip('.')})"
    return errors.VALUE_DIFFERS(
        place=difference.place, path=difference.path, before=difference.before, now=now
    )


def _notes(before: Manifest, now: Manifest) -> Iterator[str]:
    for name, old, new in (
        ("commit of kortom", _commit(before), _commit(now)),
        ("Python", before.machine.python, now.machine.python),
        ("processor", before.machine.cpu, now.machine.cpu),
        ("system", before.machine.system, now.machine.system),
    ):
        if old != new:
            yield f"{name}: was {old}, now is {new}"


def _commit(manifest: Manifest) -> str:
    git = manifest.git
    return "none" if git is None else f"{git.commit}{' with changes' if git.dirty else ''}"


def _request(
    manifest: Manifest, records: dict[str, str], output: Path, command: tuple[str, ...]
) -> Request:
    changes = Changes(**manifest.changes.model_dump())
    return Request(
        config=LoadedConfig(_config(manifest), manifest.config_name, None, manifest.overrides),
        command=command,
        cache=False,
        again=_again(records, changes, output),
    )


def _again(
    records: dict[str, str],
    changes: Changes = Changes(None, (), (), ()),  # noqa: B008 (frozen)
    output: Path = Path(),
) -> Again:
    return Again(frozenset(records), changes, output)


def _config(manifest: Manifest) -> Config:
    return validate(in_todays_terms(manifest.config), manifest.config_name)


def _version(package: str) -> str:
    try:
        return machine.package_version(package)
    except PackageNotFoundError:
        return NOWHERE


@contextmanager
def _output(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with TemporaryDirectory(prefix="kortom-") as folder:
        yield Path(folder)
