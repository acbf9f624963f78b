"""Markdown: the front matter, and the blocks of plain text that the markup encloses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.token import Token

from kortom import errors
from kortom.articles.html_text import html_parts, html_text
from kortom.articles.outline import Outline, OutlineBuilder
from kortom.articles.places import Place, shown

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_ADDRESS = re.compile(
    r"\[(?:[^\[\]\\\n]|\\.)*\]:[ \t]*<?(?:[a-z][a-z0-9+.-]*://|mailto:|www\.)", re.IGNORECASE
)
_BREAKS = ("softbreak", "hardbreak")
_ENCLOSING = ("list_item", "blockquote", "table")
# The library drops what is nested deeper than this, silently; no article comes near.
_MAX_NESTING = 100


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


def read_markdown(text: str, place: Place, first_line: int = 1) -> Outline:
    """The blocks of a Markdown text (without front matter), as plain text.

    first_line: the line of the file on which the text starts. Guarantees: every word outside of
    the markup is in some block. ArticleError (NESTED_TOO_DEEPLY) where the library would drop text.
    """
    walk = _Walk(place, first_line)
    for token in _parser().parse(text):
        walk.take(token)
    return walk.outline.build()


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    parser.block.ruler.at("reference", _reference)
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    return parser.enable(["table", "strikethrough"])


def _reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The library's rule for link targets, but for addresses on one line only: "[Utrecht]: brand"
    is text, and so is a line in quotes below an address."""
    if not _ADDRESS.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    last, state.lineMax = state.lineMax, start + 1
    try:
        return reference(state, start, end, silent)
    finally:
        state.lineMax = last


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The library's rule for tables, but cells beyond the last column of the header are kept."""
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    cells: list[Token] = []
    for token in state.tokens[before:]:
        if token.type == "tr_open":
            cells = []
        elif token.type == "inline":
            cells.append(token)
        elif token.type == "tr_close" and cells[0].map:
            line = getLine(state, cells[0].map[0]).strip().removeprefix("|")
            beyond = escapedSplit(line)[len(cells) :]
            cells[-1].content = " ".join([cells[-1].content, *beyond]).strip()
    return True


@dataclass
class _Walk:
    """Goes over the tokens of the blocks and keeps the text of each.

    number: of the list item whose text comes next; numbers are kept, since a paragraph can start
    with a year and a full stop.
    """

    place: Place
    first_line: int
    outline: OutlineBuilder = field(default_factory=OutlineBuilder)
    level: str = ""
    enclosed: int = 0
    number: str = ""

    def take(self, token: Token) -> None:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind == "heading":
            self.level = token.tag if token.nesting == 1 else ""
        elif kind in _ENCLOSING:
            self._enclosing(token)
        elif kind == "inline":
            self._inline(plain(token.children or ()))
        elif kind in ("fence", "code_block"):
            # One word right at the fence is a language; all else there is the writer's.
            is_language = token.info.split() == [token.info.rstrip()]
            info = "" if is_language else f"{token.info}\n"
            self.outline.body(self._numbered(info + token.content))
        elif kind == "html_block":
            self._html(token.content)

    def _enclosing(self, token: Token) -> None:
        if token.level >= _MAX_NESTING - 1:
            line = self.first_line + (token.map[0] if token.map else 0)
            raise self.place.error(errors.NESTED_TOO_DEEPLY, line=line, limit=_MAX_NESTING)
        self.enclosed += token.nesting
        if token.type == "list_item_open" and token.info:
            self.number += f"{token.info}{token.markup} "
        elif token.type == "list_item_close":
            self.outline.body(self._numbered(""))

    def _inline(self, text: str) -> None:
        text = self._numbered(text)
        if self.level:
            self.outline.heading(self.level, text)
        elif self.enclosed:
            self.outline.body(text)
        else:
            self.outline.unmarked(text)

    def _html(self, html: str) -> None:
        for part in html_parts(html):
            text = self._numbered(part.text)
            if part.level:
                self.outline.heading(part.level, text)
            else:
                self.outline.body(text)

    def _numbered(self, text: str) -> str:
        number, self.number = self.number, ""
        return number + text


def plain(tokens: Sequence[Token]) -> str:
    """The text of inline tokens: of emphasis and links what they enclose, of images the
    alternative text, of code the code, of HTML the text. Line breaks stay."""
    parts: list[str] = []
    for token in tokens:
        if token.type in _BREAKS:
            parts.append("\n")
        elif token.type == "image":
            parts.append(escape(plain(token.children or ()), quote=False))
        elif token.type == "html_inline":
            parts.append(token.content)
        else:
            parts.append(escape(token.content, quote=False))
    # As one piece of HTML: what a script encloses are tokens of their own.
    return html_text("".join(parts))
