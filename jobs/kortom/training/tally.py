"""Counting pairs while they are read, filtered and kept."""

from __future__ import annotations

from collections import Counter, defaultdict

from kortom.articles.places import make_failure
from kortom.errors import ArticleError
from kortom.training.augment import AUGMENTATION_TEXTS
from kortom.training.filters import REASONS
from kortom.training.values import DataCounts
from kortom.values import Failure

MAX_FAILURES = 20
"""Failures that are told of; all are counted."""


class Tally:
    """The counts so far, by origin."""

    def __init__(self) -> None:
        self._read: Counter[str] = Counter()
        self._removed: dict[str, Counter[str]] = defaultdict(Counter)
        self._kept: Counter[str] = Counter()
        self._drawn: defaultdict[str, float] = defaultdict(float)
        self._augmented: Counter[str] = Counter()
        self._failed = 0
        self._failures: list[Failure] = []

    @property
    def pairs_read(self) -> int:
        """Pairs so far, kept or not."""
        return self._read.total()

    def read(self, origin: str) -> None:
        """A pair was read."""
        self._read[origin] += 1

    def removed(self, origin: str, reason: str) -> None:
        """It was removed; the reason is one of REASONS."""
        self._removed[reason][origin] += 1

    def kept(
        self, origin: str, weight: float, target_tokens: int, augmented: tuple[str, ...]
    ) -> None:
        """It was kept; augmented: what was changed in it."""
        self._augmented.update(augmented)
        self._kept[origin] += 1
        self._drawn[origin] += weight * target_tokens

    def failed(self, file: str, error: ArticleError) -> None:
        """A line is no pair."""
        self._failed += 1
        if len(self._failures) < MAX_FAILURES:
            failure = make_failure(file, error.problem, line=error.line, field=error.field)
            self._failures.append(failure)

    def counts(self) -> DataCounts:
        """All that was counted; reasons in the order of REASONS, only those that removed some."""
        return DataCounts(
            read=dict(self._read),
            removed={name: dict(self._removed[name]) for name in REASONS if name in self._removed},
            kept=dict(self._kept),
            drawn=dict(self._drawn),
            augmented={n: self._augmented[n] for n in AUGMENTATION_TEXTS if self._augmented[n]},
            failed=self._failed,
            failures=tuple(self._failures),
        )
