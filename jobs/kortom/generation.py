"""One padded batch through transformers' `generate`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_CONTROL_TOKENS = (
    "bos_token_id",
    "eos_token_id",
    "pad_token_id",
    "decoder_start_token_id",
    "forced_bos_token_id",
    "bad_words_ids",
    "suppress_tokens",
    "begin_suppress_tokens",
)


def control_tokens(model: Any) -> dict[str, Any]:
    """What of a checkpoint's generation config says how its output is built, not how to search."""
    own = model.generation_config
    return {name: getattr(own, name, None) for name in _CONTROL_TOKENS}


def generate(
    model: Any, sources: Sequence[list[int]], pad: int, settings: Any, **limits: int
) -> list[list[int]]:
    """Decode source ids as one batch; the output ids of each, without the decoder's start token.

    pad: id that fills shorter sources up. settings: a GenerationConfig. limits: what of it this
    batch sets (max_new_tokens, min_new_tokens).
    """
    import torch

    longest = max(map(len, sources))
    ids = [source + [pad] * (longest - len(source)) for source in sources]
    mask = [[1] * len(source) + [0] * (longest - len(source)) for source in sources]
    with torch.inference_mode():
        output = model.generate(
            input_ids=torch.tensor(ids, device=model.device),
            attention_mask=torch.tensor(mask, device=model.device),
            generation_config=settings,
            **limits,
        )
    rows: list[list[int]] = output[:, 1:].tolist()
    return rows
