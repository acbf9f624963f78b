"""The briefs' form, and how fast they were made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from kortom.comparison.measures import Kind, missing_measure, ratio_metric, score_measure
from kortom.comparison.values import Measure
from kortom.evaluation.scoring import RunRead
from kortom.evaluation.statistics import Floats
from kortom.values import Record

FORM = (
    Kind("brief_words", "brief_words", "form", "words", None),
    Kind("compression", "compression", "form", "share", None),
    Kind("coverage", "coverage", "form", "share", higher_is_better=True),
    Kind("novelty1", "novelty1", "form", "%", None),
    Kind("novelty2", "novelty2", "form", "%", None),
)
SPEED = (
    Kind("seconds_per_article", "seconds_per_article", "speed", "seconds", higher_is_better=False),
    Kind(
        "articles_per_second",
        "articles_per_second",
        "speed",
        "articles per second",
        higher_is_better=True,
    ),
    Kind(
        "words_per_second", "words_per_second", "speed", "words per second", higher_is_better=True
    ),
)

_WORD = re.compile(r"\w+(?:['’]\w+)*")

Row = tuple[float, float] | None
"""An article's part in a ratio; None where it has none."""


def form_measures(sides: Sequence[Sequence[Record]], baseline: int) -> Iterator[Measure]:
    """Means over the articles of which all systems know the value; novelty is over all n-grams.

    sides: of each system, its records of the compared articles.
    """
    rows: dict[str, Callable[[Record], Row]] = {
        "brief_words": lambda record: (record.brief.words, 1.0),
        "compression": lambda record: (_compression(record), 1.0),
        "coverage": lambda record: (
            None if record.brief.coverage is None else (record.brief.coverage, 1.0)
        ),
        "novelty1": lambda record: novel_ngrams(record, 1),
        "novelty2": lambda record: novel_ngrams(record, 2),
    }
    for kind in FORM:
        yield _ratio_measure(
            kind, [[rows[kind.name](record) for record in side] for side in sides], baseline
        )


def speed_measures(
    runs: Sequence[RunRead], sides: Sequence[Sequence[Record]], baseline: int
) -> Iterator[Measure]:
    """Speed of one worker, loading the models not counted.

    Seconds are those of each article in its worker; of a reused one, in the run that made it.
    """
    articles = [
        [_timing(run.manifest.timings.articles.get(record.id, 0.0), record) for record in side]
        for run, side in zip(runs, sides, strict=True)
    ]
    for kind in SPEED:
        rows = [
            [None if timing is None else timing[kind.name] for timing in side] for side in articles
        ]
        yield _ratio_measure(kind, rows, baseline)


def _compression(record: Record) -> float:
    """As `Brief.compression`, which in records of schema 1 is the share of the English."""
    body_words = sum(len(s.source.split()) for s in record.sentences if s.kind == "body")
    return record.brief.words / body_words if body_words else 0.0


def _timing(seconds: float, record: Record) -> dict[str, tuple[float, float]] | None:
    """An article's part in each speed; None if its time was rounded away, or is not known."""
    if seconds <= 0:
        return None
    return {
        "seconds_per_article": (seconds, 1.0),
        "articles_per_second": (1.0, seconds),
        "words_per_second": (_source_words(record), seconds),
    }


def novel_ngrams(record: Record, order: int) -> Row:
    """n-grams of a brief that its translation has not, in percent, and all of them (See et al.
    2017); None without any.

    Words without case and punctuation; n-grams do not go across the ends of sentences. The headline
    is not counted.
    """
    known = {
        ngram for s in record.sentences if s.hypothesis for ngram in _ngrams(s.hypothesis, order)
    }
    made: Counter[tuple[str, ...]] = Counter()
    for part in record.brief.sentences:
        made.update(_ngrams(part.text, order))
    if not made:
        return None
    novel = sum(count for ngram, count in made.items() if ngram not in known)
    return 100.0 * novel, float(made.total())


def _ngrams(text: str, order: int) -> Iterator[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return zip(*(words[start:] for start in range(order)), strict=False)


def _ratio_measure(kind: Kind, rows: Sequence[Sequence[Row]], baseline: int) -> Measure:
    """Over the articles of which each system has a row."""
    complete = [
        of_article for of_article in zip(*rows, strict=True) if all(row for row in of_article)
    ]
    if not complete:
        return missing_measure(kind, len(rows))
    statistics: list[Floats] = [
        np.array([of_article[system] for of_article in complete], dtype=np.float64)
        for system in range(len(rows))
    ]
    return score_measure(kind, ratio_metric(kind.name), statistics, baseline)


def _source_words(record: Record) -> int:
    """Dutch words that were translated."""
    return sum(len(s.source.split()) for s in record.sentences if s.status != "not_selected")
