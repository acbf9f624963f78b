"""How well each summariser finds the key sentences that were marked in tests/references/.

Every summariser chooses among the Dutch sentences with their reference translations, so that no
translation model has a part in it.

usage: .venv/bin/python benchmarks/key_sentences.py
"""

from __future__ import annotations

import csv
from pathlib import Path

from kortom.config.model import Summarise
from kortom.summarization import make_brief
from kortom.summarization.brief import METHODS
from kortom.values import ParagraphKind, Sentence

REFERENCES = Path(__file__).parent.parent / "tests" / "references"
KINDS: dict[str, ParagraphKind] = {"title": "title", "heading": "heading", "sentence": "body"}


def read_reference(path: Path) -> tuple[list[Sentence], set[int]]:
    """The article's sentences, and the indices of its key sentences."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
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


def main() -> None:
    """Print precision and recall, averaged over the articles."""
    articles = [read_reference(path) for path in sorted(REFERENCES.glob("*.tsv"))]
    print(f"{len(articles)} articles; key sentences chosen, mean over articles")
    print(f"{'method':12} precision recall words")
    for method in METHODS:
        config = Summarise.model_validate({"method": method})
        precisions, recalls, words = [], [], []
        for sentences, keys in articles:
            brief, _ = make_brief(sentences, config)
            chosen = {index for part in brief.sentences for index in part.sentences}
            precisions.append(len(chosen & keys) / len(chosen))
            recalls.append(len(chosen & keys) / len(keys))
            words.append(brief.words)
        mean = [sum(values) / len(articles) for values in (precisions, recalls, words)]
        print(f"{method:12} {mean[0]:9.3f} {mean[1]:6.3f} {mean[2]:5.1f}")


if __name__ == "__main__":
    main()
