"""E46: pages in files that the user named. option: what names the file."""

from __future__ import annotations

from kortom.errors.base import Exit, Template

PAGE_NOT_WRITABLE = Template(
    "E461", "{file}: cannot be written: {detail}. Name another file with {option}.", Exit.USAGE
)
PAGE_FOREIGN = Template(
    "E462",
    "{file}: is there, and is no page of kortom. Move it elsewhere, or name another with {option}.",
    Exit.USAGE,
)
PAGE_IN_RUN = Template(
    "E463",
    "{file}: lies in the folder of a run, and no run is changed after it is published. Name a file"
    " elsewhere with {option}.",
    Exit.USAGE,
)
