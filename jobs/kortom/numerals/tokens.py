"""Words, figures and marks of a text, as numbers are read from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kortom.names import fold
from kortom.numerals.figures import FIGURE

_TOKEN = re.compile(rf"(?P<figure>{FIGURE})|(?P<sign>[½¼¾⅓⅔⅛])|(?P<word>[^\W\d_]+)|(?P<other>\S)")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text. kind: figure, word, sign (½) or other. text: of a word its folded form."""

    start: int
    end: int
    text: str
    kind: str


_NONE = Token(-1, -1, "", "")


def tokenize(text: str) -> list[Token]:
    """All pieces of a text but its white space."""
    return [
        Token(m.start(), m.end(), fold(m[0]) if m.lastgroup == "word" else m[0], m.lastgroup or "")
        for m in _TOKEN.finditer(text)
    ]


def token_at(tokens: Sequence[Token], index: int) -> Token:
    """The token at an index; one without text beyond both ends."""
    return tokens[index] if 0 <= index < len(tokens) else _NONE
