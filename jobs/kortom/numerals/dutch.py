"""Dutch number words: cardinals and ordinals to 999,999, and words that hint at a number."""

from __future__ import annotations

import re
from fractions import Fraction

from kortom.names import fold
from kortom.numerals.either import NUMBER_WORDS
from kortom.numerals.words import Lexicon, hints

_LONGEST = 80
_SMALL = {fold(word): value for word, value in NUMBER_WORDS["nl"].items() if value < 100}
_SMALL |= {"een": 1}
_ORDINALS = {"eerste": 1, "derde": 3} | {
    word + ("ste" if value > 19 or value in {1, 8} else "de"): value
    for word, value in _SMALL.items()
    if value not in {1, 3}
}
_HALVED = re.compile(r"(.+)(?:half|halve)")
# English numbers in names that stay as they are (The Seven Year Itch). "Ten" is Dutch as well.
_FOREIGN = {
    word: value
    for word, value in {**NUMBER_WORDS["en"], "third": 3, "fourth": 4, "fifth": 5}.items()
    if value not in {1, 10} and word not in NUMBER_WORDS["nl"]
}
_MILLIONS = {
    "miljoen": 10**6,
    "miljard": 10**9,
    "biljoen": 10**12,
    "biljard": 10**15,
    "triljoen": 10**18,
}


def cardinal(word: str) -> int | Fraction | None:
    """The value of a cardinal ("honderdvijfentwintig", "tweeënhalf"); `word` is folded."""
    if len(word) > _LONGEST or word == "een":
        return None
    if word.startswith("anderhal"):
        return Fraction(3, 2) if word in {"anderhalf", "anderhalve"} else None
    halved = _HALVED.fullmatch(word)
    if halved:
        heads = (halved[1].removesuffix(link) for link in ("en", "eneen", "een"))
        whole = next((_SMALL[head] for head in heads if head in _SMALL), None)
        return None if whole is None else whole + Fraction(1, 2)
    return _value(word, _SMALL | {"": 0}) or (0 if word == "nul" else None)


_COMPOUND = re.compile(r"(.+?)(?:jarigen?|jarige?|maal|daagse?|voudige?|koppige?)")


def compound(word: str) -> int | None:
    """The number in a word that is rendered with it: driejarig, viermaal; `word` is folded.

    Not of those that have words of their own in English: tweemaal (twice), honderdjarig.
    """
    match = _COMPOUND.fullmatch(word) if len(word) <= _LONGEST else None
    value = match and _value(match[1], _SMALL | {"": 0})
    return value if value and 2 < value < 100 else None


def ordinal(word: str) -> int | None:
    """The value of an ordinal ("eenentwintigste"); `word` is folded."""
    if len(word) > _LONGEST or (not word.endswith("de") and not word.endswith("ste")):
        return None
    return _value(word, _ORDINALS | {"ste": 0}) or None


def _value(word: str, endings: dict[str, int]) -> int | None:
    """The value of a compound whose last part, after thousands and hundreds, is in `endings`."""
    head, thousand, tail = word.rpartition("duizend")
    if not thousand:
        return _below_thousand(word, endings)
    thousands = _below_thousand(head, _SMALL | {"": 0}) if head else 1
    rest = _below_thousand(tail, endings)
    return None if thousands is None or rest is None else 1000 * thousands + rest


def _below_thousand(word: str, endings: dict[str, int]) -> int | None:
    head, hundred, tail = word.partition("honderd")
    if not hundred:
        tail, hundreds = word, 0
    else:
        hundreds = _SMALL.get(head, 0) if head else 1
        if not hundreds:
            return None
    rest = endings.get(tail)
    if rest is None and tail.startswith("en") and tail != "en":
        rest = endings.get(tail[2:])
    return None if rest is None else 100 * hundreds + rest


_LOOSE = hints(
    {
        0: "geen niets niks niemand nul zonder",
        1: "een eens eenmaal eenmalig eenmalige enige enkel enkele iemand eerst eerste eersten ene"
        " eenling alleen allereerst allereerste eerstgenoemde eerder uniek unieke ieder iedere"
        " elk elke enig per",
        2: "tweederde zowel beide beiden allebei allebeide paar stel koppel dubbel dubbele dubbelop"
        " tweeling tweelingen duo tweede tweeen tweetal ander andere nogmaals verdubbelen"
        " verdubbeld verdubbelde verdubbelt verdubbeling weerskanten weerszijden half halve",
        3: "tweederde driekwart trio drietal drieling drieen derden verdrievoudigd verdrievoudigen"
        " verdrievoudigde kwartaal kwartalen",
        4: "driekwart vierde vieren verviervoudigd kwartet",
        5: "vijven lustrum",
        6: "zessen",
        7: "zevenen",
        8: "achten",
        9: "negenen",
        10: "tienen tientallen tiental decennium decennia",
        11: "elven",
        12: "twaalven dozijn dozijnen",
        15: "kwartier kwartiertje",
        24: "etmaal",
        25: "kwart",
        50: "half halve helft",
        100: "honderden eeuw eeuwen eeuwenoud eeuwenoude honderd",
        1000: "duizenden millennium millennia duizend",
        10**4: "tienduizenden",
        10**5: "honderdduizenden",
        10**6: "miljoen",
        10**9: "miljard",
        Fraction(1, 2): "half halve helft halvering halveren gehalveerd halveert halveerde",
        Fraction(1, 4): "kwart",
        Fraction(3, 4): "driekwart",
        Fraction(3, 2): "anderhalf anderhalve",
        Fraction(2, 3): "tweederde",
        75: "driekwart",
    }
)

# Not the "acht" of achter, achtergrond, achten.
_PREFIX = re.compile(
    r"("
    + "|".join(sorted(_SMALL.keys() - {"acht", "een", "elf", "nul"}, key=len, reverse=True))
    + r"|acht(?=jarig|daags|hoek|uur|uren|delig|voudig|tal|maal|koppig|maand|ste)|elf(?=jarig|tal)"
    r"|een(?=[dghmptvz])|(?:der|twee|vier|vijf|zes|zeven|negen|tien)de)"
    r"(?:honderd|duizend)?(?=\w)"
)


def loose_values(word: str) -> frozenset[Fraction]:
    """The values that a word hints at, though it may be rendered without them; `word` is folded."""
    if word in _FOREIGN:
        return frozenset({Fraction(_FOREIGN[word])})
    if word in _LOOSE:
        return _LOOSE[word]
    begun = _PREFIX.match(word)
    value = begun and _value(begun[0], _SMALL | _ORDINALS | {"": 0})
    values = {Fraction(value)} if value else set()
    for scale, size in {"honderd": 100, "duizend": 1000, **_MILLIONS}.items():
        if word.startswith(scale):
            values.add(Fraction(size))
    return frozenset(values)


DUTCH = Lexicon(
    language="nl",
    plurals={"miljoenen": 10**6, "miljarden": 10**9, "biljoenen": 10**12},
    compound=compound,
    cardinal=cardinal,
    ordinal=ordinal,
    loose_values=loose_values,
    scales={"honderd": 100, "duizend": 1000, "dozijn": 12, **_MILLIONS},
    short_scales={
        "mln": 10**6,
        "milj": 10**6,
        "mio": 10**6,
        "mld": 10**9,
        "mrd": 10**9,
        "bln": 10**12,
        "bn": 10**9,
        "mn": 10**6,
        "million": 10**6,
        "billion": 10**9,
    },
    ambiguous_scales={"k": 1000, "ton": 10**5, "m": 10**6},
    vague=frozenset(
        "paar enkele enige verscheidene meerdere verschillende aantal vele veel".split()
    ),
    link="en",
    article="een",
    half=frozenset({"half", "halve"}),
)
