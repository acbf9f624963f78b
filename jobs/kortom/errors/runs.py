"""E4: output and runs."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

OUTPUT_NOT_WRITABLE = Template(
    "E401",
    "{folder}: cannot be written: {detail}. Give the job's user the right to write there, or name"
    " another folder with --output or run.output.",
    Exit.USAGE,
)
NO_RUNS = Template("E402", "{folder}: no runs there. Start one with: kortom run", Exit.USAGE)
RUN_NOT_FOUND = Template("E403", "{run}: no such run under {folder}. See: kortom runs", Exit.USAGE)
RUN_AMBIGUOUS = Template(
    "E403",
    "{run}: {count} runs under {folder} begin so. Give more of the id; see: kortom runs",
    Exit.USAGE,
)
ARTICLE_NOT_FOUND = Template(
    "E404", "{article}: not in the run {run}. Its articles: {known}.", Exit.USAGE
)
FOREIGN_RUN = Template(
    "E405",
    "{folder}: written with schema {found}; this kortom reads schema {wanted}. {cure}",
    Exit.USAGE,
)
DAMAGED_RUN = Template("E406", "{file}: damaged: {detail}. See the run's SHA256SUMS.", Exit.USAGE)
LOCKED = Template(
    "E407",
    "{folder}: another run is at work there. Let it finish, wait for it with --wait SECONDS, or use"
    " another output folder.",
    Exit.LOCKED,
)
STORE_DAMAGED = Template(
    "E408", "{file}: {detail}; set aside as {aside}, and finished work is done again."
)
