"""Pairs written as articles write them: curly marks, capitals, lines without a full stop.

Parallel texts are mostly plain sentences with straight quotation marks. A model that saw no others
stumbles over a headline in capitals, and over ‘’ and “”.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import blake2b

from kortom.training.data_config import AugmentSettings

MAX_CAPITALS = 120
"""Characters of a source that is put in capitals as a whole: headlines are short, and capitals
take many tokens."""

_STYLES = (("‘", "’"), ("‘", "’"), ("“", "”"), ("„", "”"))
"""Dutch quotation marks; newspapers write single ones more often."""

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)|(?<!\S)'(?=[stnkmr]\b)")
_LEAD_IN = re.compile(r"(?:\S+ ){1,3}(?=\S+ \S+ \S)")

Pair = tuple[str, str]


def augmented(source: str, target: str, settings: AugmentSettings) -> tuple[Pair, tuple[str, ...]]:
    """The pair as it is trained on, and the names of what was changed in it.

    What is changed is drawn from a hash of the pair: the same pair always gives the same.
    """
    pair, names = (source, target), []
    for name, change in _CHANGES.items():
        share = getattr(settings, name)
        chance = _chance(name, source, target)
        if chance >= share:
            continue
        changed = change(*pair, chance / share)
        if changed != pair:
            pair = changed
            names.append(name)
    return pair, tuple(names)


def _chance(name: str, source: str, target: str) -> float:
    """From 0 up to 1, evenly."""
    digest = blake2b(f"{name}\t{source}\t{target}".encode(), digest_size=8).digest()
    # Of 64 bits a float rounds up to 1.
    return (int.from_bytes(digest) >> 11) / 2**53


def _quotes(source: str, target: str, chance: float) -> Pair:
    """Curly marks on both sides: one of the Dutch styles here, “ and ” there."""
    if _quoted_halfway(source) or _quoted_halfway(target) or ('"' in target and '"' not in source):
        return source, target
    style = _STYLES[int(chance * len(_STYLES))]
    source = _APOSTROPHE.sub("’", _in_pairs(source, style))
    return source, _in_pairs(target, ("“", "”"))


def _quoted_halfway(text: str) -> bool:
    return text.count('"') % 2 == 1


def _in_pairs(text: str, style: tuple[str, str]) -> str:
    """Every other straight mark opens."""
    parts = text.split('"')
    return "".join(part if i == 0 else style[(i + 1) % 2] + part for i, part in enumerate(parts))


def _capitals(source: str, target: str, chance: float) -> Pair:
    if len(source) > MAX_CAPITALS or " " not in source:
        return source, target
    return source.upper(), target.upper()


def _lead_in(source: str, target: str, chance: float) -> Pair:
    """The first words of the Dutch in capitals; English does not write so."""
    found = _LEAD_IN.match(source)
    if found is None or source.isupper():
        return source, target
    return source[: found.end()].upper() + source[found.end() :], target


def _no_full_stop(source: str, target: str, chance: float) -> Pair:
    """As a headline or a heading, where both sides are a sentence of their own."""
    if any(text.count(".") != 1 or text[-1] != "." for text in (source, target)):
        return source, target
    return source[:-1].rstrip(), target[:-1].rstrip()


_CHANGES: dict[str, Callable[[str, str, float], Pair]] = {
    "quotes": _quotes,
    "no_full_stop": _no_full_stop,
    "lead_in": _lead_in,
    "capitals": _capitals,
}

AUGMENTATION_TEXTS = {
    "quotes": "curly quotation marks for straight ones",
    "no_full_stop": "without the full stop at the end",
    "lead_in": "the first words in capitals",
    "capitals": "all in capitals",
}
"""What each change does, in the order in which they are applied."""
