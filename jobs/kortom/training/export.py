"""A trained model as a folder in the Hugging Face layout, whole or not there."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kortom import errors
from kortom.errors import KortomError
from kortom.machine import package_version
from kortom.models.kinds import MARIAN, WEIGHTS, read_config
from kortom.paths import is_file
from kortom.runs.files import make_folder, sync, sync_tree

if TYPE_CHECKING:
    from torch import Tensor

CONFIG, GENERATION, CARD = "config.json", "generation_config.json", "README.md"

TOKENIZER_FILES = (
    *(name for name in MARIAN.needed if name not in (CONFIG, WEIGHTS)),
    "tokenizer_config.json",
    "target_vocab.json",
    "special_tokens_map.json",
)
"""Copied from the base, those that it has."""

SEARCH = {"max_length": 512, "num_beams": 4, "renormalize_logits": True}
"""How plain transformers is to search: as kortom does."""

_IN_GENERATION_ONLY = ("bad_words_ids", "forced_eos_token_id", "max_length", "num_beams")
"""Old checkpoints have them in config.json, which transformers no longer heeds or warns of."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the weights of a model are called. shapes: of those that are stored. tied: name -> the
    stored one that it is the same as. computed: those that need not be stored."""

    shapes: dict[str, tuple[int, ...]]
    tied: dict[str, str]
    computed: frozenset[str]


def export_model(state: Mapping[str, Tensor], base: Path, folder: Path, card: str) -> None:
    """Write a MarianMT model in float16, with the tokenizer of its base and its model card.

    state: weights by the names that `MarianMTModel.state_dict()` has, in any dtype; of tied ones
    one is enough. base: folder of the model that the training began with. folder: appears in one
    step; a folder that is there is replaced.

    Raises KortomError: exit 5 if the weights are not those of such a model, or one of them is not
    finite or too large for float16; exit 2 if the folder cannot be written.
    """
    from safetensors import SafetensorError

    config = _base_config(base)
    weights = _stored_weights(state, config, base, folder)
    staging = folder.with_name(f".{folder.name}.new")
    try:
        make_folder(folder.parent)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        _fill(staging, weights, config, base, card)
        _move(staging, folder)
    except (OSError, SafetensorError) as error:
        detail = getattr(error, "strerror", None) or error
        raise KortomError(errors.EXPORT_FAILED(folder=folder, detail=detail)) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def generation_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """The generation_config.json for a model's config.json.

    Only the control tokens and a plain search. What checkpoints bring along else changes outputs
    behind the user's back; a forced end of sentence hides that an output was cut. <pad> is
    forbidden: its row is an embedding like others after a training, since it is tied.
    """
    pad = config["pad_token_id"]
    return {
        "bad_words_ids": [[pad]],
        "decoder_start_token_id": config.get("decoder_start_token_id", pad),
        "eos_token_id": config["eos_token_id"],
        "pad_token_id": pad,
        **SEARCH,
        "max_length": config.get("max_position_embeddings", SEARCH["max_length"]),
    }


def _base_config(base: Path) -> dict[str, Any]:
    try:
        missing = [name for name in MARIAN.missing(base) if name != WEIGHTS]
        config = read_config(base / CONFIG)
    except (OSError, ValueError) as error:
        raise KortomError(errors.EXPORT_BASE(base=base, detail=error)) from None
    if missing or not MARIAN.fits(config) or not {"pad_token_id", "eos_token_id"} <= config.keys():
        detail = f"it lacks {', '.join(missing)}" if missing else "it is no MarianMT model"
        raise KortomError(errors.EXPORT_BASE(base=base, detail=detail))
    return config


def _stored_weights(
    state: Mapping[str, Tensor], config: dict[str, Any], base: Path, folder: Path
) -> dict[str, Tensor]:
    """The weights to be stored, in float16, each once."""
    import torch

    layout = _layout(config)
    found: dict[str, Tensor] = {}
    for name, weight in state.items():
        if name in layout.computed:
            continue
        stored = layout.tied.get(name, name)
        problem = _misfit(name, weight, layout.shapes.get(stored), found.get(stored))
        if problem:
            raise KortomError(errors.EXPORT_WEIGHTS(folder=folder, base=base, detail=problem))
        found[stored] = weight
    if missing := sorted(layout.shapes.keys() - found.keys()):
        detail = f"they lack {', '.join(missing[:3])}"
        raise KortomError(errors.EXPORT_WEIGHTS(folder=folder, base=base, detail=detail))
    halved = {}
    for name, weight in sorted(found.items()):
        half = weight.detach().to("cpu", torch.float16).contiguous()
        if not half.isfinite().all():
            value = _largest(weight)
            raise KortomError(errors.EXPORT_OVERFLOW(folder=folder, weight=name, value=value))
        halved[name] = half
    return halved


def _largest(weight: Tensor) -> str:
    largest = weight.detach().abs().max().item()  # NaN if there is one
    return f"the value {largest:,.0f}" if math.isfinite(largest) else "a value that is no number"


def _layout(config: dict[str, Any]) -> _Layout:
    """As transformers has it for this config; nothing is computed and no memory taken."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    with torch.device("meta"):
        model = MarianMTModel(MarianConfig.from_dict(dict(config)))
    computed = frozenset(model._keys_to_ignore_on_save or ())
    names = model.state_dict()
    tied = {name: _root(name, model.all_tied_weights_keys) for name in names}
    shapes = {
        name: tuple(weight.shape)
        for name, weight in names.items()
        if tied[name] == name and name not in computed
    }
    return _Layout(shapes, tied, computed)


def _root(name: str, tied: Mapping[str, str]) -> str:
    while name in tied:
        name = tied[name]
    return name


def _misfit(
    name: str, weight: Tensor, shape: tuple[int, ...] | None, other: Tensor | None
) -> str | None:
    """What is wrong with a weight. other: one that it is tied to."""
    if shape is None:
        return f"it has no {name}"
    if tuple(weight.shape) != shape:
        return f"{name} is {tuple(weight.shape)}, and should be {shape}"
    if other is not None and not weight.equal(other):
        return f"{name} differs from what it is tied to"
    return None


def _fill(
    staging: Path, weights: dict[str, Tensor], config: dict[str, Any], base: Path, card: str
) -> None:
    from safetensors.torch import save_file

    save_file(weights, staging / WEIGHTS, metadata={"format": "pt"})
    kept = {
        name: value
        for name, value in config.items()
        if name not in (*_IN_GENERATION_ONLY, "_name_or_path", "torch_dtype")
    }
    version = package_version("transformers")
    kept |= {
        "architectures": ["MarianMTModel"],
        "dtype": "float16",
        "transformers_version": version,
    }
    for name, data in ((CONFIG, kept), (GENERATION, generation_settings(config))):
        text = json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False)
        (staging / name).write_text(text + "\n", encoding="utf-8")
    # safetensors lets nobody else read its file; the other files show what the umask lets.
    (staging / WEIGHTS).chmod((staging / CONFIG).stat().st_mode)
    for name in TOKENIZER_FILES:
        if is_file(base / name):
            shutil.copyfile(base / name, staging / name)
    (staging / CARD).write_text(card, encoding="utf-8", newline="\n")


def _move(staging: Path, folder: Path) -> None:
    """Put the finished folder in its place, on the disk; what was there is removed."""
    sync_tree(staging)
    before = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(before, ignore_errors=True)
    if folder.exists():
        folder.rename(before)
    staging.rename(folder)
    sync(folder.parent)
    shutil.rmtree(before, ignore_errors=True)
