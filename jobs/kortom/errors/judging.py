"""E8: judgements of briefs."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

JUDGEMENTS_UNREADABLE = Template(
    "E801",
    "{file}: cannot be read: {detail}. Name a file that the judging page exported.",
    Exit.USAGE,
)
JUDGEMENTS_NOT_JSON = Template(
    "E802",
    "{file}: line {line} is not valid JSON: {detail}. The file is damaged or was cut off: export it"
    " again.",
    Exit.USAGE,
)
JUDGEMENTS_FOREIGN = Template(
    "E803",
    "{file}: '{field}' is {found}, and should be {wanted}. Name a file that the judging page of"
    " this kortom exported.",
    Exit.USAGE,
)
JUDGEMENTS_FIELD = Template(
    "E804",
    "{file}: '{field}': {detail} (got {value}). Export the file again, or mend the value.",
    Exit.USAGE,
)
JUDGEMENTS_TWICE = Template(
    "E805",
    "{file}: '{field}': the article {article} was judged at '{first}' already. Keep one of them.",
    Exit.USAGE,
)
OTHER_COMPARISON = Template(
    "E806",
    "{file}: '{field}' is not as in {first}: {found} here, {wanted} there. Judgements of one"
    " comparison only can be counted together: leave one of the files out.",
    Exit.USAGE,
)
DUPLICATE_JUDGE = Template(
    "E807",
    "{file}: 'judge': {judge} judged in {first} already (exported {exported_first}, this one"
    " {exported}). Keep the later file, or give each person a name of their own.",
    Exit.USAGE,
)
NOTHING_JUDGED = Template(
    "E808",
    "{files}: every article was skipped, or none was shown: nothing to count. Judge some.",
    Exit.NO_INPUT,
)

# What `kortom compare --blind` refuses.
BLIND_ALONE = Template(
    "E811",
    "--blind {page}: goes with two runs and --output alone, not with {options}: what those show"
    " could tell a judge which system is which. Compare without --blind for them.",
    Exit.USAGE,
)
BLIND_OF_TWO = Template(
    "E812", "--blind {page}: takes exactly two runs, not {count}. Name two of them.", Exit.USAGE
)
NOTHING_TO_JUDGE = Template(
    "E813",
    "{one} and {other}: the briefs of all {count} common articles are the same: nothing to judge."
    " Name runs whose briefs differ; see: kortom compare",
    Exit.NO_INPUT,
)
