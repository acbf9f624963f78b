"""Batches within one article: a function of that article alone.

Padding changes what a model writes (CTranslate2 issue 693), so a batch must not depend on an
article's neighbours. Sorting by length keeps the padding small.
"""

from __future__ import annotations

from collections.abc import Sequence


def batches_by_length(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Indices of items in batches of at most `budget` padded tokens, longest items first.

    lengths: tokens of each item. A batch costs its number of items times its longest item; an item
    that alone exceeds the budget is a batch of its own. Equal lengths keep their order.
    """
    batches: list[list[int]] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if not batches or (len(batches[-1]) + 1) * longest > budget:
            batches.append([])
            longest = lengths[index]
        batches[-1].append(index)
    return batches
