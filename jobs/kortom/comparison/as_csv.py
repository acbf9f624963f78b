"""A comparison as a table for a spreadsheet: a row for each system and measure."""

from __future__ import annotations

import csv
import io
from typing import Any

from kortom.comparison.values import Comparison

COLUMNS = (
    "system",
    "run_id",
    "config",
    "baseline",
    "metric",
    "group",
    "unit",
    "higher_is_better",
    "n",
    "count",
    "value",
    "low",
    "high",
    "difference",
    "difference_low",
    "difference_high",
    "p_bootstrap",
    "p_randomisation",
    "p_sign",
    "wins",
    "reused",
)


def comparison_to_csv(comparison: Comparison) -> str:
    """Comma-separated with a header; a cell is empty where there is no value.

    reused: of a speed, the articles whose time is that of an earlier run.
    """
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    baseline = comparison.systems[comparison.baseline].label
    for measure in comparison.measures:
        for position, system in enumerate(comparison.systems):
            row: dict[str, Any] = {
                "system": system.label,
                "run_id": system.system.run_id,
                "config": system.system.config_name,
                "baseline": baseline,
                "metric": measure.name,
                "group": measure.group,
                "unit": measure.unit,
                "higher_is_better": _word(measure.higher_is_better),
            }
            if measure.group == "speed":
                row["reused"] = system.reused
            value, difference = measure.values[position], measure.differences[position]
            if value is not None:
                row |= {"n": value.n, "count": value.count, "value": value.value}
                row |= {"low": value.low, "high": value.high}
            if difference is not None:
                row |= {"difference": difference.value, "p_bootstrap": difference.p_bootstrap}
                row |= {"difference_low": difference.low, "difference_high": difference.high}
                row |= {"p_randomisation": difference.p_randomisation, "p_sign": difference.p_sign}
                row |= {"wins": difference.wins}
            table.writerow(row)
    return text.getvalue()


def _word(value: bool | None) -> str:
    return "" if value is None else str(value).lower()
