"""What a comparison finds, as values.

Whatever stands once for each system is a tuple in the order of `Comparison.systems`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kortom.evaluation.metrics import Score
from kortom.evaluation.ranking import Changes
from kortom.evaluation.results import System
from kortom.evaluation.statistics import Rate
from kortom.values import Brief, Failure

Group = Literal[
    "translation",
    "briefs",
    "headlines",
    "sentence_flags",
    "terms",
    "article_flags",
    "form",
    "speed",
]
Unit = Literal[
    "points", "%", "words", "share", "seconds", "articles per second", "words per second"
]
SettingGroup = Literal["config", "made with", "machine"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A run that is compared. label: its short name, "A", "B" and so on.

    articles: in the run; left_out: those that not every run has, and first_left_out: their first
    ids. reused: of the compared articles those whose time is that of an earlier run.
    worker_peak_bytes: the most memory that one worker held, None if that is not known. failed,
    unfinished: articles that the run has no brief of, since they failed or its time was up.
    new_only: whether it holds only what was new or changed.
    """

    label: str
    system: System
    signature: str
    articles: int
    left_out: int
    first_left_out: tuple[str, ...]
    reused: int
    worker_peak_bytes: int | None
    failed: int
    unfinished: int
    new_only: bool


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is compared, after what the runs have in common.

    altered: ids that stand for another text (SHA-256) in another run. sentences: that all systems
    translated. unmatched: of each system, sentences of the compared articles that another one
    segmented otherwise. not_selected: sentences that all have and not all translated.
    """

    articles: int
    altered: tuple[str, ...]
    sentences: int
    unmatched: tuple[int, ...]
    not_selected: int


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that is not the same for all systems. name: a dotted key; None where it is absent.

    "config" is the run's config, "made with" the models, versions and the engine's effective
    settings, "machine" where it ran.
    """

    group: SettingGroup
    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A system's own value with its 95% interval. n: what it is of; count: of a rate only."""

    value: float
    low: float
    high: float
    n: int
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A system's value minus the baseline's, with its 95% interval.

    p_bootstrap, p_randomisation, wins: see `kortom.evaluation.paired`. p_sign: exact McNemar test
    (a sign test on what only one of the two has). None where the test does not apply.
    """

    value: float
    low: float
    high: float
    p_bootstrap: float | None = None
    p_randomisation: float | None = None
    p_sign: float | None = None
    wins: float | None = None

    @property
    def p(self) -> float | None:
        """The p-value that is shown."""
        return self.p_sign if self.p_randomisation is None else self.p_randomisation


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of each system, and the differences to the baseline.

    name: as a gate names it. title: for people; the name itself, but of scores. higher_is_better:
    None where neither is. signature: of a score, all that it depends on. values: None where a
    system has none, such as the rate of a check that is off. differences: None likewise, and of the
    baseline itself.
    """

    name: str
    title: str
    group: Group
    unit: Unit
    higher_is_better: bool | None
    signature: str | None
    values: tuple[Value | None, ...]
    differences: tuple[Difference | None, ...]


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How alike two systems write. one, other: labels.

    changed: compared sentences whose English differs. chrf: chrF2 of the other's English against
    the one's, None of no sentences. briefs_changed: briefs of which any word differs, the headline
    included; grounds_changed: those that rest on other Dutch sentences. rouge: ROUGE-1, -2 and -L
    of the other's briefs against the one's, () if there is none to compare.
    """

    one: str
    other: str
    changed: Rate
    chrf: Score | None
    briefs_changed: Rate
    grounds_changed: Rate
    rouge: tuple[Score, ...]


@dataclass(frozen=True, slots=True)
class ChangedSentence:
    """A sentence that not all systems translate alike.

    index: in the baseline's article. flags: of each system. chrf: of a system's English against the
    baseline's, the lowest. reference, and reference_chrf: chrF2 of each system against it, if there
    is one.
    """

    article: str
    index: int
    source: str
    hypotheses: tuple[str, ...]
    flags: tuple[tuple[str, ...], ...]
    chrf: float
    reference: str | None
    reference_chrf: tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class ComparedArticle:
    """An article in all systems.

    sentences: that are compared. chrf: chrF2 of a system's English against the baseline's, the
    lowest; None of no sentences. reference_chrf: chrF2 of each system over the `referenced`
    sentences that have a reference, None if none has.
    """

    id: str
    title: str | None
    sentences: int
    chrf: float | None
    referenced: int
    reference_chrf: tuple[float, ...] | None
    briefs: tuple[Brief, ...]
    changed: tuple[ChangedSentence, ...]


@dataclass(frozen=True, slots=True)
class ReferenceUse:
    """What became of the references. what: "pairs" or "briefs"; missing: read, and not scored,
    since not every system has an English for it; first_missing: where the first of them stand."""

    what: Literal["pairs", "briefs"]
    read: int
    scored: int
    missing: int
    first_missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Systems that a metric ranks, best first, in clusters that are told apart (labels)."""

    metric: str
    clusters: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it. baseline: position in systems.

    sentence_gains: by chrF2 to the reference, sentences that got better and worse than the
    baseline's; None of the baseline, and without pairs. articles: those that differ most first.
    failures: what of the references could not be read.
    """

    systems: tuple[Compared, ...]
    baseline: int
    inputs: Inputs
    settings: tuple[Setting, ...]
    measures: tuple[Measure, ...]
    rankings: tuple[Cluster, ...]
    agreement: tuple[PairAgreement, ...]
    sentence_gains: tuple[Changes | None, ...]
    references: tuple[ReferenceUse, ...]
    articles: tuple[ComparedArticle, ...]
    failures: tuple[Failure, ...]


def most_changed(comparison: Comparison, count: int) -> list[ChangedSentence]:
    """The sentences on which the systems differ most, by chrF2, lowest first."""
    changed = [sentence for article in comparison.articles for sentence in article.changed]
    return sorted(changed, key=lambda s: (s.chrf, s.article, s.index))[:count]
