"""What a fault is planted in, and small tools that the kinds share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Case:
    """A pair to spoil: others are the pairs of the same kind, a stock of further sentences."""

    source: str
    reference: str
    others: Sequence[tuple[str, str]]
    rng: Random


Fault = Callable[[Case], str | None]


def pick(case: Case, pattern: str, text: str | None = None) -> re.Match[str] | None:
    """One of the matches in the reference (or text), or None without any."""
    found = list(re.finditer(pattern, case.reference if text is None else text))
    return case.rng.choice(found) if found else None


def put(match: re.Match[str], text: str) -> str:
    """The string that was searched, with text where the match was; spaces and brackets tidied."""
    return tidy(match.string[: match.start()] + text + match.string[match.end() :])


def tidy(text: str) -> str:
    """Single spaces, none before a stop, no empty brackets, a capital where there was one."""
    text = re.sub(r"\(\s*\)", "", text)
    text = re.sub(r"\s+([.,;:?!)])", r"\1", " ".join(text.split()))
    text = re.sub(r"(?<=\()\s+", "", text)
    text = re.sub(r"^[,;:]\s*", "", text)
    return re.sub(r",([.?!])", r"\1", text)


def first_capital(text: str) -> str:
    """With a capital at its start."""
    return text[:1].upper() + text[1:]


def words(case: Case) -> list[str]:
    """The English words, with their punctuation."""
    return case.reference.split()


def bare(text: str) -> str:
    """Without punctuation at either end."""
    return text.strip('.,;:!?"“”‘’()')
