"""Names inside an output folder, in one place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

MANIFEST = "manifest.json"
CONFIG = "config.yaml"
BRIEFS_JSONL = "briefs.jsonl"
BRIEFS_PARQUET = "briefs.parquet"
BRIEFS_FOLDER = "briefs"
CARD = "README.md"
DIGEST = "digest.md"
REPORT = "report.html"
CHECKSUMS = "SHA256SUMS"
LATEST = "latest"
STAGING_PREFIX = ".staging-"
TRASH_PREFIX = ".trash-"
LOCK = ".lock"
STORE = ".stages.sqlite3"
_TIME = "%Y%m%dT%H%M%S.%fZ"


def run_id(started: datetime, config_hash: str) -> str:
    """`20261124T060000.123456Z-1a2b3c4d`: UTC to the microsecond, and the config hash's start."""
    return f"{started.astimezone(UTC):{_TIME}}-{config_hash[:8]}"


def next_run_id(output: Path, started: datetime, config_hash: str) -> str:
    """The id of a run that starts now in a config's folder: later than those of all runs there.

    So runs sort in the order they were made, and no two have one id, even after the clock was set
    back: then the time in it is that of the newest run, and a microsecond.
    """
    times = [_time_of(folder) for folder in run_folders(output.parent) if folder.parent == output]
    after = [time + timedelta(microseconds=1) for time in times if time is not None]
    return run_id(max([started, *after]), config_hash)


def _time_of(run: Path) -> datetime | None:
    try:
        return datetime.strptime(run.name.partition("-")[0], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None  # renamed by somebody


def run_folders(output: Path) -> list[Path]:
    """All complete runs under an output folder, oldest first within each config name.

    A folder counts by its manifest, which is there from the moment the run is.
    """
    return sorted(
        manifest.parent
        for manifest in output.glob(f"*/*/{MANIFEST}")
        if not manifest.parent.is_symlink() and not manifest.parent.name.startswith(".")
    )
