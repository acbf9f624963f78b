"""The lead: the article's first sentences. The baseline that any other method has to beat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kortom.config.model import Summarise
from kortom.summarization.ranking import Ranker
from kortom.values import Sentence


def lead_ranker(sentences: Sequence[Sentence], config: Summarise) -> Ranker:
    """Ranks candidates in their order, up to the first that no longer fits the word limit."""

    def rank(candidates: Mapping[int, int]) -> Iterator[int]:
        left = config.max_words
        for number, index in enumerate(sorted(candidates)):
            left -= candidates[index]
            if number and left < 0:
                return
            yield index

    return rank
