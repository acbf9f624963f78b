"""Where two runs of the same config and articles differ, file by file and record by record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

from kortom.articles.places import shown
from kortom.config import Config, config_hash
from kortom.config.earlier import in_todays_terms
from kortom.report.run_page import without_facts
from kortom.runs import layout
from kortom.runs.manifest import Manifest
from kortom.runs.reader import read_records
from kortom.values import record_to_json

Verdict = Literal["same bytes", "same but", "differs"]
SAME_BYTES: Verdict = "same bytes"
SAME_BUT: Verdict = "same but"
DIFFERS: Verdict = "differs"

_BUT = {
    layout.MANIFEST: "timings, run id and machine",
    layout.CARD: "the run id",
    layout.REPORT: "what it tells of the run",
    layout.CHECKSUMS: "the checksums of those files",
    layout.CONFIG: "keys that configs have gained since",
}

MAY_DIFFER = (
    # when, by whom and where it ran
    "run_id",
    "started",
    "command",
    "cache",
    "git",
    "machine",
    "timings",
    "worker_peak_bytes",
    # what else lay in the inputs, and whether all of it was done
    "incomplete",
    "new_only",
    "inputs",
    "waiting",
    "articles",
    "failures",
    "counts.articles",
    "counts.failed",
    "counts.reused",
    "counts.unfinished",
    "counts.waiting",
)
"""What a run that is made again need not have in common with the first, of the manifest.

The packages and the instruction set in `machine` are compared before a run is made again at all;
the ids and hashes in `articles` are those of the records, which are compared by themselves.
"""

_AROUND = 20
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """The first difference of a place (an article id or a file). before, now: shortened."""

    place: str
    path: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class FileResult:
    """A file of either run. but: for what it is not the same bytes, if its verdict is SAME_BUT;
    difference: the first one, if it is DIFFERS.
    """

    name: str
    verdict: Verdict
    but: str = ""
    difference: Difference | None = None


def record_differences(before: Path, now: Path) -> Iterator[Difference]:
    """The first difference of each record that differs; missing and additional ones too."""
    old = {record.id: record for record in read_records(before)}
    new = {record.id: record for record in read_records(now)}
    for article in sorted({*old, *new}):
        found = first_difference(_plain(old.get(article)), _plain(new.get(article)))
        if found is not None:
            yield Difference(article, found[0] or "record", *_shortened(found[1], found[2]))


def file_results(before: Path, old: Manifest, now: Path, new: Manifest) -> tuple[FileResult, ...]:
    """The verdict on each file of two runs, by path. Both must be sound."""
    results = {}
    for name in sorted({*_files(before), *_files(now)}, key=Path):
        first, second = _read(before / name), _read(now / name)
        results[name] = FileResult(name, SAME_BYTES)
        if first != second:
            results[name] = _compare(name, first, second, old, new)
    if layout.CHECKSUMS in results:
        results[layout.CHECKSUMS] = _compare_checksums(results, before, now)
    return tuple(results.values())


def first_difference(before: Any, now: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """Path and both values of the first place where two JSON values differ, else None."""
    if isinstance(before, dict) and isinstance(now, dict):
        keys = dict.fromkeys([*before, *now])
        steps = [(f"{path}.{key}" if path else key, key) for key in keys]
        return _first([(step, before.get(k, _ABSENT), now.get(k, _ABSENT)) for step, k in steps])
    if isinstance(before, list) and isinstance(now, list):
        pairs = enumerate(zip_longest(before, now, fillvalue=_ABSENT))
        return _first([(f"{path}[{index}]", *pair) for index, pair in pairs])
    # 1 and 1.0 and true are equal to Python but not in a file.
    same = before is now or (type(before) is type(now) and before == now)
    return None if same else (path, before, now)


def comparable(manifest: Manifest) -> dict[str, Any]:
    """The manifest without what MAY_DIFFER, in the terms of today's config.

    A config gains keys over time; what an older one lacks stands for what was done then.
    """
    data: dict[str, Any] = json.loads(manifest.model_dump_json(by_alias=True))
    config = Config.model_validate_json(json.dumps(in_todays_terms(manifest.config)), strict=True)
    hashed = config_hash(config)
    data["config"] = config.model_dump(mode="json")
    data["config_hash"] = hashed
    data["signature"] = manifest.signature.replace(_tag(manifest.config_hash), _tag(hashed))
    if not manifest.counts.briefs:
        del data["engine"]["settings"]  # it may never have been loaded
    for path in MAY_DIFFER:
        part, _, leaf = path.rpartition(".")
        (data[part] if part else data).pop(leaf)
    return data


def _first(triples: list[tuple[str, Any, Any]]) -> tuple[str, Any, Any] | None:
    found = (first_difference(before, now, path) for path, before, now in triples)
    return next((difference for difference in found if difference is not None), None)


def _compare(
    name: str, before: bytes | None, now: bytes | None, old: Manifest, new: Manifest
) -> FileResult:
    """Of two files that are not the same bytes."""
    if before is None or now is None:
        values = ("absent", "there") if before is None else ("there", "absent")
        return _differing(name, Difference(name, "the file", *values))
    if name == layout.MANIFEST:
        found = first_difference(comparable(old), comparable(new))
    elif name == layout.CARD:
        found = _first_line(_without_run(before, old), _without_run(now, new))
    elif name == layout.REPORT:
        found = _first_line(without_facts(before), without_facts(now))
    elif name == layout.CONFIG:
        # Sound runs, so that each file says what its manifest does.
        found = first_difference(comparable(old)["config"], comparable(new)["config"])
    else:
        found = _first_line(before, now)
    if found is None:
        return FileResult(name, SAME_BUT, but=_BUT[name])
    return _differing(name, Difference(name, found[0], *_shortened(found[1], found[2])))


def _differing(name: str, difference: Difference) -> FileResult:
    return FileResult(name, DIFFERS, difference=difference)


def _compare_checksums(results: dict[str, FileResult], before: Path, now: Path) -> FileResult:
    """SHA256SUMS differs in the lines of the files that differ, and so by as much as they do."""
    verdicts = {result.verdict for name, result in results.items() if name != layout.CHECKSUMS}
    if verdicts == {SAME_BYTES}:
        return FileResult(layout.CHECKSUMS, SAME_BYTES)
    if DIFFERS not in verdicts:
        return FileResult(layout.CHECKSUMS, SAME_BUT, but=_BUT[layout.CHECKSUMS])
    old, new = ((run / layout.CHECKSUMS).read_bytes() for run in (before, now))
    path, first, second = _first_line(old, new) or ("the file", "", "")
    return _differing(
        layout.CHECKSUMS, Difference(layout.CHECKSUMS, path, *_shortened(first, second))
    )


def _without_run(data: bytes, manifest: Manifest) -> bytes:
    """A card without the run's id and its config's hash."""
    text = data.replace(manifest.run_id.encode(), b"RUN")
    return text.replace(_tag(manifest.config_hash).encode(), b"@HASH")


def _tag(hashed: str) -> str:
    return f"@{hashed[:8]}"


def _first_line(before: bytes, now: bytes) -> tuple[str, Any, Any] | None:
    """The first differing line; of a file that is no text, the first differing byte."""
    try:
        first, second = before.decode().split("\n"), now.decode().split("\n")
    except UnicodeDecodeError:
        pairs = enumerate(zip_longest(before, now, fillvalue=_ABSENT))
        return next(((f"byte {at}", a, b) for at, (a, b) in pairs if a != b), None)
    lines = enumerate(zip_longest(first, second, fillvalue=_ABSENT), start=1)
    return next(((f"line {at}", a, b) for at, (a, b) in lines if a != b), None)


def _shortened(before: Any, now: Any) -> tuple[str, str]:
    """Two unequal values for a message, cut to the surroundings of where they part."""
    if isinstance(before, str) and isinstance(now, str):
        at = next((i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), None)
        start = max(0, (min(len(before), len(now)) if at is None else at) - _AROUND)
        cut = "…" if start else ""
        return shown(cut + before[start:]), shown(cut + now[start:])
    return _one_short(before), _one_short(now)


def _one_short(value: Any) -> str:
    return "absent" if value is _ABSENT else shown(value)


def _plain(record: Any) -> Any:
    return _ABSENT if record is None else json.loads(record_to_json(record))


def _files(run: Path) -> Iterator[str]:
    return (path.relative_to(run).as_posix() for path in run.rglob("*") if path.is_file())


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
