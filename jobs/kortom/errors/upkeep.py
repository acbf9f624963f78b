"""E4, continued: verify, reproduce, prune, schedule, doctor."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

# E41: verify
FILE_MISSING = Template(
    "E411", "{file}: missing. Restore it from a copy of the run.", Exit.VERIFY_FAILED
)
FILE_EXTRA = Template(
    "E412",
    "{file}: {kind} that the run was not published with. Move it elsewhere.",
    Exit.VERIFY_FAILED,
)
FILE_ALTERED = Template(
    "E413",
    "{file}: altered: its SHA-256 is {found}, and SHA256SUMS says {wanted}. Restore it from a copy"
    " of the run.",
    Exit.VERIFY_FAILED,
)
CHECKSUMS_MALFORMED = Template(
    "E414",
    "{file}: {detail}, which kortom never writes. Restore it from a copy of the run.",
    Exit.VERIFY_FAILED,
)
RUN_INCONSISTENT = Template(
    "E415",
    "{file}: {place}: {detail}. Something else than kortom wrote that: restore the run from a copy,"
    " or make it again.",
    Exit.VERIFY_FAILED,
)
NOT_VERIFIABLE = Template(
    "E416",
    "{file}: cannot be read: {detail}. Give the user who verifies the right to read it.",
    Exit.VERIFY_FAILED,
)

# E42: reproduce
OTHER_KORTOM = Template(
    "E421",
    "kortom: the run was made with {wanted}, this is {found}. Install kortom {wanted}.",
    Exit.CANNOT_REPRODUCE,
)
OTHER_PACKAGE = Template(
    "E422",
    "{package}: the run was made with {wanted}, here is {found}. Install {package} {wanted}.",
    Exit.CANNOT_REPRODUCE,
)
OTHER_INSTRUCTION_SET = Template(
    "E423",
    "instruction set: the run was made on '{wanted}', here is '{found}'. Use a machine with the"
    " former.",
    Exit.CANNOT_REPRODUCE,
)
OTHER_HARDWARE = Template(
    "E429",
    "translate.{name}: 'auto' was {wanted} in the run, and is {found} here. Use a machine where it"
    " is the former.",
    Exit.CANNOT_REPRODUCE,
)
OTHER_MODEL = Template(
    "E424",
    "{ref}: {file}: the run was made with {wanted}, here is {found} (SHA-256). Restore that file of"
    " the model.",
    Exit.CANNOT_REPRODUCE,
)
OTHER_GLOSSARY = Template(
    "E430",
    "{ref}: the run was made with {wanted}, here is {found} (SHA-256). Restore that glossary.",
    Exit.CANNOT_REPRODUCE,
)
ARTICLE_ALTERED = Template(
    "E425",
    "{article}: the run was made of {wanted}, here is {found} (SHA-256). Restore that article.",
    Exit.CANNOT_REPRODUCE,
)
ARTICLE_MISSING = Template(
    "E426",
    "{article}: the run was made of {wanted} (SHA-256), here is none of that id in {inputs}."
    " Restore that article, or work from the folder that the run was made in.",
    Exit.CANNOT_REPRODUCE,
)
OTHER_CONFIG = Template(
    "E427",
    "{config}: this kortom cannot take the run's config: {detail} Use the kortom that made"
    " the run.",
    Exit.CANNOT_REPRODUCE,
)
VALUE_DIFFERS = Template(
    "E428",
    "{place}: {path} was {before}, now is {now}. The new run can be kept for a closer look with"
    " --keep DIR.",
    Exit.DIFFERS,
)

STORE_NOT_SOUND = Template(
    "E441", "{file}: {detail}. The next run sets it aside and does finished work again."
)
PRUNE_IN_USE = Template(
    "E442",
    "{folder}: a run is at work there, so that what killed runs left stays. Prune again later.",
)
PRUNE_STORE_IN_USE = Template(
    "E443",
    "{file}: finished work stays, since a run is at work in {folder} that may count on it. Prune"
    " again later.",
)
PRUNE_FOREIGN_FILE = Template(
    "E444", "{folder}: stays, since kortom did not write '{file}' in it. Move that file elsewhere."
)
DISK_LOW = Template(
    "E445",
    "{folder}: {free} MB free, and {wanted} MB are wanted. Free some, for example with"
    " 'kortom prune --keep 7', or name another folder with run.output.",
    Exit.USAGE,
)
CLOCK_BEHIND = Template(
    "E446",
    "{run}: the newest run is later than the clock ({now}). Set the clock, for example with"
    " 'timedatectl set-ntp true', or runs will not be listed in their order.",
)
MEMORY_LOW = Template(
    "E447",
    "{available} MB of memory are available, and {workers} with about {each} MB each want"
    " {wanted}. Lower run.workers.",
)
SCHEDULE_PATH = Template(
    "E448",
    "{path!r}: {where} cannot hold {detail}. Rename it, or work from another folder.",
    Exit.USAGE,
)
SCHEDULE_LOG_FOLDER = Template(
    "E449",
    "{folder}: no such folder for the log file. Make it, or name another --log-file.",
    Exit.USAGE,
)
