"""Whether a translation that has the terms has lost something else for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kortom.checks.form import find_loops
from kortom.glossary.spelling import comparable
from kortom.numerals import find_numerals
from kortom.values import Hypothesis

MIN_LENGTH, SLACK = 0.7, 2
"""Of the words of the translation without the terms' help, what must be left at least, less SLACK
words for short sentences."""

_NAME = re.compile(r"[^\W\d_]\w*")


def is_worse(candidate: Hypothesis, before: Hypothesis, source: str, terms: Sequence[str]) -> bool:
    """Whether a candidate is worse than the hypothesis before it, terms aside.

    It is if it is cut off, loops, is much shorter, has lost a number or a name that stood in both
    the source and `before`, or is `before` with something added at its end. terms: the terms in the
    Dutch, as they stand there; they are no names that can be lost.
    """
    if candidate.truncated and not before.truncated:
        return True
    if find_loops(source, before.text) or before.truncated:
        # Its length and what stands in it say nothing.
        return bool(find_loops(source, candidate.text))
    return (
        bool(find_loops(source, candidate.text))
        or len(candidate.text.split()) + SLACK < MIN_LENGTH * len(before.text.split())
        or _lost_number(source, before.text, candidate.text)
        or not _copied_names(source, before.text, terms) <= _names(candidate.text)
        or _is_appended(candidate.text, before.text)
    )


def _lost_number(source: str, before: str, candidate: str) -> bool:
    """Whether a number of the source is in the English before, and not in the candidate."""
    then, now = _values(before), _values(candidate)
    return any(
        numeral.values & then and not numeral.values & now for numeral in find_numerals(source)
    )


def _values(text: str) -> set[str]:
    return {value for numeral in find_numerals(text) for value in numeral.values}


def _copied_names(source: str, hypothesis: str, terms: Sequence[str]) -> set[str]:
    """Names of the source that the hypothesis has as they are."""
    return (_names(source) & _names(hypothesis)) - _names(" ".join(terms))


def _names(text: str) -> set[str]:
    """Words that begin with a capital, and all of a text in capitals."""
    return {word for word in _NAME.findall(comparable(text)) if word[0].isupper()}


def _is_appended(candidate: str, before: str) -> bool:
    """Whether the candidate goes on where `before` ends."""
    end = re.sub(r"\W+$", "", before)
    rest = candidate[len(end) :]
    return bool(end) and candidate.startswith(end) and any(map(str.isalnum, rest))
