"""From the fields of a line to a pair; the same for every format."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from kortom import errors
from kortom.articles.places import Place, shown
from kortom.articles.rows import kind_of
from kortom.articles.text import clean
from kortom.training.values import ParallelPair

TARGET_NAMES = ("target", "reference")
"""References for `kortom evaluate` have their English in `reference`."""

MAX_WEIGHT = 1_000_000

_UNUSABLE = re.compile("[\0\ud800-\udfff]")


def make_pair(values: Mapping[str, object], place: Place) -> ParallelPair:
    """A pair of the fields source, target, origin and weight; the latter two may be absent or None.

    The texts are cleaned as an article's text is. place: has the line. ArticleError (PAIR_FIELD).
    """
    return ParallelPair(
        source=_text(values, "source", place),
        target=_text(values, "target", place),
        origin=_origin(values.get("origin"), place),
        weight=_weight(values.get("weight"), place),
        place=f"{place.file}:{place.line}",
    )


def _text(values: Mapping[str, object], field: str, place: Place) -> str:
    value = values.get(field)
    if not isinstance(value, str):
        detail = "is missing" if value is None else f"is {kind_of(value)}, and should be a text"
        raise place.error(errors.PAIR_FIELD, field=field, detail=detail)
    text = _cleaned(value, place, field)
    if not text:
        raise place.error(errors.PAIR_FIELD, field=field, detail="is empty")
    return text


def _cleaned(text: str, place: Place, field: str) -> str:
    # Most of millions of texts are clean, and that is quick to see of the plain ones.
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    unusable = _UNUSABLE.search(text)
    if unusable:
        detail = f"holds U+{ord(unusable[0]):04X}, which no text has: the file is damaged"
        raise place.error(errors.PAIR_FIELD, field=field, detail=detail)
    return clean(text)


def _origin(value: object, place: Place) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        detail = f"is {kind_of(value)}, and should be the name of a source"
        raise place.error(errors.PAIR_FIELD, field="origin", detail=detail)
    return _cleaned(value, place, "origin")


def _weight(value: object, place: Place) -> float:
    if value is None:
        return 1.0
    try:
        weight = float(value) if isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        weight = math.nan
    if not 0 <= weight <= MAX_WEIGHT:
        detail = f"is {shown(value)}, and should be a number from 0 to {MAX_WEIGHT:,}"
        raise place.error(errors.PAIR_FIELD, field="weight", detail=detail)
    return weight
