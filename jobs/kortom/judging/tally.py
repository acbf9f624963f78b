"""Who won: choices counted, with what chance would make of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kortom import errors
from kortom.articles.places import listed
from kortom.errors import KortomError
from kortom.evaluation.agreement import (
    Agreement,
    cohens_kappa,
    krippendorffs_alpha,
    percent_agreement,
)
from kortom.evaluation.sign_test import sign_test
from kortom.evaluation.statistics import Rate, wilson_rate
from kortom.judging.files import SKIP, TIE, Judgements


@dataclass(frozen=True, slots=True)
class Tally:
    """Choices between the first and the second system.

    first: how often the first won, of what was decided (ties and skips left out), with the 95%
    Wilson interval; second likewise. p_value: of the sign test, two-sided: how often a fair coin
    would decide as unevenly, or more.
    """

    first: Rate
    second: Rate
    ties: int
    skipped: int
    p_value: float


@dataclass(frozen=True, slots=True)
class Position:
    """Whether a brief won by where it stood.

    first: how often the one shown first won, of what was decided. p_value: of the sign test. shown:
    how often each system was shown first, of all judgements that were not skipped: far from even,
    a bias of position is one for a system too.
    """

    first: Rate
    p_value: float
    shown: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judges of one comparison say.

    systems: the names of the first and second, sorted. judges: by name, in the order of the files.
    judgements: all of them together, as if independent, which two of one article are not. articles:
    each article once, decided by the majority of its judges, a tie where there is none; skipped are
    those that nobody judged. agreement: the share of pairs of judges who agree, and Cohen's kappa
    of two judges or Krippendorff's alpha of more, a tie taken for a choice, a skip for none; empty
    of one judge.
    """

    comparison: str
    systems: tuple[str, str]
    judges: tuple[tuple[str, Tally], ...]
    judgements: Tally
    articles: Tally
    position: Position
    agreement: tuple[Agreement, ...]


def count_judgements(files: Sequence[str], read: Sequence[Judgements]) -> Verdict:
    """Count what was read, at least one file, all of one comparison.

    files: their names, for messages. Raises KortomError (NOTHING_JUDGED, exit 4).
    """
    first, second = sorted(read[0].systems)
    systems = (first, second)
    choices = [[judgement.choice for judgement in one.judgements] for one in read]
    everything = [choice for one in choices for choice in one]
    if all(choice == SKIP for choice in everything):
        raise KortomError(errors.NOTHING_JUDGED(files=listed(files)))
    by_article = _by_article(read)
    return Verdict(
        comparison=read[0].comparison,
        systems=systems,
        judges=tuple(
            (one.judge, _tally(said, systems)) for one, said in zip(read, choices, strict=True)
        ),
        judgements=_tally(everything, systems),
        articles=_tally([_majority(said, systems) for said in by_article], systems),
        position=_position(read, systems),
        agreement=_agreement(by_article) if len(read) > 1 else (),
    )


def _tally(choices: Sequence[str], systems: tuple[str, str]) -> Tally:
    counts = Counter(choices)
    first, second = (counts[system] for system in systems)
    return Tally(
        first=wilson_rate(first, first + second),
        second=wilson_rate(second, first + second),
        ties=counts[TIE],
        skipped=counts[SKIP],
        p_value=sign_test(first, second),
    )


def _by_article(read: Sequence[Judgements]) -> list[list[str | None]]:
    """A row an article, with a choice by each judge, None for a skip and where there is none."""
    rows: dict[str, list[str | None]] = defaultdict(lambda: [None] * len(read))
    for judge, one in enumerate(read):
        for judgement in one.judgements:
            skipped = judgement.choice == SKIP
            rows[judgement.article][judge] = None if skipped else judgement.choice
    return list(rows.values())


def _majority(choices: Sequence[str | None], systems: tuple[str, str]) -> str:
    """The system that more judges chose than the other; a tie where as many did."""
    if all(choice is None for choice in choices):
        return SKIP
    first, second = (choices.count(system) for system in systems)
    if first == second:
        return TIE
    return systems[0] if first > second else systems[1]


def _position(read: Sequence[Judgements], systems: tuple[str, str]) -> Position:
    judged = [one for file in read for one in file.judgements if one.choice != SKIP]
    decided = [one for one in judged if one.choice != TIE]
    won = sum(one.choice == one.shown_first for one in decided)
    first, second = (sum(one.shown_first == system for one in judged) for system in systems)
    return Position(
        first=wilson_rate(won, len(decided)),
        p_value=sign_test(won, len(decided) - won),
        shown=(first, second),
    )


def _agreement(by_article: Sequence[Sequence[str | None]]) -> tuple[Agreement, ...]:
    beyond_chance = cohens_kappa if len(by_article[0]) == 2 else krippendorffs_alpha
    return percent_agreement(by_article), beyond_chance(by_article)
