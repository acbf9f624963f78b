"""What can be wrong with a sentence or an article: one small function for each check.

A check says what it found, it never changes a text. Flags are names, listed in the README.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from kortom.config.model import Checks
from kortom.values import Hypothesis, Sentence

LOOP_REPEATS = 3
"""An n-gram that stands this often in a row is a loop ("the deal the deal the deal")."""

LANGUAGE_MIN_CHARACTERS = 200
LANGUAGE_MIN_PROBABILITY = 0.95


def check_translation(source: str, hypothesis: Hypothesis, config: Checks) -> set[str]:
    """Names of the checks that found something in one translated unit."""
    flags = set()
    if not hypothesis.text:
        flags.add("empty")
        return flags
    if hypothesis.truncated:
        flags.add("truncated")
    if config.copied and is_copied(source, hypothesis.text):
        flags.add("copied")
    if config.loop and has_loop(hypothesis.text):
        flags.add("loop")
    if config.length_ratio and not _length_fits(source, hypothesis.text, config):
        flags.add("length_ratio")
    return flags


def is_copied(source: str, hypothesis: str, min_words: int = 4) -> bool:
    """Whether the hypothesis is the source itself, case aside.

    Shorter texts may well be equal in both languages (names, "Den Haag 2024").
    """
    words = source.casefold().split()
    return len(words) >= min_words and words == hypothesis.casefold().split()


def has_loop(text: str, max_ngram: int = 8) -> bool:
    """Whether some n-gram of words (n up to `max_ngram`) stands LOOP_REPEATS times in a row.

    A single word must stand once more than that, since people do write "heel, heel, heel groot".
    """
    words = text.casefold().split()
    for n in range(1, max_ngram + 1):
        needed = (LOOP_REPEATS + (n == 1) - 1) * n
        run = 0
        for i in range(n, len(words)):
            run = run + 1 if words[i] == words[i - n] else 0
            if run >= needed:
                return True
    return False


def _length_fits(source: str, hypothesis: str, config: Checks, min_characters: int = 30) -> bool:
    """Whether the lengths in characters stand in a usual ratio; short texts always do."""
    if max(len(source), len(hypothesis)) < min_characters:
        return True
    ratio = len(hypothesis) / len(source)
    return config.min_length_ratio <= ratio <= config.max_length_ratio


def is_other_language(text: str, language: str) -> bool:
    """Whether a whole article's text is surely not in `language` (py3langid's naive Bayes).

    Afrikaans counts as Dutch: on short texts the two are easily confused.
    """
    if len(text) < LANGUAGE_MIN_CHARACTERS:
        return False
    found, probability = _identifier().classify(text[:20_000])
    alike = {language, "af"} if language == "nl" else {language}
    return found not in alike and probability >= LANGUAGE_MIN_PROBABILITY


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def check_article(sentences: Sequence[Sentence], language: str, config: Checks) -> set[str]:
    """Names of the checks that found something in the article as a whole."""
    text = " ".join(sentence.source for sentence in sentences)
    if config.source_language and is_other_language(text, language):
        return {"source_language"}
    return set()
