"""Words that tell a language: those that are Dutch and not English, and the other way round."""

from __future__ import annotations

from functools import lru_cache

from kortom.dutch_words import DUTCH_STOPWORDS
from kortom.english import FUNCTION_WORDS
from kortom.ordinary import is_ordinary

_REMEMBERED = 1 << 16


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
