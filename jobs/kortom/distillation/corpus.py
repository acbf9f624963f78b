"""The corpus as a file: origin, weight, Dutch and English in each line."""

from __future__ import annotations

import lzma
from collections.abc import Iterable
from pathlib import Path

from kortom.distillation.chunk import Chunk
from kortom.distillation.config import Corpus
from kortom.runs.files import sync


def write_corpus(folder: Path, config: Corpus, chunks: Iterable[Chunk]) -> Path:
    """Write the pairs of all chunks, in their order, in one step. OSError if that fails."""
    final = folder / ("pairs.tsv.xz" if config.compress else "pairs.tsv")
    partial = folder / f".{final.name}.new"
    with lzma.open(partial, "wb") if config.compress else partial.open("wb") as file:
        for chunk in chunks:
            for source, target in chunk.pairs:
                line = f"{config.origin}\t{config.weight:g}\t{source}\t{target}\n"
                file.write(line.encode())
    sync(partial)
    partial.replace(final)
    sync(folder)
    return final
