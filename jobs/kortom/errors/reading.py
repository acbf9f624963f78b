"""E2: input."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

NO_ARTICLES = Template(
    "E201",
    "{inputs}: no articles there. Put .txt, .md, .jsonl, .json, .csv, .tsv or .parquet files there,"
    " or name others with --input or run.inputs.",
    Exit.NO_INPUT,
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
    "E105", "{file}: 'input.encoding': Python knows no encoding '{value}'.", Exit.USAGE
)
