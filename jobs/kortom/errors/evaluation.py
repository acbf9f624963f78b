"""E71, E72: evaluate."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

NO_REFERENCES = Template(
    "E711", "{files}: not one reference there that can be used. Mend the files.", Exit.NO_INPUT
)
REFERENCES_UNREADABLE = Template(
    "E712", "{file}: cannot be read: {detail}. Name a file that is there and that you may read."
)
REFERENCES_KIND = Template(
    "E713",
    "{file}: unknown kind of file '{extension}'. Known: {known}, as UTF-8. Rename or convert it.",
)
REFERENCES_ENCODING = Template(
    "E714",
    "{file}: line {line} is not UTF-8 (byte {byte}, the line's {offset:,}th). Save the file as"
    " UTF-8.",
)
REFERENCES_COLUMN = Template(
    "E715",
    "{file}: {place} has no '{field}'. It has: {present}. Translation pairs need source and"
    " reference, briefs need id and brief: name them so.{headerless}",
)
REFERENCES_SHAPE = Template(
    "E716",
    "{file}: line {line} has {found} columns, and should have {wanted} ({names}). Mend the line: a"
    " text holds no tab.",
)
REFERENCES_EMPTY = Template(
    "E717", "{file}: line {line}: '{field}' is empty. Fill it or remove the line."
)
REFERENCES_DUPLICATE = Template(
    "E718",
    "{file}: line {line}: the id {id} stands at {first} already, which is used. Remove one of them,"
    " or give it an id of its own.",
)
COLUMNS_OPTION = Template(
    "E719",
    "--columns '{value}': {detail}. Name the columns of a TSV without a header, in their order:"
    " --columns source,reference.",
    Exit.USAGE,
)
COLUMNS_OF_JSON = Template(
    "E720",
    "{file}: --columns names the columns of a TSV without a header, and JSON names its own. Leave"
    " it out, or evaluate this file on its own.",
)
NOTHING_TO_TRANSLATE = Template(
    "E721",
    "{options}: would say how pairs are translated now, and here nothing is: {why}. Leave it out.",
    Exit.USAGE,
)
NOT_IN_RUN = Template(
    "E722",
    "{run}: {missing:,} of {total:,} {what} are not in the run, and are not scored: {first}. Make a"
    " run over their articles.",
)
NOTHING_IN_RUN = Template(
    "E723",
    "{run}: not one of the references is of an article in the run. Name the run of those articles"
    " with --run; see: kortom runs",
    Exit.NO_INPUT,
)
NOTHING_TRANSLATED = Template(
    "E724",
    "{model}: not one of {total:,} pairs could be translated. See the problems above, and: kortom"
    " doctor",
)
