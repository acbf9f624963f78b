"""The set of planted faults: its sizes, and that mutate.py makes it again byte for byte."""

import csv
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks" / "planted_faults"
KINDS = (
    "numbers dates currencies percentages names_lost names_invented quotes loop copied "
    "output_language length_ratio truncated empty"
).split()


def read_rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def clean():
    return read_rows("clean.tsv")


@pytest.fixture(scope="module")
def faults():
    return read_rows("faults.tsv")


def test_2000_clean_pairs(clean):
    assert len(clean) == len({row["id"] for row in clean}) == 2000


def test_200_faults_of_each_kind(faults):
    assert Counter(row["kind"] for row in faults) == dict.fromkeys(KINDS, 200)


def test_ids_of_faults_are_unique_and_none_is_a_clean_pair(clean, faults):
    ids = {row["id"] for row in faults}
    assert len(ids) == len(faults)
    assert not ids & {row["id"] for row in clean}


def test_no_text_of_a_base_is_in_the_clean_set(clean, faults):
    for side in ("source", "reference"):
        assert not {row[side] for row in clean} & {row[side] for row in faults}


def test_texts_are_single_spaced_and_only_an_empty_hypothesis_is_blank(clean, faults):
    for row in [*clean, *faults]:
        for text in row.values():
            assert " ".join(text.split()) == text
        assert row["source"] and row["reference"]
        assert row.get("hypothesis") or row.get("kind", "empty") == "empty"


def test_each_hypothesis_differs_from_its_reference(faults):
    for row in faults:
        assert row["hypothesis"].casefold() != row["reference"].casefold(), row["id"]


def test_no_rejected_pair_is_in_the_set(clean, faults):
    rejected = {row["id"] for row in read_rows("rejected.tsv")}
    assert not rejected & {row["id"] for row in [*clean, *faults]}


def test_mutate_makes_the_file_again(faults):
    made = subprocess.run(
        [sys.executable, FOLDER / "mutate.py", FOLDER / "faults.tsv"],
        capture_output=True,
        check=True,
    )
    assert made.stdout == (FOLDER / "faults.tsv").read_bytes()
