"""Which sentences of the article a sentence of the brief rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kortom.english import FUNCTION_WORDS
from kortom.values import Sentence

MIN_GAIN = 2
"""Words that a second or later sentence must add: one shared word is chance as often as not."""

_WORD = re.compile(r"\w+")


def align(text: str, sentences: Sequence[Sentence]) -> tuple[int, ...]:
    """Indices of the article's sentences that a brief's sentence rests on, rising; () for none.

    A greedy cover. Let B be the content words of `text` and E_i those of the English of sentence i
    (lower case, function words left out; all words, where there are no others), and U what of B is
    not covered yet, at first B. Of the sentences the one with the largest |U & E_i| is taken, of
    equals the one with the fewest words E_i, then the first; U loses E_i. It ends when the largest
    |U & E_i| is under MIN_GAIN; the first sentence needs one word only.
    """
    left = _content_words(text)
    words = {sentence.index: _content_words(sentence.hypothesis) for sentence in sentences}
    chosen: list[int] = []
    while words:
        best = min(words, key=lambda index: (-len(left & words[index]), len(words[index]), index))
        if len(left & words[best]) < (MIN_GAIN if chosen else 1):
            break
        chosen.append(best)
        left -= words.pop(best)
    return tuple(sorted(chosen))


def _content_words(text: str) -> set[str]:
    words = set(_WORD.findall(text.casefold()))
    return words - FUNCTION_WORDS or words
