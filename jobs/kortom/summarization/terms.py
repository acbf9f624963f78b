"""What a Dutch text is about: its content words, and how much of it some sentences cover."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from kortom.dutch_words import DUTCH_STOPWORDS
from kortom.values import Sentence

STEM_LETTERS = 5
"""Words that begin with the same letters count as one, so that "huurder" meets "huurders".

Truncation does about as well as a stemmer in Dutch (McNamee, Nicholas and Mayfield, SIGIR 2009),
and needs no table.
"""

# Numbers are left out: one seldom stands twice, and it does not say what a text is about.
_WORD = re.compile(r"[^\W\d_]{2,}")

Terms = frozenset[str]


def find_terms(text: str, letters: int = STEM_LETTERS) -> Terms:
    """The content words of a Dutch text: in lower case, cut off, without stop words."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[:letters] for word in words if word not in DUTCH_STOPWORDS)


def weigh_terms(texts: Collection[Terms]) -> Mapping[str, int]:
    """The weight of each term: in how many of the texts it stands.

    As in concept coverage (Gillick and Favre, ILP for NLP 2009), where a concept weighs as much as
    the documents that hold it; here a sentence stands for a document.
    """
    return Counter(term for terms in texts for term in terms)


def measure_coverage(sentences: Sequence[Sentence], indices: Collection[int]) -> float:
    """Which share of an article's subject matter the sentences of these indices carry.

    The sum of the weights of the terms in their Dutch, divided by that of all terms of the body: 1
    if no content word is left out, 0 if there is none. From 0 to 1, four digits.
    """
    weights = weigh_terms([find_terms(s.source) for s in sentences if s.kind == "body"])
    found = (find_terms(s.source) for s in sentences if s.index in indices)
    covered = frozenset[str]().union(*found)
    total = sum(weights.values())
    return round(sum(weights.get(term, 0) for term in covered) / total, 4) if total else 0.0
