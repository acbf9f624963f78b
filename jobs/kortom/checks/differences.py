"""What a person reads about something that only one of the two texts has."""

from __future__ import annotations

from collections.abc import Iterable

from kortom.numerals import Quantity


def describe(
    source: str, lost: Iterable[Quantity], hypothesis: str, added: Iterable[Quantity]
) -> list[str]:
    """ "1.234 lost" for what the source alone has, "17 added" for the hypothesis, each once.

    What stands alike in both but means different things is one text: a Dutch 1.234 is no English
    1.234.
    """
    ours = dict.fromkeys(source[q.start : q.end] for q in sorted(lost, key=_place))
    theirs = dict.fromkeys(hypothesis[q.start : q.end] for q in sorted(added, key=_place))
    texts = [f"{text} {'means something else' if text in theirs else 'lost'}" for text in ours]
    return texts + [f"{text} added" for text in theirs if text not in ours]


def _place(quantity: Quantity) -> int:
    return quantity.start
