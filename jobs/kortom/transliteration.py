"""Names that Dutch and English write from another script, made comparable.

Dutch follows its own sounds (Tsjaikovski, Poetin), English its own (Tchaikovsky, Putin). The rules
were written for Russian and Arabic names, and are as coarse as it takes for both sides to meet.
"""

from __future__ import annotations

import re

_DUTCH = {
    "sjtsj": "shch", "tsj": "ch", "dzj": "j", "dj": "j", "zj": "zh", "sj": "sh", "oe": "u",
    "ch": "kh", "j": "y", "ij": "y",
}  # fmt: skip
_COMMON = {
    "shch": "sh", "tch": "ch", "kh": "h", "ph": "f", "th": "t", "ck": "k", "cz": "ch", "q": "k",
    "x": "ks", "w": "v", "ye": "e", "yo": "o", "iy": "i", "ie": "i", "y": "i", "z": "s", "'": "",
    "ou": "u", "oo": "u", "ee": "i",
}  # fmt: skip
_TRANSLITERATED = re.compile(r"oe|^j[aeiou]|[sz]j|dj|[aeo]j|ij$|[^aeiou]j|sk[iy]|[eo]v[as]?$|kh")
_DOUBLED = re.compile(r"(.)\1+")


def is_transliterated(name: str) -> bool:
    """Whether a folded Dutch name looks as if it came from another script."""
    return len(name) >= 4 and _TRANSLITERATED.search(name) is not None


def dutch_sound(name: str) -> str:
    """A folded Dutch name in letters that `english_sound` gives the same name too."""
    return english_sound(_replace(name, _DUTCH))


def english_sound(name: str) -> str:
    """A folded English name, coarsened."""
    sound = _replace(_replace(name, _COMMON), {"ii": "i", "iu": "u", "ia": "a"})
    return _DOUBLED.sub(r"\1", sound)


def _replace(text: str, table: dict[str, str]) -> str:
    longest_first = sorted(table, key=len, reverse=True)
    return re.sub("|".join(longest_first), lambda match: table[match[0]], text)
