"""Words and phrases said again and again."""

from __future__ import annotations

import re

from .case import Case, Fault, bare, words


def stretch(case: Case, least: int, most: int) -> tuple[int, int] | None:
    """A run of words with no stop inside: (first, after the last)."""
    size = case.rng.randint(least, most)
    text = words(case)
    starts = [
        i
        for i in range(1, len(text) - size)
        if all(re.fullmatch(r"\w[\w'’-]*", word) for word in text[i : i + size])
    ]
    if not starts:
        return None
    first = case.rng.choice(starts)
    return first, first + size


def repeated(case: Case, least: int, most: int, times: int, joint: str, on: bool) -> str | None:
    """A run of words said several times over; the sentence goes on after it or ends there."""
    run = stretch(case, least, most)
    if not run:
        return None
    text = words(case)
    loop = joint.join([" ".join(text[run[0] : run[1]])] * times)
    rest = text[run[1] :] if on else []
    return " ".join([*text[: run[0]], loop, *rest]) + ("" if on else case.rng.choice([".", ""]))


def word_in_the_middle(case: Case) -> str | None:
    """The same word four times or more, then the rest."""
    return repeated(case, 1, 1, case.rng.randint(4, 9), " ", on=True)


def word_to_the_end(case: Case) -> str | None:
    """The same word until the decoder gave up."""
    return repeated(case, 1, 1, case.rng.randint(5, 30), " ", on=False)


def phrase_in_the_middle(case: Case) -> str | None:
    """A phrase three times or more, then the rest."""
    return repeated(case, 2, 5, case.rng.randint(3, 5), " ", on=True)


def phrase_to_the_end(case: Case) -> str | None:
    """A phrase until the decoder gave up."""
    return repeated(case, 2, 8, case.rng.randint(3, 12), " ", on=False)


def with_commas(case: Case) -> str | None:
    """Repeated with a mark between: of the deal, of the deal, of the deal."""
    joint = case.rng.choice([", ", ", and ", " - ", "; "])
    single = case.rng.random() < 0.3
    least, most, times = (1, 1, 5) if single else (2, 5, 3)
    on = case.rng.random() < 0.5
    return repeated(case, least, most, times + case.rng.randint(0, 4), joint, on=on)


def inside_a_word(case: Case) -> str | None:
    """Pieces of a word again and again: tête-to-to-to-to."""
    long = [i for i, word in enumerate(words(case)) if re.fullmatch(r"[A-Za-z]{6,}[.,]?", word)]
    if not long:
        return None
    text = words(case)
    i = case.rng.choice(long)
    word = bare(text[i])
    size = case.rng.choice([2, 2, 3])
    at = case.rng.randrange(1, len(word) - size)
    joint = case.rng.choice(["-", "", ""])
    loop = word[: at + size] + (joint + word[at : at + size]) * case.rng.randint(4, 14)
    rest = text[i + 1 :] if case.rng.random() < 0.6 else []
    return " ".join([*text[:i], loop, *rest])


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        word_in_the_middle,
        word_to_the_end,
        phrase_in_the_middle,
        phrase_to_the_end,
        with_commas,
        inside_a_word,
    )
}
