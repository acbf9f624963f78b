"""Names lost, and names invented."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .case import Case, Fault, first_capital, tidy
from .dates import MONTHS, WEEKDAYS

HIM = "Tom Bob Sami Dan Bill Henry Ken Jim George John Andrew Matt Wim Hamisi Rahim Dima".split()
HER = "Mary Layla Linda Alice Nancy Lisa Wendy Eva Renate Bunty Daniela Maria Elaine".split()
# Places whose English names may differ from the Dutch: a name need not look the same twice.
PLACES = (
    "Germany France Spain Italy Austria Switzerland Belgium Hungary Poland Russia Turkey Greece "
    "Norway Sweden Denmark Finland Iceland Ireland Scotland England Britain Europe Africa Asia "
    "America Oceania Australia China India Iran Iraq Japan Korea Brazil Mexico Canada Egypt "
    "Algeria Morocco Tunisia Ghana Kenya Senegal Nigeria Ukraine Romania Bulgaria Serbia "
    "Moldova Lithuania Latvia Estonia Slovakia Slovenia Croatia Czech Netherlands Luxembourg "
    "Cologne Paris London Rome Vienna Prague Moscow Brussels Tokyo Boston Singapore Malaysia "
    "Cambodia Azerbaijan Cameroon Israel Palestine Hawaii California Washington Utah Dakar "
    "Kinshasa Amsterdam Berlin Melbourne Yorkshire Delhi Texas Connecticut Honduras Pakistan "
    "Lebanon"
).split()
# Capitalised words that name nothing.
COMMON = frozenset(
    (
        "I AI IT PDF API IP URL GPS USB QR VPN LED HTML JSON SDK PR PRs CEO App Internet Web "
        "Website TV CD DVD CV HR FAQ ID UI UX OK O MB GB Wi-Fi WiFi WIFI SMS DNS HTTP HTTPS XML "
        "CSV Mr Mrs Miss Dr A An The In On At Is As And Or Of To For By With From Extra Privacy "
        "Notice Data Model Open Source Center Central Business Online Standard Criterion Level "
        "Control Centre Security Access Management Team News Group Page Post Project Order Type "
        "Name Status Index Support Server Client Version Update Release Report Scan Test Tests "
        "List Search Machine Learning Vector Card Credit Transmission Protocol System Systems "
        "Encryption Kind Overhead Public Director Governance Resource Unit Units Sales Finance "
        "Operations Accounts Attract Predictions Precision Recall Program Programs Parliament "
        "Committee Board Network"
    ).split()
) | {*MONTHS, *WEEKDAYS}
WORD = r"[A-Z][\w-]*[a-zA-Z0-9]"
MENTION = rf"(?<![\w@/.-])({WORD}(?: {WORD})*)((?:['’]s)?)(?![\w@/-])(?!\.\w)"
# Words that belong to a place's name, whatever the Dutch word is.
COMPASS = frozenset("North South East West Western Eastern New United Great Saudi Czech".split())
VERB = r" (?:does|did|is|was|has|had|will|can|told|said)\b"
SYLLABLES = "bro gen tav lim kor sut vel dra pon mik rus hol zan fer wic ost".split()
MEN = "Peter Karl Anton Stefan Marcus Felix Oliver".split()
WOMEN = "Susan Ingrid Helen Carla Judith Nadia Olga".split()
OTHER_PLACES = "Madrid Norway Leeds Lisbon Peru Denver Vietnam Helsinki Cyprus Cardiff".split()
OTHER_NAMES = "Siemens Vodafone Airbus Renault Philips Bosch Nokia Zalando Orange Lidl".split()
PARTNERS = (
    "Thomas Berger",
    "Anna Kowalski",
    "Martin Lopez",
    "the Reuters agency",
    "Deutsche Telekom",
    "Lord Harcourt",
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the English: where it stands, its words, and its 's if it has one."""

    start: int
    end: int
    words: tuple[str, ...]
    ending: str

    @property
    def text(self) -> str:
        """The name alone."""
        return " ".join(self.words)

    @property
    def is_place(self) -> bool:
        """Whether it holds a known place."""
        return any(word in PLACES for word in self.words)


def names(case: Case) -> list[Name]:
    """The names of the English that stand there once: those of the Dutch, and known places."""
    found = []
    for match in re.finditer(MENTION, case.reference):
        words = match[1].split()
        start = match.start()
        while words and not is_name(case, words[0]):
            start += len(words.pop(0)) + 1
        if not words or not is_name(case, words[-1]):
            continue
        name = Name(start, match.end(), tuple(words), match[2])
        rest = case.reference[: name.start] + case.reference[name.end :]
        if any(re.search(rf"\b{re.escape(word)}\b", rest) for word in words):
            continue
        known = len(words) > 1 or name.is_place or words[0] in (*HIM, *HER)
        if set(words) <= COMPASS or (sentence_start(case, start) and not known):
            continue
        found.append(name)
    return found


def is_name(case: Case, word: str) -> bool:
    """Whether a capitalised word is also in the Dutch, or known to be a name."""
    if word in COMMON:
        return False
    stands = re.search(rf"\b{re.escape(word)}", case.source) is not None
    return stands or word in (*PLACES, *HER) or word in COMPASS


def sentence_start(case: Case, at: int) -> bool:
    """Whether a word there has its capital from its place."""
    return re.search(r"[a-z0-9,&] $", case.reference[:at]) is None


def replace(case: Case, name: Name, text: str) -> str:
    """The English with a text in a name's place, with a capital at the start."""
    left = tidy(case.reference[: name.start] + text + case.reference[name.end :])
    return left if name.start else first_capital(left)


def one(case: Case) -> Name | None:
    """One of the names."""
    found = names(case)
    return case.rng.choice(found) if found else None


def left_out(case: Case) -> str | None:
    """The name dropped, with a preposition or "the" before it."""
    name = one(case)
    if not name or name.start == 0:
        return None
    lead = r"(?:\b(?:in|from|to|at|of|with|by|for|on|near|called|and|or)(?: the)? |\bthe )$"
    before = re.sub(lead, "", case.reference[: name.start])
    return first_capital(tidy(before + " " + case.reference[name.end :]))


def common_word(case: Case) -> str | None:
    """A common word in the name's place: Amsterdam -> the area."""
    name = one(case)
    if not name:
        return None
    before = case.reference[: name.start]
    if name.words[0] in (*HIM, *HER):
        nouns = ["the man" if name.words[0] in HIM else "the woman", "someone"]
    elif name.is_place:
        nouns = ["the area", "the place", "that region"]
    else:
        nouns = ["the organisation", "the programme", "the system", "the thing"]
    noun = case.rng.choice(nouns)
    if re.search(r"\b(?:[Tt]he|[Aa]n?|our|your|its|their|new|latest|all) $", before):
        noun = re.sub(r"^(?:the|that) ", "", noun)
    return replace(case, name, noun + name.ending)


def pronoun(case: Case) -> str | None:
    """A pronoun in a person's place: Tom's -> his."""
    people = [name for name in names(case) if len(name.words) == 1 and name.text in (*HIM, *HER)]
    if not people:
        return None
    name = case.rng.choice(people)
    him = name.text in HIM
    before = case.reference[: name.start]
    subject = (
        r"(?:^|, |\b(?:that|because|where|what|if|think|thought|says?|said|knew|and|but|does|Does|"
        r"What) )$"
    )
    if name.ending:
        word = "his" if him else "her"
    elif re.search(subject, before) or re.match(VERB, case.reference[name.end :]):
        word = "he" if him else "she"
    else:
        word = "him" if him else "her"
    return replace(case, name, word)


def replaced(case: Case) -> str | None:
    """Another name of the same sort."""
    name = one(case)
    if not name:
        return None
    if name.words[0] in HIM:
        stock = MEN
    elif name.words[0] in HER:
        stock = WOMEN
    else:
        stock = OTHER_PLACES if name.is_place else OTHER_NAMES
    fresh = [other for other in stock if other not in case.source + case.reference]
    return replace(case, name, case.rng.choice(fresh) + name.ending)


def mangled(case: Case) -> str | None:
    """A name that only shares its first letter with the real one."""
    name = one(case)
    if not name:
        return None
    made = [
        word[0] + "".join(case.rng.sample(SYLLABLES, 2 if len(word) < 8 else 3))[1:]
        for word in name.words
    ]
    return replace(case, name, " ".join(made) + name.ending)


def added(case: Case) -> str | None:
    """A name that the Dutch does not have."""
    body, stop = re.match(r"(.*?)([.?!]?)$", case.reference, re.S).groups()  # type: ignore[union-attr]
    if body.endswith((":", ";", "”", '"', ")", "’", "…")) or re.search(r"[.?!] ", body):
        return None
    place = case.rng.choice([name for name in OTHER_PLACES if name not in case.reference])
    partner = case.rng.choice(PARTNERS)
    tail = case.rng.choice([f" in {place}", f" with {partner}", f", according to {partner}"])
    return f"{body}{tail}{stop}"


LOST: dict[str, Fault] = {fault.__name__: fault for fault in (left_out, common_word, pronoun)}
INVENTED: dict[str, Fault] = {fault.__name__: fault for fault in (replaced, mangled, added)}
