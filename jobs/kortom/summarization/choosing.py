"""What every way to choose the sentences of a brief comes down to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kortom.config.model import Summarise
from kortom.values import Sentence

Chooser = Callable[[Mapping[int, int]], list[int]]
"""Words of each candidate by its index in the article -> the indices of those in the brief.

They keep to the limits together, unless it is one alone that is too long; where there are
candidates, at least one is chosen.
"""

Method = Callable[[Sequence[Sentence], Summarise], Chooser]
"""An article's sentences and the config -> its chooser.

What a chooser knows of a sentence, but for its words, comes from the Dutch of the whole article.
So it chooses before the translation as after it. That a sentence leans on the one before it, too,
is a property of the Dutch: a translation keeps it, and a weak one hides it.
"""
