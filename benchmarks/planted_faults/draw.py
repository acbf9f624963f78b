"""Draw the clean pairs and the bases of the faults, by seed, and drop those that a reader rejected.

Nothing is filtered but by source, length, markup and the presence of what a fault needs (a number,
a quotation mark). What is wrong with a pair was read, not computed, and stands in rejected.tsv.

usage: .venv/bin/python benchmarks/planted_faults/draw.py HELDOUT.tsv CORPUS_FOLDER OUT_FOLDER
"""

from __future__ import annotations

import argparse
import hashlib
import lzma
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from pools import CORPUS, HELDOUT, LEAST_WORDS, POOLS, WEIGHTS, Pool

SEED = 20261124
HERE = Path(__file__).parent
CORPUS_FILES = ("nl-en.tsv.xz", "nl-en-2.tsv.xz", "nl-en-3.tsv.xz")
MOST_WORDS = 60
MARKUP = re.compile(r"[{}\[\]<>|\\^_=#*`~]|https?:|www\.|\s-\s*$|^\W*$")


@dataclass(frozen=True, slots=True)
class Pair:
    """A Dutch sentence and its English; origin names the source of the corpus."""

    origin: str
    source: str
    reference: str

    @property
    def id(self) -> str:
        """Eight hex digits of the SHA-256 of both texts: the same in every draw."""
        text = f"{self.source}\t{self.reference}"
        return hashlib.sha256(text.encode()).hexdigest()[:8]


def read_heldout(path: Path) -> Iterator[Pair]:
    """The pairs of the held-out set (Dutch, English)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        source, reference = line.split("\t")[:2]
        yield Pair(HELDOUT, single_spaced(source), single_spaced(reference))


def read_corpus(folder: Path) -> Iterator[Pair]:
    """The pairs of the corpus whose source has a weight (source name, weight, Dutch, English)."""
    for name in CORPUS_FILES:
        with lzma.open(folder / name, "rt", encoding="utf-8", newline="\n") as file:
            for line in file:
                origin, _, source, reference = line.rstrip("\n").split("\t")
                if origin in CORPUS:
                    yield Pair(origin, single_spaced(source), single_spaced(reference))


def single_spaced(text: str) -> str:
    return " ".join(text.split())


def by_origin(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """The pairs without markup, not too long, each source in the order of its ids."""
    found: dict[str, dict[str, Pair]] = defaultdict(dict)
    for pair in pairs:
        if MARKUP.search(pair.source) or MARKUP.search(pair.reference):
            continue
        if len(pair.source.split()) <= MOST_WORDS:
            found[pair.origin][pair.id] = pair
    return {origin: [rows[key] for key in sorted(rows)] for origin, rows in found.items()}


def candidates(pool: Pool, pairs: dict[str, list[Pair]], used: set[str]) -> Iterator[Pair]:
    """The pairs fit for a pool, sources mixed by weight; what it yields is added to used.

    The i-th pair of a source of weight w stands at (i + 1/2) / w: so each prefix holds the sources
    in the shares of their weights, as long as they last.
    """
    places: list[tuple[float, str, Pair]] = []
    for origin, rows in pairs.items():
        if origin not in pool.origins:
            continue
        fit = [pair for pair in rows if is_fit(pool, pair)]
        Random(f"{SEED} {pool.name} {origin}").shuffle(fit)
        places += [((i + 0.5) / WEIGHTS[origin], origin, pair) for i, pair in enumerate(fit)]
    for _, _, pair in sorted(places, key=lambda place: place[:2]):
        keys = {letters(pair.source), letters(pair.reference)}
        if not keys & used:
            used |= keys
            yield pair


def is_fit(pool: Pool, pair: Pair) -> bool:
    """Whether a pair is long enough and both sides show what the pool needs."""
    least = max(pool.least_words, LEAST_WORDS.get(pair.origin, 0) if pool.longer else 0)
    return (
        len(pair.source.split()) >= least
        and re.search(pool.dutch, pair.source) is not None
        and re.search(pool.english, pair.reference) is not None
    )


def letters(text: str) -> str:
    """A text's letters alone: pairs that differ only in digits count as one."""
    return "".join(char for char in text.casefold() if char.isalpha())


def read_rejected() -> dict[str, str]:
    """The ids that a reader rejected, with the reason."""
    lines = (HERE / "rejected.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t")[:2] for line in lines)


def draw(pairs: dict[str, list[Pair]]) -> dict[Pool, list[Pair]]:
    """For each pool its candidates, more than are wanted, none in two pools."""
    used: set[str] = set()
    return {pool: list(islice(candidates(pool, pairs, used), pool.drawn)) for pool in POOLS}


def accept(drawn: dict[Pool, list[Pair]], rejected: dict[str, str]) -> dict[Pool, list[Pair]]:
    """For each pool the first of its candidates that a reader let stand.

    Raises SystemExit if they are fewer than the pool wants.
    """
    accepted = {}
    for pool, pairs in drawn.items():
        accepted[pool] = [pair for pair in pairs if pair.id not in rejected][: pool.wanted]
        if len(accepted[pool]) < pool.wanted:
            sys.exit(f"{pool.name}: {len(accepted[pool])} of {pool.wanted} pairs: draw more")
    return accepted


def write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """Plain TSV, one row a line, no quoting."""
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    """Write candidates.tsv, clean.tsv and bases.tsv into the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("heldout", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    call = parser.parse_args()
    drawn = draw(by_origin([*read_heldout(call.heldout), *read_corpus(call.corpus)]))
    columns = ("id", "origin", "source", "reference")
    write(
        call.out / "candidates.tsv",
        [("pool", *columns), *((pool.name, *row(pair)) for pool in drawn for pair in drawn[pool])],
    )
    accepted = accept(drawn, read_rejected())
    clean = [row(pair) for pool in accepted if pool.kind == "clean" for pair in accepted[pool]]
    write(call.out / "clean.tsv", [columns, *clean])
    bases = [
        (pair.id, pool.kind, *row(pair)[1:])
        for pool in accepted
        if pool.kind != "clean"
        for pair in accepted[pool]
    ]
    write(call.out / "bases.tsv", [("id", "kind", *columns[1:]), *bases])


def row(pair: Pair) -> tuple[str, ...]:
    """A pair as the files have it."""
    return pair.id, pair.origin, pair.source, pair.reference


if __name__ == "__main__":
    main()
