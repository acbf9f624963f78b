"""The words of a text, and those of them that can tell its language."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def words_of(text: str) -> list[str]:
    """The words of a text as they stand there; digits and marks part them."""
    return _WORD.findall(text)


def common_words(text: str) -> list[str]:
    """The words of a text that are no names, in lower case: those without a capital, and the first.

    Where hardly a word has none, as in headlines, capitals say nothing.
    """
    words = words_of(text)
    if sum(map(str.islower, words)) < len(words) / 4:
        return [word.lower() for word in words]
    return [word.lower() for i, word in enumerate(words) if i == 0 or word[0].islower()]
