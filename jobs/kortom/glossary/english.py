"""Terms in English: whether they are there, and how they are put in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kortom.glossary.entries import Entry
from kortom.glossary.spelling import comparable, stands_alone

_SENTENCE_START = re.compile(r"(?:^|(?<!\bMr|\bMs|\bDr)(?<!\bMrs)[.!?]\s)\W*$")
_LAST_WORD = re.compile(r"(\w+) $")
_ARTICLES = ("the ", "a ", "an ")
_DUTCH_ARTICLES = ("de ", "het ", "een ", "'t ")
# Letters whose names begin with a vowel: an MP, an NGO.
_VOWEL_NAMES = "AEFHILMNORSX"
# Written with a vowel, spoken with a consonant: a European, a union, a one-off.
_CONSONANT_SOUND = re.compile(r"eu|uni|use|usu|one\b|once", re.IGNORECASE)


def missing_terms(hypothesis: str, entries: Sequence[Entry]) -> list[int]:
    """Indices of those entries whose English is not in the hypothesis.

    entries: one for each term in the Dutch, in its order. A term that is there twice must be in the
    English twice. Longer terms take their place first, so "House of Representatives" is no "House".
    """
    text = comparable(hypothesis)
    free = [True] * len(text)
    there: dict[str, int] = {}
    for entry in sorted(dict.fromkeys(entries), key=lambda entry: -len(entry.target)):
        for match in _pattern(entry).finditer(text):
            start, end = match.span()
            if all(free[start:end]) and _is_written(text, start, end, entry):
                free[start:end] = [False] * (end - start)
                there[entry.target] = there.get(entry.target, 0) + 1
    missing = []
    for index, entry in enumerate(entries):
        left = there.get(entry.target, 0)
        there[entry.target] = left - 1
        if left <= 0:
            missing.append(index)
    return missing


def put_in(hypothesis: str, carrier: str, entry: Entry) -> str | None:
    """The hypothesis with the term's English instead of a carrier; None unless it stands there
    exactly once.

    What the term needs around it is seen to: a capital where a sentence begins, "an" before a
    vowel, one article and not two, none where the glossary's Dutch has one and its English has not
    ("het CBS", "Statistics Netherlands"), and a bare apostrophe after the s of a plural.
    """
    parts = re.split(rf"(?<!\w){re.escape(carrier)}(?!\w)", hypothesis)
    if len(parts) != 2:
        return None
    before, after = _fitting_article(parts[0], entry), parts[1]
    target = entry.target
    if hypothesis.isupper() and entry.case == "any":
        target = target.upper()
    elif _SENTENCE_START.search(before):
        target = target[0].upper() + target[1:]
    if target[-1] == "s" and after.startswith("'s"):
        after = "'" + after[2:]
    return before + target + after


def _fitting_article(before: str, entry: Entry) -> str:
    """The text before a term, ending in the article that goes with it."""
    last = _LAST_WORD.search(before)
    article = last[1] if last and f"{last[1].lower()} " in _ARTICLES else None
    if last is None or article is None:
        return before
    has_own = entry.target.lower().startswith(_ARTICLES)
    needs_none = entry.source.lower().startswith(_DUTCH_ARTICLES)
    if has_own or needs_none:
        return before[: last.start()]
    if article.lower() == "the":
        return before
    ending = "n " if _has_vowel_sound(entry.target) else " "
    return before[: last.start()] + article[0] + ending


def _has_vowel_sound(term: str) -> bool:
    first = re.split(r"\W", term, maxsplit=1)[0]
    if first.rstrip("s").isupper():
        return term[0] in _VOWEL_NAMES
    return term[0] in "aeiouAEIOU" and not _CONSONANT_SOUND.match(term)


def _is_written(text: str, start: int, end: int, entry: Entry) -> bool:
    """Whether what the pattern found is the term: as a word, and in a case that its rule takes."""
    if not stands_alone(text, start, end):
        return False
    found, target = text[start:end], comparable(entry.target)
    if found == target or text.isupper():
        return True
    if entry.case == "exact":
        capital = target[0].upper() + target[1:]
        return found == capital and bool(_SENTENCE_START.search(text[:start]))
    return all(a in (b, b.upper()) for a, b in zip(found, target, strict=True))


@lru_cache(maxsize=1024)
def _pattern(entry: Entry) -> re.Pattern[str]:
    return re.compile(re.escape(comparable(entry.target)), re.IGNORECASE)
