"""A chunk of sentences: translated, held against the checks, kept on the disk."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from kortom.config import Config
from kortom.runs.files import sync, write_synced
from kortom.translation import Engine
from kortom.translation.stage import translate_sentences
from kortom.values import Sentence, canonical_json


@dataclass(frozen=True, slots=True)
class Chunk:
    """What became of some sentences.

    pairs: Dutch and English that passed. long: sentences that the teacher was not given. rejected:
    pairs in which a check found something; findings: check -> pairs in which it did, so that a pair
    counts under each of them. seconds: that translating took.
    """

    pairs: tuple[tuple[str, str], ...]
    long: int
    rejected: int
    findings: dict[str, int]
    seconds: float = 0.0


def translate_chunk(sentences: Sequence[str], engine: Engine, config: Config) -> Chunk:
    """Translate sentences that each hold a letter, as a run with this config does, and keep the
    pairs that its checks find nothing in."""
    fitting = [text for text in sentences if engine.count_tokens(text) <= config.segment.max_tokens]
    made = translate_sentences(
        [_untranslated(index, text) for index, text in enumerate(fitting)], engine, config
    )
    findings: Counter[str] = Counter()
    pairs = []
    for sentence in made:
        # What failed has a flag only as long as that check is on.
        reasons = sentence.flags or (("empty",) if sentence.status == "failed" else ())
        findings.update(reasons)
        if not reasons:
            pairs.append((sentence.source, sentence.hypothesis))
    return Chunk(
        pairs=tuple(pairs),
        long=len(sentences) - len(fitting),
        rejected=len(made) - len(pairs),
        findings=dict(sorted(findings.items())),
    )


def chunk_path(folder: Path, number: int) -> Path:
    """Where a chunk is kept."""
    return folder / f"{number:06}.json"


def write_chunk(path: Path, chunk: Chunk) -> None:
    """Keep a chunk; after a kill it is there in full, or not at all. OSError if that fails."""
    partial = path.with_suffix(".new")
    write_synced(partial, canonical_json(asdict(chunk)) + "\n")
    partial.replace(path)
    sync(path.parent)


def read_chunk(path: Path) -> Chunk | None:
    """A chunk that was kept; None if there is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        pairs = tuple((source, target) for source, target in data["pairs"])
        return Chunk(**{**data, "pairs": pairs})
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return None  # not ours: it is made again


def _untranslated(index: int, text: str) -> Sentence:
    return Sentence(
        index, paragraph=0, kind="body", source=text, hypothesis="", status="not_selected"
    )
