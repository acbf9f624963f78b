"""What can be wrong with a sentence or an article: one small function for each check.

A check says what it found, it never changes a text. Flags are the checks' names, listed in
docs/quality.md with how well each one does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from kortom.config.model import Checks
from kortom.values import Finding, Hypothesis, Sentence

SentenceCheck = Callable[[str, str], list[str]]
"""A Dutch sentence and its English, which is not blank -> what was found, a text for each."""

PART_CHECKS: dict[str, SentenceCheck] = {
    "copied": lambda source, hypothesis: ["copied"] * is_copied(source, hypothesis),
    "loop": lambda source, hypothesis: ["a loop"] * has_loop(hypothesis),
}
"""Checks that look at each part of a sentence that was translated in parts."""

WHOLE_CHECKS: dict[str, SentenceCheck] = {}
"""Checks that look at the whole sentence: a part may end within a quotation or a name."""

SENTENCE_CHECKS = {**PART_CHECKS, **WHOLE_CHECKS}


LOOP_REPEATS = 3
"""An n-gram that stands this often in a row is a loop ("the deal the deal the deal")."""

LANGUAGE_MIN_CHARACTERS = 200
LANGUAGE_MIN_PROBABILITY = 0.95


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


def check_sentence(
    source: str, hypothesis: str, parts: Sequence[tuple[str, Hypothesis]], config: Checks
) -> list[Finding]:
    """What the checks of the config find in a translated sentence, in the order of the checks.

    parts: the parts that were translated, each with what came out; hypothesis: all of its English.
    """
    found = []
    for part, made in parts:
        if config.empty and is_empty(made.text):
            found.append(Finding("empty", f"nothing for “{_short(part)}”"))
        if config.truncated and made.truncated:
            found.append(Finding("truncated", "the decoder reached its limit"))
    if is_empty(hypothesis):
        return found
    texts = [(part, made.text) for part, made in parts if not is_empty(made.text)]
    found += _findings(PART_CHECKS, texts, config)
    found += _findings(WHOLE_CHECKS, [(source, hypothesis)], config)
    return list(dict.fromkeys(found))


def _findings(
    checks: dict[str, SentenceCheck], texts: Sequence[tuple[str, str]], config: Checks
) -> list[Finding]:
    return [
        Finding(name, detail)
        for name, check in checks.items()
        if getattr(config, name)
        for source, hypothesis in texts
        for detail in check(source, hypothesis)
    ]


def is_empty(hypothesis: str) -> bool:
    """Whether there is neither a letter nor a digit in the English of a text with letters."""
    return not any(map(str.isalnum, hypothesis))


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def check_article(sentences: Sequence[Sentence], language: str, config: Checks) -> set[str]:
    """Names of the checks that found something in the article as a whole."""
    text = " ".join(sentence.source for sentence in sentences)
    if config.source_language and is_other_language(text, language):
        return {"source_language"}
    return set()
