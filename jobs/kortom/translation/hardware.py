"""What an engine runs on and computes in: the config's `auto` made definite."""

from __future__ import annotations

from dataclasses import dataclass

from kortom import errors
from kortom.config.model import Device, Translate
from kortom.errors import KortomError

BATCH_TOKENS = {"cpu": 1024, "cuda": 16_384}
"""Padded source tokens in one batch: on a CPU what its caches hold, on a GPU what fills it."""

DTYPES = {
    ("ctranslate2", "cpu"): ("int8", "float32"),
    ("ctranslate2", "cuda"): ("int8_float16", "float16", "bfloat16", "int8", "float32"),
    ("transformers", "cpu"): ("float32", "bfloat16"),
    ("transformers", "cuda"): ("float16", "bfloat16", "float32"),
}
"""What each engine can compute in on each device; the first is its `auto`."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """Where and in what an engine computes: a part of what its results depend on.

    device: "cpu" or "cuda". batch_tokens: padded source tokens in one batch.
    """

    device: str
    dtype: str
    batch_tokens: int


def resolve_hardware(config: Translate) -> Hardware:
    """Raises KortomError (exit 2) if there is no such device or the engine has no such dtype."""
    device = resolve_device(config.device, "translate.device")
    known = DTYPES[config.engine, device]
    dtype = known[0] if config.dtype == "auto" else config.dtype
    if dtype not in known:
        raise KortomError(
            errors.DTYPE_UNKNOWN(
                dtype=dtype, engine=config.engine, device=device, known=", ".join(known)
            )
        )
    budget = BATCH_TOKENS[device] if config.batch_tokens == "auto" else config.batch_tokens
    return Hardware(device, dtype, budget)


def resolve_device(wanted: Device, key: str) -> str:
    """Either "cpu" or "cuda". KortomError (exit 2) if there is no GPU that `key` asks for."""
    if wanted == "cpu":
        return "cpu"
    if has_gpu():
        return "cuda"
    if wanted == "cuda":
        raise KortomError(errors.NO_GPU(key=key))
    return "cpu"


def has_gpu() -> bool:
    """Whether CUDA finds a device here."""
    import ctranslate2

    try:
        return bool(ctranslate2.get_cuda_device_count() > 0)
    except (RuntimeError, ValueError):  # a driver that is there and does not work
        return False
