"""Split over-long sentences at clause boundaries without loss."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Final

# Cuts of an over-long sentence, best first: after a clause mark, a comma before a word that joins
# clauses, any comma; before such a word; at any white space. The first group that matches counts.
_JOINERS: Final = (
    "en|of|maar|want|omdat|terwijl|waardoor|zodat|waarbij|waarna|waarop|waarin|waarvan|waarmee|"
    "die|dat|hoewel|doordat|nadat|voordat|zoals|toen|als|wanneer|dus"
)
_CUT: Final = re.compile(
    r"(?:(?P<mark>(?:[;:!?…]|[.!?…]['\"’”])['\"’”)]{0,3}|(?<=\s)[–—-])|(?P<comma>,['\"’”)]?)|(?<!\s))"
    rf"\s++(?=\S)(?P<joiner>(?:{_JOINERS})\b)?"
)


def _cuts(sentence: str) -> list[list[int]]:
    """Return, for each rank of clause boundary, the ascending positions where it allows a cut."""
    ranks: list[list[int]] = [[], [], [], [], []]
    for match in _CUT.finditer(sentence):
        cut = match.start("joiner") if match["joiner"] else match.end()
        rank = 0 if match["mark"] else 4 - 2 * bool(match["comma"]) - bool(match["joiner"])
        if match.start() > 0 or not sentence[:cut].isspace():  # no piece may be blank
            ranks[rank].append(cut)
    return ranks


def _best_cut(ranks: list[list[int]], start: int, end: int, share: float) -> int | None:
    """Return the best cut in (start, end) near the ``share`` of its length, or None.

    The best is the highest rank with a cut within a fifth of the length from the aim; failing
    that, the nearest white space.
    """
    aim, slack = start + share * (end - start), (end - start) / 5
    nearest: list[int] = []
    for cuts in ranks:
        after = bisect_left(cuts, aim)
        around = [cut for cut in cuts[max(0, after - 1) : after + 1] if start < cut < end]
        near = [cut for cut in around if abs(cut - aim) <= slack]
        if near:
            return min(near, key=lambda cut: abs(cut - aim))
        nearest += around
    return min(nearest, key=lambda cut: abs(cut - aim), default=None)


def split_long(sentence: str, count_tokens: Callable[[str], int], max_tokens: int) -> list[str]:
    """Return the sentence as balanced pieces of at most ``max_tokens``, cut at clause boundaries.

    Guarantees: ``"".join(result) == sentence``; a piece over the limit is one word (with the white
    space around it), never cut; a sentence within the limit is ``[sentence]``. Each piece is cut
    near its middle, so ``count_tokens`` sees each character a logarithmic number of times.

    Raises:
        ValueError: if ``max_tokens`` is below 1.
    """
    if max_tokens < 1:
        raise ValueError(f"max_tokens must be at least 1, got {max_tokens}")
    ranks = _cuts(sentence)
    pieces: list[str] = []
    todo = [(0, len(sentence))]
    while todo:
        start, end = todo.pop()
        needed = -(-count_tokens(sentence[start:end]) // max_tokens)
        cut = _best_cut(ranks, start, end, (needed // 2) / needed) if needed > 1 else None
        if cut is None:
            pieces.append(sentence[start:end])
        else:
            todo += [(cut, end), (start, cut)]
    return pieces
