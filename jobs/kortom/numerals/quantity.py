"""A number in a text and its meaning, and the comparison of two texts by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

Value = Fraction | str
"""A number, a time of day as "20:30" or a month as "month 3".

Digits too long to count with stand as they are written.
"""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text of a known language.

    start, end: where. means: the values it can have, of which the other text must have one; none
    for a word that need not be rendered as a number ("both", "een", "tientallen"). hints: further
    values of the other text that it accounts for: "beide" for a 2, "half negen" for an 8 and a 30.
    """

    start: int
    end: int
    means: frozenset[Value]
    hints: frozenset[Value] = frozenset()


def unexplained(quantities: Sequence[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    """The quantities none of whose meanings some of the others has or accounts for.

    A number that stands more often in one of the texts than in the other is none of them. A word
    that hints at a number accounts for it unless this text has such a word too: the "second" of
    the English stands for the "tweede" of the Dutch before it does for a 2. Words for one are too
    many to be counted.
    """
    known = {value for other in others if other.means for value in other.means | other.hints}
    loose = _count_loose(others)
    known |= {value for value in loose if value == 1}
    loose.subtract(_count_loose(quantities))
    known |= {value for value, spare in loose.items() if spare > 0}
    return [quantity for quantity in quantities if quantity.means and not quantity.means & known]


def _count_loose(quantities: Iterable[Quantity]) -> Counter[Value]:
    return Counter(
        value for quantity in quantities if not quantity.means for value in quantity.hints
    )
