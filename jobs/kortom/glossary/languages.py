"""Language codes as glossaries write them."""

from __future__ import annotations

import re


def language_of(code: str) -> str:
    """The language of a code in lower case, its region and script left out: nl for "nl-NL",
    "NL_be"; the code itself where it is none."""
    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*", code.strip())
    return match[1].lower() if match else code
