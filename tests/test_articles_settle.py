"""Files that may still be being written wait for the next run."""

from __future__ import annotations

import os
import time
from pathlib import Path

import datasets
import pytest

from kortom.articles import Readings, read_articles
from kortom.config.model import Input

HOUR = 3600.0
YEAR = 365 * 24 * HOUR


def put(path: Path, age: float) -> Path:
    """A file that changed so many seconds ago (before now; negative: in the future)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Een artikel met een volzin, {path.stem}.", encoding="utf-8")
    changed = time.time() - age
    os.utime(path, (changed, changed))
    return path


def read(folder: Path, settle_seconds: float) -> Readings:
    readings = read_articles([str(folder)], Input(settle_seconds=settle_seconds))
    assert readings.failures == ()
    return readings


def test_files_that_changed_just_now_wait(tmp_path: Path) -> None:
    for name, age in {"oud": 2 * HOUR, "nieuw": 0.0, "nieuwer": HOUR / 2, "ver": -YEAR}.items():
        put(tmp_path / f"{name}.txt", age)
    readings = read(tmp_path, HOUR)
    assert [article.id for article in readings.articles] == ["oud", "ver"]
    assert [Path(path).name for path in readings.waiting] == ["nieuw.txt", "nieuwer.txt"]
    # What waits was not read.
    assert [Path(file.path).name for file in readings.files] == ["oud.txt", "ver.txt"]


def test_a_clock_a_little_behind_is_no_reason_to_read(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", -HOUR / 2)
    assert len(read(tmp_path, HOUR).waiting) == 1
    assert len(read(tmp_path, HOUR / 4).articles) == 1


@pytest.mark.parametrize("age", [0.0, HOUR, YEAR, -YEAR])
def test_without_a_time_to_settle_all_is_read(tmp_path: Path, age: float) -> None:
    put(tmp_path / "a.txt", age)
    readings = read(tmp_path, 0.0)
    assert ([article.id for article in readings.articles], readings.waiting) == (["a"], ())


def test_a_dataset_waits_for_each_of_its_files(tmp_path: Path) -> None:
    folder = tmp_path / "ds"
    one = datasets.Dataset.from_dict({"id": ["p"], "text": ["Een volzin."]})
    datasets.DatasetDict({"train": one}).save_to_disk(str(folder))
    assert read(tmp_path, HOUR).waiting == (str(folder),)
    old = time.time() - 2 * HOUR
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in paths:
        os.utime(path, (old, old))
    assert [article.id for article in read(tmp_path, HOUR).articles] == ["p"]
    for path in paths:
        os.utime(path)
        readings = read(tmp_path, HOUR)
        assert (readings.articles, readings.waiting) == ((), (str(folder),)), path
        os.utime(path, (old, old))
