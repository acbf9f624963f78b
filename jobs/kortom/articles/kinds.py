"""Which paragraphs are the title, headings and body, where no markup says so."""

from __future__ import annotations

from collections.abc import Sequence

from kortom.articles.text import Block, last_mark
from kortom.values import Paragraph, ParagraphKind

_NOT_AFTER_TITLE = ".…:;,"


def judge(
    blocks: Sequence[Block], *, title: str | None, guess_title: bool, max_characters: int
) -> tuple[Paragraph, ...]:
    """The paragraphs of an article, its title first if it has one.

    title: a title known from elsewhere (clean, not blank), or None. guess_title: whether the
    first block may be the title. Kinds that the blocks have already are kept.

    The title is the first paragraph if more follow, it has at most max_characters, and it ends in
    no mark of punctuation; "?" and "!" are allowed if it stands alone on one line, as in "Wat wil
    Poetin?". A first line above lines that are longer than any title is a title as well.

    A heading is a short paragraph of one line that ends in no mark but "?", is no list item, and
    is not the last paragraph. A quotation without a full stop may be one (‘Geen tweede keer’).
    """
    if title is not None:
        first: tuple[Paragraph, ...] = (Paragraph("title", title),)
    elif guess_title and blocks and blocks[0].kind is None:
        first, blocks = _take_title(blocks, max_characters)
    else:
        first = ()
    last = len(blocks) - 1
    return first + tuple(
        Paragraph(_kind(block, index == last, max_characters), block.text)
        for index, block in enumerate(blocks)
    )


def _take_title(
    blocks: Sequence[Block], max_characters: int
) -> tuple[tuple[Paragraph, ...], Sequence[Block]]:
    block, rest = blocks[0], blocks[1:]
    if not rest:
        return (), blocks
    lines = block.lines
    # Where a later line is longer than any title, the text is not hard-wrapped: the first line
    # ended there on purpose.
    if any(len(line) > max_characters for line in lines[1:]):
        lines, rest = lines[:1], (Block(lines[1:]), *rest)
    text = Block(lines).text
    forbidden = _NOT_AFTER_TITLE if len(block.lines) == 1 else _NOT_AFTER_TITLE + "?!"
    if _is_short(text, max_characters, forbidden):
        return (Paragraph("title", text),), rest
    return (), blocks


def _kind(block: Block, is_last: bool, max_characters: int) -> ParagraphKind:
    if block.kind is not None:
        return block.kind
    heading = (
        not is_last
        and len(block.lines) == 1
        and _is_short(block.text, max_characters, _NOT_AFTER_TITLE + "!")
    )
    return "heading" if heading else "body"


def _is_short(text: str, max_characters: int, forbidden: str) -> bool:
    """Short, of words (not "* * *"), and ending in no forbidden mark."""
    return (
        len(text) <= max_characters
        and any(char.isalpha() for char in text)
        and last_mark(text) not in set(forbidden)
    )
