"""Loading an encoder-decoder model from local files, whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any


def load_seq2seq(folder: Path, dtype: Any) -> Any:
    """The model of a folder with safetensors weights, in a torch dtype.

    Raises ValueError if weights are lacking, of which transformers only warns while it makes them
    up, and whatever transformers does.
    """
    from transformers import AutoModelForSeq2SeqLM

    # v5 loads weights in the checkpoint's own dtype: float16 on a CPU is slow and coarse.
    model, found = AutoModelForSeq2SeqLM.from_pretrained(
        folder,
        dtype=dtype,
        local_files_only=True,
        use_safetensors=True,
        trust_remote_code=False,
        output_loading_info=True,
    )
    missing = sorted(key for key in found["missing_keys"] if not _is_computed(model, key))
    if missing:
        raise ValueError(f"the weights lack {', '.join(missing[:3])}")
    return model


def load_tokenizer(folder: Path) -> Any:
    """The tokenizer of a folder. Raises whatever transformers does."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)


def plain_text(tokenizer: Any) -> Callable[[str], str]:
    """What takes a literal `</s>` or `<pad>` in a text apart, or it would be the control token."""
    special = map(re.escape, sorted(tokenizer.all_special_tokens, key=len, reverse=True))
    pattern = re.compile("|".join(special) or "(?!)")
    return lambda text: pattern.sub(lambda match: f"{match[0][0]} {match[0][1:]}", text)


def _is_computed(model: Any, key: str) -> bool:
    """Whether a weight is a table of sines, which need not be saved: Pegasus' positions."""
    return "Sinusoidal" in type(model.get_submodule(key.rpartition(".")[0])).__name__
