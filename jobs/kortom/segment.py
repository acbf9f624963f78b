"""Split Dutch paragraphs into sentences without loss.

``sentencex`` (Wikimedia, MIT) proposes boundaries for Dutch, and a pattern proposes the ones it
misses; Dutch rules and the lists of :mod:`kortom.abbreviations` then accept or refuse each. All
work is linear in the text, up to a logarithm.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import sentencex

from kortom import abbreviations as abbr

# sentencex is slower than linear on one huge text, so it sees at most this many characters at once.
WINDOW: Final = 2_000
# A longer stretch between brackets is taken for a stray bracket, not for an aside.
MAX_ASIDE: Final = 500
# How far to the left and right of a boundary a rule looks; it bounds the work for each boundary.
REACH: Final = 60

_CLOSERS: Final = "\"'’”“»)\\]}*_"
_OPENERS: Final = "\"'‘’“”„‚«»([{*_"
_UPPER: Final = "A-ZÀ-ÖØ-Þ"
# The look-behind and the possessive quantifiers keep long runs of full stops linear.
_TERMINATOR: Final = re.compile(
    rf"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[{_CLOSERS}]*+(?:[ \u00a0\u202f]»(?=\s))?)\s++"
)
_NEXT: Final = re.compile(
    r"(?P<gap>[(\[](?:\.{3}|…)[)\]])"
    rf"|(?P<open>(?:(?!['’‘`][stnkmr][\s-])(?:[{re.escape(_OPENERS)}–—-]|\.{{3}}|…)\s{{0,2}}){{0,6}})"
    rf"(?:(?P<apostrophe>['’‘`][stnkmr](?:\s{{1,2}}|-)(?P<capital>[{_UPPER}])?)"
    r"|(?P<word>[^\W\d_][\w]{0,40}(?:['’]\w{1,9})?)|(?P<digit>\d)|(?P<symbol>[€$£#@§•]))"
)
_FOLLOWER: Final = re.compile(rf"\s{{1,2}}(?:[{_UPPER}'’]|(?:de|den|der|ter|ten|het)\s)")
_WORDY: Final = re.compile(r"[^\W_]")
_BRACKET: Final = re.compile(r"[()\[\]]")
_LIST_MARK: Final = re.compile(
    rf"[{_CLOSERS}‘„(\[–•-]*(?:\d{{1,3}}(?:\.\d{{1,2}})*|[a-zA-Z]|[ivxIVX]+)\."
)
_FULL_NAME: Final = re.compile(
    rf"(?P<first>[{_UPPER}]\w+)\s(?P<particles>(?:(?:van|de|den|der|el|al|ben|ten|ter)\s){{0,3}})"
    rf"[{_UPPER}]\.$"
)
_DATE: Final = re.compile(
    r"\d{1,2}(?:[/-]\d|\s(?:jan|feb|mrt|maart|apr|mei|jun|jul|aug|sep|okt|nov|dec))"
)
_NUMERAL: Final = re.compile(r"[+(]?\d|[IVXLC]+\b|[a-z]\b")
_MONEY: Final = re.compile(r"[€$£]\s?\d[\d.,]{0,12}\s\w+\.$")
_COUNTED: Final = re.compile(r"\w+(?:en|ers|se)\b|\w+['’]s\b|\w+-")
_GLUED_LEFT: Final = re.compile(r"(?:^|[\s\"'‘’“”„(-])(?P<word>[a-zà-ÿ]{3,30})[.!?]$")
_GLUED_RIGHT: Final = re.compile(rf"[{_UPPER}][a-zà-ÿ]+(?:[\s,;:]|$)")
# A company's name before its legal form: ``Fokker N.V.``, ``& Co.``, but not ``De N.V.``.
_COMPANY: Final = re.compile(rf"(?:\s(?!De\s|Een\s)[{_UPPER}][\w-]+|&)\s[\w.]+\.$")
_FOREIGN: Final = frozenset("。！？؟۔।")
# sentencex 1.0.32 panics where such a space stands between an initial and a full stop.
_WIDE_SPACE: Final = re.compile(r"[^\S\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class _Boundary:
    """A proposed boundary: the stop is ``text[stop:close]``, the next piece would start at end."""

    stop: int
    close: int
    end: int
    quoted: bool  # closing quotes or brackets follow the stop


def split_sentences(paragraph: str) -> list[str]:
    """Return the sentences of a Dutch paragraph, as pieces that together are the paragraph.

    Guarantees, for every ``str`` without lone surrogates: ``"".join(result) == paragraph``;
    whitespace between sentences ends the piece before it, leading whitespace starts the first; no
    piece is blank, unless the paragraph is (``[]`` for an empty one, else ``[paragraph]``). A line
    break counts as a space. The time is linear in the length of the paragraph.
    """
    asides = _asides(paragraph)
    pieces: list[str] = []
    start, first = 0, _first_wordy(paragraph, 0)
    for boundary in _proposals(paragraph):
        if boundary.stop > first and _ends_sentence(paragraph, first, boundary, asides):
            pieces.append(paragraph[start : boundary.end])
            start, first = boundary.end, _first_wordy(paragraph, boundary.end)
    if start < len(paragraph):
        pieces.append(paragraph[start:])
    return pieces


def _first_wordy(text: str, start: int) -> int:
    """Return where the first letter or digit from ``start`` is; the text's length if none is."""
    match = _WORDY.search(text, start)
    return match.start() if match else len(text)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of stretches of at most WINDOW characters, ending at a space if one is."""
    start = 0
    while start < len(text):
        end = min(start + WINDOW, len(text))
        if end < len(text):
            space = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
            end = space + 1 if space > start else end
        yield start, end
        start = end


def _proposals(text: str) -> list[_Boundary]:
    """Return all proposed boundaries in order: the pattern's, and what only sentencex finds."""
    found = {
        m.end(): _Boundary(m.start("stop"), m.end("stop"), m.end(), bool(m["close"]))
        for m in _TERMINATOR.finditer(text)
        if m.end() < len(text)
    }
    spaced = _WIDE_SPACE.sub(" ", text)
    for start, end in _windows(text):
        at = start
        for piece in sentencex.segment("nl", spaced[start:end]):
            at += len(piece)
            if at not in found and at < end and not text[at].isspace():
                stop = start + len(text[start:at].rstrip())
                found[at] = _Boundary(stop - 1, stop, at, False)
    return [found[end] for end in sorted(found)]


def _asides(text: str) -> tuple[list[int], list[int]]:
    """Return the openings and the closings of the outermost matched pairs of brackets."""
    stack: list[int] = []
    pairs: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(text):
        if match[0] in "([":
            stack.append(match.start())
        elif stack and text[stack[-1]] + match[0] in ("()", "[]"):
            opening = stack.pop()
            if match.start() - opening <= MAX_ASIDE:
                pairs.append((opening, match.start()))
    outer: list[tuple[int, int]] = []
    for pair in sorted(pairs):
        if not outer or pair[0] > outer[-1][1]:
            outer.append(pair)
    return [opening for opening, _ in outer], [closing for _, closing in outer]


def _ends_sentence(
    text: str, first: int, at: _Boundary, asides: tuple[list[int], list[int]]
) -> bool:
    """Tell whether a sentence whose first letter is at ``first`` ends at the boundary."""
    stop = text[at.stop : at.close]
    aside = bisect_left(asides[0], at.stop) - 1
    if aside >= 0 and first < asides[0][aside] and at.stop < asides[1][aside]:
        return False  # still inside an aside that the sentence opened
    if stop[-1:] not in (".", "!", "?", "…"):
        return stop in _FOREIGN  # sentencex also cuts at blank lines, which here are only space
    if at.end == at.close:
        return _is_glued(text, at)
    nxt = _NEXT.match(text, at.end)
    return nxt is not None and _starts_after(text, first, at, nxt)


def _starts_after(text: str, first: int, at: _Boundary, nxt: re.Match[str]) -> bool:
    """Tell whether what follows the boundary is a new sentence, by the kind of stop."""
    stop = text[at.stop : at.close]
    if nxt["word"] and not _is_capital(nxt["word"]):
        # ‘Kom je?’ vroeg hij. Only a quotation after a plain full stop may start in lower case.
        return stop == "." and not at.quoted and _opens_quote(nxt) and _is_plain(text, first, at)
    if "!" in stop or "?" in stop:
        return not (at.quoted and nxt["apostrophe"] and not nxt["capital"])
    if stop != ".":
        return _ends_after_ellipsis(text, at, nxt)
    return not _is_list_mark(text, first, at) and _ends_after_full_stop(text, first, at, nxt)


def _is_capital(word: str) -> bool:
    """Tell whether a word may start a sentence: Capital, a script without case, or iPhone."""
    return not word[0].islower() or (len(word) > 1 and word[1].isupper())


def _opens_quote(nxt: re.Match[str]) -> bool:
    return any(mark in nxt["open"] for mark in "\"'‘“„«”")


def _is_starter(nxt: re.Match[str]) -> bool:
    """Tell whether the next word opens sentences and hardly ever is a name ('s Avonds as well)."""
    word = nxt["word"]
    return bool(nxt["capital"]) or bool(
        word and word[0].isupper() and word.lower() in abbr.STARTERS
    )


def _is_glued(text: str, at: _Boundary) -> bool:
    """Tell whether a space is missing between two sentences (``gedaan.De politie``)."""
    left = _GLUED_LEFT.search(text[max(0, at.close - REACH) : at.close])
    right = _GLUED_RIGHT.match(text[at.end : at.end + REACH])
    return bool(left and right and abbr.kind_of(left["word"] + ".", opens=False) == "plain")


def _ends_after_ellipsis(text: str, at: _Boundary, nxt: re.Match[str]) -> bool:
    """Tell whether a sentence ends at ``...`` or ``…``: a pause needs no capital of its own."""
    if _is_starter(nxt):
        return True
    before = text[max(0, at.stop - REACH) : at.stop]
    words = before.split()
    paused = before[-1:].isspace() or not words or words[-1].lower() in abbr.HANGING
    return at.quoted or (bool(nxt["word"]) and not paused)


def _kind(text: str, first: int, at: _Boundary) -> abbr.Kind:
    """Return the class of the token that a full stop closes."""
    last = text[max(0, at.close - REACH) : at.close].rsplit(maxsplit=1)[-1]
    token = last.lstrip(_OPENERS + "–—-")
    return abbr.kind_of(token, opens=at.close - len(token) <= first)


def _is_list_mark(text: str, first: int, at: _Boundary) -> bool:
    """Tell whether the full stop only marks a list: ``3. Punt``, ``twee dingen: 1. Ja``."""
    if at.close - first <= 12 and _LIST_MARK.fullmatch(text[first : at.close]):
        return True
    words = text[max(0, at.close - REACH) : at.close].split()
    return len(words) > 1 and words[-2][-1] in ":;" and bool(_LIST_MARK.fullmatch(words[-1]))


def _is_plain(text: str, first: int, at: _Boundary) -> bool:
    return _kind(text, first, at) == "plain" and not _is_list_mark(text, first, at)


def _ends_after_full_stop(text: str, first: int, at: _Boundary, nxt: re.Match[str]) -> bool:
    """Tell whether a single full stop, after which a sentence may start, does end one."""
    kind = _kind(text, first, at)
    if kind in ("closing", "unit", "company", "amount") and (nxt["gap"] or "(" in nxt["open"]):
        return False
    match kind:
        case "number":
            ends = not _NUMERAL.match(text, at.end)
        case "weekday":
            ends = not _DATE.match(text, at.end)
        case "closing":
            ends = bool(nxt["word"] or nxt["capital"])
        case "unit":
            ends = _is_starter(nxt)
        case "company":
            named = _COMPANY.search(text[max(0, at.close - REACH) : at.close])
            ends = _is_starter(nxt) or bool(nxt["word"] and named)
        case "amount":
            ends = _is_starter(nxt) or _ends_after_amount(text, at, nxt)
        case "initial":
            ends = _ends_after_initial(text, at, nxt)
        case _:
            ends = kind == "plain"
    return ends


def _ends_after_amount(text: str, at: _Boundary, nxt: re.Match[str]) -> bool:
    """Tell whether an amount is complete (``€ 3 mln.``): what it counts may follow otherwise."""
    money = _MONEY.search(text[max(0, at.close - REACH) : at.close])
    if not nxt["word"]:
        return bool(money and nxt["digit"])
    return bool(money or not _COUNTED.match(text, nxt.start("word")))


def _ends_after_initial(text: str, at: _Boundary, nxt: re.Match[str]) -> bool:
    """Tell whether a sentence ends in an initial: ``Robert M. Hij``, not ``J.P. De Vries``."""
    left = text[max(0, at.close - REACH) : at.close]
    words = left.split()
    if len(words) > 1 and words[-2].lower() in abbr.LETTER_NOUNS:
        return True
    named = _FULL_NAME.search(left)
    if not nxt["word"]:
        return bool(named and nxt["capital"])
    if named and named["particles"] not in ("", "van "):
        return True  # Dutch news names suspects so; nothing can follow ``Marco van der L.``
    if not _is_starter(nxt):
        return False
    if named and named["first"].lower() not in abbr.STARTERS:
        return True
    return not (nxt["word"].lower() in abbr.PARTICLES and _FOLLOWER.match(text, nxt.end()))
