"""Extractive briefs: sentences scored by position, centrality and likeness to the title.

Scores are computed on the Dutch, not on its translation: a weak model's slips then do not move the
choice, and two models are compared on the same sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kortom.config.model import Summarise
from kortom.dutch_words import DANGLING_OPENERS, DUTCH_STOPWORDS
from kortom.summarization.ranking import Ranker
from kortom.values import Sentence

_FIRST_WORD = re.compile(r"\w+")


def extractive_ranker(sentences: Sequence[Sentence], config: Summarise) -> Ranker:
    """Ranks candidates by a score, each with regard to those ranked before it.

    The score is the weighted sum (weights: the config's keys of the same names) of
    position: 1 / (1 + i) for body sentence i, since news is written with the lead first;
    centrality: the mean cosine of TF-IDF vectors to the other body sentences, scaled to at most 1;
    title: the cosine to title and headings, scaled likewise;
    paragraph_start: 1 for the first sentence of a paragraph;
    less dangling for a sentence that begins with a word that leans on the one before it.
    The next one ranked is that with the best score - redundancy * (largest cosine to one ranked
    before): maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998). Headings, which are
    candidates only where no body sentence is, come last and in their order.
    """
    import numpy as np

    body = [s for s in sentences if s.kind == "body"]
    headings = " ".join(s.source for s in sentences if s.kind != "body")
    vectors = _vectors([s.source for s in body], headings)
    scores = _scores(body, sentences, vectors, config)

    def rank(candidates: Mapping[int, int]) -> Iterator[int]:
        ranked = [s.index in candidates for s in body]
        open_scores = np.where(ranked, scores, -np.inf)
        # The largest likeness of each sentence to one ranked before, kept up to date.
        nearest = np.zeros(len(body))
        for _ in range(sum(ranked)):
            best = int(np.argmax(open_scores - config.redundancy * nearest))
            yield body[best].index
            open_scores[best] = -np.inf
            nearest = np.maximum(nearest, _cosines(vectors, vectors[best])[:-1])
        yield from sorted(candidates.keys() - {s.index for s in body})

    return rank


def is_dangling(source: str) -> bool:
    """Whether a Dutch sentence begins with a word that leans on the sentence before it."""
    first = _FIRST_WORD.search(source)
    return first is not None and first.group().casefold() in DANGLING_OPENERS


def _scores(
    body: Sequence[Sentence], sentences: Sequence[Sentence], vectors: Any, config: Summarise
) -> Any:
    """The score of each body sentence, shape (n,); vectors: theirs, and last the headings'."""
    import numpy as np

    starts = {s.paragraph: s.index for s in reversed(sentences)}
    dangling = np.array([is_dangling(s.source) for s in body], dtype=float)
    first = np.array([starts[s.paragraph] == s.index for s in body], dtype=float)
    return (
        config.position / (1 + np.arange(len(body)))
        + config.centrality * _scaled(_mean_of_others(vectors[:-1]))
        + config.title * _scaled(_cosines(vectors[:-1], vectors[-1]))
        + config.paragraph_start * first
        - config.dangling * dangling
    )


def _vectors(texts: Sequence[str], headings: str) -> Any:
    """TF-IDF vectors (scikit-learn's smooth idf, sublinear tf) of the texts, the headings' last.

    A sparse array of shape (n + 1, terms), its rows of length 1, or 0 where there is no term.
    """
    from scipy.sparse import csr_array  # type: ignore[import-untyped]
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words=sorted(DUTCH_STOPWORDS))
    try:
        return csr_array(vectorizer.fit_transform([*texts, headings]))
    except ValueError:  # nothing but stop words
        return csr_array((len(texts) + 1, 1))


def _cosines(vectors: Any, other: Any) -> Any:
    """Of each row to another one, shape (n,); rounded, so that no last bit decides a choice."""
    import numpy as np

    return np.round(vectors @ other.toarray().ravel(), 9)


def _mean_of_others(vectors: Any) -> Any:
    """The mean cosine of each row to all other rows, shape (n,), in memory linear in n."""
    import numpy as np

    own = (vectors * vectors).sum(axis=1)
    products = vectors @ vectors.sum(axis=0) - own
    return np.round(products / max(vectors.shape[0] - 1, 1), 9)


def _scaled(values: Any) -> Any:
    top = values.max(initial=0.0)
    return values / top if top > 0 else values
