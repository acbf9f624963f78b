"""Cuts, blanks and wrong lengths."""

from __future__ import annotations

import re

from .case import Case, Fault, bare, words

LINKS = frozenset(
    "a an the of to in on at by for from with and or but that which who is are was be as".split()
)
BLANKS = (".", "...", "-", "?", '""', "!", ", .", "( )", "…", "—", ". . .", "' '", "/", ":")


def after_a_word(case: Case) -> str | None:
    """Cut after any word that does not end a sentence."""
    text = words(case)
    places = [
        i
        for i in range(max(2, len(text) // 4), len(text) - 1)
        if not re.search(r"[.?!:][”\"’)]?$", text[i])
    ]
    return cut(case, places)


def after_a_link(case: Case) -> str | None:
    """Cut after a word that wants another: of, the, and."""
    text = words(case)
    return cut(case, [i for i in range(2, len(text) - 1) if text[i].lower() in LINKS])


def near_the_end(case: Case) -> str | None:
    """The last two to four words missing."""
    size = len(words(case))
    return cut(case, [i for i in range(size - 5, size - 2) if i > 2])


def cut(case: Case, places: list[int]) -> str | None:
    """The words up to one of the places, without the mark after the last."""
    if not places:
        return None
    text = words(case)
    last = case.rng.choice(places)
    if re.search(r"[.?!:][”\"’)]?$", text[last]):
        return None
    return " ".join(text[: last + 1]).rstrip('.,;:!?—–-"“”‘’() ')


def within_a_word(case: Case) -> str | None:
    """Cut in the middle of a word."""
    text = words(case)
    places = [
        i
        for i in range(max(1, len(text) // 4), len(text))
        if re.fullmatch(r"[A-Za-z]{6,}[.,]?", text[i])
    ]
    if not places:
        return None
    i = case.rng.choice(places)
    word = bare(text[i])
    return " ".join([*text[:i], word[: case.rng.randint(2, len(word) - 3)]])


def blank(case: Case) -> str | None:
    """Nothing at all."""
    return ""


def marks_only(case: Case) -> str | None:
    """Punctuation and nothing else."""
    return case.rng.choice(BLANKS)


def only_the_start(case: Case) -> str | None:
    """The first words, closed by a full stop: at least 60 % is missing."""
    text = words(case)
    keep = next((k for k in range(len(text), 0, -1) if short(case, text[:k])), 0)
    return bare(" ".join(text[:keep])) + "." if keep else None


def only_the_end(case: Case) -> str | None:
    """The last words."""
    text = words(case)
    keep = next((k for k in range(len(text), 0, -1) if short(case, text[-k:])), 0)
    left = " ".join(text[-keep:]) if keep else ""
    return left[:1].upper() + left[1:] or None


def without_the_middle(case: Case) -> str | None:
    """A word or two from the start, the rest from the end."""
    text = words(case)
    found = [text[:i] + text[-j:] for i in (1, 2, 3) for j in (1, 2, 3, 4, 6) if i + j < len(text)]
    fit = [part for part in found if short(case, part)]
    return " ".join(case.rng.choice(fit)) if fit else None


def short(case: Case, part: list[str]) -> bool:
    """Whether at least 60 % of the words and of the letters are missing."""
    size = len(" ".join(part))
    return len(part) <= 0.4 * len(words(case)) and size <= 0.4 * len(case.reference)


def sentences_after(case: Case) -> str | None:
    """Other sentences behind it, until it is 2.2 times as long."""
    return " ".join([case.reference, *stock(case)])


def sentences_before(case: Case) -> str | None:
    """Other sentences before it."""
    return " ".join([*stock(case), case.reference])


def stock(case: Case) -> list[str]:
    """English of other pairs, enough for 2.2 times the length, not much more."""
    added: list[str] = []
    pool = [english for _, english in case.others if 20 <= len(english) <= 160]
    while len(" ".join([case.reference, *added])) < 2.2 * len(case.reference):
        added.append(case.rng.choice(pool))
    return added


TRUNCATED: dict[str, Fault] = {
    fault.__name__: fault for fault in (after_a_word, after_a_link, near_the_end, within_a_word)
}
EMPTY: dict[str, Fault] = {fault.__name__: fault for fault in (blank, marks_only)}
LENGTH_RATIO: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        only_the_start,
        only_the_end,
        without_the_middle,
        sentences_after,
        sentences_before,
    )
}
