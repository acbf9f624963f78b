"""What a run says of itself against its records.

Whoever alters a file and its checksum too is caught here, as far as one file tells of another.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

from kortom import errors
from kortom.articles.places import shown_path
from kortom.config.earlier import in_todays_terms
from kortom.config.load import read_yaml
from kortom.config.model import plain_config_hash
from kortom.errors import KortomError, Problem
from kortom.runs import layout
from kortom.runs.describe import Tally
from kortom.runs.manifest import Manifest
from kortom.values import RECORD_SCHEMAS, Record, record_to_json

_HASH_DIGITS = 8


def check_manifest(run: Path, manifest: Manifest) -> Iterator[Problem]:
    """The manifest in itself."""
    hashed = plain_config_hash(manifest.config)
    counts = manifest.counts
    parts = counts.briefs + counts.failed + counts.unfinished
    yield from _compare(
        layout.MANIFEST,
        ("run_id", manifest.run_id, "the folder is called", run.name),
        ("config_hash", manifest.config_hash, "the config's hash is", hashed),
        ("counts.failed", counts.failed, "failures are", len(manifest.failures)),
        ("counts.waiting", counts.waiting, "waiting are", len(manifest.waiting)),
        ("counts.articles", counts.articles, "its parts add up to", parts),
        ("counts.reused", counts.reused, "reused are", len(manifest.timings.reused)),
    )
    ending = f"-{manifest.config_hash[:_HASH_DIGITS]}"
    if not manifest.run_id.endswith(ending):
        detail = f"{manifest.run_id!r} does not end with the config's {ending!r}"
        yield _wrong(layout.MANIFEST, "run_id", detail)


def check_config(run: Path, manifest: Manifest) -> Iterator[Problem]:
    """config.yaml against the manifest."""
    try:
        config = read_yaml(run / layout.CONFIG)
    except KortomError as error:
        yield _wrong(layout.CONFIG, "the file", error.problem.message)
        return
    try:
        hashed = plain_config_hash(config)
    except TypeError as error:
        yield _wrong(layout.CONFIG, "the file", f"holds what no config does ({error})")
        return
    yield from _compare(
        layout.CONFIG, ("its hash", hashed, "manifest.json says", manifest.config_hash)
    )
    for key in sorted({*config, *manifest.config}):
        if config.get(key) != manifest.config.get(key):
            yield _wrong(layout.CONFIG, key, "differs from manifest.json")


def check_records(run: Path, manifest: Manifest) -> Iterator[Problem]:
    """briefs.jsonl against itself and the manifest."""
    tally, reused = Tally(), set(manifest.timings.reused)
    previous = ""
    try:
        for number, record in enumerate(_records(run / layout.BRIEFS_JSONL), start=1):
            yield from _check_record(record, f"line {number}", previous)
            previous = record.id
            tally.add(record, 0.0, reused=record.id in reused)
    except (OSError, ValueError, RecursionError) as error:
        # pydantic's message goes over many lines; the first two say where and what.
        detail = "; ".join(str(error).splitlines()[:3])
        yield _wrong(layout.BRIEFS_JSONL, f"line {tally.totals['briefs'] + 1}", detail)
        return
    yield from _check_tally(tally, manifest)


def check_pages(files: Collection[str], manifest: Manifest) -> Iterator[Problem]:
    """briefs/<id>.md for each record, and no other."""
    folder = PurePosixPath(layout.BRIEFS_FOLDER)
    wanted = {str(folder / f"{article}.md") for article in manifest.timings.articles}
    found = {name for name in files if PurePosixPath(name).is_relative_to(folder)}
    for name in sorted(wanted ^ found):
        detail = "no record has it" if name in found else "a record lacks its page"
        yield _wrong(layout.BRIEFS_JSONL, shown_path(name), detail)


def check_report(files: Collection[str], manifest: Manifest) -> Iterator[Problem]:
    """report.html, if the config asked for one: runs of earlier versions have none."""
    asked = in_todays_terms(manifest.config)["run"]
    if isinstance(asked, dict) and asked.get("report") and layout.REPORT not in files:
        yield _wrong(layout.MANIFEST, "config.run.report", f"is true, and no {layout.REPORT} there")


def check_parquet(run: Path) -> Iterator[Problem]:
    """briefs.parquet against briefs.jsonl, row by row."""
    try:
        with (run / layout.BRIEFS_JSONL).open("rb") as lines:
            pairs = zip_longest(_parquet_rows(run / layout.BRIEFS_PARQUET), map(json.loads, lines))
            for number, (row, record) in enumerate(pairs, start=1):
                if row != record:
                    detail = "differs from that line of briefs.jsonl"
                    yield _wrong(layout.BRIEFS_PARQUET, f"row {number}", detail)
                    return
    except Exception as error:  # noqa: BLE001 (Arrow raises anything on a file that is not its own)
        detail = f"not readable ({type(error).__name__}: {error})".splitlines()[0]
        yield _wrong(layout.BRIEFS_PARQUET, "the file", detail)


def _records(path: Path) -> Iterator[Record]:
    """The records, checked strictly. ValueError if a line is not just what kortom writes."""
    from pydantic import TypeAdapter

    adapter = TypeAdapter(Record)
    with path.open("rb") as file:
        for line in file:
            record = adapter.validate_json(line, strict=True)
            if (record_to_json(record) + "\n").encode() != line:
                raise ValueError("is not in the form that kortom writes")
            yield record


def _check_record(record: Record, place: str, previous: str) -> Iterator[Problem]:
    file = layout.BRIEFS_JSONL
    brief = record.brief
    words = sum(len(sentence.text.split()) for sentence in brief.sentences)
    indices = [sentence.index for sentence in record.sentences]
    yield from _compare(
        file,
        (f"{place}, brief.words", brief.words, "its words are", words),
        (f"{place}, sentences", indices, "they are counted", list(range(len(indices)))),
    )
    if record.schema not in RECORD_SCHEMAS:
        yield _wrong(file, f"{place}, schema", f"is {record.schema}, which kortom does not read")
    if record.id <= previous:
        yield _wrong(file, place, f"{record.id!r} does not come after {previous!r}")
    grounds = {index for part in (brief.headline, *brief.sentences) for index in part.sentences}
    paragraphs = {sentence.paragraph for sentence in record.sentences}
    if grounds - set(indices) or paragraphs - set(range(len(record.paragraphs))):
        yield _wrong(file, place, "points to a sentence or paragraph that is not there")


def _check_tally(tally: Tally, manifest: Manifest) -> Iterator[Problem]:
    counts = manifest.counts
    says = "the records give"
    yield from _compare(
        layout.MANIFEST,
        *(
            (f"counts.{name}", getattr(counts, name), says, tally.totals[name])
            for name in ("briefs", "reused", "flagged", "sentences", "source_words", "brief_words")
        ),
        (
            "counts.statuses",
            {name: count for name, count in counts.statuses.items() if count},
            says,
            dict(tally.statuses),
        ),
        ("flags", manifest.flags, says, dict(tally.flags)),
        ("retries", manifest.retries, says, dict(tally.retries)),
        ("terms", manifest.terms, says, dict(tally.terms)),
        ("timings.articles", sorted(manifest.timings.articles), says, sorted(tally.articles)),
    )
    yield from _check_articles(tally.articles, manifest)


def _check_articles(records: Mapping[str, str], manifest: Manifest) -> Iterator[Problem]:
    stated = manifest.articles
    wanted = records if manifest.new_only else {*records, *stated}
    for article in sorted(wanted):
        if stated.get(article) != records.get(article):
            detail = f"is {stated.get(article)!a}, the records give {records.get(article)!a}"
            yield _wrong(layout.MANIFEST, f"articles, {article!a}", detail)


def _parquet_rows(path: Path) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    from kortom.runs.parquet import schema

    with pq.ParquetFile(path) as file:
        if not any(file.schema_arrow.equals(schema(known)) for known in RECORD_SCHEMAS):
            raise ValueError("its columns are not those of a record")
        for batch in file.iter_batches():
            yield from batch.to_pylist()


def _compare(file: str, *values: tuple[str, Any, str, Any]) -> Iterator[Problem]:
    """A problem for each (place, what stands there, who says otherwise, what that is) unequal."""
    for place, stated, other, found in values:
        if stated != found:
            yield _wrong(file, place, f"is {_short(stated)}, {other} {_short(found)}")


def _short(value: Any) -> str:
    text = ascii(value)
    return text if len(text) <= 100 else text[:100] + "..."


def _wrong(file: str, place: str, detail: str) -> Problem:
    return errors.RUN_INCONSISTENT(file=file, place=place, detail=detail.rstrip("."))
