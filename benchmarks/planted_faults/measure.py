"""How many planted faults each check finds, and how often it speaks on clean pairs.

Recall: the share of the faults of a kind in which the check of that name speaks. False alarms: the
clean pairs in which it speaks. Precision: of the faults found and the false alarms, the share that
are faults; so it holds for one fault of the kind in eleven sentences, as the set has it.

usage: .venv/bin/python benchmarks/planted_faults/measure.py [--list CHECK]
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kortom.checks import check_sentence
from kortom.config.model import Checks, Flag
from kortom.values import Hypothesis

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """A Dutch sentence with English that is right, or has one fault of a kind."""

    id: str
    kind: str
    variant: str
    source: str
    hypothesis: str
    found: dict[str, list[str]]


def read_cases() -> tuple[list[Case], list[Case]]:
    """The clean pairs and the planted faults, with what the checks find in each."""
    clean = [case(row, "", "", row["reference"]) for row in read_rows("clean.tsv")]
    faults = [
        case(row, row["kind"], row["variant"], row["hypothesis"]) for row in read_rows("faults.tsv")
    ]
    return clean, faults


def read_rows(name: str) -> Iterable[dict[str, str]]:
    """The rows of a file of this folder."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def case(row: dict[str, str], kind: str, variant: str, hypothesis: str) -> Case:
    """A row, and what the checks of the default config find in it."""
    source = row["source"]
    parts = [(source, Hypothesis(hypothesis))]
    found: dict[str, list[str]] = {}
    for finding in check_sentence(source, hypothesis, parts, Checks()):
        found.setdefault(finding.check, []).append(finding.detail)
    return Case(row["id"], kind, variant, source, hypothesis, found)


def table(clean: list[Case], faults: list[Case]) -> list[str]:
    """One line for each check, as a Markdown table."""
    lines = [
        "| check | recall | precision | faults found | false alarms |",
        "|---|---|---|---|---|",
    ]
    for check in Flag.__args__:  # type: ignore[attr-defined]
        planted = [fault for fault in faults if fault.kind == check]
        hits = sum(check in fault.found for fault in planted)
        alarms = sum(check in pair.found for pair in clean)
        recall = hits / len(planted) if planted else float("nan")
        precision = hits / (hits + alarms) if hits + alarms else float("nan")
        lines.append(
            f"| {check} | {recall:.3f} | {precision:.3f} | {hits} of {len(planted)}"
            f" | {alarms} of {len(clean)} |"
        )
    flagged = sum(bool(pair.found) for pair in clean)
    lines += ["", f"Clean pairs with any flag: {flagged} of {len(clean)}."]
    return lines


def listing(check: str, clean: list[Case], faults: list[Case]) -> list[str]:
    """The false alarms and the missed faults of a check."""
    lines = []
    for pair in clean:
        if check in pair.found:
            lines += [f"false alarm {pair.id}: {'; '.join(pair.found[check])}"]
            lines += [f"  {pair.source}", f"  {pair.hypothesis}"]
    for fault in faults:
        if fault.kind == check and check not in fault.found:
            lines += [f"missed {fault.id} ({fault.variant})"]
            lines += [f"  {fault.source}", f"  {fault.hypothesis}"]
    return lines


def main() -> None:
    """Print the table, or the errors of one check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", metavar="CHECK", help="its false alarms and misses")
    check = parser.parse_args().list
    clean, faults = read_cases()
    print("\n".join(listing(check, clean, faults) if check else table(clean, faults)))


if __name__ == "__main__":
    main()
