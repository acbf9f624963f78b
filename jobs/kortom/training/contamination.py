"""Keeping what a model is scored on out of what it is trained on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kortom.training.corpus import read_heldout
from kortom.training.data_config import HeldoutEntry
from kortom.training.values import ParallelPair

MIN_KEY = 25
"""Letters and digits of a side that is known again by itself. A shorter one ("Dank u wel.") stands
in many texts, so both sides must be the same."""

_OTHER = re.compile(r"[\W_]+")


def key_of(text: str) -> str:
    """A text's letters and digits, case aside: equal for texts that differ in marks and spaces.

    Accents count where they are part of a letter, whether or not they are written as one character.
    """
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", folded)
    return _OTHER.sub("", folded)


@dataclass(frozen=True, slots=True)
class Heldout:
    """Keys of the held-out pairs: of each side where it is long enough, and of the pairs."""

    sources: frozenset[str]
    targets: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def holds(self, source_key: str, target_key: str) -> bool:
        """Whether a pair with these keys must not be trained on."""
        return (
            source_key in self.sources
            or target_key in self.targets
            or (source_key, target_key) in self.pairs
        )


def make_heldout(pairs: Iterable[ParallelPair]) -> Heldout:
    """The keys of held-out pairs. Those without a letter or digit on either side have none."""
    keys = {(key_of(pair.source), key_of(pair.target)) for pair in pairs} - {("", "")}
    return Heldout(
        sources=frozenset(source for source, _ in keys if len(source) >= MIN_KEY),
        targets=frozenset(target for _, target in keys if len(target) >= MIN_KEY),
        pairs=frozenset(keys),
    )


def load_heldout(entries: Sequence[HeldoutEntry]) -> Heldout:
    """The keys of all held-out files. KortomError (DATA_*, HELDOUT_DAMAGED)."""
    return make_heldout(pair for entry in entries for pair in read_heldout(entry))
