"""Batches within one article, and how long their output may be: functions of that article alone.

Padding changes what a model writes (CTranslate2 issue 693), so a batch must not depend on an
article's neighbours. Sorting by length keeps the padding small.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from kortom.config.model import Translate


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


def output_limit(longest: int, config: Translate, window: int) -> int:
    """Output tokens at most, the end of sentence counted, for a batch with this longest source.

    longest: source tokens with the end of sentence. window: the model's positions.
    """
    limit = math.ceil(config.max_length_ratio * longest) + config.max_length_extra
    return min(limit, window - 1)


def output_limit_text(config: Translate, window: int) -> str:
    """`output_limit` in words, for the manifest."""
    ratio, extra = config.max_length_ratio, config.max_length_extra
    return f"ceil({ratio:g} * source tokens) + {extra}, at most {window - 1}"
