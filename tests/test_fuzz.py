"""benchmarks/fuzz.py on a few hundred inputs, and that it tells of what it finds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"


@pytest.fixture
def fuzz(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    import fuzz

    return fuzz


def run(fuzz, monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    monkeypatch.setattr(sys, "argv", ["fuzz.py", "--processes", "1", *options])
    with pytest.raises(SystemExit) as ended:
        fuzz.main()
    return int(ended.value.code or 0)


def test_nothing_fails(fuzz, monkeypatch, capsys) -> None:
    assert run(fuzz, monkeypatch, "--count", "300", "--seed", "1") == 0
    out = capsys.readouterr().out
    assert "failures: 0" in out and "slowest: input" in out


def test_a_failure_is_told_with_what_repeats_it(fuzz, monkeypatch, capsys) -> None:
    def broken(source: str, hypothesis: str) -> str | None:
        return "a letter too many" if "e" in source else None

    def raising(source: str, hypothesis: str) -> str | None:
        raise ValueError("what now")

    monkeypatch.setattr(fuzz, "FUNCTIONS", {"broken": broken, "raising": raising})
    assert run(fuzz, monkeypatch, "--count", "20", "--seed", "3") == 1
    out = capsys.readouterr().out
    assert "broken: a letter too many" in out and "raising: ValueError: what now" in out
    first = next(line.split() for line in out.splitlines() if "--first" in line)
    _, source, _ = fuzz.make_input(3, int(first[first.index("--first") + 1]))
    assert ascii(source) in out


def test_the_same_number_is_the_same_input(fuzz) -> None:
    made = [fuzz.make_input(5, number) for number in range(40)]
    assert [fuzz.make_input(5, number) for number in reversed(range(40))] == made[::-1]
    assert {kind for kind, *_ in made} >= {"unicode", "dutch", "mutation"}


def test_a_time_limit_ends_it(fuzz) -> None:
    assert fuzz.run(0, 0, 10_000_000, 0.0, 1).kinds.total() == 0


@pytest.mark.parametrize("function", ["split_sentences", "split_long"])
def test_lost_text_is_seen(fuzz, monkeypatch, function: str) -> None:
    whole = getattr(fuzz, function)
    monkeypatch.setattr(fuzz, function, lambda *given: whole(*given)[:-1])
    assert fuzz.FUNCTIONS[function]("Dit is een zin. En nog een.", "x") is not None
