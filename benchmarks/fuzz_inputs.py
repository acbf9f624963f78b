"""Inputs for fuzz.py: odd characters, made-up Dutch, mutations of real articles, huge texts."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"

# Ranges of code points: ASCII, Latin, combining marks, Greek and Cyrillic, Hebrew and Arabic,
# Devanagari, general punctuation (zero-width, directions, quotes), CJK, Hangul, private use,
# surrogates, presentation forms, emoji, tags.
RANGES = (
    (0x00, 0x7F),
    (0x80, 0x24F),
    (0x300, 0x36F),
    (0x370, 0x4FF),
    (0x590, 0x6FF),
    (0x900, 0x97F),
    (0x2000, 0x206F),
    (0x4E00, 0x4EFF),
    (0xAC00, 0xACFF),
    (0xE000, 0xE0FF),
    (0xD800, 0xDFFF),
    (0xFB00, 0xFFFF),
    (0x1F300, 0x1F6FF),
    (0xE0000, 0xE007F),
)
MARKS = list(
    "\"'‘’“”„«»()[]{}<>.,;:!?…-–—/\\@#%&*_|~^`€$£§°•\t\n\r\v\f\x00\x85\u2028\xa0\u200b\u200f"
)

WORDS = (
    "de het een minister Poetin Oekraïne Den Haag gemeenteraad brug zegt niet heel 's avonds zo'n"
    " foto's volgens Rijkswaterstaat 's-Hertogenbosch maar omdat die waardoor daar en of IJmuiden"
    " café één coördinatie e-mail PvdA A2 F-16's ha tête-à-tête zee-eend miljoen procent euro"
).split()
ABBREVIATIONS = (
    "drs. mr. dhr. o.a. d.w.z. bijv. ca. mln. mld. nr. art. jl. enz. N.V. J.P. jan. i.v.m.".split()
)
NUMBERS = (
    "1.234.567 3,14 0,5 1e 21ste 2024 '68 06-12345678 3-2 1/2 ½ 12.30 €5 $1,2 1.000.000.000.000"
    " 10-jarige 1990's IV 007 1,2,3 12% 3°C ²"
).split()
DATES = (
    "3 mei|maandag 12 januari 2024|12-1-2024|1/2/'24|eind maart|zo. 3 mei|1 t/m 3 juni|1940-1945"
).split("|")
LINKS = "https://nos.nl/artikel?id=1 www.vrt.be info@kortom.nl @iemand #hashtag C:\\map".split()
ENDS = (".", "!", "?", "…", "...", "?!", ".’", "’.", ":", ";", "", ".)", ". ", "!!!", "。")
QUOTES = (
    ("‘", "’"),
    ("“", "”"),
    ("„", "”"),
    ('"', '"'),
    ("'", "'"),
    ("«", "»"),
    ("(", ")"),
    ("‘", ""),
)
BULLETS = ("- ", "• ", "* ", "1. ", "a) ", "§ 3 ", "– ")


def make_unicode(rng: random.Random) -> tuple[str, str]:
    return _odd_text(rng), _odd_text(rng)


def make_dutch(rng: random.Random) -> tuple[str, str]:
    source = " ".join(_sentence(rng) for _ in range(rng.randint(1, 5)))
    return source, mutate(rng, source) if rng.random() < 0.5 else _sentence(rng)


def make_mutation(rng: random.Random) -> tuple[str, str]:
    source, reference = rng.choice(read_pairs())
    if rng.random() < 0.3:
        reference = rng.choice(read_pairs())[1]
    return mutate(rng, source), mutate(rng, reference)


def make_huge(rng: random.Random) -> tuple[str, str]:
    piece, other = (rng.choice((_odd_text, _sentence))(rng)[: rng.randint(1, 40)] for _ in range(2))
    size = rng.randint(1_000, 200_000)
    source = (piece * (size // max(1, len(piece))))[:size]
    return source, rng.choice((source, (other * (size // max(1, len(other))))[:size], other))


KINDS: dict[str, tuple[int, Callable[[random.Random], tuple[str, str]]]] = {
    "unicode": (6_000, make_unicode),
    "dutch": (6_999, make_dutch),
    "mutation": (7_000, make_mutation),
    "huge": (1, make_huge),
}
"""Kinds of input, each with how often it comes in 20,000, and what makes one."""


def make_input(seed: int, number: int) -> tuple[str, str, str]:
    """Input `number` of a seed: its kind, a Dutch paragraph, an English sentence. The same each
    time, whatever was made before it."""
    rng = random.Random(f"{seed}/{number}")
    weights = [weight for weight, _ in KINDS.values()]
    kind = rng.choices(list(KINDS), weights)[0]
    return kind, *KINDS[kind][1](rng)


@cache
def read_pairs() -> list[tuple[str, str]]:
    """Paragraphs of tests/articles, and sentences of tests/references with their English."""
    pairs = []
    for path in sorted((TESTS / "references").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            pairs += [(row["source"], row["reference"]) for row in rows]
    for path in sorted((TESTS / "articles").glob("*.txt")):
        paragraphs = path.read_text(encoding="utf-8").split("\n\n")
        pairs += [(paragraph, pairs[i % 97][1]) for i, paragraph in enumerate(paragraphs)]
    return pairs


def mutate(rng: random.Random, text: str) -> str:
    """The text after up to four changes: cut, doubled, swapped, odd characters, another case."""
    for _ in range(rng.randint(0, 4)):
        start, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
        middle = text[start:end]
        match rng.randrange(9):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + (middle[:60] + rng.choice(("", " ", ", "))) * 3 + text[end:]
            case 2:
                text = text[:start] + _odd_text(rng)[:20] + text[start:]
            case 3:
                text = text[:start] + rng.choice(MARKS) + text[start:]
            case 4:
                text = rng.choice((str.upper, str.lower, str.title, str.swapcase))(text)
            case 5:
                words = text.split(" ")
                rng.shuffle(words)
                text = " ".join(words)
            case 6:
                text = text[:start] + middle[::-1] + text[end:]
            case 7:
                text = text.replace(rng.choice(text) if text else " ", rng.choice(MARKS))
            case _:
                open_mark, close_mark = rng.choice(QUOTES)
                text = text[:start] + open_mark + middle + close_mark + text[end:]
    return text


def _odd_text(rng: random.Random) -> str:
    ranges = rng.sample(RANGES, rng.randint(1, 4))
    characters = [
        rng.choice(MARKS) if rng.random() < 0.3 else chr(rng.randint(*rng.choice(ranges)))
        for _ in range(rng.randint(0, 80))
    ]
    return "".join(characters)


def _sentence(rng: random.Random) -> str:
    pools = (WORDS, WORDS, WORDS, WORDS, ABBREVIATIONS, NUMBERS, DATES, LINKS)
    words = [rng.choice(rng.choice(pools)) for _ in range(rng.randint(1, 25))]
    if rng.random() < 0.4:
        start, end = sorted((rng.randrange(len(words)), rng.randrange(len(words))))
        open_mark, close_mark = rng.choice(QUOTES)
        words[start] = open_mark + words[start]
        words[end] += close_mark
    if rng.random() < 0.3:
        words[rng.randrange(len(words))] += rng.choice((",", ";", ":", " –", "…", "-"))
    bullet = rng.choice(BULLETS) if rng.random() < 0.1 else ""
    return bullet + " ".join(words).capitalize() + rng.choice(ENDS)
