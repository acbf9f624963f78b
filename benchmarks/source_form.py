"""Which form of the source translates best: its punctuation normalised or not, and sentence by
sentence or two at a time.

Windows: neighbours within a paragraph are translated together and their English is cut into
sentences again; where that does not give exactly two, there is no one-to-one alignment, and both
are translated on their own. Sources, references: the body sentences of tests/references/.

usage: .venv/bin/python benchmarks/source_form.py [PAIRS.tsv...]   (columns source, reference)
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kortom.config.load import validate
from kortom.english import split_english
from kortom.evaluation.metrics import Metric
from kortom.evaluation.statistics import percentile_interval, resampled_sums
from kortom.evaluation.translation_metrics import translation_metrics
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


def difference(
    metric: Metric, before: list[str], now: list[str], references: list[str]
) -> tuple[float, float, float]:
    """Score of `now` less that of `before`, with its 95 % interval by paired bootstrap."""
    one, two = (metric.statistics(texts, references) for texts in (before, now))
    low, high = percentile_interval(
        metric.score(resampled_sums(two)) - metric.score(resampled_sums(one))
    )
    value = metric.score(two.sum(axis=0)) - metric.score(one.sum(axis=0))
    return float(value), low, high


def report(name: str, before: list[str], now: list[str], references: list[str]) -> None:
    """Print both scores and their difference."""
    for metric in translation_metrics():
        scores = [metric.score(metric.statistics(t, references).sum(axis=0)) for t in (before, now)]
        value, low, high = difference(metric, before, now, references)
        print(
            f"{name:32} {len(now):6,} {metric.name:6} {scores[0]:6.2f} {scores[1]:6.2f}"
            f" {value:+6.2f} [{low:+.2f}, {high:+.2f}]"
        )


def load(*, normalize: bool) -> tuple[Engine, int]:
    """The default engine with or without normalisation, and the longest text that it takes."""
    config = validate({"translate": {"normalize_punctuation": normalize}}, "benchmark")
    setup = resolve_setup(config)
    return load_engine(config, setup.translator, setup.hardware), config.segment.max_tokens


def main() -> None:
    """Print what each change does to the scores; with an argument, also on a file of pairs."""
    (plain, limit), (normal, _) = load(normalize=False), load(normalize=True)
    lines = read_lines()
    sources, references = [line.source for line in lines], [line.reference for line in lines]
    print(f"{'change':32} {'n':>6} {'':6} before   after difference [95 % interval]")
    alone = [made.text for made in plain.translate(sources)]
    report("normalised", alone, [made.text for made in normal.translate(sources)], references)
    together, tried, kept = translate_pairs(lines, plain, limit)
    mixed = [together.get(number, text) for number, text in enumerate(alone)]
    report("windows of two", alone, mixed, references)
    aligned = sorted(together)
    report(
        "windows of two, aligned ones",
        [alone[number] for number in aligned],
        [mixed[number] for number in aligned],
        [references[number] for number in aligned],
    )
    print(f"of {tried} windows of two sentences, {kept} came out as two")
    for path in sys.argv[1:]:
        rows = [line.split("\t")[:2] for line in Path(path).read_text("utf-8").splitlines()]
        texts, wanted = [row[0] for row in rows], [row[1] for row in rows]
        made = [[h.text for h in engine.translate(texts)] for engine in (plain, normal)]
        report(f"normalised, {Path(path).stem}", made[0], made[1], wanted)


if __name__ == "__main__":
    main()
