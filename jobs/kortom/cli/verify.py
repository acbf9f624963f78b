"""`kortom verify`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kortom.cli.options import Json, Output

if TYPE_CHECKING:
    from kortom.runs.verify import Verification


def verify_command(
    run: Annotated[
        str | None,
        typer.Argument(help="A run's folder, id or beginning of it, or a config's name."),
    ] = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Check a run (default: the latest): every file's checksum, the manifest, the records."""
    from kortom.errors import Exit
    from kortom.runs.verify import find_any_run, verify_run

    verification = verify_run(find_any_run(Path(output or "outputs"), run))
    if as_json:
        print(json.dumps(as_data(verification), ensure_ascii=False))
    else:
        print_problems(verification)
        print(verdict(verification))
    raise typer.Exit(Exit.VERIFY_FAILED if verification.problems else Exit.OK)


def print_problems(verification: Verification) -> None:
    """One problem a line."""
    for problem in verification.problems:
        print(problem)


def verdict(verification: Verification) -> str:
    """The outcome in one line."""
    count = len(verification.problems)
    if count:
        return f"damaged: {verification.run}: {count} problem{'' if count == 1 else 's'}"
    return f"sound: {verification.run}: {verification.files} files as they were published"


def as_data(verification: Verification) -> dict[str, Any]:
    """The outcome for machines."""
    return {
        "run": str(verification.run),
        "verdict": "damaged" if verification.problems else "sound",
        "files": verification.files,
        "problems": [
            {"code": problem.code, "message": problem.message} for problem in verification.problems
        ],
    }
