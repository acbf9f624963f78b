"""`kortom judge`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kortom.cli.options import Json


def judge_command(
    files: Annotated[
        list[str],
        typer.Argument(help="JSON that the judging page exported, one file a judge."),
    ],
    as_json: Json = False,
) -> None:
    """Count blind judgements of two systems' briefs: who won, and how far the judges agree."""
    from kortom.cli.judge_text import verdict_lines
    from kortom.judging.as_json import verdict_to_json
    from kortom.judging.files import read_judgements
    from kortom.judging.tally import count_judgements

    verdict = count_judgements(files, read_judgements(files))
    if as_json:
        print(json.dumps(verdict_to_json(verdict), ensure_ascii=False))
    else:
        print("\n".join(verdict_lines(verdict)))
