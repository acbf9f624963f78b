"""Writes jobs/kortom/data/words.nl.txt and words.en.txt: words that texts write in lower case.

    python jobs/exonyms/words.py PAIRS.tsv.xz...

The files hold sentence pairs: source name, weight, Dutch, English, parted by tabs. A word is listed
if it stands in lower case MIN_COUNT times and in at least MIN_SHARE of the places where a capital
would mean something, unless an ending makes it of a shorter one. Software texts are left out, since
they write names in any case.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from kortom.ordinary import bases

DATA = Path(__file__).resolve().parent.parent / "kortom" / "data"
MIN_COUNT = 5
MIN_SHARE = 0.3

_SOFTWARE = re.compile(
    r"deb-|debian|msdocs|sxs-|openclaw|kde-|libre|iso-codes|mediawiki|home-assist|tldr|apt-|manpages"
    r"|nostr|azd|iot|weblate|dict-cldr|pretix|supertux|halpi|rxjs|freebsd|edgeai|digikam|gimp|wagtail"
    r"|plone|openstreetmap-web|qgis|lilypond|wesnoth|hedy|scratch"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_WITHIN = re.compile(r"[\w,;] $")


def main(paths: Sequence[Path]) -> None:
    lower = {"nl": Counter[str](), "en": Counter[str]()}
    capital = {"nl": Counter[str](), "en": Counter[str]()}
    for language, text in read_texts(paths):
        for word, is_capital in find_words(text):
            (capital if is_capital else lower)[language][word] += 1
    for language, counts in lower.items():
        words = {
            word
            for word, count in counts.items()
            if count >= MIN_COUNT and count >= MIN_SHARE * (count + capital[language][word])
        }
        text = "".join(f"{word}\n" for word in sorted(without_derived(words, language)))
        (DATA / f"words.{language}.txt").write_text(text, encoding="utf-8", newline="\n")


def without_derived(words: set[str], language: str) -> set[str]:
    """The words less those that `kortom.ordinary` makes of another one by an ending."""
    kept: set[str] = set()
    for word in sorted(words, key=lambda word: (len(word), word)):
        if not any(base in kept for base in bases(word, language)):
            kept.add(word)
    return kept


def read_texts(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
            for line in lines:
                source, _, dutch, english = line.rstrip("\n").split("\t")
                if not _SOFTWARE.match(source):
                    yield "nl", dutch
                    yield "en", english


def find_words(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a text in lower case, each with whether it has a capital within a sentence."""
    found = list(_WORD.finditer(text))
    capitals = sum(match[0][0].isupper() for match in found)
    if text.isupper() or (len(found) > 3 and capitals > 0.6 * len(found)):
        return
    for match in found:
        if match[0].islower():
            yield match[0], False
        elif match[0][0].isupper() and _WITHIN.search(
            text[max(0, match.start() - 2) : match.start()]
        ):
            yield match[0].lower(), True


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
