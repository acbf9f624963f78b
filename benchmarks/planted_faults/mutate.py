"""Plant one fault in the English of each base, by seed.

usage: .venv/bin/python benchmarks/planted_faults/mutate.py BASES.tsv > faults.tsv

BASES.tsv has the columns id, kind, origin, source, reference. faults.tsv has them too, so it serves
as its own bases: the same file comes out.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from kinds import cuts, dates, language, loops, money, names, numbers, quotes
from kinds.case import Case, Fault

SEED = 20261124
HERE = Path(__file__).parent
COLUMNS = ("id", "kind", "variant", "origin", "source", "reference", "hypothesis")
LANGUAGES = {"de": "german", "fr": "french", "es": "spanish", "af": "afrikaans"}


@dataclass(frozen=True, slots=True)
class Base:
    """A sound pair, and the kind of fault that it is to get."""

    id: str
    kind: str
    origin: str
    source: str
    reference: str


def read_bases(path: Path) -> list[Base]:
    """The bases of a plain TSV with a header; further columns are left aside."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        names_ = ("id", "kind", "origin", "source", "reference")
        return [Base(*(row[name] for name in names_)) for row in rows]


def faults() -> dict[str, Mapping[str, Fault]]:
    """The kinds with their variants."""
    lines = (HERE / "foreign.tsv").read_text(encoding="utf-8").splitlines()[1:]
    texts: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        code, text = line.split("\t")
        texts[code].append(text)
    foreign = {name: language.foreign(texts[code]) for code, name in LANGUAGES.items()}
    return {
        "numbers": numbers.FAULTS,
        "dates": dates.FAULTS,
        "currencies": money.CURRENCIES,
        "percentages": money.PERCENTAGES,
        "names_lost": names.LOST,
        "names_invented": names.INVENTED,
        "quotes": quotes.FAULTS,
        "loop": loops.FAULTS,
        "copied": language.COPIED,
        "output_language": {"dutch": language.other_dutch, **foreign},
        "length_ratio": cuts.LENGTH_RATIO,
        "truncated": cuts.TRUNCATED,
        "empty": cuts.EMPTY,
    }


def plant(bases: Sequence[Base]) -> Iterator[tuple[str, ...]]:
    """A row for each base, the variants of a kind as often as one another where they fit.

    Raises SystemExit for a base in which no variant has a place.
    """
    kinds = faults()
    used: Counter[tuple[str, str]] = Counter()
    others = {
        kind: [(base.source, base.reference) for base in bases if base.kind == kind]
        for kind in kinds
    }
    for base in bases:
        rng = Random(f"{SEED} {base.kind} {base.id}")
        case = Case(base.source, base.reference, others[base.kind], rng)
        variants = list(kinds[base.kind].items())
        rng.shuffle(variants)
        variants.sort(key=lambda item: used[base.kind, item[0]])
        tried = ((variant, spoiled(case, fault)) for variant, fault in variants)
        planted = next(((variant, text) for variant, text in tried if text is not None), None)
        if planted is None:
            sys.exit(f"{base.id} ({base.kind}): no fault fits: {base.reference}")
        variant, hypothesis = planted
        used[base.kind, variant] += 1
        yield (
            base.id, base.kind, variant, base.origin, base.source, base.reference, hypothesis,
        )  # fmt: skip


def spoiled(case: Case, fault: Fault) -> str | None:
    """The spoiled English, or None if it is the old one, tried a few times."""
    for _ in range(8):
        hypothesis = fault(case)
        if hypothesis is not None and hypothesis.casefold() != case.reference.casefold():
            return hypothesis
    return None


def main() -> None:
    """Print the faults as plain TSV."""
    rows = [COLUMNS, *plant(read_bases(Path(sys.argv[1])))]
    text = "".join("\t".join(row) + "\n" for row in rows)
    sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    main()
