"""What a glossary is: Dutch terms and the English that they are to have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

CaseRule = Literal["any", "exact"]
CASE_RULES: tuple[CaseRule, ...] = get_args(CaseRule)


@dataclass(frozen=True, slots=True)
class Entry:
    """One Dutch term in one form, and its English; both clean, with straight apostrophes.

    case: "any" finds the Dutch in any case, and takes English that has capitals where the glossary
    has none ("Prime Minister"); "exact" finds and takes a term as it is written, but for a capital
    that begins an English sentence.
    """

    source: str
    target: str
    case: CaseRule = "any"


@dataclass(frozen=True, slots=True)
class Glossary:
    """Entries in the order of their file, no Dutch term twice.

    reference: how it was named; sha256: hex digest of the file's bytes.
    """

    reference: str
    sha256: str
    entries: tuple[Entry, ...]
