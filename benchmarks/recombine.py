"""Any number of distinct articles, made of the paragraphs of tests/articles/.

Each takes the plan of a real article (how many paragraphs, which of them headings) and fills it
with paragraphs of all the articles. No sentence stands in an article twice, since kortom would
decode it once; a paragraph does come back in other articles, where nothing remembers it.

usage: .venv/bin/python benchmarks/recombine.py COUNT FOLDER [--seed N]
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kortom.articles import read_articles
from kortom.config.model import Input
from kortom.segment import split_sentences
from kortom.values import Article, Paragraph, ParagraphKind

ARTICLES = Path(__file__).parent.parent / "tests" / "articles"


def recombined(count: int, seed: int = 0) -> Iterator[tuple[Paragraph, ...]]:
    """The paragraphs of `count` distinct articles; the same for the same seed.

    The first N of a larger count are those of N. ValueError if a plan cannot be filled.
    """
    plans = read_articles([str(ARTICLES)], Input()).articles
    pool: defaultdict[ParagraphKind, list[Paragraph]] = defaultdict(list)
    for article in plans:
        for paragraph in article.paragraphs:
            pool[paragraph.kind].append(paragraph)
    draw = random.Random(seed)
    seen: set[tuple[Paragraph, ...]] = set()
    while len(seen) < count:
        # All plans come equally often, so that few articles are as long as many.
        paragraphs = _filled(plans[len(seen) % len(plans)], pool, draw)
        if paragraphs not in seen:
            seen.add(paragraphs)
            yield paragraphs


def _filled(
    plan: Article, pool: dict[ParagraphKind, list[Paragraph]], draw: random.Random
) -> tuple[Paragraph, ...]:
    left = {kind: iter(draw.sample(found, len(found))) for kind, found in pool.items()}
    used: set[str] = set()
    chosen = []
    for slot in plan.paragraphs:
        for paragraph in left[slot.kind]:
            sentences = {piece.strip() for piece in split_sentences(paragraph.text)}
            if not used & sentences:
                used |= sentences
                chosen.append(paragraph)
                break
        else:
            raise ValueError(f"{plan.origin}: too few paragraphs of kind {slot.kind}")
    return tuple(chosen)


def write_articles(folder: Path, count: int, seed: int = 0) -> None:
    """Write them as text files into a folder that is not there yet."""
    folder.mkdir(parents=True)
    for number, paragraphs in enumerate(recombined(count, seed)):
        text = "\n\n".join(paragraph.text for paragraph in paragraphs)
        (folder / f"article-{number:05}.txt").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Write them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    write_articles(arguments.folder, arguments.count, arguments.seed)


if __name__ == "__main__":
    main()
