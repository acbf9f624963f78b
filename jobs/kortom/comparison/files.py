"""The comparison's files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kortom import errors
from kortom.comparison.as_csv import comparison_to_csv
from kortom.comparison.as_json import comparison_to_json
from kortom.comparison.as_markdown import comparison_to_markdown
from kortom.comparison.gate import Ruling
from kortom.comparison.values import Comparison
from kortom.errors import KortomError
from kortom.runs.files import make_folder, write_synced

JSON = "comparison.json"
MARKDOWN = "comparison.md"
CSV = "comparison.csv"
HTML = "comparison.html"


def write_comparison(
    folder: Path, comparison: Comparison, rulings: Sequence[Ruling], sentences: int
) -> tuple[Path, ...]:
    """Write the four files, each in one step, in place of earlier ones, and return their paths.

    sentences: how many of those that changed most the Markdown shows. Raises KortomError (exit 2)
    if the folder cannot be written to.
    """
    # Here alone: the page's charts need matplotlib, and a comparison that is only shown does not.
    from kortom.report.comparison_page import comparison_to_html

    data = comparison_to_json(comparison, rulings)
    texts = {
        JSON: json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1) + "\n",
        MARKDOWN: comparison_to_markdown(comparison, rulings, sentences),
        CSV: comparison_to_csv(comparison),
        HTML: comparison_to_html(comparison, rulings),
    }
    try:
        make_folder(folder)
        for name, text in texts.items():
            temporary = folder / f".{name}-new"
            write_synced(temporary, text)
            temporary.replace(folder / name)
    except OSError as error:
        detail = error.strerror or error
        raise KortomError(errors.COMPARISON_NOT_WRITABLE(folder=folder, detail=detail)) from None
    return tuple(folder / name for name in texts)
