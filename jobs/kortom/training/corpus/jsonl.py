"""Parallel data as lines of JSON: {"source": "…", "target": "…"}, and origin, weight if known."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kortom import errors
from kortom.articles.rows import kind_of
from kortom.errors import ArticleError
from kortom.training.corpus.fields import TARGET_NAMES, make_pair
from kortom.training.corpus.source import Opened, lines
from kortom.training.values import ParallelPair


def jsonl_pairs(source: Opened) -> Iterator[ParallelPair | ArticleError]:
    """The pairs of a file, or what is wrong with a line; other fields are not read."""
    for number, line in lines(source):
        if isinstance(line, ArticleError):
            yield line
            continue
        place = source.place.at_line(number)
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            detail = "nested too deeply" if isinstance(error, RecursionError) else error
            yield place.error(errors.PAIR_JSON, detail=detail)
            continue
        if not isinstance(values, dict):
            yield place.error(errors.PAIR_JSON, detail=f"it is {kind_of(values)}")
            continue
        target = next((values[name] for name in TARGET_NAMES if name in values), None)
        try:
            yield make_pair(values | {"target": target}, place)
        except ArticleError as error:
            yield error
