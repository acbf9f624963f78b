"""Walks through the calls of a run: at each, once a kill and once each error."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

from kortom.runs import layout
from tests.faults.checks import leftovers, order_problems, partial_runs, publishing
from tests.faults.strace import Call, Strace, hold, parse
from tests.faults.zygote import command, start, write_config

KILL = "KILL"
FAULTS = (KILL, "ENOSPC", "EACCES", "EIO")
FIRST, CHANGED, AFTER_KILL = "first", "changed", "after-kill"
SCENARIOS = (FIRST, CHANGED, AFTER_KILL)
TRIES = 3

_VARYING = re.compile(r"\d{8}T\d{6}\.\d{6}Z")
_ARTICLES = {
    "brug.txt": "De brug is dicht\n\nDe brug over de rivier blijft tot maandag dicht.\n",
    "weer.txt": "Morgen regen\n\nHet regent morgen in het hele land. Daarna wordt het droog.\n",
}
_CHANGED = "Morgen zon\n\nDe zon schijnt morgen in het hele land. Daarna gaat het regenen.\n"


@dataclass(frozen=True, slots=True)
class Point:
    """A call that changes something under the output folder. position: among those, from 0."""

    scenario: str
    position: int
    call: Call

    def __str__(self) -> str:
        return f"{self.scenario} {self.position}: {self.call.text}"


@dataclass(frozen=True, slots=True)
class Trial:
    """A fault at a point. status: how the process ended. problems: what did not hold, if any."""

    point: Point
    fault: str
    status: int
    problems: tuple[str, ...]


def held_command(arguments: list[str], printed: Path, until: Connection) -> None:
    """As `command`, once the tracer is there."""
    hold(until)
    command(arguments, printed)


class Site:
    """A folder with inputs and outputs, put back to a scenario's start before each trial."""

    def __init__(self, root: Path, model: Path, context: ForkServerContext) -> None:
        """Make the scenarios' starts under `root`."""
        self._root = root
        self._context = context
        self.output = root / "site" / "out"
        self._config = write_config(root / "small.yaml", model, root / "site" / "in", self.output)
        self._printed = root / "printed.txt"
        self._trace = root / "trace.txt"
        self.points: dict[str, list[Point]] = {}
        self._expected: dict[str, bytes] = {}
        for scenario in SCENARIOS:
            self._make(scenario)

    def _make(self, scenario: str) -> None:
        start_, site = self._root / scenario, self._root / "site"
        (start_ / "in").mkdir(parents=True)
        for name, text in _ARTICLES.items():
            (start_ / "in" / name).write_text(text, encoding="utf-8")
        if scenario == CHANGED:
            self.reset(CHANGED)
            self.run_undisturbed()
            (site / "in" / "weer.txt").write_text(_CHANGED, encoding="utf-8")
        if scenario == AFTER_KILL:
            points = self.points[FIRST]
            self.disturb(points[publishing([p.call for p in points])[0]], KILL)
        if scenario != FIRST:
            shutil.rmtree(start_)
            shutil.copytree(site, start_, symlinks=True)
            # The store keeps by the second when a row was used last, and writes it once a second.
            time.sleep(1.1)
        self.points[scenario] = self._find_points(scenario)
        self._expected[scenario] = self._latest_briefs()

    def reset(self, scenario: str) -> None:
        """Put the folder back to the start of a scenario."""
        shutil.rmtree(self._root / "site", ignore_errors=True)
        shutil.copytree(self._root / scenario, self._root / "site", symlinks=True)

    def trace(self, scenario: str, *options: str) -> list[Call]:
        """All calls of an undisturbed run that change something."""
        self.reset(scenario)
        status = self._traced(options)
        if status != 0:
            raise RuntimeError(f"an undisturbed run failed: {self.printed()}")
        with self._trace.open(encoding="utf-8", errors="replace") as lines:
            return [call for call in parse(lines) if call.changes]

    def under_output(self, calls: Sequence[Call]) -> list[Call]:
        """Those with a path under the output folder, or the folder that it lies in."""
        root = str(self.output)
        return [
            call
            for call in calls
            if any(
                p.startswith(f"{root}/") or p in (root, str(self.output.parent)) for p in call.paths
            )
        ]

    def _find_points(self, scenario: str) -> list[Point]:
        """The points, the same in two runs, the second of which is seen with all its threads."""
        for _ in range(TRIES):
            calls = self.under_output(self.trace(scenario))
            again = self.under_output(self.trace(scenario, "-f"))
            if {call.thread for call in again} != {again[0].thread}:
                raise RuntimeError("another thread writes too, and would not be disturbed")
            if [_what(call) for call in calls] == [_what(call) for call in again]:
                return [Point(scenario, position, call) for position, call in enumerate(calls)]
        raise RuntimeError("no two runs make the same calls")

    def order_problems(self, scenario: str) -> list[str]:
        """See `checks.order_problems`."""
        return order_problems([point.call for point in self.points[scenario]])

    def disturb(self, point: Point, fault: str) -> int:
        """A run with one fault; returns how the process ended (negative: by that signal).

        RuntimeError if the call could not be hit. Its number may have changed, for an opening: what
        a run only reads may differ, once somebody edits a source file.
        """
        nth = point.call.nth
        for _ in range(TRIES):
            status, hit = self._disturb(point, fault, nth)
            if hit is not None and hit.position == point.position:
                return status
            nth = self.under_output(self.trace(point.scenario))[point.position].nth
        raise RuntimeError(f"the fault hit {hit}, not {point}")

    def _disturb(self, point: Point, fault: str, nth: int) -> tuple[int, Point | None]:
        """How the process ended, and the point that was hit."""
        self.reset(point.scenario)
        what = "signal=KILL" if fault == KILL else f"error={fault}"
        status = self._traced(["-e", f"inject={point.call.name}:{what}:when={nth}"])
        with self._trace.open(encoding="utf-8", errors="replace") as lines:
            calls = self.under_output([call for call in parse(lines) if call.changes])
        for position, call in enumerate(calls):
            disturbed = fault == KILL or "(INJECTED)" in call.text
            if disturbed and call.nth == nth and _what(call) == _what(point.call):
                return status, Point(point.scenario, position, call)
        return status, None

    def run_undisturbed(self, *options: str) -> int:
        """A run; returns its exit code."""
        self._printed.unlink(missing_ok=True)
        arguments = ["run", str(self._config), "--quiet", *options]
        process = start(self._context, command, arguments, self._printed)
        process.join(60)
        return -99 if process.exitcode is None else process.exitcode

    def _traced(self, options: Sequence[str]) -> int:
        self._printed.unlink(missing_ok=True)
        ours, theirs = self._context.Pipe()
        arguments = ["run", str(self._config), "--quiet"]
        process = start(self._context, held_command, arguments, self._printed, theirs)
        ours.recv()
        assert process.pid is not None
        with Strace(process.pid, self._trace, options):
            ours.send("go on")
        process.join(60)
        return -99 if process.exitcode is None else process.exitcode

    def printed(self) -> str:
        """What the last process printed."""
        return self._printed.read_text(encoding="utf-8") if self._printed.exists() else ""

    def runs(self) -> list[str]:
        """Names of the visible runs."""
        return [folder.name for folder in layout.run_folders(self.output)]

    def _latest_briefs(self) -> bytes:
        return (self.output / "small" / layout.LATEST / layout.BRIEFS_JSONL).read_bytes()

    def trial(self, point: Point, fault: str) -> Trial:
        """A fault, what it left, and the next run."""
        status = self.disturb(point, fault)
        problems = [*self._after_fault(point, fault, status)]
        code = self.run_undisturbed()
        printed = self.printed()
        if code != 0 or printed:
            problems.append(f"the next run ended with {code}: {printed}")
        else:
            problems += [f"afterwards {problem}" for problem in partial_runs(self.output)]
            problems += [f"left behind: {name}" for name in leftovers(self.output)]
            if self._latest_briefs() != self._expected[point.scenario]:
                problems.append("the next run's briefs differ from those of an undisturbed run")
        return Trial(point, fault, status, tuple(problems))

    def _after_fault(self, point: Point, fault: str, status: int) -> Iterator[str]:
        printed = self.printed()
        yield from partial_runs(self.output)
        published, linked = publishing([p.call for p in self.points[point.scenario]])
        before = 1 if point.scenario == CHANGED else 0
        visible = status == 0 or point.position > published
        if len(self.runs()) != before + visible:
            yield f"{len(self.runs())} runs are visible, {before + visible} expected"
        if visible and (status == 0 or point.position > linked):
            if (self.output / "small" / layout.LATEST).resolve().name != self.runs()[-1]:
                yield "latest does not point to the new run"
            if self._latest_briefs() != self._expected[point.scenario]:
                yield "the briefs differ from those of an undisturbed run"
        yield from _exit_problems(point, fault, status, printed)


def _exit_problems(point: Point, fault: str, status: int, printed: str) -> Iterator[str]:
    if fault == KILL:
        if status != -9:
            yield f"not killed, but ended with {status}"
    elif status == 0:
        if printed:
            yield f"a success that prints: {printed}"
        if not _may_fail(point.call):
            yield "the failure of this call was overlooked"
    elif status != 2 or not printed.startswith("kortom: E401 ") or printed.count("\n") != 1:
        yield f"ended with {status}: {printed}"


def _may_fail(call: Call) -> bool:
    """Whether a run may succeed all the same.

    The store is a cache that SQLite keeps sound, clearing can wait, and some calls fail anyhow.
    """
    of_store = layout.STORE in call.paths[-1] or call.name == "fdatasync"
    return of_store or call.failed or call.name in {"unlink", "unlinkat", "rmdir"}


def _what(call: Call) -> tuple[object, ...]:
    """What of a call is the same in all runs."""
    return call.name, tuple(_VARYING.sub("TIME", path) for path in call.paths)


def sample(points: Sequence[Point], size: int, seed: int) -> list[tuple[Point, str]]:
    """So many trials, and in any case one of each kind of call."""
    chance = random.Random(seed)
    by_name: dict[str, list[Point]] = {}
    for point in points:
        by_name.setdefault(point.call.name, []).append(point)
    chosen = [chance.choice(of_a_kind) for _, of_a_kind in sorted(by_name.items())]
    others = [point for point in points if point not in chosen]
    chosen += chance.sample(others, max(0, size - len(chosen)))
    first = chance.randrange(len(FAULTS))
    return [(point, FAULTS[(first + n) % len(FAULTS)]) for n, point in enumerate(chosen)]
