"""A sample of the fault walk, what it is checked by, and the order of a run's calls.

The walk through all points is `make fault-test`; what it found stands in docs/reliability.md.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kortom.runs import layout
from tests.conftest import need
from tests.faults.checks import leftovers, order_problems, partial_runs, publishing, run_problems
from tests.faults.strace import Call, parse
from tests.faults.walk import FAULTS, FIRST, KILL, SCENARIOS, Site, sample
from tests.faults.zygote import zygote

SAMPLE = 16


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Site:
    need("strace", "strace")
    return Site(tmp_path_factory.mktemp("faults"), tiny_model, zygote(tiny_model))


def test_a_sample_of_all_faults(site: Site) -> None:
    points = [point for of_scenario in site.points.values() for point in of_scenario]
    chosen = sample(points, SAMPLE, seed=0)
    print(f"{len(chosen)} of {len(points)} points")
    assert {point.call.name for point, _ in chosen} == {point.call.name for point in points}
    assert {fault for _, fault in chosen} == set(FAULTS)
    problems = {str(p): trial.problems for p, f in chosen if (trial := site.trial(p, f)).problems}
    assert not problems


def test_the_points_are_those_of_a_run(site: Site) -> None:
    """All that a run does is among them: SQLite's calls, pyarrow's, and its own."""
    calls = [point.call for point in site.points[FIRST]]
    for name, path in (
        ("pwrite64", f"{layout.STORE}-wal"),
        ("write", layout.BRIEFS_PARQUET),
        ("write", layout.BRIEFS_JSONL),
        ("write", layout.REPORT),
        ("fsync", layout.CHECKSUMS),
        ("openat", layout.LOCK),
        ("symlink", f".{layout.LATEST}-new"),
    ):
        assert any(c.name.startswith(name) and c.paths[-1].endswith(path) for c in calls), path
    assert len(calls) > 150


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_all_is_on_the_disk_before_it_is_visible(site: Site, scenario: str) -> None:
    assert site.order_problems(scenario) == []


def test_a_missing_sync_is_seen(site: Site) -> None:
    """For each file and folder: without its syncs, the order is found to be wrong."""
    calls = [point.call for point in site.points[FIRST]]
    run, latest = publishing(calls)
    staging, final = calls[run].paths
    synced = {c.paths[0] for c in calls[:run] if c.name == "fsync" and staging in c.paths[0]}
    assert len(synced) > 8
    for path in (*synced, str(site.output), f"{site.output}/{layout.STORE}-wal"):
        without = [c for c in calls if not (c.name.endswith("sync") and c.paths == (path,))]
        assert any(path in problem for problem in order_problems(without)), path
    folder = (str(Path(final).parent),)
    for place in (run, latest):
        sync = next(i for i in range(place, len(calls)) if calls[i].paths == folder)
        assert calls[sync].name == "fsync"
        assert order_problems([*calls[:sync], *calls[sync + 1 :]])


def test_a_link_on_its_way_does_not_stay(site: Site) -> None:
    """A kill just before `latest` moves, and then a run that does not move it."""
    points = site.points[FIRST]
    _, latest = publishing([point.call for point in points])
    assert site.disturb(points[latest], KILL) == -9
    assert leftovers(site.output) != []
    assert site.run_undisturbed("--limit", "1") == 0
    assert leftovers(site.output) == []


def test_what_is_no_whole_run_is_seen(site: Site, tmp_path: Path) -> None:
    site.reset("changed")
    good = next(iter(layout.run_folders(site.output)))
    assert (run_problems(good), partial_runs(site.output)) == ([], [])
    output = tmp_path / "out"
    for number, spoil in enumerate(
        (
            lambda run: (run / layout.CHECKSUMS).unlink(),
            lambda run: (run / layout.BRIEFS_JSONL).unlink(),
            lambda run: (run / layout.DIGEST).write_text("other"),
            lambda run: (run / "more").write_text("more"),
            lambda run: (run / layout.MANIFEST).unlink(),
            lambda run: run.rename(run.with_name("elsewhere")),
            lambda run: (shutil.rmtree(run), run.mkdir()),
        )
    ):
        folder = output / str(number)
        shutil.copytree(site.output, folder, symlinks=True)
        spoil(folder / "small" / good.name)
        assert partial_runs(folder), number


def test_traces_are_read() -> None:
    trace = """\
12 openat(AT_FDCWD</w>, "/out/a", O_WRONLY|O_CREAT, 0666) = 3</out/a>
12 openat(AT_FDCWD</w>, "/out/b", O_RDONLY) = -1 ENOENT (No such file or directory)
13 write(3</out/a>, ""..., 9 <unfinished ...>
12 write(3</out/a>, ""..., 4) = 4
13 <... write resumed>) = 9
12 --- SIGCHLD {si_signo=SIGCHLD} ---
12 unlinkat(5</out/folder>, "name", 0) = 0
12 renameat2(AT_FDCWD</w>, "old", AT_FDCWD</w>, "/new", 0) = 0
12 fsync(3</out/a (deleted)>) = -1 EIO (Input/output error) (INJECTED)
12 symlink("target", "/out/link") = 0
+++ exited with 0 +++
"""
    calls = parse(trace.splitlines(keepends=True))
    assert [(call.thread, call.name, call.nth, call.paths) for call in calls] == [
        (12, "openat", 1, ("/out/a",)),
        (12, "openat", 2, ("/out/b",)),
        (13, "write", 1, ("/out/a",)),
        (12, "write", 1, ("/out/a",)),
        (12, "unlinkat", 1, ("/out/folder/name",)),
        (12, "renameat2", 1, ("/w/old", "/new")),
        (12, "fsync", 1, ("/out/a",)),
        (12, "symlink", 1, ("/target", "/out/link")),
    ]
    assert [call.changes for call in calls[:2]] == [True, False]
    assert [call.failed for call in calls] == [False, True, *[False] * 4, True, False]
    assert isinstance(calls[0], Call)
