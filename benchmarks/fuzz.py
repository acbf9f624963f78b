"""Random texts through what splits Dutch and what checks English: nothing may raise or lose text.

Each input is a Dutch paragraph and an English sentence (see fuzz_inputs.py). The paragraph is split
into sentences and these into clauses, whose pieces must add up to it; the pair goes through every
check, which must return texts. Prints the inputs of each kind, the mean time of each function, the
slowest input and the first failures; exits 1 if there is one. --first N --count 1 repeats input N.

usage: .venv/bin/python benchmarks/fuzz.py [--count N] [--seconds LIMIT] [--seed S] [--processes P]
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from fuzz_inputs import make_input

from kortom.checks import SENTENCE_CHECKS
from kortom.clauses import split_long
from kortom.segment import split_sentences

CHUNK = 500
SHOWN = 10
MAX_REPR = 2_000
MAX_TOKENS = 12


@dataclass(frozen=True, slots=True)
class Failure:
    """What a function did wrong with input `number`."""

    number: int
    function: str
    what: str
    source: str
    hypothesis: str


@dataclass(slots=True)
class Tally:
    """What came of some inputs. slowest: seconds, and the input's number and kind."""

    kinds: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int, str] = (0.0, -1, "")
    failures: list[Failure] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.kinds += other.kinds
        for name, seconds in other.seconds.items():
            self.seconds[name] += seconds
        self.slowest = max(self.slowest, other.slowest)
        self.failures += other.failures


def try_sentences(source: str, hypothesis: str) -> str | None:
    """What is wrong with the sentences of a paragraph; lone surrogates are outside its contract."""
    if not _is_encodable(source):
        return None
    pieces = split_sentences(source)
    if "".join(pieces) != source:
        return "the sentences do not add up to the paragraph"
    if source.strip() and not all(map(str.strip, pieces)):
        return "a sentence is blank"
    return None


def try_clauses(source: str, hypothesis: str) -> str | None:
    pieces = split_long(source, count_words, MAX_TOKENS)
    if "".join(pieces) != source:
        return "the clauses do not add up to the sentence"
    if any(count_words(piece) > MAX_TOKENS for piece in pieces):
        return "a clause is too long"
    return None


def try_check(check: Callable[[str, str], list[str]]) -> Callable[[str, str], str | None]:
    def attempt(source: str, hypothesis: str) -> str | None:
        found = check(source, hypothesis)
        if not isinstance(found, list) or not all(isinstance(f, str) and f for f in found):
            return f"returned {found!r}"[:MAX_REPR]
        return None

    return attempt


def count_words(text: str) -> int:
    return len(text.split())


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


FUNCTIONS = {
    "split_sentences": try_sentences,
    "split_long": try_clauses,
    **{name: try_check(check) for name, check in SENTENCE_CHECKS.items()},
}


def fuzz(seed: int, first: int, count: int) -> Tally:
    """Inputs `first` and up of a seed through all functions."""
    tally = Tally()
    for number in range(first, first + count):
        kind, source, hypothesis = make_input(seed, number)
        started = time.perf_counter()
        for name, attempt in FUNCTIONS.items():
            since = time.perf_counter()
            what: str | None
            try:
                what = attempt(source, hypothesis)
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # noqa: BLE001 - a panic in Rust is no Exception
                what = f"{type(error).__name__}: {error}"
            tally.seconds[name] += time.perf_counter() - since
            if what is not None and len(tally.failures) < SHOWN:
                tally.failures.append(Failure(number, name, what, source, hypothesis))
        tally.kinds[kind] += 1
        tally.slowest = max(tally.slowest, (time.perf_counter() - started, number, kind))
    return tally


def _fuzz_chunk(chunk: tuple[int, int, int]) -> Tally:
    return fuzz(*chunk)


def _chunks(seed: int, first: int, count: int, ends: float) -> Iterator[tuple[int, int, int]]:
    for start in range(first, first + count, CHUNK):
        if time.monotonic() > ends:
            return
        yield seed, start, min(CHUNK, first + count - start)


def run(seed: int, first: int, count: int, seconds: float, processes: int) -> Tally:
    tally = Tally()
    chunks = _chunks(seed, first, count, time.monotonic() + seconds)
    if processes == 1:
        for chunk in chunks:
            tally.add(_fuzz_chunk(chunk))
        return tally
    # A pool would read all chunks at once, and so never hear of the limit.
    with multiprocessing.Pool(processes) as pool:
        while wave := list(islice(chunks, 4 * processes)):
            for result in [pool.apply_async(_fuzz_chunk, (chunk,)) for chunk in wave]:
                tally.add(result.get())
    return tally


def describe(tally: Tally, elapsed: float, seed: int) -> Iterator[str]:
    total = tally.kinds.total()
    for kind, count in sorted(tally.kinds.items()):
        yield f"{kind:<16} {count:>10,}"
    yield f"{'inputs':<16} {total:>10,} in {elapsed:.0f} s: {total / elapsed:,.0f} a second"
    for name, seconds in tally.seconds.most_common():
        yield f"{name:<16} {seconds / max(total, 1) * 1e6:>10,.0f} microseconds an input"
    seconds, number, kind = tally.slowest
    yield f"slowest: input {number} ({kind}), {seconds:.2f} s"
    for failure in sorted(tally.failures, key=lambda failure: failure.number)[:SHOWN]:
        yield f"\n{failure.function}: {failure.what}"
        yield f"  --seed {seed} --first {failure.number} --count 1"
        yield f"  source     {ascii(failure.source)[:MAX_REPR]}"
        yield f"  hypothesis {ascii(failure.hypothesis)[:MAX_REPR]}"
    yield f"\nfailures: {len(tally.failures)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    started = time.monotonic()
    tally = run(options.seed, options.first, options.count, options.seconds, options.processes)
    print("\n".join(describe(tally, time.monotonic() - started, options.seed)))
    sys.exit(bool(tally.failures))


if __name__ == "__main__":
    main()
