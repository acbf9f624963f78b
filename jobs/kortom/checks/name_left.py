"""Names that stand in the English as Dutch writes them, where English has a name of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from kortom.checks.name_sides import Side, Word, fold_name
from kortom.exonyms import Exonyms, KnownName
from kortom.names import has_capital, split_name
from kortom.ordinary import is_ordinary

_PARTICLES = frozenset("van von de den der ten ter te 't".split())


def left_names(
    words: Sequence[Word], english: Side, dutch: Side, table: Exonyms
) -> Iterator[tuple[Word, Word]]:
    """Words of the English that are Dutch names of the table, such as Rusland.

    words: of the English. Behind a particle it is a surname (Van Keulen), and beside the English
    name it explains it ("Liège (Luik)").
    """
    # Not within a compound: the Scheldeprijs may well be the Schelde Prize.
    said = {fold_name(part) for word in dutch.words for part in split_name(word.text)}
    before = chain([""], (word.text.lower() for word in words))
    for word, previous in zip(words, before, strict=False):
        if previous in _PARTICLES or not has_capital(word.text):
            continue
        for part in split_name(word.text):
            known = table.dutch_only.get(fold_name(part), ())
            is_copied = bool(known) and fold_name(part) in said
            if is_copied and not is_ordinary(part, "en") and not _is_explained(known, english):
                yield word, word
                break


def _is_explained(known: Iterable[KnownName], english: Side) -> bool:
    """Whether the English has an English name for it as well."""
    return any(
        (name.acronyms - {dutch}) & english.acronyms or (name.forms - {dutch}) & english.phrases
        for name in known
        for dutch in [fold_name(name.dutch)]
    )
