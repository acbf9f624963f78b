"""A brief as text on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING

from kortom.doubts import DOUBT_MARK, find_doubts

if TYPE_CHECKING:
    from kortom.values import BriefSentence, Record

WIDTH = 88
NARROW = 60
"""Columns under which English and Dutch stand below each other."""

_GAP = "  │  "


def brief_lines(record: Record) -> Iterator[str]:
    """The headline, the brief, and the Dutch that it rests on."""
    yield from _heading(record)
    brief = record.brief
    yield from textwrap.wrap(" ".join(_marked(part, record) for part in brief.sentences), WIDTH)
    yield ""
    for part in brief.sentences:
        for dutch in _dutch(part, record):
            yield from textwrap.wrap(dutch, WIDTH, initial_indent="  ", subsequent_indent="      ")
    yield ""
    yield from _doubts(record)


def source_lines(record: Record, width: int) -> Iterator[str]:
    """Each sentence of the brief with the Dutch sentences that it rests on beside it.

    width: columns; under `NARROW` the Dutch stands below.
    """
    yield from _heading(record)
    for part in (record.brief.headline, *record.brief.sentences):
        yield from _side_by_side(_marked(part, record), _dutch(part, record), width)
        yield ""
    yield from _doubts(record)


def _heading(record: Record) -> list[str]:
    text = _marked(record.brief.headline, record)
    return [text, "=" * min(WIDTH, max(len(text), 1))]


def _marked(part: BriefSentence, record: Record) -> str:
    return f"{part.text} {DOUBT_MARK}" if find_doubts(part, record) else part.text


def _dutch(part: BriefSentence, record: Record) -> list[str]:
    return [f"[{index}] {record.sentences[index].source}" for index in part.sentences]


def _side_by_side(english: str, dutch: list[str], width: int) -> Iterator[str]:
    if width < NARROW:
        yield from textwrap.wrap(english, width)
        for text in dutch:
            yield from textwrap.wrap(text, width, initial_indent="  ", subsequent_indent="  ")
        return
    column = (width - len(_GAP)) // 2
    left = textwrap.wrap(english, column)
    right = [line for text in dutch or ["(nothing)"] for line in textwrap.wrap(text, column)]
    for one, other in zip_longest(left, right, fillvalue=""):
        yield f"{one:{column}}{_GAP}{other}".rstrip()


def _doubts(record: Record) -> Iterator[str]:
    parts = (record.brief.headline, *record.brief.sentences)
    found = dict.fromkeys(text for part in parts for text in find_doubts(part, record))
    for text in found:
        yield from textwrap.wrap(
            f"{DOUBT_MARK} {text}", WIDTH, subsequent_indent=" " * (len(DOUBT_MARK) + 1)
        )
