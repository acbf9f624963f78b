"""Wrong and lost currencies, and percentages."""

from __future__ import annotations

import re

from .case import Case, Fault, pick, put
from .numbers import with_other_digit

SIGNS = {"$": "€", "€": "$", "£": "€", "¥": "$"}
CODES = {"USD": "EUR", "EUR": "USD", "GBP": "EUR"}
WORDS = {
    "euro": "dollar",
    "dollar": "euro",
    "pound": "euro",
    "yen": "dollar",
    "yuan": "euro",
    "ruble": "dollar",
    "franc": "euro",
}
OTHERS = ("dollar", "euro", "pound", "yen")
SIGN = r"(?:US)?[$€£¥](?= ?\d)"
CODE = rf"\b({'|'.join(CODES)})\b(?!-)"
WORD = rf"(?i:\b({'|'.join(WORDS)})(s?))\b"
COUNTED = (
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|"
    r"twenty|thirty|forty|fifty|hundred|thousand|million|billion))"
)
SHARE = r"(?<![\w.,–/-])(\d+(?:\.\d+)?)( ?%|[ -](?:percent|per cent)\b)"
PLAIN = (
    r"(?<![\w.,:/$€£-])(?<![A-Z][a-z] )(?<![A-Z][a-z]{2} )(?<![A-Z][a-z]{3} )"
    r"\d+(?:,\d{3})*(?= [a-z])"
    r"(?! (?:percent|per cent|million|billion|to|or|and|in|at)\b)"
)


def other_sign(case: Case) -> str | None:
    """A sign read as another, once or all through the sentence: $35 -> €35."""
    match = pick(case, SIGN)
    if not match:
        return None
    other = SIGNS[match[0][-1]]
    if case.rng.random() < 0.3:
        other = case.rng.choice([sign for sign in "$€£" if sign != match[0][-1]])
    if case.rng.random() < 0.5:
        return case.reference.replace(match[0], other)
    return put(match, other)


def other_word(case: Case) -> str | None:
    """Dollars for euros, pounds for yen."""
    match = pick(case, WORD)
    if not match:
        return None
    word = match[1].lower()
    other = case.rng.choice([item for item in OTHERS if item != word])
    if other in case.reference.lower():
        return None
    plural = bool(match[2]) or (word in ("yen", "yuan", "euro") and counted_before(match))
    ending = "s" if plural and other != "yen" else ""
    return put(match, (other.capitalize() if match[1][0].isupper() else other) + ending)


def counted_before(match: re.Match[str]) -> bool:
    """Whether a number other than one stands right before a word."""
    before = match.string[: match.start()].rstrip()
    return re.search(rf"{COUNTED}$", before) is not None and not re.search(r"\bone$|\b1$", before)


def other_code(case: Case) -> str | None:
    """Another code: 100 USD -> 100 EUR."""
    match = pick(case, CODE)
    if not match or CODES[match[0]] in case.reference:
        return None
    return case.reference.replace(match[0], CODES[match[0]])


def sign_for_word(case: Case) -> str | None:
    """An amount with a sign written with another currency's word: €10 -> 10 dollars."""
    match = pick(case, r"(?:US)?([$€£])(\d+(?:[.,]\d+)*(?: (?:million|billion))?)(?![\w-])")
    if not match:
        return None
    return put(match, f"{match[2]} {'euros' if match[1] == '$' else 'dollars'}")


def currency_lost(case: Case) -> str | None:
    """An amount without its currency, where the sentence names none besides."""
    if len(re.findall(rf"{SIGN}|{CODE}|{WORD}", case.reference)) != 1:
        return None
    match = pick(case, SIGN) or pick(case, rf"(?<=\d) {CODE}|{CODE} (?=\d)")
    if not match:
        match = pick(case, WORD)
        if not match or not counted_before(match):
            return None
    return put(match, " " if match[0].startswith(" ") else "")


def percent_lost(case: Case) -> str | None:
    """A share turned into a plain number: 25% -> 25."""
    match = pick(case, rf"{SHARE}|\b([a-z-]+)( percent| per cent)\b")
    return put(match, match[1] or match[3]) if match else None


def other_value(case: Case) -> str | None:
    """Another percentage: 25% -> 28%."""
    match = pick(case, SHARE)
    return put(match, with_other_digit(case, match[1]) + match[2]) if match else None


def moved_point(case: Case) -> str | None:
    """A point lost or set: 10.7% -> 107%, 25% -> 2.5%."""
    match = pick(case, SHARE)
    if not match or len(match[1]) < 2 or match[1] == "100":
        return None
    if "." in match[1]:
        return put(match, match[1].replace(".", "").lstrip("0") + match[2])
    return put(match, f"{match[1][:-1]}.{match[1][-1]}{match[2]}") if match[1][-1] != "0" else None


def share_lost(case: Case) -> str | None:
    """The percentage left out: a 50% decrease -> a decrease."""
    match = pick(
        case, rf"(?:\b(?:by|of|at|about|around|approximately) )?{SHARE}(?: of)?(?= [a-z.])"
    )
    return put(match, "") if match else None


def percent_added(case: Case) -> str | None:
    """A plain number turned into a share: 55 texts -> 55% texts."""
    match = pick(case, PLAIN)
    if not match or re.fullmatch(r"(1[5-9]|20)\d\d", match[0]):
        return None
    return put(match, match[0] + case.rng.choice(["%", " percent", " per cent"]))


CURRENCIES: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (other_sign, other_word, other_code, sign_for_word, currency_lost)
}
PERCENTAGES: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (percent_lost, other_value, moved_point, share_lost, percent_added)
}
