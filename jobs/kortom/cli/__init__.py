"""The command line: one command a file, each a thin layer over a plain function.

Only Typer is imported here; what a command needs, it imports when it runs, so that `--help` is
quick.
"""

from __future__ import annotations

import io
import os
import sys

import typer

from kortom import __version__
from kortom.cli.compare import compare_command
from kortom.cli.distill import distill_command
from kortom.cli.doctor import doctor_command
from kortom.cli.evaluate import evaluate_command
from kortom.cli.judge import judge_command
from kortom.cli.models import models_app
from kortom.cli.prune import prune_command
from kortom.cli.report import report_command
from kortom.cli.reproduce import reproduce_command
from kortom.cli.run import run_command
from kortom.cli.runs import runs_command
from kortom.cli.schedule import schedule_command
from kortom.cli.show import show_command
from kortom.cli.sweep import sweep_command
from kortom.cli.train import train_command
from kortom.cli.verify import verify_command
from kortom.environment import prepare_environment
from kortom.errors import KortomError

app = typer.Typer(
    name="kortom",
    help="Dutch news in, short English briefs out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run")(run_command)
app.command("runs")(runs_command)
app.command("show")(show_command)
app.command("report")(report_command)
app.command("evaluate")(evaluate_command)
app.command("compare")(compare_command)
app.command("sweep")(sweep_command)
app.command("judge")(judge_command)
app.command("train")(train_command)
app.command("distill")(distill_command)
app.command("prune")(prune_command)
app.command("schedule")(schedule_command)
app.command("doctor")(doctor_command)
app.command("verify")(verify_command)
app.command("reproduce")(reproduce_command)
app.add_typer(models_app, name="models")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kortom {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Show the version and exit.", callback=_version, is_eager=True
    ),
) -> None:
    """Dutch news in, short English briefs out."""


def main() -> None:
    """Run the command line and exit with its code; a known problem is one line on stderr."""
    prepare_environment()
    _prepare_streams()
    try:
        app()
    except KortomError as error:
        print(f"kortom: {error}", file=sys.stderr)
        sys.exit(error.problem.exit)


def _prepare_streams() -> None:
    """Make printing safe: cron may close a stream, and a locale may know no letter but ASCII."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
