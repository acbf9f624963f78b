"""Adapting to a small translation memory: what it gains there, and what it costs elsewhere.

Pairs of one origin are drawn by seed from a corpus (source name, weight, Dutch, English on each
line), as a client's own texts would come: half of them as a TMX file to train on, half held out.
`configs/train/adapt.yaml` does the rest, with the general pairs as a second held-out set.

Reported: BLEU and chrF2 of both sets before and after, with 95 % intervals, and the time.

usage: .venv/bin/python benchmarks/adaptation.py CORPUS.tsv.xz ORIGIN GENERAL.tsv
           [--pairs N] [--seed N] [--set KEY=VALUE ...]
"""

from __future__ import annotations

import argparse
import lzma
import random
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from kortom.cli.train_text import TrainReporter, result_lines
from kortom.environment import prepare_environment
from kortom.training.config import load_train_config
from kortom.training.data_config import FilterSettings
from kortom.training.filters import first_reason
from kortom.training.train import Request, train

CONFIG = Path(__file__).parent.parent / "configs" / "train" / "adapt.yaml"


def drawn(corpus: Path, origin: str, count: int, seed: int) -> list[tuple[str, str]]:
    """Different pairs of an origin that a translator could have written: sentences, unfiltered."""
    pairs = set()
    with lzma.open(corpus, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            name, _, source, target = line.rstrip("\n").split("\t")
            if name != origin or len(source.split()) < 6:
                continue
            if first_reason(source, target, FilterSettings()) is None:
                pairs.add((source, target))
    return random.Random(seed).sample(sorted(pairs), count)


def write_tmx(path: Path, pairs: list[tuple[str, str]]) -> None:
    """The pairs as a translation memory."""
    units = "".join(
        f'<tu><tuv xml:lang="nl"><seg>{escape(source)}</seg></tuv>'
        f'<tuv xml:lang="en"><seg>{escape(target)}</seg></tuv></tu>\n'
        for source, target in pairs
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4"><header srclang="nl"/><body>'
    path.write_text(f"{head}\n{units}</body></tmx>\n", encoding="utf-8")


def main() -> None:
    """Draw, train, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("origin")
    parser.add_argument("general", type=Path)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", action="append", default=[], dest="overrides")
    options = parser.parse_args()
    prepare_environment()
    pairs = drawn(options.corpus, options.origin, options.pairs, options.seed)
    with TemporaryDirectory() as folder:
        own, held = Path(folder, "own.tmx"), Path(folder, "held.tmx")
        write_tmx(own, pairs[::2])
        write_tmx(held, pairs[1::2])
        heldout = (
            f"heldout=[{{path: {held}, name: own}}, {{path: {options.general.resolve()},"
            " name: general, columns: [source, target]}]"
        )
        settings = (f"data=[{{path: {own}}}]", heldout, f"run.output={folder}/out")
        config, name = load_train_config(str(CONFIG), (*settings, *options.overrides))
        result = train(Request(config, name, ("kortom", "train")), TrainReporter(show=True))
        print("\n".join(list(result_lines(result))[:-2]))


if __name__ == "__main__":
    main()
