"""Words that tell a language: those that are Dutch and not English, and the other way round."""

from __future__ import annotations

import re
from functools import lru_cache

from kortom.dutch_words import DUTCH_STOPWORDS
from kortom.english import FUNCTION_WORDS
from kortom.ordinary import is_ordinary

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_REMEMBERED = 1 << 16


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


@lru_cache(_REMEMBERED)
def is_dutch(word: str) -> bool:
    """Whether a word in lower case is Dutch, and no English word as well.

    Compounds are not taken apart: strange words would often pass for one.
    """
    if word in DUTCH_STOPWORDS:
        return word not in FUNCTION_WORDS
    return is_ordinary(word, "nl") and not is_ordinary(word, "en")


@lru_cache(_REMEMBERED)
def is_english(word: str) -> bool:
    """Whether a word in lower case is English, and no Dutch word as well."""
    # The lists of ordinary words hold the other language's function words: people quote them.
    if word in FUNCTION_WORDS:
        return word not in DUTCH_STOPWORDS
    return is_ordinary(word, "en") and not is_ordinary(word, "nl")
