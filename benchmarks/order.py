"""Both orders of the pipeline on the test articles: time, work, and what stands in the briefs.

One process with its engine loaded and nothing cached; the articles are read before the clock
starts. "same" is the share of briefs that rest on the same Dutch sentences as in the default order.

usage: .venv/bin/python benchmarks/order.py [CONFIG]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from key_sentences import REFERENCES, read_reference

from kortom.articles import read_articles
from kortom.config import Config
from kortom.config.load import load_config
from kortom.environment import prepare_environment
from kortom.executors.worker import Worker
from kortom.pipeline import process
from kortom.setup import resolve_setup
from kortom.translation import Engine, Search
from kortom.values import Article, Hypothesis, Record

ORDERS = ("translate-then-summarise", "extract-then-translate")
ARTICLES = REFERENCES.parent / "articles"


class Counting:
    """An engine that counts what it decodes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.calls, self.texts, self.words = 0, 0, 0
        self.count_tokens, self.describe = engine.count_tokens, engine.describe

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        """As `Engine.translate`."""
        self.calls += 1
        self.texts += len(texts)
        self.words += sum(len(text.split()) for text in texts)
        return self._engine.translate(texts, search)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one order."""

    seconds: float
    engine: Counting
    records: tuple[Record, ...]


def measure(articles: Sequence[Article], config: Config) -> Result:
    """Process all articles one after another."""
    worker = Worker(config, resolve_setup(config))
    worker.translator().translate(["Een zin om warm te lopen."])
    engine = Counting(worker.translator())
    worker = replace(worker, _translator=engine)
    process(articles[0], None, worker, config)  # whatever is imported late
    engine.calls = engine.texts = engine.words = 0
    started = time.perf_counter()
    records = tuple(process(article, None, worker, config) for article in articles)
    return Result(time.perf_counter() - started, engine, records)


def key_scores(records: Sequence[Record]) -> tuple[float, float]:
    """Precision and recall of the marked key sentences, mean over the articles."""
    precisions, recalls = [], []
    for record in records:
        sentences, marked = read_reference(REFERENCES / f"{record.id}.tsv")
        keys = {sentences[index].source for index in marked}
        found = {record.sentences[index].source for index in chosen(record)}
        precisions.append(len(found & keys) / len(found))
        recalls.append(len(found & keys) / len(keys))
    return sum(precisions) / len(records), sum(recalls) / len(records)


def chosen(record: Record) -> set[int]:
    """The Dutch sentences that the brief rests on."""
    return {index for part in record.brief.sentences for index in part.sentences}


def main() -> None:
    """Print a line for each order."""
    prepare_environment()
    config = load_config(sys.argv[1] if len(sys.argv) > 1 else None).value
    articles = read_articles([str(ARTICLES)], config.input).articles
    first = None
    print(f"{len(articles)} articles, {config.translate.engine}, beam {config.translate.beam_size}")
    print(f"{'order':25} s/article  calls texts  words  same precision recall brief words")
    for order in ORDERS:
        result = measure(articles, config.model_copy(update={"order": order}))
        first = first or result
        pairs = zip(result.records, first.records, strict=True)
        same = sum(chosen(one) == chosen(other) for one, other in pairs) / len(articles)
        precision, recall = key_scores(result.records)
        brief_words = sum(record.brief.words for record in result.records) / len(articles)
        engine, seconds = result.engine, result.seconds / len(articles)
        print(
            f"{order:25} {seconds:9.3f} {engine.calls:6} {engine.texts:5} {engine.words:6}"
            f" {same:5.3f} {precision:9.3f} {recall:6.3f} {brief_words:11.1f}"
        )


if __name__ == "__main__":
    main()
