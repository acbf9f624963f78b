"""Which Dutch sentences can be read on their own, and which only after those before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from kortom.dutch_words import (
    CLAUSE_SUBJECTS,
    CONNECTIVES,
    DEICTIC_NOUNS,
    DEMONSTRATIVES,
    PERSONAL_PRONOUNS,
    POINTING_STEMS,
    POSSESSIVES,
    PREPOSITIONS,
    SPEECH_VERBS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)
from kortom.numerals import NUMBER_WORDS
from kortom.summarization.quotations import Quoting, follow_quotations
from kortom.values import Sentence

MAX_ANTECEDENTS = 2
"""How many sentences at most are taken along with one that leans on them."""

_WORD = re.compile(r"[^\W_]+(?:['’.,:][^\W_]+)*")
_OPENING_WORDS = 5
# Far enough for five words of any length that a language has.
_OPENING_REACH = 200
_THEY_SAY = re.compile(
    rf"[\"”“’'»,]\s*,?\s(?:(?:{'|'.join(sorted(SPEECH_VERBS))})\s(?:hij|ze|zij)|aldus\s(?:een\svan\s)?"
    r"(?:hem|haar|hen))\b"
)
_SO_THEY_SAY = re.compile(r"\bvolgens\s(?:hem|haar|hen)\b")
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][a-zà-ÿ]")
_ROUND = ("tig", "honderd", "duizend", "miljoen")
_LATER = re.compile(r"\W*(?:\w+ ){0,3}later\b", re.IGNORECASE)
_AGAIN = re.compile(r"\W*ten (?:tweede|derde|vierde|vijfde|slotte)\b", re.IGNORECASE)


def is_dangling(source: str) -> bool:
    """Whether the wording of a Dutch sentence leans on what stands before it.

    It does if it begins with a connective ("Bovendien"), with a pronoun or demonstrative, alone or
    after a preposition or conjunction ("Volgens hem", "Als die"), if the subject among its first
    words is a pronoun ("Nu moet hij"), or if only a pronoun says who speaks ("…, zei ze"). Words
    for the time of writing ("deze week"), "Het" and "Er" do not count.
    """
    words = [word[0] for word in _WORD.finditer(source[:_OPENING_REACH])][: _OPENING_WORDS + 1]
    if not words:
        return False
    if words[0].casefold() in PREPOSITIONS and len(words) > 1 and words[1] in POSSESSIVES:
        # "In haar roman schrijft Tammes": the name comes after its possessive.
        return _NAME.search(source, len(words[0]) + 1) is None
    return (
        _points_back(words)
        or _has_pronoun_for_subject(words[:_OPENING_WORDS])
        or any(pattern.match(source) for pattern in (_LATER, _AGAIN))
        or any(pattern.search(source) for pattern in (_THEY_SAY, _SO_THEY_SAY))
    )


def readable_units(sentences: Sequence[Sentence]) -> dict[int, tuple[int, ...]]:
    """For each body sentence that can be read: the run of sentences it is read in, by its index.

    That is the sentence itself, together with the quotation that it is a part of and, where it
    leans on the one before it, with that one, which may lean on another: at most MAX_ANTECEDENTS
    of them. The sentence before is one of the same paragraph or of the body paragraph right before
    it: a heading ends what one can lean on. A sentence that finds nothing to lean on is left out.
    """
    quotings = _quotings(sentences)
    units = {}
    for at, sentence in enumerate(sentences):
        if sentence.kind != "body":
            continue
        first = _first_of_unit(at, sentences, quotings)
        if first is not None:
            last = at
            while (
                quotings[last].left_open
                and last + 1 < len(sentences)
                and (quotings[last + 1].continues)
            ):
                last += 1
            units[sentence.index] = tuple(s.index for s in sentences[first : last + 1])
    return units


def _first_of_unit(
    at: int, sentences: Sequence[Sentence], quotings: Sequence[Quoting]
) -> int | None:
    """Where the unit of a sentence begins, or None if there is nothing that it can lean on."""
    first = at
    while quotings[first].continues or quotings[first].bare or is_dangling(sentences[first].source):
        first -= 1
        if first < max(at - MAX_ANTECEDENTS, 0) or sentences[first].kind != "body":
            return None
    return first


def _quotings(sentences: Sequence[Sentence]) -> list[Quoting]:
    paragraphs = groupby(sentences, key=lambda sentence: sentence.paragraph)
    return [
        quoting
        for _, paragraph in paragraphs
        for quoting in follow_quotations(sentence.source for sentence in paragraph)
    ]


def _points_back(words: Sequence[str]) -> bool:
    """Whether the first word points back, or the next after a preposition or conjunction."""
    first = words[0].casefold()
    rest = words[1:]
    if first in {"zo'n", "zo’n"}:
        return not (rest and _is_number(rest[0]))
    if first in {"dat", "toen"} and rest and _opens_clause(rest[0]):
        return False
    if first in CONNECTIVES or first == "toen" or _is_pointer(words):
        return True
    if any(word.startswith(POINTING_STEMS) and len(word) > len("daar") for word in rest[:2]):
        return True  # "In ruil daarvoor"; "Jan woont hier" says where the writer is.
    return first in PREPOSITIONS | SUBORDINATORS and bool(rest) and _is_pointer(rest)


def _is_pointer(words: Sequence[str]) -> bool:
    first = words[0].casefold()
    if first in {"deze", "dit"} and len(words) > 1 and words[1].casefold() in DEICTIC_NOUNS:
        return False
    return first in DEMONSTRATIVES | PERSONAL_PRONOUNS or first.startswith(POINTING_STEMS)


def _opens_clause(word: str) -> bool:
    """Whether a word is what a clause goes on with after "dat" or "toen": its subject."""
    return word.casefold() in CLAUSE_SUBJECTS or word[0].isdigit() or word.istitle()


def _has_pronoun_for_subject(words: Sequence[str]) -> bool:
    """Whether hij, zij or ze is among the words, and nothing before it that it could stand for."""
    for at, word in enumerate(words):
        if word.casefold() in SUBJECT_PRONOUNS:
            before = words[1:at]
            named = any(other[0].isupper() for other in before)
            return not named and (at < 2 or words[at - 1].casefold() not in SUBORDINATORS)
    return False


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in NUMBER_WORDS["nl"] or word.endswith(_ROUND)
