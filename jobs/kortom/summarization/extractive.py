"""Extractive briefs: sentences scored by position, centrality and likeness to the title.

Scores are computed on the Dutch, not on its translation: a weak model's slips then do not move the
choice, and two models are compared on the same sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from kortom.config.model import Summarise
from kortom.summarization.dutch_words import DANGLING_OPENERS, DUTCH_STOPWORDS
from kortom.values import Sentence

_FIRST_WORD = re.compile(r"\w+")


def rank_extractive(
    candidates: Sequence[Sentence], sentences: Sequence[Sentence], config: Summarise
) -> Iterator[int]:
    """Positions of candidates, best first, each chosen with regard to those before it.

    The score is the weighted sum (weights: the config's keys of the same names) of
    position: 1 / (1 + i) for candidate i, since news is written with the lead first;
    centrality: the mean cosine of TF-IDF vectors to the other candidates, scaled to at most 1;
    title: the cosine to title and headings, scaled likewise;
    paragraph_start: 1 for the first sentence of a paragraph;
    less dangling for a sentence that begins with a word that leans on the one before it.
    The next one chosen is that with the best score - redundancy * (largest cosine to one chosen
    before): maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).
    """
    import numpy as np

    if not candidates:
        return
    headings = " ".join(s.source for s in sentences if s.kind != "body")
    likeness, to_headings = _cosines([s.source for s in candidates], headings)
    starts = {s.paragraph: s.index for s in reversed(sentences)}
    scores = [
        config.position / (1 + i)
        + config.centrality * centrality
        + config.title * title
        + config.paragraph_start * (starts[sentence.paragraph] == sentence.index)
        - config.dangling * is_dangling(sentence.source)
        for i, (sentence, centrality, title) in enumerate(
            zip(candidates, _scaled(_mean_of_others(likeness)), _scaled(to_headings), strict=True)
        )
    ]
    # The largest likeness of each candidate to one chosen before; kept up to date, so that a whole
    # ranking costs n² and not n³.
    nearest = np.zeros(len(candidates))
    open_scores = np.array(scores)
    for _ in candidates:
        best = int(np.argmax(open_scores - config.redundancy * nearest))
        yield best
        open_scores[best] = -np.inf
        nearest = np.maximum(nearest, likeness[best])


def is_dangling(source: str) -> bool:
    """Whether a Dutch sentence begins with a word that leans on the sentence before it."""
    first = _FIRST_WORD.search(source)
    return first is not None and first.group().casefold() in DANGLING_OPENERS


def _cosines(texts: Sequence[str], headings: str) -> tuple[Any, Any]:
    """Cosines of TF-IDF vectors (scikit-learn's smooth idf, sublinear tf).

    Two arrays: of all pairs of texts, shape (n, n), and of each text to the headings, shape (n,).
    Rounded, so that no last bit decides a choice.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words=sorted(DUTCH_STOPWORDS))
    try:
        vectors: Any = vectorizer.fit_transform([*texts, headings])
    except ValueError:  # nothing but stop words
        return np.zeros((len(texts), len(texts))), np.zeros(len(texts))
    products = (vectors @ vectors.T).toarray()
    np.round(products, 9, out=products)
    return products[:-1, :-1], products[:-1, -1]


def _mean_of_others(likeness: Any) -> Any:
    return (likeness.sum(axis=1) - likeness.diagonal()) / max(len(likeness) - 1, 1)


def _scaled(values: Any) -> Any:
    top = values.max(initial=0.0)
    return values / top if top > 0 else values
