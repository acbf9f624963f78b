"""What a model that writes summaries is to the rest of kortom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kortom.values import Hypothesis


@dataclass(frozen=True, slots=True)
class Length:
    """How long a summary is to be, in words split at white space."""

    min_words: int
    max_words: int


class Writer(Protocol):
    """What writes. Its results depend on the texts of one call alone, in any order of calls."""

    def count_tokens(self, text: str) -> int:
        """Input tokens of one pass over `text`, the prefix and special tokens counted."""
        ...

    def fits(self, text: str) -> bool:
        """Whether one pass can take all of `text`."""
        ...

    def write(self, texts: Sequence[str], lengths: Sequence[Length]) -> list[Hypothesis]:
        """Summarise texts of one article, each on its own and with its own length.

        texts: not blank, and each `fits`.
        """
        ...
