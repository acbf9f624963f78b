"""E1: config and usage."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

CONFIG_NOT_FOUND = Template(
    "E101",
    "{file}: no such config. Known here: {known}. Give a path or one of these names.",
    Exit.USAGE,
)
CONFIG_SYNTAX = Template("E102", "{file}: not valid YAML: {detail}. Mend that line.", Exit.USAGE)
CONFIG_TAG = Template(
    "E103",
    "{file}: line {line} has the YAML tag '{tag}'. Tags are refused, since they can run code:"
    " write the plain value.",
    Exit.USAGE,
)
CONFIG_UNKNOWN_KEY = Template("E104", "{file}: unknown key '{key}'. {hint}", Exit.USAGE)
CONFIG_VALUE = Template("E105", "{file}: '{key}': {detail} (got {value}).", Exit.USAGE)
CONFIG_EXTENDS = Template("E106", "{file}: 'extends: {target}' {detail}.", Exit.USAGE)
CONFIG_OVERRIDE = Template(
    "E107", "--set '{text}': {detail}. Write it like --set translate.beam_size=1.", Exit.USAGE
)
CONFIG_NOT_MAPPING = Template(
    "E108", "{file}: a config is a mapping of keys to values, this is {found}.", Exit.USAGE
)
CONFIG_NAME = Template(
    "E109",
    "{file}: the config's file name names its output folder, and '{name}' cannot: use lower-case"
    " letters, digits, '-', '_' and '.'.",
    Exit.USAGE,
)
