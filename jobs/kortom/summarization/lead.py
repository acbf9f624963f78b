"""The lead: the article's first sentences. The baseline that any other method has to beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kortom.config.model import Summarise
from kortom.summarization.choosing import Chooser
from kortom.values import Sentence


def lead_chooser(sentences: Sequence[Sentence], config: Summarise) -> Chooser:
    """Chooses the first candidates, up to one that is over a limit."""

    def choose(candidates: Mapping[int, int]) -> list[int]:
        left = config.max_words
        chosen: list[int] = []
        for index in sorted(candidates)[: config.max_sentences]:
            left -= candidates[index]
            if chosen and left < 0:
                break
            chosen.append(index)
        return chosen

    return choose
