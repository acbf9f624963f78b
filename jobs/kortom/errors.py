"""Every message a user can get, in one place: what is wrong, where, and the cure.

Codes are stable, so that scripts and searches can rely on them: E1 config and usage, E2 input, E3
translation, E4 output and runs, E5 models, E6 ended early, E7 telemetry. Exit codes are an
interface too (see README).
"""

from __future__ import annotations

import signal
from dataclasses import dataclass
from enum import IntEnum, unique
from typing import Any


@unique
class Exit(IntEnum):
    """Exit codes of the `kortom` command."""

    OK = 0
    UNFORESEEN = 1
    USAGE = 2
    ARTICLES_FAILED = 3
    NO_INPUT = 4
    NO_MODEL = 5
    LOCKED = 6
    VERIFY_FAILED = 7
    DIFFERS = 8
    CANNOT_REPRODUCE = 9
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, slots=True)
class Problem:
    """A filled-in message."""

    code: str
    message: str
    exit: Exit

    def __str__(self) -> str:
        return f"{self.code} {self.message}"


@dataclass(frozen=True, slots=True)
class Template:
    """A message with named places; calling it fills them in."""

    code: str
    text: str
    exit: Exit = Exit.ARTICLES_FAILED

    def __call__(self, **fields: Any) -> Problem:
        """Fill in the places. KeyError if one is missing."""
        return Problem(self.code, self.text.format(**fields), self.exit)


class KortomError(Exception):
    """A problem that ends the command, or (raised per article) that article alone."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class ArticleError(KortomError):
    """A problem of one article, with its line (from 1) and field where they are known."""

    def __init__(
        self, problem: Problem, *, line: int | None = None, field: str | None = None
    ) -> None:
        super().__init__(problem)
        self.line = line
        self.field = field


USAGE, NO_INPUT, NO_MODEL = Exit.USAGE, Exit.NO_INPUT, Exit.NO_MODEL

# E1: config and usage
CONFIG_NOT_FOUND = Template(
    "E101", "{file}: no such config. Known here: {known}. Give a path or one of these names.", USAGE
)
CONFIG_SYNTAX = Template("E102", "{file}: not valid YAML: {detail}. Mend that line.", USAGE)
CONFIG_TAG = Template(
    "E103",
    "{file}: line {line} has the YAML tag '{tag}'. Tags are refused, since they can run code:"
    " write the plain value.",
    USAGE,
)
CONFIG_UNKNOWN_KEY = Template("E104", "{file}: unknown key '{key}'. {hint}", USAGE)
CONFIG_VALUE = Template("E105", "{file}: '{key}': {detail} (got {value}).", USAGE)
CONFIG_EXTENDS = Template("E106", "{file}: 'extends: {target}' {detail}.", USAGE)
CONFIG_OVERRIDE = Template(
    "E107", "--set '{text}': {detail}. Write it like --set translate.beam_size=1.", USAGE
)
CONFIG_NOT_MAPPING = Template(
    "E108", "{file}: a config is a mapping of keys to values, this is {found}.", USAGE
)
CONFIG_NAME = Template(
    "E109",
    "{file}: the config's file name names its output folder, and '{name}' cannot: use lower-case"
    " letters, digits, '-', '_' and '.'.",
    USAGE,
)

# E2: input
NO_ARTICLES = Template(
    "E201",
    "{inputs}: no articles there. Put .txt, .md, .jsonl, .json, .csv, .tsv or .parquet files there,"
    " or name others with --input or run.inputs.",
    NO_INPUT,
)
INPUT_MISSING = Template("E202", "{file}: no such file or folder. Check run.inputs or --input.")
UNREADABLE = Template(
    "E203", "{file}: cannot be read: {detail}. Give the job's user the right to read it."
)
UNKNOWN_EXTENSION = Template(
    "E204", "{file}: unknown kind of file '{extension}'. Known: {known}. Rename or convert it."
)
NOT_DECODABLE = Template(
    "E205",
    "{file}: line {line} is not {encoding} (byte {byte} at offset {offset}). Save the file as UTF-8"
    " or set input.encoding to what it is, for example latin-1 or cp1252.",
)
NUL_IN_TEXT = Template(
    "E206",
    "{file}: {place} holds a NUL character. If the file is UTF-16, set input.encoding to utf-16;"
    " otherwise it is damaged or not text.",
)
LONE_SURROGATE = Template(
    "E207",
    "{file}: {place} holds half of a surrogate pair ({char}), which is no character. Write the text"
    " again from its origin as UTF-8.",
)
EMPTY = Template("E208", "{file}: {place} has no text. Fill it or remove it.")
TOO_LONG = Template(
    "E209",
    "{file}: {place} has {length:,} characters, more than input.max_characters ({limit:,})."
    " Split it, or raise the limit.",
)
BAD_JSON = Template("E210", "{file}: line {line} is not valid JSON: {detail}. Mend or remove it.")
TRUNCATED_JSON = Template(
    "E211",
    "{file}: line {line} ends in the middle of a JSON value. The file was cut off: copy it again.",
)
DUPLICATE_KEY = Template("E212", "{file}: {place} has the key '{field}' twice. Keep one of them.")
NOT_AN_OBJECT = Template(
    "E213", '{file}: {place} is {found}, not an object with fields. Write {{"{field}": ...}}.'
)
MISSING_FIELD = Template(
    "E214",
    "{file}: {place} has no field '{field}'. It has: {present}. Set input.fields.{role} to the"
    " right name{extra}.",
)
WRONG_TYPE = Template(
    "E215", "{file}: {place}: field '{field}' is {found}, wanted {wanted}. Mend the value."
)
BAD_DATE = Template(
    "E216",
    "{file}: {place}: the date {value} is not ISO (2021, 2021-12 or 2021-12-07). Mend it, or set"
    " input.fields.date to null.",
)
BAD_ID = Template("E217", "{file}: {place}: the id {value} {detail}. Give the article a plain id.")
DUPLICATE_ID = Template(
    "E218",
    "{file}: the id '{id}' stands in {count} places ({places}) with differing content. kortom"
    " cannot know which is meant: keep one, or give them ids of their own (a file's id is its path"
    " below the folder or pattern that was named as input: name the folder above them all).",
)
DUPLICATE_ARTICLE = Template(
    "E219",
    "{file}: the article '{id}' stands in {count} places ({places}), the same to the byte. One is"
    " used; remove the other.",
)
BAD_TABLE = Template("E220", "{file}: not a readable {kind} file: {detail}. Write it again.")
ROW_SHAPE = Template(
    "E221",
    "{file}: {place}: {found} columns where the header has {wanted}. Mend the row (quote a text"
    " that holds the separator).",
)
BAD_FRONT_MATTER = Template(
    "E222",
    "{file}: the front matter (between the lines '---') is not valid YAML: {detail}. Put quotes"
    " around a value that holds a colon.",
)
NESTED_TOO_DEEPLY = Template(
    "E223",
    "{file}: line {line}: quotes and lists are nested {limit} deep or more, so that not all of the"
    " text can be read. Take some of the marks at the start of the line away.",
)
ROWS_UNREAD = Template(
    "E224",
    "{file}: not read from line {line} on: {detail}. Mend the quotes there (one within a quoted"
    " text is written twice).",
)
UNNAMED_CELL = Template(
    "E225",
    "{file}: {place}: column {column} holds {value}, and has no name in the header. Name the"
    " column, or empty the cell.",
)
BAD_ENCODING_NAME = Template(
    "E105", "{file}: 'input.encoding': Python knows no encoding '{value}'.", USAGE
)

# E3: translation
ENGINE_FAILED = Template(
    "E301", "{file}: the article could not be translated: {detail}. The other articles went on."
)
WORKER_DIED = Template(
    "E302",
    "{file}: the worker process that held this article died ({detail}). If memory ran out, lower"
    " run.workers or translate.batch_tokens.",
)
TIMED_OUT = Template(
    "E303",
    "{file}: the article took longer than run.article_timeout_seconds ({seconds:g}). Raise the"
    " limit, or split the article.",
)

# E4: output and runs
OUTPUT_NOT_WRITABLE = Template(
    "E401",
    "{folder}: cannot be written: {detail}. Give the job's user the right to write there, or name"
    " another folder with --output or run.output.",
    USAGE,
)
NO_RUNS = Template("E402", "{folder}: no runs there. Start one with: kortom run", USAGE)
RUN_NOT_FOUND = Template("E403", "{run}: no such run under {folder}. See: kortom runs", USAGE)
RUN_AMBIGUOUS = Template(
    "E403",
    "{run}: {count} runs under {folder} begin so. Give more of the id; see: kortom runs",
    USAGE,
)
ARTICLE_NOT_FOUND = Template(
    "E404", "{article}: not in the run {run}. Its articles: {known}.", USAGE
)
FOREIGN_RUN = Template(
    "E405",
    "{folder}: written with schema {found}; this kortom reads schema {wanted}. {cure}",
    USAGE,
)
DAMAGED_RUN = Template("E406", "{file}: damaged: {detail}. See the run's SHA256SUMS.", USAGE)
LOCKED = Template(
    "E407",
    "{folder}: another run is at work there. Let it finish, wait for it with --wait SECONDS, or use"
    " another output folder.",
    Exit.LOCKED,
)
STORE_DAMAGED = Template(
    "E408", "{file}: {detail}; set aside as {aside}, and finished work is done again."
)

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
OTHER_MODEL = Template(
    "E424",
    "{ref}: {file}: the run was made with {wanted}, here is {found} (SHA-256). Restore that file of"
    " the model.",
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
    USAGE,
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
    USAGE,
)
SCHEDULE_LOG_FOLDER = Template(
    "E449", "{folder}: no such folder for the log file. Make it, or name another --log-file.", USAGE
)

# E5: models
MODEL_FOLDER_MISSING = Template(
    "E501", "{ref}: no such model folder. Check translate.model.", NO_MODEL
)
MODEL_FILE_MISSING = Template(
    "E502",
    "{ref}: the model folder lacks {missing}. A MarianMT checkpoint has {needed}. (Weights in a"
    " pickle, like pytorch_model.bin, are not loaded: they can run code.)",
    NO_MODEL,
)
MODEL_REFERENCE = Template(
    "E503",
    "'{ref}': not a model reference. Write embedded:nl-en, a folder (./models/x), or"
    " organisation/name@revision.",
    NO_MODEL,
)
MODEL_NOT_EMBEDDED = Template(
    "E504", "{ref}: this kortom has no such embedded model. It has: {known}.", NO_MODEL
)
MODEL_NOT_CACHED = Template(
    "E505",
    "{ref}: not in the Hugging Face cache of this machine, and a run never downloads. On a machine"
    " with internet run '{command}', then copy that cache here; or set translate.model to a folder"
    " that holds the model's files.",
    NO_MODEL,
)
MODEL_NOT_MARIAN = Template(
    "E506", "{ref}: its config.json says model_type '{found}', and kortom wants 'marian'.", NO_MODEL
)
MODEL_BROKEN = Template("E507", "{ref}: cannot be loaded: {detail}.", NO_MODEL)
MODEL_CHANGED = Template(
    "E521",
    "{ref}: its files are not those of the run {run} (SHA-256 {now}, then {before}). If nobody"
    " changed them on purpose, copy the model again.",
)
MODEL_ROUND_TRIP = Template(
    "E522",
    "{ref}: its pieces do not give the sentence back: {detail}. The files do not belong together:"
    " copy the model again.",
    NO_MODEL,
)
MODEL_SILENT = Template(
    "E523", "{ref}: translates '{sentence}' as nothing. Copy the model again.", NO_MODEL
)
MODEL_UNKNOWN_PIECES = Template(
    "E524", "{ref}: does not know {pieces}. Such characters get lost: choose another model."
)


# Ended early
INTERRUPTED = Template(
    "E601",
    "stopped by {signal} after the article in hand; no run was published. What is finished is kept,"
    " and the next run goes on from there.",
    Exit.INTERRUPTED,
)
TERMINATED = Template(INTERRUPTED.code, INTERRUPTED.text, Exit.TERMINATED)


# E7: telemetry
PING_ADDRESS = Template(
    "E701",
    "{option} or KORTOM_PING: not an address to ping: {detail}. Give one like"
    " https://ping.example/your-check. (It is a secret, and not shown here.)",
    USAGE,
)
PING_FAILED = Template(
    "E702", "the ping of the run's {event} failed: {detail}. The run does not depend on it."
)
METRICS_NOT_WRITTEN = Template(
    "E703",
    "{file}: the metrics cannot be written: {detail}. Make its folder, and give the job's user the"
    " right to write there. The run does not depend on it.",
)
LOG_NOT_WRITABLE = Template(
    "E704",
    "{file}: the log cannot be written: {detail}. Make its folder, and give the job's user the"
    " right to write there, or name another file with --log-file.",
    USAGE,
)
LOG_NOT_WRITTEN = Template(
    "E705",
    "{file}: a line of the log could not be written: {detail}. Others may be missing too. The run"
    " does not depend on it.",
)


def interrupted(number: signal.Signals) -> Problem:
    """The message for a run that a signal ended."""
    template = INTERRUPTED if number == signal.SIGINT else TERMINATED
    return template(signal=number.name)


def templates() -> dict[str, Template]:
    """All templates by the name they have in this module."""
    return {name: value for name, value in globals().items() if isinstance(value, Template)}
