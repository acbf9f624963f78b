"""Whether a side of a pair is surely in another language than its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from kortom.dutch_words import DUTCH_STOPWORDS
from kortom.english import FUNCTION_WORDS
from kortom.training.words import is_dutch, is_english
from kortom.words import common_words

MIN_WORDS = 4
"""Words that are no names; of a side with fewer nothing is said, since py3langid guesses there."""

MIN_FUNCTION = 0.2
"""The share of function words that is proof enough that a side is in its own language."""

MAX_KNOWN = 0.15
"""The most words, as a share, that a side in another language has of its own language and not of
the other: loans, and words alike."""

MIN_PROBABILITY = 0.9
"""How likely another language must then be to py3langid."""

_LANGUAGES = ("nl", "en", "de", "fr", "es", "it", "pt", "da", "sv", "no", "pl", "tr")
"""What is told apart. Afrikaans and Frisian are not, being too near to Dutch in a few words."""

_FUNCTION = {"nl": DUTCH_STOPWORDS - FUNCTION_WORDS, "en": FUNCTION_WORDS - DUTCH_STOPWORDS}
"""Those of one language that are no words of the other."""

_LATIN = re.compile("[A-Za-zªºÀ-ɏḀ-ỿ]")


def is_other_language(source: str, target: str) -> bool:
    """Whether the Dutch is surely no Dutch, or the English no English.

    Letters come first, then words, both being quick: most pairs need no more. Only where they leave
    a doubt py3langid is asked, which takes ten times as long, and it has to be sure.
    """
    return _is_foreign(source, "nl", is_dutch) or _is_foreign(target, "en", is_english)


def is_written_in(text: str, language: str) -> bool:
    """Whether a text is surely Dutch ("nl") or English ("en"), by its function words."""
    return _has_function_words(text.lower().split(), language)


def _has_function_words(chunks: Sequence[str], language: str) -> bool:
    found = sum(chunk in _FUNCTION[language] for chunk in chunks)
    return found >= max(2, MIN_FUNCTION * len(chunks))


def _is_foreign(text: str, language: str, is_own: Callable[[str], bool]) -> bool:
    if not text.isascii() and _is_other_script(text):
        return True
    if _has_function_words(text.lower().split(), language):
        return False
    words = common_words(text)
    if len(words) < MIN_WORDS:
        return False
    if sum(map(is_own, words)) > MAX_KNOWN * len(words):
        return False
    found, probability = _identifier().rank(text)[0]
    return bool(found != language and probability >= MIN_PROBABILITY)


def _is_other_script(text: str) -> bool:
    return len(_LATIN.findall(text)) < sum(map(str.isalpha, text)) / 2


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES)
    return identifier
