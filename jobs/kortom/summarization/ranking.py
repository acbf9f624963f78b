"""What every way to choose sentences comes down to: a ranking, made from the Dutch alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from kortom.config.model import Summarise
from kortom.values import Sentence

Ranker = Callable[[Mapping[int, int]], Iterator[int]]
"""Words of each candidate by its index in the article -> the candidates' indices, best first."""

Method = Callable[[Sequence[Sentence], Summarise], Ranker]
"""An article's sentences and the config -> its ranker.

What a ranker knows of a sentence comes from the Dutch of the whole article. So it ranks before the
translation as after it, and a candidate that drops out changes nothing about the others.
"""
