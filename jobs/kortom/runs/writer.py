"""A run on its way to the disk: built in a staging folder, published by one rename."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TextIO

from kortom import errors
from kortom.config import Config, to_yaml
from kortom.errors import KortomError
from kortom.report import write_report
from kortom.runs import layout
from kortom.runs.files import checksum_lines, replace_link, sync, sync_tree, write_synced
from kortom.runs.manifest import Manifest, manifest_to_json
from kortom.runs.parquet import ParquetRecords
from kortom.runs.render import (
    render_brief,
    render_card,
    render_digest_entry,
    render_digest_head,
)
from kortom.values import Record, record_to_json


class RunWriter:
    """Takes records one by one, in the order they are to stand in, then publishes them.

    A context manager: leaving it without `publish` removes the staging folder.
    """

    def __init__(self, output: Path, run_id: str, model: str, digest_ids: Collection[str]) -> None:
        """`output`: the config's folder; `digest_ids`: the new and changed articles."""
        self._final = output / run_id
        self._staging = output / f"{layout.STAGING_PREFIX}{run_id}"
        self._model = model
        self._digest_ids = frozenset(digest_ids)
        self._digest: list[str] = []
        self._open = ExitStack()

    def __enter__(self) -> RunWriter:
        """Create the staging folder. KortomError (exit 2) if the output is not writable."""
        try:
            with self._writing():
                self._staging.parent.mkdir(parents=True, exist_ok=True)
                self._staging.mkdir()
                (self._staging / layout.BRIEFS_FOLDER).mkdir()
                self._jsonl: TextIO = self._open.enter_context(
                    (self._staging / layout.BRIEFS_JSONL).open("x", encoding="utf-8", newline="\n")
                )
                self._parquet = self._open.enter_context(
                    ParquetRecords(self._staging / layout.BRIEFS_PARQUET)
                )
        except KortomError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Remove the staging folder, if it is still there."""
        try:
            with self._writing():
                self._open.close()
        finally:
            shutil.rmtree(self._staging, ignore_errors=True)

    def add(self, record: Record) -> None:
        """Write one record in all its forms. KortomError (exit 2) if the disk refuses."""
        page = self._staging / layout.BRIEFS_FOLDER / f"{record.id}.md"
        with self._writing():
            self._jsonl.write(record_to_json(record) + "\n")
            self._parquet.add(record)
            page.write_text(render_brief(record, self._model), encoding="utf-8", newline="\n")
        if record.id in self._digest_ids:
            self._digest.append(render_digest_entry(record))

    def publish(self, manifest: Manifest, config: Config) -> Path:
        """Write what describes the run, make all of it durable, and move it into place.

        Returns the run's folder. `latest` is moved if the manifest says the run is complete.
        KortomError (exit 2) if the disk refuses.
        """
        with self._writing():
            self._open.close()
            if config.run.report:
                write_report(self._staging, manifest, self._staging / layout.REPORT)
            self._describe(manifest, config)
            sync_tree(self._staging)
            # Onto a folder that is there, and never empty, a rename fails: no run is overwritten.
            os.rename(self._staging, self._final)  # noqa: PTH104 (Path.rename is the same call)
            sync(self._final.parent)
            if not manifest.incomplete:
                replace_link(self._final.parent / layout.LATEST, manifest.run_id)
        return self._final

    def _describe(self, manifest: Manifest, config: Config) -> None:
        changes = manifest.changes
        head = render_digest_head(
            len(changes.new), len(changes.changed), changes.removed, self._model
        )
        card = render_card(
            manifest.config_name,
            manifest.run_id,
            self._model,
            manifest.signature,
            manifest.counts.briefs,
            has_page=config.run.report,
        )
        staging = self._staging
        write_synced(staging / layout.DIGEST, "\n".join([head, *self._digest]))
        write_synced(staging / layout.CARD, card)
        write_synced(staging / layout.CONFIG, to_yaml(config))
        write_synced(staging / layout.MANIFEST, manifest_to_json(manifest))
        sums = checksum_lines(staging, leave_out=layout.CHECKSUMS)
        write_synced(staging / layout.CHECKSUMS, sums)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Turn a refusal of the disk into a message for the user."""
        try:
            yield
        except OSError as error:
            detail = error.strerror or error
            raise KortomError(
                errors.OUTPUT_NOT_WRITABLE(folder=self._final.parent, detail=detail)
            ) from error
