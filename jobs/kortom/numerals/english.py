"""English number words: cardinals, ordinals, and words that hint at a number."""

from __future__ import annotations

from fractions import Fraction

from kortom.numerals.either import NUMBER_WORDS
from kortom.numerals.words import Lexicon, hints

_CARDINALS = {
    word: value
    for word, value in NUMBER_WORDS["en"].items()
    if value < 100 and "-" not in word and value != 1
}
_IRREGULAR = {
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
    "hundredth": 100,
    "thousandth": 1000,
}
_ORDINALS = {
    (word[:-1] + "ieth" if word.endswith("y") else word + "th"): value
    for word, value in _CARDINALS.items()
    if value not in {0, 2, 3, 5, 8, 9, 12}
} | _IRREGULAR
_ORDINALS |= {word + "s": value for word, value in _ORDINALS.items()}
# Within a run (twenty-one, twenty-first) these are numbers; alone they only hint.
_UNITS = {"one": 1, "first": 1, "second": 2}

_LOOSE = hints(
    {
        0: "no none nothing nobody nil zero without",
        1: "a an one ones once first firstly single only someone somebody solo alone sole another"
        " each per every unique individual oneself one-off initial initially",
        2: "both pair pairs couple couples twice double doubles doubled doubling doubly duo twin"
        " twins second seconds secondly either other two-fold twofold twosome duplicate bi"
        " biweekly bilateral dual half halves alternate two-thirds neither",
        3: "triple tripled trio treble thrice triplets thirdly threefold threesome quarterly",
        4: "quadruple fourfold quartet foursome fourthly",
        5: "fivefold quintuple",
        6: "sixfold",
        10: "tens dozen dozens tenfold decade decades",
        12: "dozen dozens noon midnight midday",
        14: "fortnight fortnightly",
        15: "quarter quarters",
        24: "midnight",
        25: "quarter",
        50: "half halves",
        75: "three-quarters",
        100: "hundreds century centuries hundred hundredfold",
        1000: "thousands millennium millennia thousand",
        10**6: "million",
        10**9: "billion",
        10**12: "trillion",
        Fraction(1, 2): "half halves halved halving halve",
        Fraction(1, 4): "quarter quarters",
        Fraction(3, 4): "three-quarters",
    }
)
_DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
DECADES = _DECADES
"""Names of decades, and of ages."""


def loose_values(word: str) -> frozenset[Fraction]:
    """The values that a word hints at, though it may stand for none; `word` is folded."""
    return _LOOSE.get(word, frozenset())


ENGLISH = Lexicon(
    language="en",
    plurals={"millions": 10**6, "billions": 10**9, "trillions": 10**12},
    compound=lambda word: None,
    cardinal=_CARDINALS.get,
    ordinal=_ORDINALS.get,
    loose_values=loose_values,
    scales={
        "hundred": 100,
        "thousand": 1000,
        "million": 10**6,
        "billion": 10**9,
        "trillion": 10**12,
        "quadrillion": 10**15,
        "quintillion": 10**18,
        "dozen": 12,
    },
    short_scales={
        "mln": 10**6,
        "mn": 10**6,
        "bn": 10**9,
        "bln": 10**9,
        "trn": 10**12,
        "tn": 10**12,
    },
    ambiguous_scales={"k": 1000, "m": 10**6, "b": 10**9, "mil": 10**6},
    vague=frozenset("several few some couple many of".split()),
    link="and",
    article="a",
    half=frozenset({"half"}),
    units=_UNITS,
    unit_ordinals=frozenset({"first", "second"}),
)
