"""Markdown: the front matter, and the blocks of plain text that the markup encloses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kortom import errors
from kortom.articles.places import Place, shown
from kortom.articles.text import Block, clean, join_lines, split_blocks

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_NOT_PROSE = ("<script", "<style", "<?", "<!")
_BREAKS = ("softbreak", "hardbreak")
_ENCLOSING = ("list_item", "blockquote", "table")
# The library drops what is nested deeper than this, silently; no article comes near.
_MAX_NESTING = 100


@dataclass(frozen=True, slots=True)
class Markdown:
    """The blocks of a Markdown text; title is its first heading of level 1 if nothing precedes it.

    marked: whether it has headings of its own, so that none need be guessed.
    """

    title: str | None
    blocks: tuple[Block, ...]
    marked: bool

    def with_title_as_heading(self, title: str) -> tuple[Block, ...]:
        """The blocks where the title came from elsewhere: the first heading stays a heading,
        unless it says the same."""
        if self.title is None or self.title == clean(title):
            return self.blocks
        return (Block((self.title,), "heading"), *self.blocks)


def take_front_matter(text: str, place: Place) -> tuple[dict[str, str], str]:
    """The fields of a YAML front matter (text values only) and the text after it.

    ({}, the whole text) if there is none: also where the lines "---" enclose no mapping, since
    they can be rules across the page. ArticleError (BAD_FRONT_MATTER) if it is not valid YAML,
    (WRONG_TYPE) for a title, date or url that is no text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    try:
        # BaseLoader runs no code and makes text of every scalar: a date stays as it was written.
        data = yaml.load(match.group(1) or "", Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        detail = shown(" ".join(str(error).split()))
        raise place.error(errors.BAD_FRONT_MATTER, detail=detail) from error
    if not isinstance(data, dict):
        return {}, text
    fields: dict[str, str] = {}
    for name in ("title", "date", "url"):
        value = data.get(name, "")
        if not isinstance(value, str):
            found = "a list" if isinstance(value, list) else "a mapping"
            raise place.error(errors.WRONG_TYPE, field=name, found=found, wanted="text")
        if value.strip() not in ("", "~", "null"):
            fields[name] = value
    return fields, text[match.end() :]


def read_markdown(text: str) -> Markdown:
    """The blocks of a Markdown text (without front matter), as plain text."""
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    walk = _Walk()
    for token in parser.enable(["table", "strikethrough"]).parse(text):
        walk.take(token)
    title, blocks = None, walk.blocks
    if blocks and walk.title_first:
        title, blocks = blocks[0].text, blocks[1:]
    return Markdown(title, tuple(blocks), walk.marked)


@dataclass
class _Walk:
    """Goes over the tokens of the blocks and keeps the text of each."""

    blocks: list[Block] = field(default_factory=list)
    level: str = ""
    enclosed: int = 0
    marked: bool = False
    title_first: bool = False

    def take(self, token: Token) -> None:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind == "heading":
            self.level = token.tag if token.nesting == 1 else ""
        elif kind in _ENCLOSING:
            self.enclosed += token.nesting
        elif kind == "inline":
            self._inline(plain(token.children or ()))
        elif kind in ("fence", "code_block"):
            self._body(token.content)
        elif kind == "html_block":
            self._body(_without_tags(token.content))

    def _inline(self, text: str) -> None:
        if self.level:
            self._heading(clean(text))
        elif self.enclosed:
            self._body(text)
        else:
            lines = [line for line in map(clean, text.split("\n")) if line]
            if lines:
                self.blocks += join_lines(lines)

    def _heading(self, text: str) -> None:
        if not text:
            return
        self.title_first = self.title_first or (self.level == "h1" and not self.blocks)
        self.blocks.append(Block((text,), "heading"))
        self.marked = True

    def _body(self, text: str) -> None:
        self.blocks += [Block(block.lines, "body") for block in split_blocks(text)]


def plain(tokens: Sequence[Token]) -> str:
    """The text of inline tokens: of emphasis and links what they enclose, of images the
    alternative text, of code the code; HTML tags go. Line breaks stay."""
    parts: list[str] = []
    for token in tokens:
        if token.type in _BREAKS:
            parts.append("\n")
        elif token.type == "image":
            parts.append(plain(token.children or ()))
        elif token.type == "html_inline":
            parts.append("\n" if token.content.lower().startswith("<br") else "")
        else:
            parts.append(token.content)
    return "".join(parts)


def _without_tags(html: str) -> str:
    """The text of an HTML block; nothing of scripts, styles and comments."""
    start = html.lstrip().lower()
    if start.startswith("<!--"):
        return _without_tags(html.partition("-->")[2])
    return "" if start.startswith(_NOT_PROSE) else unescape(_TAG.sub(" ", html))
