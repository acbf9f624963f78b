"""E84, E85: trainings."""

from __future__ import annotations

import signal

from kortom.errors.base import Exit, Problem, Template

TRAIN_NO_LENGTHS = Template(
    "E841",
    "{files}: none of the {pairs} pairs is short enough for batches.max_length {limit} (tokens)."
    " Raise it, or split the texts into sentences.",
    Exit.NO_INPUT,
)
TRAIN_DIVERGED = Template(
    "E842",
    "{folder}: the loss is {loss} at step {step}: the training ran away. Lower"
    " optimiser.decoder_rate, or lengthen optimiser.warmup_steps.",
    Exit.USAGE,
)
TRAIN_CHECKPOINT = Template(
    "E843",
    "{file}: the checkpoint cannot be used: {detail}. Begin anew with --fresh, or bring the file"
    " back from a backup.",
    Exit.USAGE,
)
TRAIN_MAX_LENGTH = Template(
    "E844",
    "{base}: has {window} positions, and 'batches.max_length' is {limit}. Lower it to {window}.",
    Exit.USAGE,
)
TRAIN_NOT_WRITABLE = Template(
    "E845",
    "{folder}: cannot be written: {detail}. Make room, or name another folder with --set"
    " run.output=DIR.",
    Exit.USAGE,
)
TRAIN_HELDOUT_LONG = Template(
    "E846",
    "{file}: none of its {pairs} pairs is short enough for batches.max_length {limit} (tokens), so"
    " nothing could be scored. Name another held-out file.",
    Exit.USAGE,
)

TRAIN_INTERRUPTED = Template(
    "E847",
    "{folder}: stopped by {signal} at step {step}, and saved. The same command, without --fresh,"
    " goes on from there.",
    Exit.INTERRUPTED,
)
TRAIN_TERMINATED = Template("E848", TRAIN_INTERRUPTED.text, Exit.TERMINATED)
TRAIN_HELDOUT_WINDOW = Template(
    "E849",
    "{place}: has {tokens} tokens on its Dutch side, and {base} takes {window}. Split or"
    " shorten the text, or take the line out.",
    Exit.USAGE,
)
TRAIN_UNSHARED = Template(
    "E850",
    "{base}: its encoder and decoder have embeddings of their own, and only shared ones can be"
    " trained. Take a base that shares them, as OPUS-MT's do.",
    Exit.NO_MODEL,
)


def training_stopped(number: signal.Signals, folder: object, step: int) -> Problem:
    """The message for a training that a signal ended."""
    template = TRAIN_INTERRUPTED if number == signal.SIGINT else TRAIN_TERMINATED
    return template(folder=folder, signal=number.name, step=step)
