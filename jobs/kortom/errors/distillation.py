"""E86 to E88: exported models and their cards; distillation."""

from __future__ import annotations

import signal
from dataclasses import replace

from kortom.errors.base import Exit, Problem, Template

EXPORT_WEIGHTS = Template(
    "E861",
    "{folder}: the weights are not those of {base}: {detail}. Export them with the model that their"
    " training began with.",
    Exit.NO_MODEL,
)
EXPORT_OVERFLOW = Template(
    "E862",
    "{folder}: {weight} has {value}, and float16 ends at 65,504. The training ran away: take an"
    " earlier checkpoint, or train with a lower rate.",
    Exit.NO_MODEL,
)
EXPORT_FAILED = Template(
    "E863",
    "{folder}: the model cannot be written: {detail}. Make room, or name a folder that you may"
    " write.",
    Exit.USAGE,
)
EXPORT_BASE = Template(
    "E864",
    "{base}: cannot be exported from: {detail}. Copy or fetch the model again.",
    Exit.NO_MODEL,
)
SOURCES_TABLE = Template(
    "E865",
    "{file}: line {line} {detail}. A table of sources is TSV: name, pairs, avg_nl_words, source,"
    " licence, remarks.",
    Exit.USAGE,
)
SENTENCES_KIND = Template(
    "E871",
    "{file}: unknown kind of file '{extension}'. 'sentences' takes {known}; name articles in"
    " 'articles'.",
    Exit.USAGE,
)
SENTENCES_COLUMN = Template(
    "E872",
    "{file}: line {line} has {found} columns, and the sentences are to be in column {column}. Mend"
    " the line, or set sentences_column.",
)
NO_SENTENCES = Template(
    "E873",
    "{inputs}: no sentence to translate there ({left_out}). Name more Dutch, or change 'limits'.",
    Exit.NO_INPUT,
)
TEACHER_ENGINE = Template(
    "E874",
    "{ref}: engine '{engine}' takes MarianMT models only, and this is a {kind} model. Set"
    " teacher.engine: transformers.",
    Exit.USAGE,
)
TEACHER_LANGUAGE = Template(
    "E875",
    "{ref}: teacher.{key} '{value}' {detail}. See the model's own card for how it names languages.",
    Exit.USAGE,
)
DISTILL_STOPPED = Template(
    "E876",
    "stopped by {signal}: {done:,} of {total:,} sentences are translated and kept. Give the same"
    " command again to go on.",
    Exit.INTERRUPTED,
)
DISTILLED_DAMAGED = Template(
    "E877", "{file}: not the bytes that were written there. It is made again."
)
DISTILL_FAILED = Template(
    "E878",
    "{folder}: cannot be written: {detail}. Make room, or name another folder in 'output'; what is"
    " translated is kept.",
    Exit.USAGE,
)
NOTHING_DISTILLED = Template(
    "E879",
    "{teacher}: not one of {total:,} pairs passed the checks ({checks}). Choose a better teacher,"
    " or turn off the checks that do not fit the text.",
)


def distill_stopped(number: signal.Signals, done: int, total: int) -> Problem:
    """The message for a distillation that a signal ended."""
    problem = DISTILL_STOPPED(signal=number.name, done=done, total=total)
    return problem if number == signal.SIGINT else replace(problem, exit=Exit.TERMINATED)
