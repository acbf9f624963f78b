"""Extractive briefs: the lead, and then what covers most of the rest of the article.

All is decided on the Dutch, not on its translation: a weak model's slips then do not move the
choice, and two models are compared on the same sentences. Weights are whole numbers, so that no
last bit of a float can decide either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kortom.config.model import Summarise
from kortom.summarization.asides import is_aside
from kortom.summarization.choosing import Chooser
from kortom.summarization.context import is_dangling, readable_units
from kortom.summarization.terms import STEM_LETTERS, Terms, find_terms, weigh_terms
from kortom.values import Sentence

HEADLINE_SHARE = 1 / 2
"""A sentence with this share of the headline's terms says what the headline says."""

SAME_SHARE = 2 / 3
"""A sentence with this share of its terms in another one says what that one says."""

Unit = tuple[int, ...]
"""Indices of sentences that are taken together or not at all."""


def extractive_chooser(
    sentences: Sequence[Sentence], config: Summarise, letters: int = STEM_LETTERS
) -> Chooser:
    """Chooses the opening sentence, then always the one that adds most.

    The opening is the first sentence that stands alone, since news has its point first; unless it
    does not say what the headline says and a later one does, as where it is a scene.

    What a sentence adds are the weights of those of its terms that are not covered yet (see
    `kortom.summarization.terms`): greedy maximisation of a submodular coverage (Lin and Bilmes, ACL
    2011), begun with the opening. It ends where nothing adds `config.min_gain` of what the
    article's fullest sentence carries, so that no room is filled for its own sake, in a long
    article as in a short one.

    Sentences that lean on others (see `kortom.summarization.context`) come after those that do not,
    together with what they lean on; what they add is the mean of the unit. Asides, such as
    questions, and then sentences that lean on nothing to be found, are chosen only where there is
    no other candidate. A sentence that says what a chosen one says is passed over. letters: to
    which words are cut.
    """
    terms = {s.index: find_terms(s.source, letters) for s in sentences}
    body = [terms[s.index] for s in sentences if s.kind == "body"] or list(terms.values())
    weights = weigh_terms(body)
    article = _Article(
        terms,
        weights,
        max((_weight(found, weights) for found in body), default=0),
        _headline_terms(sentences, letters),
        readable_units(sentences),
        frozenset(s.index for s in sentences if is_aside(s.source)),
        frozenset(s.index for s in sentences if is_dangling(s.source)),
    )

    def choose(candidates: Mapping[int, int]) -> list[int]:
        pools = _pools(article, candidates)
        chosen = [*_opening(pools, candidates, article, config)]
        while added := _best_addition(pools, chosen, candidates, article, config):
            chosen += added
        return chosen

    return choose


@dataclass(frozen=True, slots=True)
class _Article:
    """What is known of an article's sentences, by their indices, and of its terms.

    fullest: the weight of the sentence with the weightiest terms. headline: its terms.
    """

    terms: Mapping[int, Terms]
    weights: Mapping[str, int]
    fullest: int
    headline: Terms
    units: Mapping[int, Unit]
    asides: frozenset[int]
    dangling: frozenset[int]


def _pools(article: _Article, candidates: Mapping[int, int]) -> list[list[Unit]]:
    """The units to choose from, the first pool first: never empty where there are candidates.

    Those that stand alone, then those of several sentences; where there are none, asides; where
    there are none either, whatever there is, each by itself, and only if need be what dangles.
    """
    usable = [
        unit
        for index, unit in article.units.items()
        if index in candidates and all(part in candidates for part in unit)
    ]
    sound = [unit for unit in usable if not article.asides.intersection(unit)]
    if sound:
        return [[u for u in sound if len(u) == 1], [u for u in sound if len(u) > 1]]
    stray: list[Unit] = [unit for unit in usable if len(unit) == 1]
    standing: list[Unit] = [(index,) for index in sorted(candidates.keys() - article.dangling)]
    return [stray or standing or [(index,) for index in sorted(candidates)]]


def _opening(
    pools: list[list[Unit]], words: Mapping[int, int], article: _Article, config: Summarise
) -> Unit:
    """What the brief begins with; if nothing fits, the first sentence, which is then cut."""
    units = [unit for pool in pools for unit in pool]
    fitting = [unit for unit in units if _fits(unit, words, config)]
    if not fitting:
        return units[0][:1] if units else ()
    first = fitting[0]
    alone = [unit for unit in fitting if len(unit) == 1]
    best = max(alone, key=lambda unit: _said(unit, article), default=first)
    enough = HEADLINE_SHARE * len(article.headline)
    return best if _said(first, article) < enough <= _said(best, article) else first


def _said(unit: Unit, article: _Article) -> int:
    """How many terms of the headline it has."""
    return len(article.headline & frozenset[str]().union(*(article.terms[i] for i in unit)))


def _headline_terms(sentences: Sequence[Sentence], letters: int) -> Terms:
    """Of the title, or else of the first sub-heading, as the brief's headline is made."""
    titles = [s for s in sentences if s.kind == "title"]
    titles = titles or [s for s in sentences if s.kind == "heading"]
    return frozenset[str]().union(
        *(find_terms(s.source, letters) for s in titles if s.paragraph == titles[0].paragraph)
    )


def _best_addition(
    pools: list[list[Unit]],
    chosen: list[int],
    words: Mapping[int, int],
    article: _Article,
    config: Summarise,
) -> Unit:
    """The sentences that add most, of the first pool that has any; () if nothing adds enough."""
    covered = frozenset[str]().union(*(article.terms[index] for index in chosen))
    least = config.min_gain * article.fullest
    for pool in pools:
        best: Unit = ()
        most = 0.0
        for unit in pool:
            new = tuple(index for index in unit if index not in chosen)
            if not _fits((*chosen, *new), words, config) or _repeats(new, chosen, article.terms):
                continue
            terms = frozenset[str]().union(*(article.terms[index] for index in new)) - covered
            gain = _weight(terms, article.weights) / max(len(new), 1)
            if gain > most and gain >= least:
                best, most = new, gain
        if best:
            return best
    return ()


def _weight(terms: Terms, weights: Mapping[str, int]) -> int:
    return sum(weights.get(term, 0) for term in terms)


def _fits(unit: Unit, words: Mapping[int, int], config: Summarise) -> bool:
    total = sum(words[index] for index in unit)
    return len(unit) <= config.max_sentences and total <= config.max_words


def _repeats(new: Unit, chosen: list[int], terms: Mapping[int, Terms]) -> bool:
    """Whether a sentence says what one of the chosen says."""
    return any(
        len(terms[index] & terms[other]) >= SAME_SHARE * len(terms[index])
        for index in new
        for other in chosen
    )
