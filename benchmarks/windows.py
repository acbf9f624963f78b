"""Sentence by sentence, or two at a time? What a second sentence as context does for each.

Neighbours within a paragraph are translated together and their English is cut into sentences
again; where that does not give exactly two, there is no one-to-one alignment, and both are
translated on their own. Sources, references: tests/references/.

usage: .venv/bin/python benchmarks/windows.py
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

from kortom.config import Config
from kortom.english import split_english
from kortom.setup import resolve_setup
from kortom.translation import Engine, load_engine

REFERENCES = Path(__file__).parent.parent / "tests" / "references"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its reference, and which paragraph it stands in."""

    paragraph: tuple[str, str]
    source: str
    reference: str


def read_lines() -> list[Line]:
    """All body sentences of the references, in order."""
    lines = []
    for path in sorted(REFERENCES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["kind"] == "sentence":
                    lines.append(
                        Line((path.stem, row["paragraph"]), row["source"], row["reference"])
                    )
    return lines


def pairs_of(lines: list[Line]) -> list[tuple[int, int]]:
    """Numbers of neighbours within a paragraph: first and second, third and fourth..."""
    pairs = []
    for _, group in groupby(range(len(lines)), key=lambda number: lines[number].paragraph):
        numbers = list(group)
        pairs += list(zip(numbers[::2], numbers[1::2], strict=False))
    return pairs


def translate_pairs(
    lines: list[Line], engine: Engine, limit: int
) -> tuple[dict[int, str], int, int]:
    """English by number where the alignment held, the pairs tried, and those where it held."""
    tried = [
        (one, two)
        for one, two in pairs_of(lines)
        if engine.count_tokens(f"{lines[one].source} {lines[two].source}") <= limit
    ]
    made = engine.translate([f"{lines[one].source} {lines[two].source}" for one, two in tried])
    english: dict[int, str] = {}
    for (one, two), hypothesis in zip(tried, made, strict=True):
        parts = split_english(hypothesis.text)
        if len(parts) == 2:
            english |= {one: parts[0], two: parts[1]}
    return english, len(tried), len(english) // 2


def main() -> None:
    """Print both scores on the sentences where windows kept the alignment, and on all."""
    config = Config()
    setup = resolve_setup(config)
    engine = load_engine(config, setup.translator, setup.hardware)
    lines = read_lines()
    alone = [hypothesis.text for hypothesis in engine.translate([line.source for line in lines])]
    together, tried, kept = translate_pairs(lines, engine, config.segment.max_tokens)
    mixed = [together.get(number, text) for number, text in enumerate(alone)]
    print(f"{len(lines)} sentences, {tried} windows of two, one-to-one in {kept}")
    print(f"{'sentences':24} {'n':>5} {'':10} {'BLEU':>6} {'chrF':>6}")
    for name, numbers in (("in one-to-one windows", sorted(together)), ("all", range(len(lines)))):
        references = [[lines[number].reference for number in numbers]]
        for way, texts in (("one by one", alone), ("windows", mixed)):
            chosen = [texts[number] for number in numbers]
            bleu = BLEU().corpus_score(chosen, references).score
            chrf = CHRF().corpus_score(chosen, references).score
            print(f"{name:24} {len(numbers):5} {way:10} {bleu:6.2f} {chrf:6.2f}")


if __name__ == "__main__":
    main()
