"""Seconds and memory that a summariser of DistilBART's size takes for one article.

The weights are random: cost depends on the dimensions (of sshleifer/distilbart-cnn-12-6) and on the
number of tokens, which is forced by an end token that never comes, and not on what is written.

usage: .venv/bin/python benchmarks/summariser_cost.py [WORDS] [BEAM] [THREADS]
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kortom.environment import prepare_environment

prepare_environment()

from kortom.config.load import validate  # noqa: E402 (after the environment is set)
from kortom.memory import own_peak_bytes  # noqa: E402
from kortom.models import resolve_summariser  # noqa: E402
from kortom.summarization import load_summariser  # noqa: E402
from kortom.summarization.seq2seq import MARGIN  # noqa: E402
from kortom.summarization.writer import Length  # noqa: E402

REFERENCES = Path(__file__).parent.parent / "tests" / "references"
OUTPUT_TOKENS = 75
NEVER = -1e9


def english() -> list[str]:
    """The reference translations of the test articles, a sentence each."""
    lines = []
    for path in sorted(REFERENCES.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            lines += [row["reference"] for row in rows]
    return lines


def build(folder: Path) -> None:
    """Write the model, with a tokenizer that is trained on the articles."""
    from tokenizers.implementations import ByteLevelBPETokenizer
    from transformers import BartConfig, BartForConditionalGeneration

    tokenizer = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    tokenizer.train_from_iterator(
        english(), vocab_size=6000, special_tokens=special, show_progress=False
    )
    tokenizer.save_model(str(folder))
    config = BartConfig(
        vocab_size=50_264,
        d_model=1024,
        encoder_layers=12,
        decoder_layers=6,
        encoder_ffn_dim=4096,
        decoder_ffn_dim=4096,
        encoder_attention_heads=16,
        decoder_attention_heads=16,
        max_position_embeddings=1024,
        forced_bos_token_id=0,
    )
    model = BartForConditionalGeneration(config)
    model.final_logits_bias[0, config.eos_token_id] = NEVER
    model.save_pretrained(folder)


def measure(folder: Path, words: int, beam: int, threads: int) -> None:
    """Print what one article takes."""
    seq2seq = {"model": str(folder), "beam_size": beam, "length_penalty": 2.0}
    config = validate(
        {
            "translate": {"threads": threads},
            "summarise": {"method": "seq2seq", "seq2seq": seq2seq},
        },
        "benchmark",
    )
    started = time.perf_counter()
    summariser = load_summariser(config, resolve_summariser(str(folder)), "cpu")
    loaded = time.perf_counter() - started
    text = " ".join(" ".join(english()).split()[:words])
    tokens = summariser.count_tokens(text)
    length = round((OUTPUT_TOKENS - MARGIN) * words / tokens)
    started, processor = time.perf_counter(), time.process_time()
    summariser.write([text], [Length(length, length)])
    taken, processor = time.perf_counter() - started, time.process_time() - processor
    print(f"{words} words, {tokens} tokens in, about {OUTPUT_TOKENS} out, beam {beam}")
    print(f"{threads} thread(s): {taken:.1f} s ({processor:.1f} s of CPU), {loaded:.1f} s to load")
    print(f"peak memory {own_peak_bytes() / 1e9:.2f} GB")


def main() -> None:
    """Build in a process of its own, so that its memory is not counted, and measure."""
    if sys.argv[1:2] == ["--build"]:
        build(Path(sys.argv[2]))
        return
    words, beam, threads = (*map(int, sys.argv[1:]), *(600, 4, 1)[len(sys.argv) - 1 :])
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, __file__, "--build", folder], check=True)
        measure(Path(folder), words, beam, threads)


if __name__ == "__main__":
    main()
