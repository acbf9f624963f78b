"""E82, E83: the data of a training."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

DATA_NOT_FOUND = Template(
    "E821", "{file}: no such file. Correct its path in 'data' or 'heldout'.", Exit.USAGE
)
DATA_UNREADABLE = Template(
    "E822",
    "{file}: cannot be read: {detail}. Give the job's user the right to read it.",
    Exit.USAGE,
)
DATA_KIND = Template(
    "E823",
    "{file}: unknown kind of parallel data '{extension}'. Known: {known}, and each of them with"
    " .xz. Rename or convert it.",
    Exit.USAGE,
)
DATA_COMPRESSION = Template(
    "E824",
    "{file}: cannot be unpacked: {detail}. The file is damaged or was cut off: fetch it again.",
    Exit.USAGE,
)
DATA_COLUMNS = Template(
    "E825",
    "{file}: line {line} has {found} columns, and it is not known which is which. Give the file a"
    " header with source and target, or name its columns: columns: [source, target]",
    Exit.USAGE,
)
DATA_COLUMNS_CONFIG = Template(
    "E826", "{file}: 'columns' {detail}. Name the columns of the file in their order.", Exit.USAGE
)
DATA_EMPTY = Template(
    "E827", "{file}: no pair there{first}. Fill it, or leave it out of the config.", Exit.USAGE
)
NOTHING_LEFT = Template(
    "E828",
    "{files}: none of the {read} pairs was kept ({reasons}). Turn a filter off, or name more data.",
    Exit.NO_INPUT,
)
HELDOUT_DAMAGED = Template(
    "E829",
    "{file}: {count} lines are no pairs, so they could not be kept out of the training. Mend the"
    " file. The first: {first}",
    Exit.USAGE,
)
DATA_REVERSED = Template(
    "E830",
    "{file}: English stands where Dutch should, and Dutch where English should ({reversed} of its"
    " first pairs, {right} are right). Turn it round: 'source' is Dutch, 'target' is English (of a"
    " TSV without a header: columns: [target, source]). If it is as it should be: filters.language:"
    " false",
    Exit.USAGE,
)

# What is wrong with one pair: it is counted, and the others go on.
PAIR_ENCODING = Template(
    "E831", "{file}: line {line} is not UTF-8 (byte {byte}). Save the file as UTF-8."
)
PAIR_COLUMNS = Template(
    "E832",
    "{file}: line {line} has {found} columns, the file {wanted}. Put one tab between columns.",
)
PAIR_FIELD = Template("E833", "{file}: line {line}: '{field}' {detail}.")
PAIR_JSON = Template("E834", "{file}: line {line} is not a JSON object: {detail}. Mend the line.")
PAIR_LONG = Template(
    "E835", "{file}: line {line} is longer than {limit} bytes. Put one pair on a line."
)

DATA_XML = Template("E836", "{file}: line {line}: not a usable TMX file: {detail}.", Exit.USAGE)
PACKING_CACHE = Template(
    "E837",
    "{folder}: the packed pairs cannot be kept there: {detail}. Make room, or name another folder"
    " with KORTOM_CACHE.",
    Exit.USAGE,
)
PACKING_DIED = Template(
    "E838",
    "{files}: a process that packs the pairs ended before its time ({detail}), perhaps for want of"
    " memory. Free some, or use fewer processes.",
    Exit.USAGE,
)
