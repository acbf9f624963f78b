"""E5: models."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

MODEL_FOLDER_MISSING = Template(
    "E501", "{ref}: no such model folder. Check translate.model.", Exit.NO_MODEL
)
MODEL_FILE_MISSING = Template(
    "E502",
    "{ref}: the model folder lacks {missing}. A {kind} checkpoint has {needed}. (Weights in a"
    " pickle, like pytorch_model.bin, are not loaded: they can run code.)",
    Exit.NO_MODEL,
)
MODEL_REFERENCE = Template(
    "E503",
    "'{ref}': not a model reference. Write embedded:nl-en, a folder (./models/x), or"
    " organisation/name@revision.",
    Exit.NO_MODEL,
)
MODEL_NOT_EMBEDDED = Template(
    "E504", "{ref}: this kortom has no such embedded model. It has: {known}.", Exit.NO_MODEL
)
MODEL_NOT_CACHED = Template(
    "E505",
    "{ref}: not in the Hugging Face cache of this machine, and a run never downloads. On a machine"
    " with internet run '{command}', then copy that cache here; or set translate.model to a folder"
    " that holds the model's files.",
    Exit.NO_MODEL,
)
MODEL_OTHER_KIND = Template(
    "E506",
    "{ref}: its config.json says model_type '{found}', which is no {kind} model. translate.model"
    " takes MarianMT models, summarise.seq2seq.model encoder-decoder models (BART, Pegasus, T5).",
    Exit.NO_MODEL,
)
MODEL_BROKEN = Template("E507", "{ref}: cannot be loaded: {detail}.", Exit.NO_MODEL)
MODEL_CHANGED = Template(
    "E521",
    "{ref}: its files are not those of the run {run} (SHA-256 {now}, then {before}). If nobody"
    " changed them on purpose, copy the model again.",
)
MODEL_ROUND_TRIP = Template(
    "E522",
    "{ref}: its pieces do not give the sentence back: {detail}. The files do not belong together:"
    " copy the model again.",
    Exit.NO_MODEL,
)
MODEL_SILENT = Template(
    "E523", "{ref}: translates '{sentence}' as nothing. Copy the model again.", Exit.NO_MODEL
)
MODEL_UNKNOWN_PIECES = Template(
    "E524", "{ref}: does not know {pieces}. Such characters get lost: choose another model."
)
NO_GPU = Template(
    "E531",
    "{key}: 'cuda' is asked for, and CUDA finds no device here. Write auto or cpu.",
    Exit.USAGE,
)
DTYPE_UNKNOWN = Template(
    "E532",
    "translate.dtype: {engine} does not compute in {dtype} on {device}. It can: {known}.",
    Exit.USAGE,
)
