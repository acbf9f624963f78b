"""Quotation marks lost, added and out of place."""

from __future__ import annotations

import re

from .case import Case, Fault, pick, tidy

QUOTED = r"(?<!\w)(\"[^\"“”]+\"|“[^“”]+”|‘[^‘’]+’)(?!\w)"
OTHER_MARK = {'"': "'", "”": "’", "’": '"'}


def spans(case: Case) -> re.Match[str] | None:
    """One of the quoted spans of a sentence in which nothing else is quoted by halves."""
    rest = re.sub(QUOTED, "", case.reference)
    return None if re.search(r"[\"“”‘]", rest) else pick(case, QUOTED)


def opening_lost(case: Case) -> str | None:
    """The opening mark left out."""
    match = spans(case)
    return without(match, match.start()) if match else None


def closing_lost(case: Case) -> str | None:
    """The closing mark left out."""
    match = spans(case)
    return without(match, match.end() - 1) if match else None


def without(match: re.Match[str], at: int) -> str:
    """The sentence without the character at a place."""
    return tidy(match.string[:at] + match.string[at + 1 :])


def mark_added(case: Case) -> str | None:
    """A mark too many, before a word or after one."""
    match = spans(case)
    if not match:
        return None
    text = match.string
    opens = [m.start() + 1 for m in re.finditer(r" (?=\w)", text) if outside(match, m.start())]
    closes = [m.start() for m in re.finditer(r"(?<=\w) ", text) if outside(match, m.start())]
    if not opens or not closes:
        return None
    before = case.rng.random() < 0.5
    at = case.rng.choice(opens if before else closes)
    return text[:at] + (match[0][0] if before else match[0][-1]) + text[at:]


def outside(match: re.Match[str], at: int) -> bool:
    """Whether a place lies outside every quoted span."""
    return all(not m.start() <= at < m.end() for m in re.finditer(QUOTED, match.string))


def other_mark(case: Case) -> str | None:
    """The closing mark of another kind than the opening one."""
    match = spans(case)
    if not match:
        return None
    text, at = match.string, match.end() - 1
    return text[:at] + OTHER_MARK[text[at]] + text[at + 1 :]


def moved_out(case: Case) -> str | None:
    """The closing mark before the opening one: ”so-called “open access. Not for straight marks."""
    match = spans(case)
    if not match or match[0][0] == '"':
        return None
    text = match.string
    starts = [m.start() for m in re.finditer(r"(?<= )\w|^\w", text[: match.start()])]
    if not starts:
        return None
    at = case.rng.choice(starts)
    end = match.end() - 1
    return text[:at] + text[end] + text[at:end] + text[end + 1 :]


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (opening_lost, closing_lost, mark_added, other_mark, moved_out)
}
