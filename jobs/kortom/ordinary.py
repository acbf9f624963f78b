"""Words that Dutch and English write in lower case, and so no names: lists of the common ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

_ENDINGS = {"nl": "e en s t 's".split(), "en": "s ed d ing ly n't".split()}
# These also make names of words (Hoop-er, Pet-er), so they say something of a sentence's first word
# only.
_MORE_ENDINGS = {
    "nl": "d de je jes tje tjes er ers st end ende heid heden ing ingen".split(),
    "en": "es er ers ness al able less ably".split(),
}
# Endings of words that no list can hold all of.
_RARE = {
    "nl": tuple(
        "ing ingen heid heden lijk lijke end ende isch ische tie ties eren eerd eerde ief ieve loos"
        " loze baar bare eel ele".split()
    ),
    "en": tuple("ly ing ed tion tions ness ism isms ment ments ous able women".split()),
}
_UNLIKELY_LENGTH = 12
_LINKS = ("", "s", "e", "en", "-")
_MIN_PART = 3
_MAX_COMPOUND = 40
_REMEMBERED = 1 << 15
"""Words looked up of late: most of a text's are those of the text before."""


@cache
def ordinary_words(language: str) -> frozenset[str]:
    """Common words of a language ("nl" or "en"), in lower case; jobs/exonyms/words.py made them."""
    text = files("kortom").joinpath("data", f"words.{language}.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


@lru_cache(maxsize=_REMEMBERED)
def is_ordinary(word: str, language: str) -> bool:
    """Whether a word, case aside, is on the list, or is one of it with a common ending."""
    word = _lower(word)
    words = ordinary_words(language)
    return word in words or any(base in words for base in bases(word, language))


def may_be_ordinary(word: str, language: str) -> bool:
    """Whether a word whose capital says nothing is likelier some rare word than a name."""
    word = _lower(word)
    words = ordinary_words(language)
    return (
        is_ordinary(word, language)
        or len(word) >= _UNLIKELY_LENGTH
        or word.endswith(_RARE[language])
        or any(base in words for base in _without(word, _MORE_ENDINGS[language]))
        or (language == "nl" and is_compound(word))
    )


def bases(word: str, language: str) -> Iterator[str]:
    """A word in lower case without each of the common endings that it has."""
    return _without(word, _ENDINGS[language])


def _without(word: str, endings: Sequence[str]) -> Iterator[str]:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_PART:
            base = word[: -len(ending)]
            yield base
            if len(base) > _MIN_PART and base[-1] == base[-2]:
                yield base[:-1]


def _lower(word: str) -> str:
    return word.lower().replace("’", "'")


def is_compound(word: str) -> bool:
    """Whether a Dutch word can be made of two or three ordinary ones (ziekenhuisdirecteur)."""
    word = _lower(word)
    return len(word) <= _MAX_COMPOUND and _is_compound(word, parts=3)


def _is_compound(word: str, parts: int) -> bool:
    words = ordinary_words("nl")
    for cut in range(_MIN_PART, len(word) - _MIN_PART + 1):
        if word[:cut] not in words:
            continue
        for link in _LINKS:
            rest = word[cut:].removeprefix(link) if word.startswith(link, cut) else ""
            if len(rest) >= _MIN_PART and (
                is_ordinary(rest, "nl") or (parts > 2 and _is_compound(rest, parts - 1))
            ):
                return True
    return False
