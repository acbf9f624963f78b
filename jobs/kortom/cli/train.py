"""`kortom train`."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from kortom.cli.options import Json, Output, Overrides


def train_command(
    config: Annotated[str, typer.Argument(help="A config file, or its name in configs/train/.")],
    override: Overrides = None,
    output: Output = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew, also if it is finished or could go on.")
    ] = False,
    keep_checkpoints: Annotated[
        bool, typer.Option("--keep-checkpoints", help="Also when the training is finished.")
    ] = False,
    wait: Annotated[
        float,
        typer.Option("--wait", min=0, help="Wait for a training at work there.", metavar="SECONDS"),
    ] = 0.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")] = False,
    as_json: Json = False,
) -> None:
    """Train a MarianMT model on parallel texts, from a base on; a killed training goes on."""
    from kortom.cli.train_text import TrainReporter, result_lines, result_to_json
    from kortom.runs.redact import redact
    from kortom.training.config import load_train_config
    from kortom.training.train import Request, train

    extra = [f"run.output={json.dumps(output)}"] if output else []
    value, name = load_train_config(config, (*(override or ()), *extra))
    request = Request(
        config=value,
        name=name,
        command=redact(("kortom", *sys.argv[1:])),
        fresh=fresh,
        keep_checkpoints=keep_checkpoints,
        wait_seconds=wait,
    )
    result = train(request, TrainReporter(show=not (quiet or as_json)))
    if as_json:
        print(json.dumps(result_to_json(result), ensure_ascii=False))
    elif not quiet:
        print("\n".join(result_lines(result)))
