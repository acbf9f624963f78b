"""Checks on marks: quotation marks lost, added or left open, and text that breaks off."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kortom import abbreviations
from kortom.checks.form import shorten
from kortom.dutch_words import PREPOSITIONS

# Apostrophes, whatever stands around them: within a word; before what lost its beginning ('s
# avonds, 't, rock 'n' roll, '90s, '68); and after the n of rock 'n' roll.
_APOSTROPHE = re.compile(
    r"(?<=[^\W_])['’‘]{1,2}(?=[^\W_])"
    r"|(?<![^\W_])['’‘](?=(?:[stn]|\d\ds)\b)"
    r"|(?<![^\W_])['’](?=(?:[kmr]|tis|twas|em|cause|til|till|bout)\b)"
    r"|(?<=[a-z] )['’](?=\d\d(?![\w%'’])(?! (?:procent|per|euro|jaar|years|uur|hours)))"
    r"|(?<=\b[nN])['’]",
    re.IGNORECASE,
)
_TYPED = (
    (re.compile(r"``|‟"), "“"),
    (re.compile(r"(?<!\w)''|''(?!\w)"), "”"),
    (re.compile(r"(?<!\S),,(?=\w)"), "„"),
)
_SHELL = re.compile(r"`([^`'‘’]{1,200})'")
_MARK = re.compile("[\"“”„«»'‘’‚‹›]")
_SINGLE = frozenset("'‘’‚‹›")
_OPENING = frozenset("“„«‘‚‹")
_BEFORE_OPENING = frozenset("([{-–—/:…¿¡*_|>\"“„«'‘‚‹”’")
_POSSESSIVE = frozenset("sxznSXZN")
"""What a word ends with that may have an apostrophe after it: dogs', Alex', doin'."""

_CLOSERS = "\"'’”“»›)]}*_ \u00a0\u202f"
_STOPS = frozenset(".!?…。！？؟।")
_FULL_STOPS = frozenset({"plain", "number"})
_MIN_WORDS = 3
_HANGING = frozenset(
    "the a an and or but because whose my your their our every nor than although unless"
    " whereas".split()
)
"""English words that end no sentence, nor a heading."""

_HANGING_IN_HEADINGS = frozenset("of to with from that which as by is was were has had at".split())
_DUTCH_HANGING = frozenset(
    "de het een en of maar want dan omdat noch hoewel tenzij wiens mijn jouw uw hun ons onze elk"
    " elke".split()
)
_DUTCH_HANGING_IN_HEADINGS = PREPOSITIONS | frozenset("te dat die wat als is was heeft had".split())


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotation marks of a text. pairs: how many were closed; the others: marks alone."""

    pairs: int
    unclosed: tuple[str, ...]
    unopened: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.pairs or self.unclosed or self.unopened)


def find_quotes(source: str, hypothesis: str) -> list[str]:
    """Quotation marks left open where those of the Dutch are not, or lost or added altogether.

    A quotation may go on in the next sentence, so that one mark alone may be right, if the Dutch
    has it so. How many there are, and of which kind, is free: “…” for ‘…’, one pair for two.
    """
    dutch, english = read_quotes(source), read_quotes(hypothesis)
    if dutch and not english:
        return [f"{_example(dutch)} lost"]
    if english and not dutch:
        return [f"{_example(english)} added"]
    if dutch.unclosed or dutch.unopened:
        return []
    found = [f"{mark} not closed" for mark in english.unclosed]
    found += [f"{mark} not opened" for mark in english.unopened]
    return list(dict.fromkeys(found))


def _example(quotes: Quotes) -> str:
    return (quotes.unclosed or quotes.unopened or ("“…”",))[0]


def read_quotes(text: str) -> Quotes:
    """The quotation marks of a Dutch or English text; apostrophes and inches are none."""
    for written, mark in _TYPED:
        text = written.sub(mark, text)
    text = _SHELL.sub(r"‘\1’", text)
    text = _APOSTROPHE.sub("x", text)
    places = [match.start() for match in _MARK.finditer(text)]
    last_single = max((at for at in places if _may_end(text, at)), default=-1)
    pairs, unopened = 0, []
    open_marks: dict[bool, list[int]] = {True: [], False: []}
    for number, at in enumerate(places):
        still_open = open_marks[text[at] in _SINGLE]
        if _opens(text, at, is_open=bool(still_open), closed_later=at < last_single):
            still_open.append(at)
        elif not still_open:
            unopened += [text[at]] * _is_unopened(text, at)
        elif not _is_possessive(text, places, number):
            still_open.pop()
            pairs += 1
    unclosed = sorted(open_marks[True] + open_marks[False])
    return Quotes(pairs, tuple(text[at] for at in unclosed), tuple(unopened))


def _may_open(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return (not before or before.isspace() or before in _BEFORE_OPENING) and (
        bool(after.strip()) and after not in ".,;:!?)]}"
    )


def _may_close(text: str, at: int) -> bool:
    return at > 0 and not text[at - 1].isspace()


def _may_end(text: str, at: int) -> bool:
    return text[at] in _SINGLE and (_may_close(text, at) or not text[at + 1 : at + 2].strip())


def _opens(text: str, at: int, *, is_open: bool, closed_later: bool) -> bool:
    """Whether a mark opens a quotation, by its shape and where it stands.

    “ closes what „ has opened; » and ” open in some styles; a straight mark or ’ before a small
    letter is a quotation only if some mark may close it.
    """
    mark = text[at]
    if mark in _OPENING:
        return not (is_open and mark in "“‘«‹" and not _may_open(text, at))
    if not _may_open(text, at):
        spaced = mark in "\"'" and not is_open and not _may_close(text, at)
        return spaced and (mark == '"' or closed_later or (at == 0 and len(text) > 1))
    if is_open and _may_close(text, at):
        return False
    return mark not in _SINGLE or closed_later or text[at + 1].isupper()


def _is_possessive(text: str, places: list[int], number: int) -> bool:
    """Whether a mark within ‘…’ is that of "dogs' bowls": another one closes after it."""
    at = places[number]
    following = places[number + 1] if number + 1 < len(places) else -1
    return (
        text[at] in "'’"
        and text[at - 1] in _POSSESSIVE
        and text[at + 1 : at + 2] == " "
        and text[at + 2 : at + 3].isalpha()
        and following >= 0
        and text[following] in _SINGLE
        and not _may_open(text, following)
    )


def _is_unopened(text: str, at: int) -> bool:
    """Whether a mark that nothing has opened closes a quotation, and is no apostrophe or inch."""
    before = text[at - 1 : at]
    if before.isdigit() or before in ("(", "["):
        return False
    return text[at] not in _SINGLE or not (before.isspace() or before in _POSSESSIVE or not before)


def find_truncation(source: str, hypothesis: str) -> list[str]:
    """English that breaks off: no end where the Dutch has one, or a last word that ends nothing.

    Headings have no full stop in either language. What a decoder says of its own limit is known
    elsewhere.
    """
    start, end = source.rstrip(_CLOSERS), hypothesis.rstrip(_CLOSERS)
    if not end.strip() or (_is_paused(end) and _is_paused(start)):
        return []
    found = []
    stopped = end[-1] in _STOPS
    if end[-1] in ",-–—(" and start[-1:] != end[-1] and _is_whole(start):
        found.append(f"ends in “{end[-1]}”")
    elif not stopped and _ends_sentence(start):
        found.append(f"no end after “{shorten(end.split()[-1])}”")
    word = _last_word(end)
    if _hangs(word, _last_word(start), stopped=stopped):
        found.append(f"ends in “{word}”")
    if _open_brackets(hypothesis) > max(0, _open_brackets(source)):
        found.append("“(” not closed")
    return found[:1]


def _hangs(word: str, dutch: str, *, stopped: bool) -> bool:
    """Whether a text that ends in an English word breaks off; dutch: the last word of its Dutch."""
    if word in _HANGING:
        return dutch.lower() not in _DUTCH_HANGING
    if stopped or word not in _HANGING_IN_HEADINGS:
        return False
    return dutch.lower() not in _DUTCH_HANGING | _DUTCH_HANGING_IN_HEADINGS


def _open_brackets(text: str) -> int:
    return text.count("(") - text.count(")")


def _last_word(text: str) -> str:
    words = text.rstrip("".join(_STOPS) + _CLOSERS + ",-–—").rsplit(maxsplit=1)
    return words[-1].lstrip("(“‘\"'") if words else ""


def _is_paused(text: str) -> bool:
    return text.endswith(("…", "..."))


def _is_whole(text: str) -> bool:
    """Whether a Dutch text is no part of a sentence that was cut at a mark."""
    return not text.endswith((",", ";", ":", "-", "–", "—"))


def _ends_sentence(text: str) -> bool:
    """Whether a Dutch text surely ends in a sentence's end, and not in an abbreviation's stop."""
    if text[-1:] not in _STOPS or _is_paused(text) or len(text.split()) < _MIN_WORDS:
        return False
    token = text.rsplit(maxsplit=1)[-1]
    return not token.endswith(".") or abbreviations.kind_of(token, opens=False) in _FULL_STOPS
