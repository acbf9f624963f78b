"""Finding runs and reading them back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kortom import errors
from kortom.config.load import DEFAULT_NAME
from kortom.errors import KortomError
from kortom.paths import is_file, is_folder
from kortom.runs import layout
from kortom.values import RECORD_SCHEMA, RECORD_SCHEMAS, Record, record_from_dict


def find_run(output: Path, name: str | None) -> Path:
    """The folder of a run: by path, by run id or its beginning, or by config name (its latest, or
    its newest if none became latest).

    None is the latest of the config "default", or else the newest run there is. Raises KortomError
    (exit 2) if there is none.
    """
    folders = layout.run_folders(output)
    if name is None:
        default = output / DEFAULT_NAME / layout.LATEST
        if is_folder(default):
            return default.resolve()
        if not folders:
            raise KortomError(errors.NO_RUNS(folder=output))
        return max(folders, key=lambda folder: folder.name)
    for path in (Path(name), output / name, output / name / layout.LATEST):
        if is_file(path / layout.MANIFEST):
            return path.resolve()
    of_config = [folder for folder in folders if folder.parent.name == name]
    if of_config:
        return of_config[-1]
    matching = [folder for folder in folders if folder.name.startswith(name)]
    if len(matching) > 1:
        raise KortomError(errors.RUN_AMBIGUOUS(run=name, folder=output, count=len(matching)))
    if not matching:
        raise KortomError(errors.RUN_NOT_FOUND(run=name, folder=output))
    return matching[0]


def read_records(run: Path) -> Iterator[Record]:
    """The run's records. Raises KortomError if a line is damaged or of another schema."""
    path = run / layout.BRIEFS_JSONL
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                yield _record(path, number, line)
    except (OSError, UnicodeDecodeError) as error:
        raise KortomError(errors.DAMAGED_RUN(file=path, detail=error)) from None


def _record(path: Path, number: int, line: str) -> Record:
    try:
        data = json.loads(line)
        if data["schema"] in RECORD_SCHEMAS:
            return _checked(record_from_dict(data))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        detail = f"line {number}: {error!r}"
        raise KortomError(errors.DAMAGED_RUN(file=path, detail=detail)) from None
    raise KortomError(
        errors.FOREIGN_RUN(
            folder=path.parent,
            found=data["schema"],
            wanted=RECORD_SCHEMA,
            cure="Read it with the kortom that wrote it, or a newer one.",
        )
    )


def _checked(record: Record) -> Record:
    """The record, if what is shown of it is text and points to its own sentences."""
    count = len(record.sentences)
    for part in (record.brief.headline, *record.brief.sentences):
        if not isinstance(part.text, str):
            raise TypeError("a text of the brief is no text")
        if not all(isinstance(i, int) and 0 <= i < count for i in part.sentences):
            raise ValueError("the brief rests on a sentence that is not there")
    texts = [text for s in record.sentences for text in (s.source, s.hypothesis)]
    if not all(isinstance(text, str) for text in (record.id, record.origin, *texts)):
        raise TypeError("a text of the record is no text")
    return record


def find_record(run: Path, article: str) -> Record:
    """One record by its article id. Raises KortomError (exit 2) if the run does not hold it."""
    known = []
    for record in read_records(run):
        if record.id == article:
            return record
        known.append(record.id)
    shown = ", ".join(known[:10]) + (f" and {len(known) - 10} more" if len(known) > 10 else "")
    raise KortomError(
        errors.ARTICLE_NOT_FOUND(article=article, run=run.name, known=shown or "none")
    )
