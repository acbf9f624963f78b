"""`kortom show`."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kortom.cli.options import Json, Output

if TYPE_CHECKING:
    from kortom.values import Record

WIDTH = 88


def show_command(
    run: Annotated[
        str | None,
        typer.Argument(help="A run's folder, id or beginning of it, or a config's name."),
    ] = None,
    article: Annotated[
        str | None, typer.Argument(help="An article id (default: the run's list).")
    ] = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Show the briefs of a run (default: the latest), or one of them with its Dutch."""
    from kortom.runs.manifest import read_manifest
    from kortom.runs.reader import find_record, find_run, read_records
    from kortom.values import canonical_json, record_to_json

    folder = find_run(Path(output or "outputs"), run)
    manifest = read_manifest(folder)
    if article is not None:
        record = find_record(folder, article)
        if as_json:
            print(record_to_json(record))
        else:
            print_brief(record, folder, manifest.model.reference)
        return
    records = list(read_records(folder))
    if not as_json:
        print(f"{manifest.run_id}\n  {manifest.signature}\n")
    for record in records:
        if as_json:
            print(canonical_json({"id": record.id, **asdict(record.brief)}))
        else:
            print(f"{record.id}{'  !' if _all_flags(record) else ''}")
            print(f"  {record.brief.headline.text}")


def print_brief(record: Record, folder: Path, model: str) -> None:
    """Print one brief: its text, its flags, and the Dutch that it rests on."""
    print(record.brief.headline.text)
    print("=" * min(WIDTH, max(len(record.brief.headline.text), 1)))
    body = " ".join(sentence.text for sentence in record.brief.sentences)
    print(textwrap.fill(body, WIDTH))
    print()
    for sentence in record.brief.sentences:
        for index in sentence.sentences:
            dutch = f"[{index}] {record.sentences[index].source}"
            print(textwrap.fill(dutch, WIDTH, initial_indent="  ", subsequent_indent="      "))
    print()
    about = [record.date, record.origin, f"{record.brief.words} words"]
    print(" · ".join(part for part in about if part))
    flags = _all_flags(record)
    if flags:
        print("Flags: " + ", ".join(f"{name} ×{count}" for name, count in flags.items()))
    print(f"Machine-translated by {model} · {folder / 'briefs' / record.id}.md")


def _all_flags(record: Record) -> dict[str, int]:
    """Names of the article's and its sentences' flags with how often they occur, sorted."""
    names = [*record.flags, *(flag for s in record.sentences for flag in s.flags)]
    return {name: names.count(name) for name in sorted(set(names))}
