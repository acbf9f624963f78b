"""What markup says of an article: its title, its headings, its paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field

from kortom.articles.text import Block, clean, split_blocks


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks of a text; title is its first heading of level 1 if nothing precedes it.

    marked: whether it has headings of its own, so that none need be guessed.
    """

    title: str | None
    blocks: tuple[Block, ...]
    marked: bool = False

    def under(self, title: str | None) -> tuple[str | None, tuple[Block, ...]]:
        """The article's title and the blocks below it.

        title: one that is known from elsewhere, which goes first; the text's own is then a
        heading, unless it says the same.
        """
        if title is None or self.title is None:
            return title or self.title, self.blocks
        if self.title == clean(title):
            return title, self.blocks
        return title, (Block((self.title,), "heading"), *self.blocks)


@dataclass
class OutlineBuilder:
    """Takes headings and paragraphs in their order."""

    blocks: list[Block] = field(default_factory=list)
    marked: bool = False
    title_first: bool = False

    def heading(self, level: str, text: str) -> None:
        """A heading; level: "h1" to "h6". Nothing if it has no text."""
        text = clean(text)
        if text:
            self.title_first = self.title_first or (level == "h1" and not self.blocks)
            self.blocks.append(Block((text,), "heading"))
            self.marked = True

    def body(self, text: str) -> None:
        """Text of which the markup says that it is body: paragraphs, parted by blank lines."""
        self.blocks += [Block(block.lines, "body") for block in split_blocks(text)]

    def unmarked(self, text: str) -> None:
        """Text of which the markup says nothing: it is still to be judged."""
        self.blocks += split_blocks(text)

    def build(self) -> Outline:
        """The outline of what was taken."""
        title, blocks = None, self.blocks
        if blocks and self.title_first:
            title, blocks = blocks[0].text, blocks[1:]
        return Outline(title, tuple(blocks), self.marked)
