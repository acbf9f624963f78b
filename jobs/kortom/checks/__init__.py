"""What can be wrong with a sentence or an article: one small function for each check.

A check says what it found, it never changes a text. Flags are the checks' names; docs/quality.md
says what each is for and how well it does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kortom.checks.currencies import find_currencies
from kortom.checks.dates import find_dates
from kortom.checks.form import find_copied, find_length, find_loops
from kortom.checks.language import find_output_language, is_other_language
from kortom.checks.marks import find_quotes, find_truncation
from kortom.checks.names import find_invented_names, find_lost_names
from kortom.checks.percentages import find_percentages
from kortom.checks.quantities import find_numbers
from kortom.config.model import Checks
from kortom.values import Finding, Hypothesis, Sentence

SentenceCheck = Callable[[str, str], list[str]]
"""A Dutch sentence and its English, which is not blank -> what was found, a text for each."""

PART_CHECKS: Mapping[str, SentenceCheck] = {
    "copied": find_copied,
    "loop": find_loops,
    "length_ratio": find_length,
}
"""Checks that look at each part of a sentence that was translated in parts."""

WHOLE_CHECKS: Mapping[str, SentenceCheck] = {
    "truncated": find_truncation,
    "quotes": find_quotes,
    "numbers": find_numbers,
    "dates": find_dates,
    "currencies": find_currencies,
    "percentages": find_percentages,
    "names_lost": find_lost_names,
    "names_invented": find_invented_names,
    "output_language": find_output_language,
}
"""Checks that look at the whole sentence: a part may end within a quotation or a name."""

SENTENCE_CHECKS: Mapping[str, SentenceCheck] = {**PART_CHECKS, **WHOLE_CHECKS}


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


def is_empty(hypothesis: str) -> bool:
    """Whether there is neither a letter nor a digit in the English of a text with letters."""
    return not any(map(str.isalnum, hypothesis))


def check_article(sentences: Sequence[Sentence], language: str, config: Checks) -> set[str]:
    """Names of the checks that found something in the article as a whole."""
    text = " ".join(sentence.source for sentence in sentences)
    if config.source_language and is_other_language(text, language):
        return {"source_language"}
    return set()


def _findings(
    checks: Mapping[str, SentenceCheck], texts: Sequence[tuple[str, str]], config: Checks
) -> list[Finding]:
    return [
        Finding(name, detail)
        for name, check in checks.items()
        if getattr(config, name)
        for source, hypothesis in texts
        for detail in check(source, hypothesis)
    ]


def _short(text: str, limit: int = 40) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
