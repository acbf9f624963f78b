"""Dutch left as it is, and text in a language that was not asked for."""

from __future__ import annotations

from collections.abc import Sequence

from .case import Case, Fault, first_capital

DUTCH_KEPT = 0.7


def as_it_is(case: Case) -> str | None:
    """The Dutch, letter by letter."""
    return case.source


def in_other_case(case: Case) -> str | None:
    """The Dutch in small letters, in capitals, or with another first letter."""
    text = case.source
    first = text[0].swapcase() + text[1:]
    return case.rng.choice([text.lower(), text.upper(), text.title(), first])


def with_other_marks(case: Case) -> str | None:
    """The Dutch with its punctuation lost or changed."""
    plain = "".join(char for char in case.source if char not in '.,;:!?"“”‘’()')
    choices = [" ".join(plain.split())]
    if case.source[-1] in ".!?":
        choices += [case.source[:-1], case.source[:-1] + "..."]
    if "," in case.source:
        choices.append(case.source.replace(",", ""))
    return case.rng.choice(choices)


def english_start(case: Case) -> str | None:
    """The first words in English, at least 70 % of the words Dutch."""
    dutch, english = case.source.split(), case.reference.split()
    size = case.rng.randint(1, most_english(dutch))
    return new(case, english[:size] + dutch[size:])


def english_end(case: Case) -> str | None:
    """The last words in English, at least 70 % of the words Dutch."""
    dutch, english = case.source.split(), case.reference.split()
    size = case.rng.randint(1, most_english(dutch))
    return new(case, dutch[:-size] + english[-size:])


def new(case: Case, words: list[str]) -> str | None:
    """The words as a text, where that is not the Dutch itself."""
    text = " ".join(words)
    return None if text == case.source else text


def some_words_english(case: Case) -> str | None:
    """Small words in English, the rest Dutch."""
    small = {
        "de": "the", "het": "the", "een": "a", "en": "and", "van": "of", "niet": "not",
        "met": "with", "voor": "for", "ik": "I", "je": "you", "is": "is",
    }  # fmt: skip
    text = case.source.split()
    places = [i for i, word in enumerate(text) if word.lower() in small and word.lower() != "is"]
    if not places:
        return None
    chosen = case.rng.sample(places, min(len(places), most_english(text)))
    for i in chosen:
        text[i] = small[text[i].lower()]
    return first_capital(" ".join(text))


def most_english(words: list[str]) -> int:
    """How many words may be English."""
    return max(1, int((1 - DUTCH_KEPT) * len(words)))


def other_dutch(case: Case) -> str | None:
    """Another Dutch sentence, about as long."""
    size = len(case.source)
    fit = [dutch for dutch, _ in case.others if 0.6 * size <= len(dutch) <= 1.7 * size]
    fit = [dutch for dutch in fit if dutch != case.source]
    return case.rng.choice(fit) if fit else None


def foreign(texts: Sequence[str]) -> Fault:
    """A fault that puts one of the texts in the place of the English."""

    def fault(case: Case) -> str | None:
        return case.rng.choice(texts)

    return fault


COPIED: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        as_it_is,
        in_other_case,
        with_other_marks,
        english_start,
        english_end,
        some_words_english,
    )
}
