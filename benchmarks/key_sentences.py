"""How near each way to choose sentences comes to what an editor made of the test articles.

Precision, recall and F1 of the sentences chosen against the key sentences that are marked in
tests/references/, and ROUGE F1 (rouge-score, stemmer) of the brief against tests/
reference_briefs.tsv, in the reference translations, so that no translation model has a part in it.
Each mean has its 95 % interval over bootstrap samples of the articles, and each difference to the
lead its own, from the same samples.

extractive-cv is the estimate to trust: for each article the settings (min_gain, letters of a stem)
that were best, by F1 on the key sentences, on the other articles alone. What cross-validation
cannot undo is that the method as such was found with these articles in sight.

With --run, ROUGE is taken again of briefs in a model's own translation: a run of tests/articles.

usage: .venv/bin/python benchmarks/key_sentences.py [--run FOLDER]
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]

from kortom.config.model import Summarise
from kortom.evaluation.statistics import Floats, percentile_interval, resampled_sums
from kortom.runs.reader import read_records
from kortom.summarization.brief import choose
from kortom.summarization.choosing import Chooser
from kortom.summarization.extractive import extractive_chooser
from kortom.summarization.lead import lead_chooser
from kortom.summarization.terms import STEM_LETTERS
from kortom.values import ParagraphKind, Sentence

TESTS = Path(__file__).parent.parent / "tests"
REFERENCES = TESTS / "references"
KINDS: dict[str, ParagraphKind] = {"title": "title", "heading": "heading", "sentence": "body"}
KEY_MEASURES = ("precision", "recall", "F1")
ROUGE = {"ROUGE-1": "rouge1", "ROUGE-2": "rouge2", "ROUGE-L": "rougeL"}
SETTINGS = [*product((0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), (4, 5, 6, 7, 8))]

Select = Callable[[Sequence[Sentence]], list[int]]
"""An article's sentences -> the indices of those in its brief, in their order."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An article with what an editor made of it. keys: indices of its key sentences."""

    name: str
    sentences: list[Sentence]
    keys: set[int]
    brief: str


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_reference(path: Path) -> tuple[list[Sentence], set[int]]:
    """The article's sentences, and the indices of its key sentences."""
    rows = read_rows(path)
    sentences = [
        Sentence(
            index=index,
            paragraph=int(row["paragraph"]),
            kind=KINDS[row["kind"]],
            source=row["source"],
            hypothesis=row["reference"],
            status="translated",
        )
        for index, row in enumerate(rows)
    ]
    return sentences, {index for index, row in enumerate(rows) if row["key"] == "1"}


def read_references() -> list[Reference]:
    briefs = {row["id"]: row["brief"] for row in read_rows(TESTS / "reference_briefs.tsv")}
    return [
        Reference(path.stem, *read_reference(path), briefs[path.stem])
        for path in sorted(REFERENCES.glob("*.tsv"))
    ]


def selector(make: Callable[[Sequence[Sentence], Summarise], Chooser], config: Summarise) -> Select:
    return lambda sentences: sorted(choose(sentences, make(sentences, config), config))


def extractive(min_gain: float = Summarise().min_gain, letters: int = STEM_LETTERS) -> Select:
    config = Summarise(min_gain=min_gain)
    return selector(lambda s, c: extractive_chooser(s, c, letters), config)


def score_keys(reference: Reference, chosen: Sequence[int]) -> list[float]:
    """Precision, recall and F1 of the sentences chosen."""
    hits = len(reference.keys.intersection(chosen))
    precision, recall = hits / len(chosen), hits / len(reference.keys)
    return [precision, recall, 2 * hits / (len(chosen) + len(reference.keys))]


def score_text(
    reference: Reference, sentences: Sequence[Sentence], chosen: Sequence[int]
) -> list[float]:
    """ROUGE F1 of the brief's text, and its words."""
    text = " ".join(sentences[index].hypothesis for index in chosen)
    scores = RougeScorer([*ROUGE.values()], use_stemmer=True).score(reference.brief, text)
    return [*(scores[kind].fmeasure for kind in ROUGE.values()), float(len(text.split()))]


def cross_validated(references: Sequence[Reference]) -> Mapping[str, Select]:
    """For each article the selector that is best on all others; among equals the first."""
    f1 = np.array(
        [
            [score_keys(r, extractive(*setting)(r.sentences))[2] for r in references]
            for setting in SETTINGS
        ]
    )
    others = np.round(f1.sum(axis=1, keepdims=True) - f1, 9)
    return {
        reference.name: extractive(*SETTINGS[best])
        for reference, best in zip(references, others.argmax(axis=0), strict=True)
    }


def print_table(title: str, names: Sequence[str], scores: Mapping[str, Floats]) -> None:
    """scores: by method, shape (articles, names); the lead first."""
    print(f"\n{title}\n{'':14} " + " ".join(f"{name:>24}" for name in names))
    lead = scores["lead"]
    for method, values in scores.items():
        print(f"{method:14} " + " ".join(map(_cell, values.T)))
        if method != "lead":
            print(f"{'  less lead':14} " + " ".join(_cell(d, "+") for d in (values - lead).T))


def _cell(values: Floats, sign: str = "") -> str:
    resampled = resampled_sums(values[:, None])[:, 0] / len(values)
    low, high = percentile_interval(resampled)
    return f"{values.mean():{sign}.3f} ({low:{sign}.3f} to {high:{sign}.3f})".rjust(24)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, help="folder of a run of tests/articles")
    folder = parser.parse_args().run
    references = read_references()
    chosen_by_others = cross_validated(references)
    plain = {"lead": selector(lead_chooser, Summarise()), "extractive": extractive()}
    methods: dict[str, Callable[[Reference], Select]] = {
        **{name: lambda _, select=select: select for name, select in plain.items()},  # type: ignore[misc]
        "extractive-cv": lambda reference: chosen_by_others[reference.name],
    }

    def table(sentences_of: Mapping[str, Sequence[Sentence]], with_keys: bool) -> dict[str, Floats]:
        rows: dict[str, Floats] = {}
        for method, select_for in methods.items():
            scored = []
            for reference in references:
                sentences = sentences_of[reference.name]
                chosen = select_for(reference)(sentences)
                keys = score_keys(reference, chosen) if with_keys else []
                scored.append([*keys, *score_text(reference, sentences, chosen)])
            rows[method] = np.array(scored)
        return rows

    print(f"{len(references)} articles; mean (95 % interval)")
    scores = table({r.name: r.sentences for r in references}, with_keys=True)
    print_table("key sentences", KEY_MEASURES, {m: v[:, :3] for m, v in scores.items()})
    names = [*ROUGE, "words"]
    print_table("reference translations", names, {m: v[:, 3:] for m, v in scores.items()})
    if folder is not None:
        translated = {record.id: record.sentences for record in read_records(folder)}
        print_table("translations of the run", names, table(translated, with_keys=False))


if __name__ == "__main__":
    main()
