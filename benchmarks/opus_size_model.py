"""A MarianMT checkpoint of OPUS-MT's size whose weights are random, to time its arithmetic.

Six and six layers, 512 wide, 67,000 pieces. Texts are cut by the embedded model's piece model, and
made-up pieces fill the vocabulary up. Random weights end a sentence anywhere, so the end has a bias
that no beam can overcome: every output is as long as its limit, which `FORCED_LENGTH` sets to the
length of the source.

usage: .venv/bin/python benchmarks/opus_size_model.py [FOLDER]
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from kortom.cache import cache_folder
from kortom.models import resolve_model
from kortom.translation.pieces import EOS, PAD

PIECES = 67_000
NEVER = -1e9
FORCED_LENGTH = {"translate.max_length_ratio": 1.0, "translate.max_length_extra": 0}
"""The config under which an output is as long as the longest source of its batch."""


def opus_size_model(folder: Path | None = None) -> Path:
    """The checkpoint's folder; it is written first where it is not there yet (about 300 MB)."""
    folder = folder or cache_folder() / "benchmarks" / "opus-size"
    if not folder.exists():
        staging = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        _write(staging, resolve_model("embedded:nl-en").folder)
        staging.rename(folder)
    return folder


def _write(folder: Path, embedded: Path) -> None:
    import torch
    from transformers import MarianConfig, MarianMTModel

    for name in ("source.spm", "target.spm", "tokenizer_config.json"):
        shutil.copyfile(embedded / name, folder / name)
    known = json.loads((embedded / "vocab.json").read_text(encoding="utf-8"))
    pieces = [piece for piece in sorted(known, key=known.__getitem__) if piece != PAD]
    pieces += [f"▁made-up-{number}" for number in range(PIECES - 1 - len(pieces))]
    vocabulary = {piece: number for number, piece in enumerate([*pieces, PAD])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    pad = vocabulary[PAD]
    torch.manual_seed(0)
    model = MarianMTModel(
        MarianConfig(
            vocab_size=PIECES,
            d_model=512,
            encoder_layers=6,
            decoder_layers=6,
            encoder_attention_heads=8,
            decoder_attention_heads=8,
            encoder_ffn_dim=2048,
            decoder_ffn_dim=2048,
            activation_function="swish",
            max_position_embeddings=512,
            scale_embedding=True,
            pad_token_id=pad,
            eos_token_id=vocabulary[EOS],
            decoder_start_token_id=pad,
            forced_eos_token_id=None,
        )
    )
    model.final_logits_bias[0, vocabulary[EOS]] = NEVER
    model.generation_config.bad_words_ids = [[pad]]
    model.generation_config.max_length = 512
    model.save_pretrained(folder)


if __name__ == "__main__":
    print(opus_size_model(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
