"""The lead: the article's first sentences. The baseline that any other method has to beat."""

from __future__ import annotations

from collections.abc import Sequence

from kortom.config.model import Summarise
from kortom.values import Sentence


def rank_lead(
    candidates: Sequence[Sentence], sentences: Sequence[Sentence], config: Summarise
) -> list[int]:
    """The candidates in their order, up to the first that no longer fits the word limit."""
    ranking: list[int] = []
    words = 0
    for position, sentence in enumerate(candidates):
        words += len(sentence.hypothesis.split())
        if ranking and words > config.max_words:
            break
        ranking.append(position)
    return ranking
