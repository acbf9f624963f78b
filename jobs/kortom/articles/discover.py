"""From the inputs of a run to the files and dataset folders to read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kortom import errors
from kortom.articles.folders import (
    ABSENT,
    expand,
    fixed_part,
    has_wildcards,
    in_dataset,
    is_dataset,
    is_run,
    walk,
)
from kortom.articles.places import Place, make_failure, shown_path, sort_failures
from kortom.paths import expand_home, is_folder
from kortom.values import Failure

EXTENSIONS = (".csv", ".json", ".jsonl", ".md", ".parquet", ".tsv", ".txt")
DATASET = "dataset"
_ABOUT_THE_FOLDER = ("readme", "license", "licence")


@dataclass(frozen=True, slots=True)
class Source:
    """A file or dataset folder to read.

    kind: one of EXTENSIONS, or DATASET. raw_id: the id of the article if it holds just one.
    """

    path: Path
    kind: str
    raw_id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Discovery:
    """Sources by path, and what could not be used, sorted. No source stands there twice."""

    sources: tuple[Source, ...]
    failures: tuple[Failure, ...]


def find_inputs(inputs: Sequence[str]) -> Discovery:
    """What the inputs of a run name: files, folders (gone through in full) and globs.

    Never raises: failures are INPUT_MISSING, UNKNOWN_EXTENSION and UNREADABLE. Paths are relative
    to the named folder, or to the folders before the first wildcard of a glob. The same file
    reached twice is found once, under the shorter of its relative paths; the order of the inputs
    does not matter. A leading `~` is a home folder. In folders, hidden files and folders, files
    named readme, license or licence (with any extension), and kortom's own runs are left out.
    """
    search = _Search()
    for text in inputs:
        search.input(text)
    # A folder of splits is read as a whole, so a split of it that was reached too is not.
    sources = [s for path, s in search.sources.items() if not search.holds_parent(path, s)]
    sources.sort(key=lambda source: source.place.file)
    return Discovery(tuple(sources), sort_failures(search.failures.values()))


class _Search:
    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self.failures: dict[tuple[str, str], Failure] = {}

    def input(self, text: str) -> None:
        if not text:  # Path("") would be the working folder
            self._missing(text)
            return
        text = _at_home(text)
        path = Path(text)
        try:
            path.stat()
        except ValueError:  # no name of a file, such as one with a NUL character
            self._missing(text)
        except OSError as error:
            if error.errno not in ABSENT:
                self._unreadable(path, error)
            elif not has_wildcards(text) or not self._glob(text):
                self._missing(text)
        else:
            self._named(path)

    def holds_parent(self, real: str, source: Source) -> bool:
        """Whether a source is a part of another one."""
        return source.kind == DATASET and str(Path(real).parent) in self.sources

    def _glob(self, pattern: str) -> bool:
        """Whether it matched anything. Folders count as inputs, except where `**` has gone
        through them already."""
        before = len(self.failures)
        base = fixed_part(pattern)
        into_folders = "**" not in Path(pattern).parts
        found = False
        for path in expand(pattern, self._unreadable):
            if is_run(path):
                found = True
            elif is_dataset(path) or not in_dataset(path):
                found = self._matched(path, base, into_folders=into_folders) or found
        return found or len(self.failures) > before

    def _named(self, path: Path) -> None:
        if is_dataset(path):
            self._add(path, DATASET, Path(path.resolve().name))
        elif is_folder(path):
            self._folder(path, path)
        else:
            self._file(path, Path(path.name))

    def _matched(self, path: Path, base: Path, *, into_folders: bool) -> bool:
        """Whether what a glob matched is an input."""
        if is_dataset(path):
            self._add(path, DATASET, path.relative_to(base))
        elif not is_folder(path):
            self._file(path, path.relative_to(base))
        elif into_folders:
            self._folder(path, base)
        else:
            return False
        return True

    def _folder(self, top: Path, base: Path) -> None:
        for path in walk(top, self._unreadable):
            self._in_folder(path, path.relative_to(base))

    def _in_folder(self, path: Path, relative: Path) -> None:
        if is_folder(path):
            self._add(path, DATASET, relative)
        elif path.stem.lower() not in _ABOUT_THE_FOLDER:
            self._file(path, relative)

    def _file(self, path: Path, relative: Path) -> None:
        kind = path.suffix.lower()
        error = None if kind in EXTENSIONS else _why_out_of_reach(path)
        if kind in EXTENSIONS:
            self._add(path, kind, relative)
        elif error:
            # It may well be a folder.
            self._unreadable(path, error)
        else:
            extension = shown_path(path.suffix)
            known = ", ".join(EXTENSIONS)
            file, origin = shown_path(path), shown_path(relative.as_posix())
            self._fail(file, origin, errors.UNKNOWN_EXTENSION, extension=extension, known=known)

    def _add(self, path: Path, kind: str, relative: Path) -> None:
        raw_id = relative.as_posix() if kind == DATASET else relative.with_suffix("").as_posix()
        place = Place(shown_path(path), shown_path(relative.as_posix()))
        source = Source(path, kind, raw_id, place)
        real = os.path.realpath(path)
        other = self.sources.get(real)
        if other is None or _preference(source) < _preference(other):
            self.sources[real] = source

    def _missing(self, text: str) -> None:
        file = shown_path(text) or "''"
        self._fail(file, file, errors.INPUT_MISSING)

    def _unreadable(self, path: Path, error: OSError) -> None:
        detail = error.strerror or type(error).__name__
        self._fail(shown_path(path), shown_path(path.name), errors.UNREADABLE, detail=detail)

    def _fail(self, file: str, origin: str, template: errors.Template, **details: object) -> None:
        failure = make_failure(origin, template(file=file, **details))
        key = (failure.code, os.path.realpath(file))
        other = self.failures.get(key)
        if other is None or _failure_preference(failure) < _failure_preference(other):
            self.failures[key] = failure


def _at_home(text: str) -> str:
    """The path or pattern with a home folder for a leading `~` or `~user`."""
    if not text.startswith("~"):
        return text
    return str(expand_home(text))


def _why_out_of_reach(path: Path) -> OSError | None:
    try:
        path.stat()
    except OSError as error:
        return error
    return None


def _preference(source: Source) -> tuple[int, str, str]:
    return (len(Path(source.place.origin).parts), source.place.origin, source.place.file)


def _failure_preference(failure: Failure) -> tuple[int, str, str]:
    return (len(failure.origin), failure.origin, failure.message)


def regular_bytes(path: Path) -> bytes:
    """The bytes of a regular file. OSError for all that cannot be read, or is something else."""
    # Opening a pipe would wait for ever, so the kind is asked for first.
    if not path.is_file():
        path.stat()
        raise OSError(errno.EINVAL, "not a regular file")
    return path.read_bytes()


def files_of(source: Source) -> Iterator[Path]:
    """The files that a source consists of, in a fixed order."""
    if source.kind == DATASET:
        yield from sorted(path for path in source.path.rglob("*") if path.is_file())
    else:
        yield source.path
