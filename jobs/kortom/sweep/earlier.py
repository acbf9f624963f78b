"""Finding a run that is already what a plan's would be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from kortom import __version__, errors, machine
from kortom.errors import KortomError, Problem
from kortom.job import Result
from kortom.plan import Plan
from kortom.runs import layout
from kortom.runs.manifest import Manifest, read_manifest
from kortom.runs.verify import verify_run


def find_earlier(plan: Plan, warn: Callable[[Problem], None]) -> Result | None:
    """The newest sound run with a brief of all the plan's articles, made as the plan would.

    warn: is told of one that would do and is not sound.
    """
    for folder in _candidates(plan):
        try:
            manifest = read_manifest(folder)
        except KortomError as error:
            warn(errors.EARLIER_RUN_UNSOUND(run=folder, detail=error))
            continue
        if not (_made_alike(manifest, plan) and _of_the_same(manifest, plan)):
            continue
        damage = verify_run(folder).problems
        if not damage:
            return Result(folder, manifest, None)
        warn(errors.EARLIER_RUN_UNSOUND(run=folder, detail=damage[0]))
    return None


def _candidates(plan: Plan) -> Iterator[Path]:
    """Runs whose ids say that they are of this config, newest first."""
    folders = plan.output.glob(f"*-{plan.config_hash[:8]}/{layout.MANIFEST}")
    yield from sorted((path.parent for path in folders), reverse=True)


def _made_alike(manifest: Manifest, plan: Plan) -> bool:
    """Whether all is the same that a record depends on beside its article."""
    setup, settings = plan.setup, manifest.engine.settings
    summariser = None if setup.summariser is None else setup.summariser.digest
    glossary = None if setup.glossary is None else setup.glossary.sha256
    return (
        manifest.kortom == __version__
        and manifest.config_hash == plan.config_hash
        and manifest.model.digest == setup.translator.digest
        and (manifest.summariser and manifest.summariser.model.digest) == summariser
        and (manifest.glossary and manifest.glossary.sha256) == glossary
        and all(settings.get(name) == value for name, value in asdict(setup.hardware).items())
        and manifest.machine.packages == machine.package_versions()
        and manifest.machine.instruction_set == machine.instruction_set()
    )


def _of_the_same(manifest: Manifest, plan: Plan) -> bool:
    """Whether it has a brief of each article, and no others failed than cannot be read now.

    So an article that a model failed on is tried again, and one that is damaged is not.
    """
    unreadable = {
        (failure.origin, failure.line, failure.code) for failure in plan.readings.failures
    }
    failed = {(failure.origin, failure.line, failure.code) for failure in manifest.failures}
    return (
        not manifest.new_only
        and manifest.articles == {article.id: article.sha256 for article in plan.articles}
        and failed == unreadable
    )
