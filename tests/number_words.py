"""Numbers written out in Dutch and English, for tests."""

from __future__ import annotations

_DUTCH = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien"
    " zestien zeventien achttien negentien"
).split()
_DUTCH_TENS = "x x twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_ENGLISH_TENS = "x x twenty thirty forty fifty sixty seventy eighty ninety".split()


def dutch(number: int) -> str:
    """A number from 1 to 999,999 as one Dutch word."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        return (
            (dutch(thousands) if thousands > 1 else "") + "duizend" + (dutch(rest) if rest else "")
        )
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return (
            (_DUTCH[hundreds] if hundreds > 1 else "") + "honderd" + (dutch(rest) if rest else "")
        )
    if number < 20:
        return _DUTCH[number]
    tens, unit = divmod(number, 10)
    link = "ën" if unit in {2, 3} else "en"
    return (_DUTCH[unit] + link if unit else "") + _DUTCH_TENS[tens]


def english(number: int, link: str = " and ") -> str:
    """A number from 1 to 999,999 in English words."""
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        end = f"{link if rest < 100 else ' '}{english(rest, link)}" if rest else ""
        return f"{english(thousands, link)} thousand{end}"
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return f"{_ENGLISH[hundreds]} hundred" + (f"{link}{english(rest)}" if rest else "")
    if number < 20:
        return _ENGLISH[number]
    tens, unit = divmod(number, 10)
    return _ENGLISH_TENS[tens] + (f"-{_ENGLISH[unit]}" if unit else "")
