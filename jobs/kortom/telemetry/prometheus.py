"""Prometheus' text format, and files in it for the node exporter's textfile collector.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

import errno
import math
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kortom.runs.files import sync, write_synced

MAX_READ_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A value with its labels."""

    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Gauge:
    """A metric and its samples; without any it is not written."""

    name: str
    help: str
    samples: Sequence[Sample]


def render(gauges: Sequence[Gauge]) -> str:
    """The gauges as text."""
    return "".join(f"{line}\n" for gauge in gauges if gauge.samples for line in _lines(gauge))


def find_sample(text: str, name: str, labels: Mapping[str, str]) -> float | None:
    """The value of a sample in a text that may be anything; None if it is not there."""
    line = re.compile(re.escape(f"{name}{_labels(labels)}") + r"[ \t]+(\S+)")
    for each in text.split("\n"):
        if found := line.match(each):
            try:
                value = float(found[1])
            except ValueError:
                return None
            return value if math.isfinite(value) else None
    return None


def read_leniently(path: Path) -> str:
    """A file's text, with the beginning of it if it is huge; "" if there is none to be read."""
    try:
        if not path.is_file():
            return ""
        with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
            return file.read(MAX_READ_CHARACTERS)
    except OSError:
        return ""


def replace_file(path: Path, text: str) -> None:
    """Write a file so that a reader sees all of it or what was there before.

    The temporary file's name does not end in `.prom`, so that the collector leaves it alone.
    Raises OSError, also where something lies there that is no file.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file")
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write_synced(temporary, text)
        temporary.replace(path)
        sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _lines(gauge: Gauge) -> Iterator[str]:
    yield f"# HELP {gauge.name} {_escape(gauge.help)}"
    yield f"# TYPE {gauge.name} gauge"
    for sample in gauge.samples:
        yield f"{gauge.name}{_labels(sample.labels)} {_number(sample.value)}"


def _labels(labels: Mapping[str, str]) -> str:
    pairs = (f'{name}="{_escape(value, quote=True)}"' for name, value in labels.items())
    return "{" + ",".join(pairs) + "}" if labels else ""


def _escape(text: str, *, quote: bool = False) -> str:
    text = text.replace("\\", r"\\").replace("\n", r"\n")
    return text.replace('"', r"\"") if quote else text


def _number(value: float) -> str:
    """Whole numbers without a fraction, others with all their digits."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))
