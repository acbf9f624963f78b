"""Checks on language: of a whole article, and of a sentence's English."""

from __future__ import annotations

import re
from copy import copy
from functools import cache
from typing import Any

from kortom.dutch_words import DUTCH_STOPWORDS
from kortom.english import FUNCTION_WORDS
from kortom.ordinary import is_ordinary
from kortom.words import common_words

MIN_CHARACTERS = 200
MIN_PROBABILITY = 0.95
"""Of an article's language."""

OUTPUT_LANGUAGES = ("en", "nl", "de", "fr", "es", "it", "pt", "da", "sv", "no", "pl", "tr", "fy")
"""What a sentence's language is chosen from: those that models trained on Dutch are given as well,
or that Dutch articles quote. The more there are, the more names look like one of them."""

MIN_WORDS = 4
"""Words that are no names; of a sentence with fewer nothing is said."""

MAX_PROBABILITY, MAX_ENGLISH = 0.06, 0.1
MAX_PROBABILITY_IF_ENGLISH, MAX_ENGLISH_AT_ALL = 0.03, 0.2
"""How likely English may be to py3langid, and how large a share of the words may be English and not
Dutch; with more such words it must be less likely."""

MIN_FOREIGN_LETTERS = 5
_SEEN = 2_000

_CODE = re.compile(r"[/@#{}_\\]")
_LATIN = re.compile("[A-Za-zªºÀ-ɏḀ-ỿ]")
# English function words that are words of another of the languages, too.
_AMBIGUOUS = DUTCH_STOPWORDS | frozenset(
    "a all also am an any as at be by do during for has he her i it may me mine must no on once or"
    " so some still to under up us will".split()
)
_ENGLISH_ONLY = FUNCTION_WORDS - _AMBIGUOUS


def is_other_language(text: str, language: str) -> bool:
    """Whether a whole article's text is surely not in `language` (py3langid's naive Bayes).

    Afrikaans counts as Dutch: on short texts the two are easily confused.
    """
    if len(text) < MIN_CHARACTERS:
        return False
    found, probability = _identifier().classify(text[:20_000])
    alike = {language, "af"} if language == "nl" else {language}
    return found not in alike and probability >= MIN_PROBABILITY


def find_output_language(source: str, hypothesis: str) -> list[str]:
    """The language of a sentence that should be English, if it surely is another one: "nl".

    Both py3langid and the words must say so. Only letters that are not Latin, in a sentence whose
    Dutch has Latin ones, need no other proof.
    """
    text = " ".join(chunk for chunk in hypothesis[:_SEEN].split() if not _CODE.search(chunk))
    if _is_foreign_script(text) and not _is_foreign_script(source[:_SEEN]):
        return ["not in Latin letters"]
    words = common_words(text)
    if len(words) < MIN_WORDS:
        return []
    share = sum(map(_is_english, words)) / len(words)
    if share >= MAX_ENGLISH_AT_ALL:
        return []
    ranked = _output_identifier().rank(text)
    likely = MAX_PROBABILITY if share <= MAX_ENGLISH else MAX_PROBABILITY_IF_ENGLISH
    return [ranked[0][0]] if dict(ranked)["en"] <= likely else []


def _is_foreign_script(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters >= MIN_FOREIGN_LETTERS and len(_LATIN.findall(text)) < letters / 2


def _is_english(word: str) -> bool:
    """Whether a word in lower case is English, and neither Dutch nor of a neighbour as well."""
    if word in _ENGLISH_ONLY:
        return True
    return word not in _AMBIGUOUS and is_ordinary(word, "en") and not is_ordinary(word, "nl")


@cache
def _identifier() -> Any:
    """What tells languages apart; classifying changes nothing in it, so threads may share it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@cache
def _output_identifier() -> Any:
    """One that knows OUTPUT_LANGUAGES only; it shares the model of the other."""
    identifier = copy(_identifier())
    identifier.set_languages(OUTPUT_LANGUAGES)
    return identifier
