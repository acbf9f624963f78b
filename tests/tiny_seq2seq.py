"""Real BART, T5 and Pegasus checkpoints of a few thousand weights, made on the fly.

They write nonsense, but their tokenizers, decoders, windows and special tokens are the real ones.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.tiny_model import TINY

ARCHITECTURES = ("bart", "pegasus", "t5")
WINDOW = 96


def build_tiny_seq2seq(
    folder: Path, architecture: str, texts: list[str], seed: int = 0, **config: Any
) -> Path:
    """Write a model of that architecture in the Hugging Face layout and return its folder.

    config: changes to the model's config.
    """
    folder.mkdir(parents=True)
    {"bart": _bart, "pegasus": _pegasus, "t5": _t5}[architecture](folder, texts, seed, config)
    return folder


def _bart(folder: Path, texts: list[str], seed: int, changes: dict[str, Any]) -> None:
    from tokenizers.implementations import ByteLevelBPETokenizer
    from transformers import BartConfig, BartForConditionalGeneration

    trained = ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trained.train_from_iterator(
        texts, vocab_size=500, special_tokens=[*special, "<mask>"], show_progress=False
    )
    trained.save_model(str(folder))
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": WINDOW}))
    config = BartConfig(
        vocab_size=trained.get_vocab_size(),
        **TINY,
        **{"max_position_embeddings": WINDOW, **changes},
    )
    model = _seeded(BartForConditionalGeneration, config, seed)
    # As in facebook/bart-large-cnn: what a call leaves None would be taken from here.
    model.generation_config.update(
        min_length=56,
        max_length=142,
        num_beams=4,
        length_penalty=2.0,
        no_repeat_ngram_size=3,
        early_stopping=True,
        forced_bos_token_id=0,
        forced_eos_token_id=2,
    )
    model.save_pretrained(folder)


def _pegasus(folder: Path, texts: list[str], seed: int, changes: dict[str, Any]) -> None:
    from transformers import PegasusConfig, PegasusForConditionalGeneration

    pieces = _sentencepiece(folder, texts, user_defined_symbols=["<n>"])
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PegasusTokenizer", "model_max_length": WINDOW})
    )
    config = PegasusConfig(
        vocab_size=pieces + 103,  # the tokenizer puts its own special tokens before the pieces
        **TINY,
        **{"max_position_embeddings": WINDOW, **changes},
    )
    model = _seeded(PegasusForConditionalGeneration, config, seed)
    model.generation_config.update(num_beams=8, length_penalty=0.8, max_length=128, min_length=32)
    model.save_pretrained(folder)


def _t5(folder: Path, texts: list[str], seed: int, changes: dict[str, Any]) -> None:
    from transformers import T5Config, T5ForConditionalGeneration

    pieces = _sentencepiece(folder, texts)
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "T5Tokenizer", "extra_ids": 100})
    )
    config = T5Config(
        vocab_size=pieces + 100,
        d_model=16,
        d_kv=8,
        d_ff=32,
        num_layers=1,
        num_heads=2,
        n_positions=WINDOW,
        initializer_factor=8.0,
        decoder_start_token_id=0,
        **changes,
    )
    _seeded(T5ForConditionalGeneration, config, seed).save_pretrained(folder)


def _seeded(architecture: Any, config: Any, seed: int) -> Any:
    import torch

    torch.manual_seed(seed)
    return architecture(config)


def _sentencepiece(folder: Path, texts: list[str], **options: Any) -> int:
    """Train a unigram model with the ids that T5 and Pegasus have; returns its pieces."""
    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_prefix=str(folder / "spiece"),
        vocab_size=400,
        character_coverage=1.0,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        minloglevel=2,
        **options,
    )
    (folder / "spiece.vocab").unlink()
    trained = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spiece.model"))
    return int(trained.get_piece_size())
