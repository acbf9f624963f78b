"""Which words of a Dutch sentence are names, and which of them its English has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kortom.checks.name_sides import Side, Word, compound_heads, expand_umlauts, fold_name, stems
from kortom.checks.name_words import (
    DETERMINERS,
    DUTCH_WORDS,
    INSTITUTION_ENDINGS,
    NAME_ARTICLES,
    NAME_HERALDS,
    ROMAN_NUMERAL,
    STREET_ENDINGS,
)
from kortom.dutch_words import DUTCH_STOPWORDS
from kortom.exonyms import Exonyms, KnownName
from kortom.names import has_capital, is_acronym, split_name
from kortom.ordinary import is_compound, is_ordinary, may_be_ordinary
from kortom.transliteration import dutch_sound, is_transliterated

# Letters: shorter compounds are often surnames and places (Tolhuis, Kerkrade).
_SHORT_COMPOUND = 8
_LONG_COMPOUND = 12
_NO_NAMES = DUTCH_WORDS | DUTCH_STOPWORDS


@dataclass(frozen=True, slots=True)
class _Search:
    """A Dutch sentence and its English. is_headline: most words have a capital, as in English
    headlines; before_words: English words before a capital that is no name's ("Tamil Tigers")."""

    words: Sequence[Word]
    text: str
    english: Side
    table: Exonyms
    is_headline: bool
    before_words: frozenset[str]


def lost_names(
    words: Sequence[Word], text: str, english: Side, table: Exonyms
) -> Iterator[tuple[Word, Word]]:
    """The first and the last word of each name in a Dutch sentence that its English lacks.

    A name of several words that the table has is looked for as a whole, then by those of its
    words that are names themselves.
    """
    is_headline = len(words) > 4 and 5 * sum(has_capital(word.text) for word in words) > 3 * len(
        words
    )
    before_words = frozenset(
        first.folded
        for first, second in pairwise(english.words)
        if has_capital(second.text) and is_ordinary(second.text, "en")
    )
    search = _Search(words, text, english, table, is_headline, before_words)
    at = 0
    while at < len(words):
        length, known = _longest_known(search, at)
        run = words[at : at + max(length, 1)]
        if length > 1:
            names = [word for word in run if not _is_word(word.text)]
            is_lost = not names or not all(_is_borne_out(word, english, table) for word in names)
        else:
            is_lost = _is_name(search, at, known) and not _is_borne_out(run[0], english, table)
        if is_lost and not _has_any(known, english):
            yield run[0], run[-1]
        at += len(run)


def _longest_known(search: _Search, at: int) -> tuple[int, tuple[KnownName, ...]]:
    """How many words the longest name of the table has that begins here, and what it can be."""
    words, table = search.words, search.table
    if not has_capital(words[at].text):
        return 0, ()
    end = at + 1
    while end < len(words) and end - at < table.longest and _adjoins(search, end):
        end += 1
    for last in range(end, at, -1):
        key = " ".join(word.folded.replace("-", " ") for word in words[at:last])
        known = tuple(name for name in table.find(key) if _fits_case(name, words[at:last]))
        if known:
            return last - at, known
    return 0, ()


def _adjoins(search: _Search, at: int) -> bool:
    """Whether only a space parts a word from the one before it."""
    words = search.words
    return 0 < at < len(words) and search.text[words[at - 1].end : words[at].start] == " "


def _fits_case(name: KnownName, words: Sequence[Word]) -> bool:
    """Whether words have the capitals of a name: "Is" is not "IS"."""
    if len(words) == 1:
        return is_acronym(words[0].text) or not is_acronym(name.dutch)
    return has_capital(words[-1].text) or not has_capital(name.dutch.split()[-1])


def _is_name(search: _Search, at: int, known: tuple[KnownName, ...]) -> bool:
    """Whether a word is surely a name, and not one of a translated institution, a title, a
    compound, or a rare word that begins the sentence."""
    word = search.words[at]
    is_part = search.text.startswith("-", word.end)
    if not has_capital(word.text) or is_part or ROMAN_NUMERAL.fullmatch(word.text):
        return False
    if is_acronym(word.text) and (known or len(word.text) == 2):
        return word.text.lower() not in DUTCH_WORDS
    if _is_word(word.text):
        return _is_name_by_place(search, at)
    if known or len(word.folded) < 3:
        return bool(known)
    if word.opens:
        return not may_be_ordinary(word.text, "nl")
    return not _is_translated_compound(search.words, at)


def _is_name_by_place(search: _Search, at: int) -> bool:
    """Whether an ordinary word must be a name where it stands: a surname behind a name ("Kees
    Brouwer") or a verb ("zegt Smets"), a place behind a preposition ("in Leiden") or an article
    with a capital ("De Bilt")."""
    word = search.words[at]
    if word.opens or not _adjoins(search, at) or word.text.lower() in _NO_NAMES:
        return False
    if word.text.isupper() or len(word.folded) < 4 or search.is_headline:
        return False
    before = search.words[at - 1]
    if before.folded in search.before_words:
        return False
    if before.text in NAME_ARTICLES and not before.opens:
        return True
    if before.text in NAME_HERALDS:
        return not (_adjoins(search, at + 1) and has_capital(search.words[at + 1].text))
    return (
        before.text[0].isupper()
        and before.text[1:].islower()
        and not _is_word(before.text)
        and not search.table.find(before.folded)
    )


def _is_translated_compound(words: Sequence[Word], at: int) -> bool:
    """Whether a word with a capital is likely one that English translates: de Ziekenhuisraad, and
    not Navo-raad or Dorpsstraat."""
    word, before = words[at].text.lower(), words[at - 1].text.lower() if at else ""
    if "-" in word or word.endswith(STREET_ENDINGS):
        return False
    if word.endswith(INSTITUTION_ENDINGS):
        return True
    is_likely = before in DETERMINERS and len(word) >= _SHORT_COMPOUND
    return (is_likely or len(word) >= _LONG_COMPOUND) and is_compound(word)


def _is_word(text: str) -> bool:
    return text.lower() in DUTCH_WORDS or any(
        is_ordinary(form, "nl") for form in (text, fold_name(text))
    )


def _has_any(known: tuple[KnownName, ...], english: Side) -> bool:
    """Whether the English has one of the names that a Dutch name can be."""
    return any(
        name.acronyms & english.acronyms
        or name.forms & english.phrases
        or name.loose & english.forms
        for name in known
    )


def _is_borne_out(word: Word, english: Side, table: Exonyms) -> bool:
    """Whether the English has a Dutch name in some form, or all its parts that are names."""
    whole, *parts = split_name(word.text)
    return (
        _has_form(whole, english, table)
        or english.has_cognate(word)
        or (
            bool(parts)
            and all(
                len(part) < 2
                or not has_capital(part)
                or _is_word(part)
                or _has_form(part, english, table)
                for part in parts
            )
        )
    )


def _has_form(name: str, english: Side, table: Exonyms) -> bool:
    folded = fold_name(name)
    if folded in english.forms or folded.replace("-", " ") in english.phrases:
        return True
    if is_acronym(name):
        return (
            folded in english.initials
            or folded.removesuffix("s") in english.acronyms
            or _has_any(table.find(folded), english)
        )
    others = {folded, expand_umlauts(name), *stems(folded, "nl"), *compound_heads(folded)}
    return (
        not others.isdisjoint(english.forms)
        or any(_has_any(table.find(other.replace("-", " ")), english) for other in others)
        or not table.people.get(folded, frozenset()).isdisjoint(english.phrases)
        or (is_transliterated(folded) and dutch_sound(folded) in english.sounds)
    )
