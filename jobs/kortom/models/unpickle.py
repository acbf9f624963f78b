"""From weights in a pickle to safetensors. Run as a program of its own.

`python -m kortom.models.unpickle FOLDER PICKLE...`: FOLDER has the model's other files and gets
model.safetensors. A process of its own keeps PyTorch out of the one that reaches for the hub.
"""

from __future__ import annotations

import pickle
import re
import sys
from pathlib import Path
from typing import Any

from kortom.models.kinds import WEIGHTS
from kortom.models.seq2seq import load_seq2seq

REFUSED = 3
"""Exit code where a pickle holds something else than weights."""

_GLOBAL = re.compile(r"GLOBAL (\S+)")


class RefusedError(Exception):
    """A pickle holds something else than weights; the text names it."""


def read_weights(path: Path) -> dict[str, Any]:
    """Name -> tensor of one pickle. Nothing in it is run, whatever it holds.

    Raises RefusedError if it holds anything but tensors by name.
    """
    import torch

    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        found = _GLOBAL.search(str(error))
        raise RefusedError(found[1] if found else str(error).splitlines()[0]) from None
    if not isinstance(state, dict):
        raise RefusedError(f"a {type(state).__name__}")
    for name, tensor in state.items():
        if not (isinstance(name, str) and isinstance(tensor, torch.Tensor)):
            raise RefusedError(f"a {type(tensor).__name__} by the name {name!r}")
    return state


def without_copies(state: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The tensors that safetensors is to hold: each once, in memory of its own.

    A pickle can hold one tensor under several names. Of those that the architecture ties, the one
    stays that the others are made from at loading, provided that they are equal; else all stay.
    """
    import torch
    from transformers import AutoConfig, AutoModelForSeq2SeqLM

    config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    with torch.device("meta"):
        model: Any = AutoModelForSeq2SeqLM.from_config(  # type: ignore[no-untyped-call]
            config, trust_remote_code=False
        )
    tied: dict[str, str] = model.all_tied_weights_keys
    kept = {}
    for name, tensor in state.items():
        source = state.get(tied.get(name, ""))
        if source is None or not torch.equal(source, tensor):
            kept[name] = tensor.clone(memory_format=torch.contiguous_format)
    return kept


def main(folder: str, *pickles: str) -> None:
    """Convert; any exception ends the program with its last line on standard error."""
    from kortom.environment import prepare_environment

    prepare_environment()
    from safetensors.torch import save_file

    state: dict[str, Any] = {}
    try:
        for path in pickles:
            state.update(read_weights(Path(path)))
    except RefusedError as error:
        print(error, file=sys.stderr)
        sys.exit(REFUSED)
    target = Path(folder)
    save_file(without_copies(state, target), target / WEIGHTS, metadata={"format": "pt"})
    load_seq2seq(target, "auto")


if __name__ == "__main__":
    main(*sys.argv[1:])
