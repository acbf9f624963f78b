"""One spelling for marks that look alike, and where a word begins and ends."""

from __future__ import annotations

import unicodedata

_ALIKE = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "\u2010": "-",  # hyphen
        "\u2011": "-",  # non-breaking hyphen
        "\u00a0": " ",  # non-breaking space
        "\u202f": " ",  # the narrow one
    }
)


def comparable(text: str) -> str:
    """The text in the spelling that terms are compared in: straight apostrophes, plain hyphens and
    spaces. Each character stays where it is."""
    return text.translate(_ALIKE)


def is_word_character(character: str) -> bool:
    """Whether it makes one word with its neighbours: a letter, digit, combining mark or "_"."""
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def stands_free(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] of a comparable text is neither part of a longer word nor of a
    compound.

    A hyphen at either end makes a compound ("oud-premier", "NS-directeur", "Kamer- en"), a letter
    after an apostrophe another form ("VVD'er"), a full stop within a word an address ("ns.nl").
    """
    return _begins_free(text, start) and _ends_free(text, end)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter touches text[start:end]: in English "NATO-led" and "the Senate's" hold
    their terms."""
    touched = start > 0 and is_word_character(text[start - 1])
    return not touched and not (end < len(text) and is_word_character(text[end]))


def _begins_free(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start]
    if not before:
        return True
    if is_word_character(before[-1]) or before[-1] in "-@":
        return False
    return not (before[-1] in "'." and len(before) == 2 and is_word_character(before[0]))


def _ends_free(text: str, end: int) -> bool:
    after = text[end : end + 2]
    if not after:
        return True
    if is_word_character(after[0]) or after[0] in "-@":
        return False
    if len(after) == 1:
        return True
    form = after[0] == "'" and is_word_character(after[1])
    address = after[0] == "." and after[1].islower()
    return not form and not address
