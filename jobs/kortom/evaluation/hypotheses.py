"""The English to be scored: translated now by the real stage, or taken from a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kortom.articles.text import clean
from kortom.config import Config
from kortom.evaluation.references import Pair
from kortom.executors.executor import open_executor
from kortom.executors.worker import Task
from kortom.hashing import json_sha256
from kortom.setup import Setup
from kortom.values import Article, Failure, Paragraph, Record, Sentence

CHUNK = 100
"""Pairs that are translated as one article, and so in common batches."""


@dataclass(frozen=True, slots=True)
class Translated:
    """What became of pairs that were translated now.

    hypotheses: one for each pair in their order, None where it failed; sentences: that the pairs
    were segmented into. failures: of the chunks that failed as a whole.
    """

    hypotheses: tuple[str | None, ...]
    sentences: tuple[Sentence, ...]
    failures: tuple[Failure, ...]


def translate_pairs(
    pairs: Sequence[Pair], config: Config, setup: Setup, done: Callable[[int, int], None]
) -> Translated:
    """Translate the sources as articles of `CHUNK` paragraphs are, in as many workers as a run has.

    Segmentation, retries, glossary and checks are the config's. done: is told of the pairs that are
    finished, and of how many there are. Raises KortomError (exit 5) if the model does not load.
    """
    chunks = list(_chunks(pairs))
    tasks = [Task(_article(chunk, number)) for number, chunk in enumerate(chunks)]
    made: dict[str, Record | None] = {}
    failures = []
    finished = 0
    config = _translating_all(config)
    with open_executor(config, setup, len(tasks)) as executor:
        for outcome in executor.map(tasks):
            made[outcome.article.id] = outcome.record
            failures += [outcome.failure] if outcome.failure else []
            finished += len(outcome.article.paragraphs)
            done(finished, len(pairs))
    hypotheses: list[str | None] = []
    sentences: list[Sentence] = []
    for task, chunk in zip(tasks, chunks, strict=True):
        record = made.get(task.article.id)
        if record is None:
            hypotheses += [None] * len(chunk)
        else:
            hypotheses += _by_paragraph(record)
            sentences += record.sentences
    return Translated(tuple(hypotheses), tuple(sentences), tuple(failures))


def find_hypotheses(pairs: Sequence[Pair], records: Iterable[Record]) -> list[str | None]:
    """The English of the pairs' sources in a run, None for one that is not there.

    A source is a sentence or a whole paragraph of an article, white space aside. Where it stands in
    the run more than once, the first translation counts.
    """
    known: dict[str, str] = {}
    for record in records:
        for _, group in groupby(record.sentences, lambda sentence: sentence.paragraph):
            paragraph = list(group)
            made = [sentence for sentence in paragraph if sentence.status != "not_selected"]
            for sentence in made:
                known.setdefault(clean(sentence.source), sentence.hypothesis)
            if made == paragraph:
                source = clean(" ".join(sentence.source for sentence in paragraph))
                known.setdefault(source, _english(paragraph))
    return [known.get(pair.source) for pair in pairs]


def _chunks(pairs: Sequence[Pair]) -> Iterator[Sequence[Pair]]:
    """Neighbours, never of two files: what else is evaluated must not change a translation."""
    for _, of_file in groupby(pairs, lambda pair: pair.place.rpartition(":")[0]):
        items = list(of_file)
        for start in range(0, len(items), CHUNK):
            yield items[start : start + CHUNK]


def _article(pairs: Sequence[Pair], number: int) -> Article:
    paragraphs = tuple(Paragraph("body", pair.source) for pair in pairs)
    return Article(
        id=f"pairs-{number + 1}",
        date=None,
        language="nl",
        paragraphs=paragraphs,
        origin=f"{pairs[0].place} to {pairs[-1].place.rpartition(':')[2]}",
        sha256=json_sha256([pair.source for pair in pairs]),
    )


def _translating_all(config: Config) -> Config:
    """The config without what it would leave out, and with briefs that cost nothing."""
    summarise = config.summarise.model_copy(update={"method": "lead"})
    run = config.run.model_copy(update={"article_timeout_seconds": None})
    return config.model_copy(
        update={"order": "translate-then-summarise", "summarise": summarise, "run": run}
    )


def _by_paragraph(record: Record) -> list[str]:
    texts: list[list[Sentence]] = [[] for _ in record.paragraphs]
    for sentence in record.sentences:
        texts[sentence.paragraph].append(sentence)
    return [_english(sentences) for sentences in texts]


def _english(sentences: Iterable[Sentence]) -> str:
    return " ".join(sentence.hypothesis for sentence in sentences if sentence.hypothesis)
