"""Whether CTranslate2 writes what transformers writes, and what int8 costs in quality.

The sentences are those of tests/references/, topped up from a file of pairs. Each is translated by
transformers and CTranslate2 in float32 and by CTranslate2 in int8, greedily and with beam 4.
Every float32 text that differs is listed with both texts and the log-probability that each engine
gives to each of them (summed over its tokens and the end of sentence; the text is cut into pieces
anew). The loss in chrF has a 95 % interval by paired bootstrap (Koehn, EMNLP 2004).

usage: .venv/bin/python benchmarks/parity.py [--sentences FILE.tsv] [--count N]
           [--min-same GREEDY BEAM] [--max-loss CHRF]
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kortom.config import load_config
from kortom.environment import prepare_environment
from kortom.models import resolve_model
from kortom.translation import load_engine
from kortom.translation.conversion import converted_model
from kortom.translation.hardware import resolve_hardware
from kortom.translation.pieces import EOS, PAD, SourceText

REFERENCES = Path(__file__).parent.parent / "tests" / "references"
MODEL = "embedded:nl-en"
SYSTEMS = {
    "transformers float32": ("transformers", "float32"),
    "ctranslate2 float32": ("ctranslate2", "float32"),
    "ctranslate2 int8": ("ctranslate2", "int8"),
}
ORIGINAL, CONVERTED, QUANTISED = SYSTEMS
RESAMPLES, SEED = 1000, 12345


@dataclass(frozen=True, slots=True)
class Pair:
    """A Dutch sentence and its English reference."""

    source: str
    reference: str


def read_pairs(extra: Path | None, count: int) -> list[Pair]:
    """At most `count` pairs with distinct sources: the references, then those of the file."""
    found: dict[str, Pair] = {}
    for path in sorted(REFERENCES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                found.setdefault(row["source"], Pair(row["source"], row["reference"]))
    if extra is not None:
        for line in extra.read_text(encoding="utf-8").splitlines():
            source, _, reference = line.partition("\t")
            found.setdefault(source, Pair(source, reference))
    return list(found.values())[:count]


def translate(system: str, beam: int, sources: Sequence[str]) -> list[str]:
    """The texts of one system, decoded as one article."""
    engine, dtype = SYSTEMS[system]
    settings = (f"engine={engine}", f"dtype={dtype}", f"beam_size={beam}", f"model={MODEL}")
    config = load_config(None, [f"translate.{setting}" for setting in settings]).value
    loaded = load_engine(config, resolve_model(MODEL), resolve_hardware(config.translate))
    return [hypothesis.text for hypothesis in loaded.translate(sources)]


class Scorers:
    """Both engines' log-probabilities of a given translation, in float32."""

    def __init__(self) -> None:
        import ctranslate2
        import torch
        from sentencepiece import SentencePieceProcessor
        from transformers import MarianMTModel, MarianTokenizer

        files = resolve_model(MODEL)
        self._torch = torch
        self._source = SourceText(files.folder / "source.spm", normalize_punctuation=True)
        self._target = SentencePieceProcessor(model_file=str(files.folder / "target.spm"))
        self._tokenizer = MarianTokenizer.from_pretrained(files.folder)
        self._model: Any = MarianMTModel.from_pretrained(files.folder, dtype=torch.float32)
        with converted_model(files, "float32") as folder:
            self._translator = ctranslate2.Translator(str(folder), compute_type="float32")

    def scores(self, source: str, text: str) -> tuple[float, float]:
        """By transformers and by CTranslate2: natural logarithms, the end of sentence counted."""
        pieces = [*self._source.pieces(source), EOS]
        target = self._target.encode(text, out_type=str)
        return self._by_transformers(pieces, [*target, EOS]), self._by_ctranslate2(pieces, target)

    def _by_transformers(self, source: list[str], target: list[str]) -> float:
        torch, to_ids = self._torch, self._tokenizer.convert_tokens_to_ids
        labels = torch.tensor([to_ids(target)])
        with torch.inference_mode():
            logits = self._model(input_ids=torch.tensor([to_ids(source)]), labels=labels).logits
            logits[..., to_ids(PAD)] = -torch.inf  # never written, and the rest normalised anew
            chosen = logits.log_softmax(-1).gather(-1, labels.unsqueeze(-1))
        return float(chosen.sum())

    def _by_ctranslate2(self, source: list[str], target: list[str]) -> float:
        (result,) = self._translator.score_batch([source], [target])
        return float(sum(result.log_probs))


def print_differences(pairs: Sequence[Pair], first: list[str], second: list[str]) -> None:
    """Each with both texts and both engines' scores of them."""
    scorers = Scorers()
    for pair, *texts in zip(pairs, first, second, strict=True):
        if texts[0] != texts[1]:
            print(f"  {pair.source}")
            for system, text in zip((ORIGINAL, CONVERTED), texts, strict=True):
                scores = "{:.4f} {:.4f}".format(*scorers.scores(pair.source, text))
                print(f"    {system:20} {scores}  {text}")


@dataclass(frozen=True, slots=True)
class Loss:
    """Corpus chrF of two systems, and the 95 % interval of the second's less the first's."""

    before: float
    after: float
    low: float
    high: float


def chrf_loss(pairs: Sequence[Pair], before: list[str], after: list[str]) -> Loss:
    """By paired bootstrap over the sentences: RESAMPLES of them, by a fixed seed."""
    import numpy as np
    from sacrebleu.metrics import CHRF

    metric: Any = CHRF()
    references = [[pair.reference for pair in pairs]]
    # As sacrebleu's own significance tests do: a sentence's counts do not change with the sample.
    counts = [
        np.array(metric._extract_corpus_statistics(texts, references)) for texts in (before, after)
    ]

    def scores(rows: Any) -> tuple[float, float]:
        first, second = (
            metric._compute_score_from_stats(list(c[rows].sum(axis=0))).score for c in counts
        )
        return first, second

    draw = np.random.default_rng(SEED)
    samples = [scores(draw.integers(0, len(pairs), len(pairs))) for _ in range(RESAMPLES)]
    low, high = np.percentile([second - first for first, second in samples], [2.5, 97.5])
    return Loss(*scores(slice(None)), float(low), float(high))


def compare(pairs: Sequence[Pair], beam: int) -> tuple[float, float]:
    """Print one beam size's part. Returns the share of same texts and the most that int8 loses."""
    sources = [pair.source for pair in pairs]
    texts = {system: translate(system, beam, sources) for system in SYSTEMS}
    same = sum(map(str.__eq__, texts[ORIGINAL], texts[CONVERTED]))
    print(f"\nbeam {beam}: float32 the same text for {same} of {len(pairs)} sentences")
    print_differences(pairs, texts[ORIGINAL], texts[CONVERTED])
    quantised = sum(map(str.__eq__, texts[ORIGINAL], texts[QUANTISED]))
    print(f"beam {beam}: int8 the same text for {quantised} of {len(pairs)} sentences")
    for system in (CONVERTED, QUANTISED):
        loss = chrf_loss(pairs, texts[ORIGINAL], texts[system])
        print(
            f"  {system:20} chrF {loss.after:.2f}, {ORIGINAL} {loss.before:.2f}:"
            f" {loss.after - loss.before:+.2f} (95 % interval {loss.low:+.2f} to {loss.high:+.2f})"
        )
    return same / len(pairs), -loss.low


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sentences", type=Path, help="more pairs: source, tab, reference")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--min-same", type=float, nargs=2, metavar=("GREEDY", "BEAM"))
    parser.add_argument("--max-loss", type=float, help="of int8, in chrF: the interval's far end")
    return parser.parse_args()


def main() -> int:
    """Compare, and return 1 if a limit that was given is not kept."""
    arguments = parse()
    prepare_environment()
    pairs = read_pairs(arguments.sentences, arguments.count)
    print(f"{len(pairs)} sentences, {MODEL}")
    missed = []
    for place, beam in enumerate((1, 4)):
        same, loss = compare(pairs, beam)
        if arguments.min_same is not None and same < arguments.min_same[place]:
            missed.append(f"beam {beam}: {same:.1%} the same, not {arguments.min_same[place]:.1%}")
        if arguments.max_loss is not None and loss > arguments.max_loss:
            missed.append(f"beam {beam}: int8 may lose {loss:.2f} chrF, over {arguments.max_loss}")
    print("\n".join(missed), file=sys.stderr, end="\n" * bool(missed))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
