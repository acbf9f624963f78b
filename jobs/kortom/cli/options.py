"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Output = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", help="Folder of the runs, instead of run.output.", metavar="DIR"
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
ConfigName = Annotated[
    str | None,
    typer.Argument(help="A config file, or its name in configs/ (default: default)."),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", help="Override a key: translate.beam_size=1", metavar="KEY=VALUE"),
]
