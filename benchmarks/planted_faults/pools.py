"""What is drawn: the sources with their shares, and what the bases of each kind must have."""

from __future__ import annotations

from dataclasses import dataclass

HELDOUT = "tatoeba-test"

# Only sources whose licence allows passing them on; shares set by how like news a source is, and by
# how many of its pairs are sound.
WEIGHTS: dict[str, float] = {
    HELDOUT: 8,
    "tatoeba": 10,
    "tatoeba-pivot": 2,
    "laser-tatoeba": 1,
    "pmb": 3,
    "eu-parliament-monitor": 8,
    "nextstrain-covid-reports": 14,
    "tech-workers-nl": 14,
    "rijksoverheid-coronacheck-coronamelder": 8,
    "rijksoverheid-coronadashboard": 9,
    "covid-dashboard": 1,
    "nostr-compass": 6,
    "appt-accessibility": 6,
    "opensource-guide": 8,
    "bitcoin-org": 6,
    "open-data-handbook": 5,
    "mozilla-foundation": 6,
    "mozilla-www": 3,
    "mozilla-www-old": 5,
    "iot-for-beginners": 6,
    "security-101": 2,
    "whatgenerativeai": 5,
    "african-storybook": 3,
    "bilinguator-books": 2,
    "esco-occupations": 3,
    "hedy": 2,
    "fronteers": 3,
    "ipsp-journal": 2,
    "sxs-d365ops": 2,
    "sxs-projectops": 1,
    "sxs-businesscentral": 2,
    "msdocs-finance-operations": 1,
    "msdocs-business-central": 1,
}
CORPUS = frozenset(WEIGHTS) - {HELDOUT}
# Tatoeba's sentences are short: only its longer ones, but where a feature is asked for.
LEAST_WORDS = {"tatoeba": 9, HELDOUT: 9}


@dataclass(frozen=True, slots=True)
class Pool:
    """Pairs for one purpose: "clean" or a kind of fault; patterns that both sides must show."""

    name: str
    kind: str
    wanted: int
    drawn: int
    dutch: str = ""
    english: str = ""
    least_words: int = 5

    @property
    def longer(self) -> bool:
        """Whether short sentences of Tatoeba are left out."""
        return not self.dutch and self.name != "clean-heldout"

    @property
    def origins(self) -> frozenset[str]:
        """The sources it is drawn from; bases of faults come from all of them."""
        if self.name == "clean-heldout":
            return frozenset({HELDOUT})
        return CORPUS if self.kind == "clean" else frozenset(WEIGHTS)


NUMBER = r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-])"
SEPARATED = r"(?<![\w.,:/-])\d+[.,]\d+(?![\w.,:/-]\d)"
LARGE_NL = r"(?i)\b(miljoen|miljard|mln|mld)\b"
LARGE_EN = r"(?i)\b(million|billion|mln|bn)\b"
WORDS_NL = (
    r"(?i)\b(twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|vijftien|twintig|dertig|"
    r"veertig|vijftig|honderd|duizend)\b"
)
WORDS_EN = (
    r"(?i)\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|hundred|thousand)\b"
)
DATE_NL = (
    r"(?i)\b(januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|"
    r"december|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|(1[6-9]|20)\d\d)\b"
)
DATE_EN = (
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|(1[6-9]|20)\d\d)\b"
)
CURRENCY_NL = r"(?i)[€$£¥]|\b(euro('s)?|dollars?|pond|yen|yuan|roebels?|franks?|EUR|USD|GBP)\b"
CURRENCY_EN = r"(?i)[€$£¥]|\b(euros?|dollars?|bucks|pounds?|yen|yuan|rubles?|francs?|EUR|USD|GBP)\b"
PERCENT_NL = r"(?i)%|\bprocent\b"
PERCENT_EN = r"(?i)%|\b(percent|per cent)\b"
QUOTES = r"[\"“”„«»]|‘.+’"
NAME_NL = r"(?<=[a-z,] )[A-Z][a-zé]{2,}"
NAME_EN = (
    r"(?<=[a-z,] )(?!(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|"
    r"March|April|May|June|July|August|September|October|November|December)\b)[A-Z][a-zé]{2,}"
)

# For second draws, where the first held too many signs of another meaning.
AMOUNT = r"(?i)[€$£¥] ?\d|\d ?(euros?|dollars?|yen|EUR|USD|GBP)\b"
SHARE = r"(?i)\d ?%(?![\w%])|\d ?(procent|percent|per cent)\b"
CLOSED = r"(?<!\w)(\"[^\"]+\"|“[^“”]+”|‘[^‘’]+’)(?!\w)"

# Clean pairs first: the features that the checks look at are frequent in them, so that false alarms
# can show.
POOLS = (
    Pool("clean-heldout", "clean", 700, 750),
    Pool("clean-currencies", "clean", 55, 78, CURRENCY_NL, CURRENCY_EN),
    Pool("clean-percentages", "clean", 55, 78, PERCENT_NL, PERCENT_EN),
    Pool("clean-quotes", "clean", 80, 104, QUOTES, QUOTES),
    Pool("clean-dates", "clean", 140, 175, DATE_NL, DATE_EN),
    Pool("clean-numbers", "clean", 180, 230, NUMBER, NUMBER),
    Pool("clean-any", "clean", 790, 1080),
    Pool("currencies", "currencies", 178, 250, CURRENCY_NL, CURRENCY_EN),
    Pool("percentages", "percentages", 141, 240, PERCENT_NL, PERCENT_EN),
    Pool("percentages-plain", "percentages", 7, 26, NUMBER, NUMBER),
    Pool("quotes", "quotes", 158, 250, QUOTES, QUOTES),
    Pool("dates", "dates", 200, 250, DATE_NL, DATE_EN),
    Pool("numbers-large", "numbers", 14, 18, LARGE_NL, LARGE_EN),
    Pool("numbers-separated", "numbers", 28, 48, SEPARATED, SEPARATED),
    Pool("numbers-words", "numbers", 34, 38, WORDS_NL, WORDS_EN),
    Pool("numbers", "numbers", 124, 155, NUMBER, NUMBER),
    Pool("names_lost", "names_lost", 160, 245, NAME_NL, NAME_EN, 6),
    Pool("names_invented", "names_invented", 200, 245, NAME_NL, NAME_EN, 6),
    Pool("loop", "loop", 200, 240, least_words=6),
    Pool("truncated", "truncated", 200, 240, least_words=8),
    Pool("length_ratio", "length_ratio", 200, 240, least_words=8),
    Pool("copied", "copied", 200, 240),
    Pool("output_language", "output_language", 200, 240, least_words=6),
    Pool("empty", "empty", 200, 230),
    Pool("currencies-more", "currencies", 22, 32, AMOUNT, AMOUNT),
    Pool("percentages-more", "percentages", 52, 70, SHARE, SHARE),
    Pool("quotes-more", "quotes", 42, 60, CLOSED, CLOSED),
    Pool("names_lost-more", "names_lost", 30, 54, NAME_NL, NAME_EN, 6),
    Pool("names_lost-last", "names_lost", 10, 30, NAME_NL, NAME_EN, 6),
)
