"""In what runs differ before a word was translated: config, models, versions, machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kortom.comparison.values import Setting, SettingGroup
from kortom.runs.manifest import Manifest


def differing_settings(manifests: Sequence[Manifest]) -> tuple[Setting, ...]:
    """The settings that are not the same in all runs, in the order in which runs have them.

    A key that another version of kortom did not know is absent there: its default of today would
    say that the run did what it did not.
    """
    found: list[Setting] = []
    groups: dict[SettingGroup, list[dict[str, Any]]] = {
        "config": [_flat(manifest.config) for manifest in manifests],
        "made with": [_made_with(manifest) for manifest in manifests],
        "machine": [_machine(manifest) for manifest in manifests],
    }
    for group, of_runs in groups.items():
        for name in dict.fromkeys(name for of_run in of_runs for name in of_run):
            values = tuple(of_run.get(name) for of_run in of_runs)
            # 1 and 1.0 and true are equal to Python but not in a config.
            if len({json.dumps(value) for value in values}) > 1:
                found.append(Setting(group, name, values))
    return tuple(found)


def _made_with(manifest: Manifest) -> dict[str, Any]:
    summariser, glossary = manifest.summariser, manifest.glossary
    return {
        "kortom": manifest.kortom,
        "model": manifest.model.reference,
        "model.revision": manifest.model.revision,
        "model.digest": manifest.model.digest,
        "engine": manifest.engine.name,
        "engine.version": manifest.engine.version,
        **_flat(manifest.engine.settings, "engine."),
        "summariser": summariser and summariser.model.reference,
        "summariser.digest": summariser and summariser.model.digest,
        **_flat(summariser.settings if summariser else {}, "summariser."),
        "glossary": glossary and glossary.reference,
        "glossary.sha256": glossary and glossary.sha256,
        **_flat(manifest.machine.packages, "packages."),
    }


def _machine(manifest: Manifest) -> dict[str, Any]:
    machine = manifest.machine
    return {
        "cpu": machine.cpu,
        "instruction_set": machine.instruction_set,
        "cores": machine.cores,
        "workers": machine.workers,
        "threads": machine.threads,
        "python": machine.python,
        "system": machine.system,
    }


def _flat(data: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested mappings as dotted keys; a list is a value."""
    return dict(_items(data, prefix))


def _items(data: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from _items(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
