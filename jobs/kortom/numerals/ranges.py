"""Numbers that share what stands behind or before one of them: 10 to 15 per cent, €5 or 10."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kortom.numerals.quantity import Quantity

_LONGEST = 25
_BETWEEN = re.compile(
    r",?[ \u00a0]?(?:[-–—/,]|à|tot|tot en met|t/m|en|of|naar|to|and|or|until|versus|tegen|by)"
    r"[ \u00a0]?"
    r"(?:(?:ruim|bijna|circa|meer dan|over|almost|nearly|about|more than|from|van) )?"
)


def partners(text: str, numbers: Sequence[Quantity], index: int) -> Iterator[Quantity]:
    """The numbers that form a range or a list with the one at `index`, on both its sides.

    numbers: all numbers of the text by their place.
    """
    for step in (-1, 1):
        at = index
        while 0 <= at + step < len(numbers):
            left, right = sorted((numbers[at], numbers[at + step]), key=lambda q: q.start)
            gap = text[left.end : right.start]
            if len(gap) > _LONGEST or (gap and not _BETWEEN.fullmatch(gap)):
                break
            at += step
            yield numbers[at]
