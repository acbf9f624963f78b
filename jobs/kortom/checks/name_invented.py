"""Which words of an English sentence are names that its Dutch bears out by no route."""

from __future__ import annotations

from kortom.checks.name_sides import Side, Word, fold_name, stems
from kortom.checks.name_words import ENGLISH_WORDS, ROMAN_NUMERAL
from kortom.english import FUNCTION_WORDS
from kortom.exonyms import Exonyms
from kortom.names import has_capital, is_acronym, split_name
from kortom.ordinary import is_ordinary, may_be_ordinary
from kortom.transliteration import english_sound


def translations(dutch: Side, table: Exonyms) -> frozenset[str]:
    """Folded English words that the table gives for the names in a Dutch sentence."""
    words: set[str] = set()
    for key in dutch.forms | dutch.phrases:
        known = table.find(key)
        for name in known:
            words.update(part for form in name.forms | name.acronyms for part in form.split())
        words.update(part for form in table.people.get(key, ()) for part in form.split())
    return frozenset(words)


def is_invented(word: Word, dutch: Side, translated: frozenset[str]) -> bool:
    """Whether an English word is a name without a counterpart among the Dutch words.

    translated: see `translations`. What English writes in lower case elsewhere is no name.
    """
    whole, *parts = split_name(word.text)
    return (
        has_capital(word.text)
        and not ROMAN_NUMERAL.fullmatch(word.text)
        and len(word.folded) > 1
        and _is_unknown(whole, dutch, translated)
        and not (word.opens and may_be_ordinary(whole, "en"))
        and not dutch.has_cognate(word)
        and (
            not parts
            or any(
                len(part) > 1 and has_capital(part) and _is_unknown(part, dutch, translated)
                for part in parts
            )
        )
    )


def _is_unknown(name: str, dutch: Side, translated: frozenset[str]) -> bool:
    folded = fold_name(name)
    if folded in ENGLISH_WORDS or folded in FUNCTION_WORDS:
        return False
    if folded in translated or folded in dutch.forms:
        return False
    is_short_acronym = len(name) == 2 and is_acronym(name)
    if is_ordinary(name, "en") and not is_short_acronym:
        return False
    if sum(map(str.isupper, name)) >= 2:
        acronym = folded.removesuffix("s")
        return acronym not in dutch.forms and acronym not in dutch.initials
    others = set(stems(folded, "en"))
    return (
        others.isdisjoint(dutch.forms)
        and others.isdisjoint(translated)
        and folded.replace("-", " ") not in dutch.phrases
        and english_sound(folded) not in dutch.sounds
    )
