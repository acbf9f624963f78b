"""`kortom models`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kortom.cli.options import Json

if TYPE_CHECKING:
    from kortom.errors import Problem
    from kortom.models.hub import Listing
    from kortom.models.hub_cache import HubFile
    from kortom.models.inventory import Entry, Kept
    from kortom.models.pull import Pulled

models_app = typer.Typer(no_args_is_help=True, help="Fetch, list and check models.")

STATES = {
    "ready": "ready",
    "converted": "ready, converted from a pickle",
    "pickle": "a pickle: 'kortom models pull' converts it",
    "incomplete": "incomplete: 'kortom models pull' completes it",
}


@models_app.command("pull")
def pull_command(
    reference: Annotated[
        str,
        typer.Argument(metavar="REF", help="organisation/name[@revision], or a folder to convert."),
    ],
    as_json: Json = False,
) -> None:
    """Fetch a model from the hub, whole and checked; weights in a pickle become safetensors."""
    from kortom.models.pull import pull

    with PullReporter(show=not as_json) as reporter:
        pulled = pull(reference, reporter)
    if as_json:
        print(json.dumps(_pulled(pulled), ensure_ascii=False))
        return
    files, fetched = len(pulled.files.sha256), _mb(pulled.fetched)
    size = f"{_mb(_size(pulled))} MB, {fetched} MB of it fetched now"
    print(f"Here: {pulled.kind.name}, {files} files, {size}")
    print(f"  in {pulled.files.folder}")
    print(f"For the config: {pulled.reference}")


@models_app.command("list")
def list_command(as_json: Json = False) -> None:
    """List the models on this machine that kortom can use."""
    from kortom.cache import cache_folder
    from kortom.models.inventory import kept_conversions, models

    found, kept = list(models()), kept_conversions()
    if as_json:
        print(json.dumps(_listed(found, kept), ensure_ascii=False))
        return
    width = max(len(entry.reference) for entry in found)
    print(f"{'model':<{width}}  {'kind':<8}  {'MB':>8}  state")
    for entry in found:
        names = f" ({', '.join(entry.names)})" if entry.names else ""
        state = STATES[entry.state] + names
        print(f"{entry.reference:<{width}}  {entry.kind:<8}  {_mb(entry.bytes):>8}  {state}")
    pickles, engine = kept["models"], kept["ctranslate2"]
    print(
        f"Conversions kept in {cache_folder()}: {pickles.number} from pickles"
        f" ({_mb(pickles.bytes)} MB), {engine.number} for CTranslate2 ({_mb(engine.bytes)} MB)"
    )


@models_app.command("check")
def check_command(
    reference: Annotated[
        str | None,
        typer.Argument(metavar="[REF]", help="A model; default: those of the config."),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option("--config", help="A config file, or its name in configs/.", metavar="CONFIG"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check that models are whole and do their work, and what conversion changes."""
    from kortom.checklist import exit_code
    from kortom.models.check import check_model

    checks, rows = [], []
    for model in [reference] if reference else _named(config):
        for check in check_model(model):
            checks.append(check)
            rows.append({"model": model, "check": check.name, "level": check.level,
                         "text": check.text, "code": check.code, "exit": check.exit})  # fmt: skip
            if not as_json:
                print(f"{check.level:<4}  {check.name:<12}  {check.text}", flush=True)
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
    raise typer.Exit(exit_code(checks))


class PullReporter:
    """Tells how a pull goes: what comes, a bar on a terminal, notices. A context manager."""

    def __init__(self, show: bool) -> None:
        """show: whether to tell of anything but notices."""
        self._show = show
        self._bar: Any = None
        self._task: Any = None
        self._here: dict[str, int] = {}

    def __enter__(self) -> PullReporter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def found(self, listing: Listing, files: Sequence[HubFile]) -> None:
        """The hub has answered; these files are to be here."""
        if not self._show:
            return
        print(listing.pinned)
        for file in sorted(files, key=lambda file: -file.size):
            print(f"  {_mb(file.size):>8} MB  {file.name}", flush=True)
        if sys.stderr.isatty():
            self._bar = _bar()
            self._bar.start()
            self._task = self._bar.add_task("", total=sum(file.size for file in files))

    def received(self, file: HubFile, size: int) -> None:
        """So many bytes of a file are here."""
        self._here[file.name] = size
        if self._bar:
            self._bar.update(self._task, completed=sum(self._here.values()))

    def notice(self, problem: Problem) -> None:
        """Something that the user should know."""
        print(f"kortom: {problem}", file=sys.stderr)


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

    return Progress(
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _named(config: str | None) -> list[str]:
    from kortom.config import load_config
    from kortom.setup import named_models

    return named_models(load_config(config).value)


def _pulled(pulled: Pulled) -> dict[str, Any]:
    return {
        "reference": pulled.reference,
        "kind": pulled.kind.name,
        "commit": pulled.files.revision,
        "folder": str(pulled.files.folder),
        "files": pulled.files.sha256,
        "digest": pulled.files.digest,
        "bytes": _size(pulled),
        "fetched_bytes": pulled.fetched,
        "converted": pulled.converted,
    }


def _listed(found: Sequence[Entry], kept: dict[str, Kept]) -> dict[str, Any]:
    return {
        "models": [
            {"reference": entry.reference, "kind": entry.kind, "state": entry.state,
             "bytes": entry.bytes, "names": entry.names}
            for entry in found
        ],
        "conversions": {
            name: {"number": each.number, "bytes": each.bytes} for name, each in kept.items()
        },
    }  # fmt: skip


def _size(pulled: Pulled) -> int:
    return sum((pulled.files.folder / name).stat().st_size for name in pulled.files.sha256)


def _mb(number: int) -> str:
    return f"{number / 1e6:,.1f}"
