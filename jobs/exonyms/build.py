"""Writes jobs/kortom/data/exonyms.tsv from CLDR (the package babel) and the lists beside it.

    python jobs/exonyms/build.py [OUTPUT]

CLDR gives territories, languages and currencies, where Dutch and English differ. The lists are
written by hand, one file for each kind; "|" parts spellings on either side. A name that several
sources have gets the English of all of them, the lists' first.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "kortom" / "data" / "exonyms.tsv"
CURATED_KINDS = ("people", "places", "persons", "organisations", "culture")
CLDR_KINDS = {"places": "territories", "language": "languages", "currency": "currencies"}

# "Argentine Peso (1881-1970)", "SAR van China": what news does not write.
_ASIDE = re.compile(r" \([^)]*\)| SAR van China| SAR China")


def main(output: Path = OUTPUT) -> None:
    rows: dict[str, tuple[str, list[str], list[str]]] = {}
    for dutch, english, kind, source in (*read_curated(), *read_cldr()):
        _, forms, sources = rows.setdefault(dutch, (kind, [], []))
        forms += [form for form in english if form not in forms]
        sources += [source] if source not in sources else []
    lines = ["dutch\tenglish\tkind\tsource"] + [
        "\t".join((dutch, "|".join(forms), kind, "+".join(sources)))
        for dutch, (kind, forms, sources) in sorted(rows.items())
    ]
    output.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def read_curated() -> Iterator[tuple[str, list[str], str, str]]:
    for kind in CURATED_KINDS:
        for line in (HERE / f"{kind}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            dutch, english = line.split("\t")
            for name in dutch.split("|"):
                yield name, english.split("|"), kind, "kortom"


def read_cldr() -> Iterator[tuple[str, list[str], str, str]]:
    dutch, english = Locale("nl"), Locale("en")
    for kind, field in CLDR_KINDS.items():
        theirs = getattr(english, field)
        for code, name in sorted(getattr(dutch, field).items()):
            ours, other = (_plain(text) for text in (name, theirs.get(code, "")))
            if other and ours[0].isupper() and not _alike(ours, other):
                yield ours, [other], kind, "cldr"


def _plain(text: str) -> str:
    text = _ASIDE.sub("", text).replace("’", "'").replace("\xa0", " ").replace("&", "and")
    return " ".join(text.replace("|", " ").split())


def _alike(dutch: str, english: str) -> bool:
    return dutch.casefold() == english.casefold()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
