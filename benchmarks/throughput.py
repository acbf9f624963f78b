"""kortom end to end against bare decoders of the same sentences, in alternating rounds.

    loop           transformers' generate on one sentence at a time, a thread for each core
    transformers   generate on kortom's batches, a process for each core
    ctranslate2    CTranslate2 on kortom's batches of ready-made pieces, a process for each core
    sorted         the same, but batches of all articles' sentences sorted by length: the ceiling
    kortom-...     `kortom run --no-cache`, a worker for each core

All decode with the same beam, length limit and batch size, on the same cores, and the sentences
are those that kortom decodes. Both CTranslate2's compute in int8, all of transformers' in float32.
Model loading is apart. For kortom that means: the seconds of the whole process, from its start
until it has ended and its run is published, less `load_model` of its manifest. CPU seconds are
those of the whole processes, loading included: less exact, but little moved by what else the
machine does. Speeds are compared by source tokens; where a variant is slow it gets the first of the
articles only.

usage: .venv/bin/python benchmarks/throughput.py [--model embedded|opus-size] [--cores N]
           [--articles N] [--slow-articles N] [--rounds N] [--price P] [--variants NAME ...]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from opus_size_model import FORCED_LENGTH, opus_size_model
from process_tree import Usage, run_measured
from recombine import write_articles

from kortom.articles import read_articles
from kortom.config import Config, load_config
from kortom.models import resolve_model
from kortom.translation import Search
from kortom.translation.batching import batches_by_length, output_limit
from kortom.translation.conversion import converted_model
from kortom.translation.hardware import resolve_hardware
from kortom.translation.pieces import EOS, SourceText
from kortom.translation.stage import translate_article
from kortom.values import Hypothesis

KORTOM = Path(sys.executable).with_name("kortom")
DECODE = Path(__file__).with_name("decode.py")
SLOW = ("loop", "transformers", "kortom-transformers")
VARIANTS = ("loop", "transformers", "ctranslate2", "sorted", "kortom-ct2", "kortom-transformers")
RATIOS = (
    ("kortom-ct2", "ctranslate2"),
    ("kortom-ct2", "sorted"),
    ("kortom-ct2", "loop"),
    ("kortom-transformers", "transformers"),
    ("kortom-transformers", "loop"),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """So many articles, and the sentences that kortom decodes of each, as text and as pieces."""

    folder: Path
    articles: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]

    @property
    def sentences(self) -> int:
        """All of them."""
        return sum(map(len, self.articles))

    @property
    def tokens(self) -> int:
        """Source tokens, the ends of sentences counted."""
        return sum(len(pieces) for article in self.articles for _, pieces in article)


@dataclass(frozen=True, slots=True)
class Timing:
    """One variant in one round. seconds: model loading apart."""

    seconds: float
    usage: Usage


class Listener:
    """An engine that translates nothing and remembers what it was asked for."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self.asked: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def count_tokens(self, text: str) -> int:
        """See `Engine.count_tokens`."""
        return self._source.count(text)

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        """Remember the texts and their pieces."""
        self.asked = tuple((text, (*self._source.pieces(text), EOS)) for text in texts)
        return [Hypothesis("") for _ in texts]

    def describe(self) -> dict[str, object]:
        """Nothing."""
        return {}


def make_sample(folder: Path, count: int, config: Config) -> Sample:
    """Write articles, and segment them as kortom does."""
    write_articles(folder, count)
    checkpoint = resolve_model(config.translate.model).folder
    source = SourceText(checkpoint / "source.spm", config.translate.normalize_punctuation)
    listener = Listener(source)
    asked = []
    for article in read_articles([str(folder)], config.input).articles:
        translate_article(article, listener, config)
        asked.append(listener.asked)
    return Sample(folder, tuple(asked))


def work_for(variant: str, sample: Sample, config: Config) -> dict[str, object]:
    """What decode.py is to do, as plain values."""
    files, hardware = resolve_model(config.translate.model), resolve_hardware(config.translate)
    everything = [pair for article in sample.articles for pair in article]
    budget = hardware.batch_tokens
    if variant == "loop":
        batches = [[pair] for pair in everything]
    elif variant == "sorted":
        batches = list(_batches(everything, budget))
    else:
        batches = [batch for article in sample.articles for batch in _batches(article, budget)]
    with converted_model(files, hardware.dtype) as converted:
        return {
            "checkpoint": str(files.folder),
            "converted": str(converted),
            "dtype": hardware.dtype,
            "beam_size": config.translate.beam_size,
            "length_penalty": config.translate.length_penalty,
            "batches": [
                {
                    "texts": [text for text, _ in batch],
                    "pieces": [pieces for _, pieces in batch],
                    "limit": output_limit(
                        max(len(pieces) for _, pieces in batch), config.translate, files.window
                    ),
                }
                for batch in batches
            ],
        }


def _batches(
    pairs: Sequence[tuple[str, tuple[str, ...]]], budget: int
) -> Iterator[list[tuple[str, tuple[str, ...]]]]:
    for batch in batches_by_length([len(pieces) for _, pieces in pairs], budget):
        yield [pairs[index] for index in batch]


@dataclass(frozen=True, slots=True)
class Bench:
    """All that the variants have in common. settings: of kortom, beside the engine."""

    settings: tuple[str, ...]
    config: Config
    cores: int
    folder: Path

    def time(self, variant: str, sample: Sample) -> Timing:
        """Run one variant once."""
        if variant.startswith("kortom"):
            return self._kortom(variant, sample)
        work = self.folder / f"{variant}.json"
        if not work.exists():
            work.write_text(json.dumps(work_for(variant, sample, self.config)), encoding="utf-8")
        processes, threads = (1, self.cores) if variant == "loop" else (self.cores, 1)
        name = "ctranslate2" if variant == "sorted" else variant
        command: list[str | Path] = [sys.executable, DECODE, name, str(processes), str(threads)]
        usage = run_measured([*command, work], self.cores)
        return Timing(float(usage.output.split()[-1]), usage)

    def _kortom(self, variant: str, sample: Sample) -> Timing:
        output = self.folder / "output"
        engine = "ctranslate2" if variant == "kortom-ct2" else "transformers"
        settings = (*self.settings, f"translate.engine={engine}", f"run.workers={self.cores}")
        sets = [part for setting in settings for part in ("--set", setting)]
        where: list[str | Path] = ["--input", sample.folder, "--output", output]
        usage = run_measured([KORTOM, "run", "--no-cache", "--quiet", *where, *sets], self.cores)
        (path,) = output.glob("*/*/manifest.json")
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["counts"]["briefs"] != len(sample.articles):
            raise RuntimeError(f"{variant}: {manifest['counts']}")
        shutil.rmtree(output)
        return Timing(usage.seconds - manifest["timings"]["load_model"], usage)


def print_table(
    timings: dict[str, list[Timing]], samples: dict[str, Sample], cores: int, price: float
) -> None:
    """One line for each variant, then the ratios; medians over the rounds."""
    print(
        f"{'variant':20} articles sentences  seconds sentences/s tokens/s peak MB"
        "  per 1,000 articles: CPU s   cost"
    )
    for variant, found in timings.items():
        sample = samples[variant]
        seconds = statistics.median(timing.seconds for timing in found)
        peak = max(timing.usage.peak_bytes for timing in found) / 1e6
        scale = 1000 / len(sample.articles)
        cpu = statistics.median(timing.usage.cpu_seconds for timing in found) * scale
        cost = seconds * scale * cores / 3600 * price
        print(
            f"{variant:20} {len(sample.articles):8} {sample.sentences:9} {seconds:8.1f}"
            f" {sample.sentences / seconds:11.1f} {sample.tokens / seconds:8.0f} {peak:7.0f}"
            f" {cpu:27.0f} {cost:6.3f}"
        )
    print("\nratios of speed, by the clock and by CPU: median over the rounds (least to most)")
    for over, under in RATIOS:
        if over in timings and under in timings:
            print(f"{over} / {under:14} {_ratios(over, under, timings, samples)}")


def _ratios(
    over: str, under: str, timings: dict[str, list[Timing]], samples: dict[str, Sample]
) -> str:
    """How many times as many source tokens one does in a second as another, round by round."""
    share = samples[over].tokens / samples[under].tokens
    pairs = list(zip(timings[over], timings[under], strict=True))
    clock = [share * b.seconds / a.seconds for a, b in pairs]
    cpu = [share * b.usage.cpu_seconds / a.usage.cpu_seconds for a, b in pairs]
    return " ".join(
        f"{statistics.median(each):7.3f} ({min(each):.3f} to {max(each):.3f})"
        for each in (clock, cpu)
    )


def measure(bench: Bench, samples: dict[str, Sample], rounds: int) -> dict[str, list[Timing]]:
    """Time the variants in alternation. Each round starts with another one."""
    names = list(samples)
    timings: dict[str, list[Timing]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            timing = bench.time(name, samples[name])
            timings[name].append(timing)
            print(f"round {number + 1} {name}: {timing.seconds:.1f} s", file=sys.stderr)
    return timings


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", choices=("embedded", "opus-size"), default="embedded")
    parser.add_argument("--cores", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--articles", type=int, default=96)
    parser.add_argument("--slow-articles", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--price", type=float, default=0.04, help="of one core for an hour")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=VARIANTS)
    parser.add_argument("--set", action="append", default=[], help="a setting of kortom's config")
    return parser.parse_args()


def main() -> None:
    """Time all variants and print the table."""
    arguments = parse()
    # So that kortom decodes what the bare decoders decode, once each.
    settings = ("retry.policies=[]", "translate.glossary=null", *arguments.set)
    if arguments.model == "opus-size":
        forced = (f"{key}={value}" for key, value in FORCED_LENGTH.items())
        settings = (f"translate.model={opus_size_model()}", *forced, *settings)
    config = load_config(None, list(settings)).value
    with tempfile.TemporaryDirectory(prefix="kortom-bench-") as name:
        folder = Path(name)
        few = make_sample(folder / "few", arguments.slow_articles, config)
        many = make_sample(folder / "many", arguments.articles, config)
        samples = {name: few if name in SLOW else many for name in arguments.variants}
        bench = Bench(settings, config, arguments.cores, folder)
        timings = measure(bench, samples, arguments.rounds)
    print(f"model {arguments.model}, {arguments.cores} cores, {arguments.rounds} rounds")
    print(f"beam {config.translate.beam_size}; cost at {arguments.price} a core-hour\n")
    print_table(timings, samples, arguments.cores, arguments.price)


if __name__ == "__main__":
    main()
