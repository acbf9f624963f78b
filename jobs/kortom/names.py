"""Words that may be names: where they stand in a text, and the forms they are compared in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

NAME_WORD = re.compile(r"[^\W\d_](?:\w|[-'’.&](?=\w))*")
"""A word as names have it: O'Brien, al-Sisi, U.S, A&B, MH17."""

POSSESSIVE = re.compile(r"['’]s$")

_JOINT = re.compile(r"[-'’.&]")
# After these a capital may be that of a sentence within the sentence: He said: "Police ...".
_OPENS_SENTENCE = re.compile(r"[:!?…](?=[\s\"'“„‘«])|,\s*[\"'“„‘«]")
_REMEMBERED = 1 << 15
_NO_NAME = re.compile(r"I(?:['’]\w+)?|Mrs?|Ms|Dr|Prof")


def inner_names(text: str) -> Iterator[re.Match[str]]:
    """Words with a capital that do not begin a sentence."""
    end, begun = 0, False
    for match in NAME_WORD.finditer(text):
        gap = text[end : match.start()]
        begun = begun or any(map(str.isalnum, gap))
        begins = not begun or _OPENS_SENTENCE.search(gap)
        end, begun = match.end(), True
        if has_capital(match[0]) and not begins and not is_no_name(match[0]):
            yield match


def has_capital(word: str) -> bool:
    return any(map(str.isupper, word))


def is_no_name(word: str) -> bool:
    """Whether English writes a capital for another reason: I, Mr."""
    return _NO_NAME.fullmatch(word) is not None


def split_name(word: str) -> list[str]:
    """A word without its possessive, and its parts if it has several."""
    word = POSSESSIVE.sub("", word)
    parts = [part for part in _JOINT.split(word) if part]
    return [word, *parts] if len(parts) > 1 else [word]


@lru_cache(maxsize=_REMEMBERED)
def fold(word: str) -> str:
    """A word without case, accents and full stops: U.S. is US, Zoë is Zoe."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace(".", ""))
    return "".join(character for character in plain if not unicodedata.combining(character))


def is_acronym(word: str) -> bool:
    """VN, MH17; not Jan, and not I."""
    return sum(map(str.isupper, word)) >= 2 and not any(map(str.islower, word))
