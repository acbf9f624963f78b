"""E9: compare."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

ONE_RUN_ONLY = Template(
    "E901",
    "{run}: the only run named, and a comparison takes two or more. Name another one; see: kortom"
    " runs",
    Exit.USAGE,
)
COMPARED_TWICE = Template(
    "E902",
    "{run}: named twice, as {one} and as {other}. Name two different runs; see: kortom runs",
    Exit.USAGE,
)
NOTHING_IN_COMMON = Template(
    "E903",
    "{count} runs: not one article of the same id and text is in all of them: {sides}. Run all"
    " configs on the same inputs, without --new-only.",
    Exit.USAGE,
)
INPUTS_DIFFER = Template(
    "E904",
    "inputs differ: {common} in all of the runs, and only that is compared. {sides}.{altered} Run"
    " all configs on the same inputs to compare the rest.",
)
NO_REFERENCE_COMPARED = Template(
    "E905",
    "{files}: not one of the references is of an article that all runs have. Name the references of"
    " those articles.",
    Exit.NO_INPUT,
)
REFERENCES_NOT_COMPARED = Template(
    "E906",
    "references: {missing:,} of {total:,} {what} are not in all of the runs, and are not scored:"
    " {first}.",
)
COMPARISON_NOT_WRITABLE = Template(
    "E907",
    "--write {folder}: cannot be written: {detail}. Name a folder that you may write to.",
    Exit.USAGE,
)

# E91: the gate
GATE_SYNTAX = Template(
    "E911",
    "--fail-if '{text}': character {position}: {detail}. Write it like --fail-if 'chrf < -0.3'"
    " or --fail-if 'high:flags > 1 and brief_words > 10%'.",
    Exit.USAGE,
)
GATE_METRIC = Template(
    "E912",
    "--fail-if '{text}': character {position}: unknown metric '{metric}'. {hint}",
    Exit.USAGE,
)
GATE_NEEDS_REFERENCES = Template(
    "E913",
    "--fail-if '{text}': character {position}: '{metric}' needs references: {kind}. Name them with"
    " --references FILE.",
    Exit.USAGE,
)
GATE_NO_VALUE = Template(
    "E914",
    "--fail-if '{text}': character {position}: {metric} has no value: {why}. A gate cannot pass on"
    " what is not known: mend that, or leave the condition out.",
    Exit.USAGE,
)
GATE_HIT = Template("E915", "--fail-if '{text}' is hit by {system}: {values}.", Exit.GATE_HIT)
