"""Whether a difference says anything, and all of them in a few words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

from kortom.comparison.numbers import signed_text
from kortom.comparison.values import Comparison, Difference, Measure
from kortom.evaluation.paired import SIGNIFICANT
from kortom.telemetry.summary import counted

Verdict = Literal["better", "worse", "more", "less", ""]

_SAID_ALREADY = ("articles_per_second", "words_per_second")  # by seconds_per_article


def verdict(measure: Measure, difference: Difference) -> Verdict:
    """What a difference shows: "" if nothing, "more" or "less" where neither is better.

    It shows something if its interval leaves out 0 and its test, if there is one, gives p < 0.05.
    """
    p = difference.p
    if difference.low <= 0 <= difference.high or (p is not None and p >= SIGNIFICANT):
        return ""
    if measure.higher_is_better is None:
        return "more" if difference.value > 0 else "less"
    return "better" if measure.higher_is_better == (difference.value > 0) else "worse"


def summary_lines(comparison: Comparison) -> Iterator[str]:
    """For each system but the baseline what is better and worse and by how much, in a line each;
    and how to take that."""
    baseline = comparison.systems[comparison.baseline].label
    for position, system in enumerate(comparison.systems):
        if position == comparison.baseline:
            continue
        found: dict[Verdict, list[str]] = {name: [] for name in get_args(Verdict)}
        for measure in comparison.measures:
            difference = measure.differences[position]
            if difference is not None and is_seen(measure) and measure.name not in _SAID_ALREADY:
                told = f"{measure.name} {signed_text(difference.value, measure.unit)}"
                found[verdict(measure, difference)].append(told)
        parts = [f"{name}: {', '.join(found[name])}" for name in found if name and found[name]]
        total = counted(sum(map(len, found.values())), "measure")
        parts.append(f"no difference shown in {len(found['']):,} of {total}")
        yield f"{system.label} against {baseline}: {'; '.join(parts)}."
    yield "Each is tested on its own: of 20 that are equal, about one seems to differ."


def is_seen(measure: Measure) -> bool:
    """Whether any system has any of it: a flag that is nowhere is no evidence."""
    return any(value is not None and value.value != 0 for value in measure.values)
