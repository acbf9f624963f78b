"""`kortom show`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kortom.cli.options import Json, Output

if TYPE_CHECKING:
    from kortom.values import Record


def show_command(
    run: Annotated[
        str | None,
        typer.Argument(help="A run's folder, id or beginning of it, or a config's name."),
    ] = None,
    article: Annotated[
        str | None, typer.Argument(help="An article id (default: the run's list).")
    ] = None,
    sources: Annotated[
        bool,
        typer.Option("--sources", help="Each sentence of the briefs with its Dutch beside it."),
    ] = False,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Show the briefs of a run (default: the latest), or one of them with its Dutch."""
    from kortom.runs.manifest import read_manifest
    from kortom.runs.reader import find_record, find_run, read_records

    folder = find_run(Path(output or "outputs"), run)
    manifest = read_manifest(folder)
    records: Iterable[Record]
    records = read_records(folder) if article is None else [find_record(folder, article)]
    if as_json:
        _print_json(records, sources=sources, whole=article is not None)
    elif sources:
        _print_sources(records, manifest.model.reference)
    elif article is not None:
        for record in records:
            print_brief(record, folder, manifest.model.reference)
    else:
        # Read to the end before the first line: a damaged run is an error, not half a list.
        listed = list(records)
        print(f"{manifest.run_id}\n  {manifest.signature}\n")
        for record in listed:
            print(f"{record.id}{'  !' if _all_flags(record) else ''}")
            print(f"  {record.brief.headline.text}")


def print_brief(record: Record, folder: Path, model: str) -> None:
    """Print one brief: its text, what is doubtful in it, and the Dutch that it rests on."""
    from kortom.cli.brief_text import brief_lines

    print("\n".join(brief_lines(record)))
    about = [record.date, record.origin, f"{record.brief.words} words"]
    print(" · ".join(part for part in about if part))
    flags = _all_flags(record)
    if flags:
        print("Flags: " + ", ".join(f"{name} ×{count}" for name, count in flags.items()))
    print(f"Machine-translated by {model} · {folder / 'briefs' / record.id}.md")


def _print_sources(records: Iterable[Record], model: str) -> None:
    from kortom.cli.brief_text import source_lines

    width = min(shutil.get_terminal_size((100, 24)).columns, 160)
    for record in records:
        print("\n".join([record.id, "", *source_lines(record, width)]))
        print(f"Machine-translated by {model}\n")


def _print_json(records: Iterable[Record], *, sources: bool, whole: bool) -> None:
    from kortom.values import canonical_json, record_to_json

    lines = []
    for record in records:
        if sources:
            lines.append(canonical_json({"id": record.id, "brief": _with_sources(record)}))
        elif whole:
            lines.append(record_to_json(record))
        else:
            lines.append(canonical_json({"id": record.id, **asdict(record.brief)}))
    for line in lines:
        print(line)


def _with_sources(record: Record) -> list[dict[str, object]]:
    """The headline and the sentences of the brief, each with its Dutch and what is doubtful."""
    from kortom.doubts import find_doubts

    return [
        {
            "text": part.text,
            "sources": [
                {"index": index, "source": record.sentences[index].source}
                for index in part.sentences
            ],
            "doubts": find_doubts(part, record),
        }
        for part in (record.brief.headline, *record.brief.sentences)
    ]


def _all_flags(record: Record) -> dict[str, int]:
    """Names of the article's and its sentences' flags with how often they occur, sorted."""
    names = [*record.flags, *(flag for s in record.sentences for flag in s.flags)]
    return {name: names.count(name) for name in sorted(set(names))}
