"""What a person reads about something that only one of the two texts has."""

from __future__ import annotations

from collections.abc import Iterable

from kortom.numerals import Quantity


def describe(
    source: str, lost: Iterable[Quantity], hypothesis: str, added: Iterable[Quantity]
) -> list[str]:
    """ "1.234 lost" for what the source alone has, "17 added" for the hypothesis, each once."""
    texts = [f"{source[q.start : q.end]} lost" for q in sorted(lost, key=_place)]
    texts += [f"{hypothesis[q.start : q.end]} added" for q in sorted(added, key=_place)]
    return list(dict.fromkeys(texts))


def _place(quantity: Quantity) -> int:
    return quantity.start
