"""Whether one side won more often than a fair coin would let it."""

from __future__ import annotations


def sign_test(wins: int, losses: int) -> float:
    """The two-sided p-value of the exact binomial test of wins = losses; ties are left out.

    Twice the smaller tail (Dixon & Mood 1946), in whole numbers, so that it is exact for any
    count; 1.0 of nothing.
    """
    trials = wins + losses
    ways, tail = 1, 0  # ways: to win `count` times
    for count in range(min(wins, losses) + 1):
        tail += ways
        ways = ways * (trials - count) // (count + 1)
    return min(1.0, 2 * tail / (1 << trials))
