"""Going through folders and globs, always in the same order, never round in circles."""

from __future__ import annotations

import errno
import fnmatch
import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kortom.paths import is_file, is_folder
from kortom.runs import layout

OnError = Callable[[Path, OSError], None]

# What these errors say is that there is no such file, nor can be one.
ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)
_MAGIC = set("*?[")
_RUN_FILES = (layout.MANIFEST, layout.CHECKSUMS, layout.BRIEFS_JSONL)


def is_hidden(name: str) -> bool:
    """Whether a file or folder is hidden from folders and wildcards."""
    return name.startswith(".")


def is_dataset(folder: Path) -> bool:
    """Whether `datasets.save_to_disk` wrote the folder (one dataset, or one a split)."""
    return is_file(folder / "dataset_dict.json") or (
        is_file(folder / "state.json") and is_file(folder / "dataset_info.json")
    )


def in_dataset(path: Path) -> bool:
    """Whether a path is one of the parts of such a folder."""
    return any(is_dataset(parent) for parent in list(path.parents)[:2])


def is_run(folder: Path) -> bool:
    """Whether a run of kortom stands in the folder: its briefs are no news."""
    return all(is_file(folder / name) for name in _RUN_FILES)


def entries(folder: Path, on_error: OnError) -> list[Path]:
    """What stands in a folder, by name. An unreadable folder goes to on_error and has nothing."""
    try:
        with os.scandir(folder) as found:
            names = sorted(entry.name for entry in found)
    except OSError as error:
        on_error(folder, error)
        return []
    return [folder / name for name in names]


def walk(top: Path, on_error: OnError) -> Iterator[Path]:
    """The files and dataset folders under a folder; hidden ones and kortom's runs are left out.

    Links to folders are followed, each folder once, and those that stand there themselves first:
    so the path under which a file is found does not depend on what links to it.
    """
    seen: set[str] = set()
    links: list[Path] = []
    pending = [top]
    while pending or links:
        folder = pending.pop() if pending else links.pop(0)
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        if folder != top and is_dataset(folder):
            yield folder
            continue
        if folder != top and is_run(folder):
            continue
        for path in entries(folder, on_error):
            if is_hidden(path.name):
                continue
            if not is_folder(path):
                yield path
            elif _is_link(path):
                links.append(path)
            else:
                pending.append(path)


def has_wildcards(pattern: str) -> bool:
    """Whether a text is a glob rather than a plain path."""
    return not _MAGIC.isdisjoint(pattern)


def fixed_part(pattern: str) -> Path:
    """The folders of a glob before its first wildcard."""
    return Path(*itertools.takewhile(lambda part: not has_wildcards(part), Path(pattern).parts))


def expand(pattern: str, on_error: OnError) -> Iterator[Path]:
    """What a glob matches. `**` stands for any folders; hidden and linked ones and kortom's runs
    are left out.

    Wildcards match no hidden names, unless they start with a dot themselves.
    """
    path = Path(pattern)
    parts = list(path.parts)
    start = Path(parts.pop(0)) if path.is_absolute() else Path()
    folded = [part for i, part in enumerate(parts) if part != "**" or parts[i - 1 : i] != ["**"]]
    if folded[-1:] == ["**"]:
        folded.append("*")
    yield from _expand(start, folded, on_error)


def _expand(folder: Path, parts: Sequence[str], on_error: OnError) -> Iterator[Path]:
    if not parts:
        yield folder
        return
    head, rest = parts[0], parts[1:]
    if head == "**":
        yield from _expand(folder, rest, on_error)
        for path in entries(folder, on_error):
            if is_hidden(path.name) or not is_folder(path) or _is_link(path):
                continue
            if not is_run(path):
                yield from _expand(path, parts, on_error)
    elif not has_wildcards(head):
        path = folder / head
        if _stands(path, on_error):
            yield from _expand(path, rest, on_error)
    else:
        for path in entries(folder, on_error):
            if is_hidden(path.name) and not is_hidden(head):
                continue
            if fnmatch.fnmatchcase(path.name, head) and (not rest or is_folder(path)):
                yield from _expand(path, rest, on_error)


def _is_link(path: Path) -> bool:
    return os.path.islink(path)  # noqa: PTH114 (that of Path can raise)


def _stands(path: Path, on_error: OnError) -> bool:
    """Whether there is anything under a path, if only a broken link."""
    try:
        path.lstat()
    except ValueError:
        return False
    except OSError as error:
        if error.errno not in ABSENT:
            on_error(path, error)
        return False
    return True
