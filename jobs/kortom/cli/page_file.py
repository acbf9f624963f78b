"""A page in a file that the user named."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from kortom import errors
from kortom.errors import KortomError
from kortom.paths import is_file


def write_page_file(page: Path, write: Callable[[Path], None], option: str) -> int:
    """Write a page by `write`, whole or not at all, and return its size in bytes.

    option: what names the file, for messages. KortomError (exit 2) if the file cannot be written,
    is there and is no page of kortom, or would change a run.
    """
    from kortom.runs import layout

    if is_file(page.parent / layout.MANIFEST):
        raise KortomError(errors.PAGE_IN_RUN(file=page, option=option))
    try:
        if not _may_be_replaced(page):
            raise KortomError(errors.PAGE_FOREIGN(file=page, option=option))
        with tempfile.TemporaryDirectory(prefix=".kortom-", dir=page.parent) as folder:
            draft = Path(folder) / page.name
            write(draft)
            size = draft.stat().st_size
            os.replace(draft, page)  # noqa: PTH105 (Path.replace is the same call)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        detail = getattr(error, "strerror", None) or error
        raise KortomError(
            errors.PAGE_NOT_WRITABLE(file=page, detail=detail, option=option)
        ) from error
    return size


def _may_be_replaced(page: Path) -> bool:
    """Whether there is no such file, or a page that was made here. OSError if it cannot be read."""
    from kortom.report.page import MARK

    try:
        with page.open("rb") as file:
            return file.read(len(MARK)) == MARK.encode()
    except FileNotFoundError:
        return True
