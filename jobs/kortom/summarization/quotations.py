"""Where quotations open and close in the sentences of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DOUBLE = '"“”„«»'
_SINGLE = "'‘’‚"
_MARK = re.compile(f"[{_DOUBLE}{_SINGLE}]")
_OPENS, _CLOSES = "„‚«‘", "”’»"
# The article and its kin: 's ochtends, 't weer, 'n fiets.
_CLITIC = re.compile(r"['‘’][stnkmr]\b(?!['’])", re.IGNORECASE)
_WORDY = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Quoting:
    """The part that quotations have in a sentence.

    continues: it begins within a quotation; left_open: it ends within one; bare: all its words
    stand in quotations, so that it does not say who speaks.
    """

    continues: bool
    left_open: bool
    bare: bool


def follow_quotations(sources: Iterable[str]) -> list[Quoting]:
    """How each sentence of one paragraph stands to the quotations in it.

    Double and single marks are told apart, so that one kind may stand within the other; shapes are
    not, since „…”, „…“, “…”, ”…” and "…" all occur. A mark opens where the space is before it, and
    closes where it is behind it.
    """
    open_marks: set[str] = set()
    found = []
    for source in sources:
        continues = bool(open_marks)
        outside, at = [], 0
        for mark in _MARK.finditer(source):
            if not open_marks:
                outside.append(source[at : mark.start()])
            at = mark.end()
            _turn(source, mark.start(), open_marks)
        if not open_marks:
            outside.append(source[at:])
        bare = not any(map(_WORDY.search, outside)) and _WORDY.search(source) is not None
        found.append(Quoting(continues, bool(open_marks), bare))
    return found


def _turn(source: str, at: int, open_marks: set[str]) -> None:
    """Open or close a quotation at a mark, if that is what it does."""
    kind = _DOUBLE if source[at] in _DOUBLE else _SINGLE
    before = source[at - 1] if at else " "
    after = source[at + 1] if at + 1 < len(source) else " "
    free_before = before.isspace() or before in f"([{{—–-/{_DOUBLE}{_SINGLE}"
    free_after = not _WORDY.match(after)
    if kind == _SINGLE and free_before and _CLITIC.match(source, at):
        return
    if before.isspace() and after.isspace():
        opens, closes = source[at] in _OPENS, source[at] in _CLOSES
    else:
        opens = free_before and not after.isspace()
        closes = not before.isspace() and free_after
    # Between two marks both may hold: „‘Ja’, zei hij.” Then what is open decides.
    if closes and kind in open_marks:
        open_marks.discard(kind)
    elif opens:
        open_marks.add(kind)
