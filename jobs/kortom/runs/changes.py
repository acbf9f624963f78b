"""What is new, changed and gone since the run before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from kortom.errors import KortomError
from kortom.runs import layout
from kortom.runs.manifest import read_manifest


@dataclass(frozen=True, slots=True)
class Changes:
    """Article ids against the run `since`; all are new if there was none."""

    since: str | None
    new: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def latest_articles(output: Path) -> tuple[str | None, dict[str, str]]:
    """Run id and articles (id -> SHA-256) of the latest run, (None, {}) if none can be read."""
    latest = output / layout.LATEST
    if not latest.is_dir():
        return None, {}
    try:
        manifest = read_manifest(latest)
    except KortomError:
        # A damaged or foreign run must not stop the new one; all its articles count as new.
        return None, {}
    return manifest.run_id, manifest.articles


def changes_since(
    since: str | None,
    before: Mapping[str, str],
    now: Mapping[str, str],
    *,
    failed: Collection[str | None] = (),
    complete: bool = True,
) -> Changes:
    """Compare two maps of article ids to the SHA-256 of what was read.

    failed: ids of articles that are there and could not be read. complete: whether it is known of
    all inputs what is in them; if not, what is not here need not be gone.
    """
    return Changes(
        since=since,
        new=tuple(sorted(now.keys() - before.keys())),
        changed=tuple(sorted(id_ for id_ in now.keys() & before.keys() if now[id_] != before[id_])),
        removed=tuple(sorted(before.keys() - now.keys() - set(failed))) if complete else (),
    )
