"""Names inside an output folder, in one place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

MANIFEST = "manifest.json"
CONFIG = "config.yaml"
BRIEFS_JSONL = "briefs.jsonl"
BRIEFS_PARQUET = "briefs.parquet"
BRIEFS_FOLDER = "briefs"
CARD = "README.md"
DIGEST = "digest.md"
CHECKSUMS = "SHA256SUMS"
LATEST = "latest"
STAGING_PREFIX = ".staging-"
TRASH_PREFIX = ".trash-"
LOCK = ".lock"
STORE = ".stages.sqlite3"


def run_id(started: datetime, config_hash: str) -> str:
    """`20261124T060000.123456Z-1a2b3c4d`: UTC to the microsecond, and the config hash's start."""
    return f"{started.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{config_hash[:8]}"


def run_folders(output: Path) -> list[Path]:
    """All complete runs under an output folder, oldest first within each config name.

    A folder counts by its manifest, which is there from the moment the run is.
    """
    return sorted(
        manifest.parent
        for manifest in output.glob(f"*/*/{MANIFEST}")
        if not manifest.parent.is_symlink() and not manifest.parent.name.startswith(".")
    )
