"""A real MarianMT checkpoint of a few thousand weights, made on the fly.

Its English is nonsense, but it is loaded, batched, decoded and hashed like any other.
"""

from __future__ import annotations

import json
from pathlib import Path

TINY = {
    "d_model": 16,
    "encoder_layers": 1,
    "decoder_layers": 1,
    "encoder_attention_heads": 2,
    "decoder_attention_heads": 2,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
    "init_std": 0.3,
}
"""The size of a tiny BART or one of its kin, as its config names it."""

PAD, EOS, UNK = "<pad>", "</s>", "<unk>"


def build_tiny_marian(folder: Path, texts: list[str], seed: int = 0) -> Path:
    """Write a MarianMT model in the Hugging Face layout into `folder` and return it."""
    import sentencepiece
    import torch
    from transformers import MarianConfig, MarianMTModel

    folder.mkdir(parents=True)
    prefix = folder / "source"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(prefix),
        vocab_size=400,
        character_coverage=1.0,
        bos_id=-1,
        minloglevel=2,
    )
    prefix.with_suffix(".model").rename(folder / "source.spm")
    prefix.with_suffix(".vocab").unlink()
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    names = [pieces.id_to_piece(i) for i in range(pieces.get_piece_size())]
    vocabulary = [EOS, UNK, *(name for name in names if name not in (EOS, UNK)), PAD]
    (folder / "vocab.json").write_text(
        json.dumps({name: i for i, name in enumerate(vocabulary)}, ensure_ascii=False)
    )
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"source_lang": "nl", "target_lang": "en", "model_max_length": 512})
    )
    pad = len(vocabulary) - 1
    torch.manual_seed(seed)
    model = MarianMTModel(
        MarianConfig(
            vocab_size=len(vocabulary),
            **TINY,
            max_position_embeddings=512,
            pad_token_id=pad,
            eos_token_id=0,
            decoder_start_token_id=pad,
            forced_eos_token_id=0,
        )
    )
    model.generation_config.bad_words_ids = [[pad]]
    model.save_pretrained(folder)
    return folder
