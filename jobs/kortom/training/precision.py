"""In what a processor multiplies matrices fastest."""

from __future__ import annotations

from typing import Literal

from kortom.machine import instruction_set

Precision = Literal["float32", "bfloat16"]


def resolve_precision(
    wanted: Literal["auto", "float32", "bfloat16"], instructions: str | None = None
) -> Precision:
    """What "auto" is on this machine: bfloat16 where there are tiles (AMX), else float32.

    instructions: as `kortom.machine.instruction_set`, for tests.
    """
    if wanted != "auto":
        return wanted
    flags = (instruction_set() if instructions is None else instructions).split()
    return "bfloat16" if "amx_tile" in flags else "float32"
