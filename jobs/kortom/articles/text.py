"""From the text of an article to its blocks: the white space, the date stamp, the paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kortom.articles.dates import parse_date
from kortom.values import ParagraphKind

# Soft hyphens and zero-width characters only say where a line may break.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_LINE_BREAK = re.compile("\r\n|[\r\n\u2028]")
_PARAGRAPH_BREAK = "\u2029"
_STAMP = re.compile(r"\s*date ([0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?=\s)")
_BULLET = re.compile(r"[-–—*•‣◦·▪] ")
_NUMBER = re.compile(r"[0-9]{1,3}[.)] ")
_CLOSERS = "\"'’”»›“‘)]"
_SENTENCE_END = ".!?…:;"


@dataclass(frozen=True, slots=True)
class Block:
    """A future paragraph: clean, non-blank lines. kind: None where that is still to be judged."""

    lines: tuple[str, ...]
    kind: ParagraphKind | None = None

    @property
    def text(self) -> str:
        """The lines joined, clean as well."""
        # Joining can bring a letter and a combining mark together.
        return clean(" ".join(self.lines))


def clean(text: str) -> str:
    """Text on one line, NFC: runs of white space and control characters become one space, soft
    hyphens and zero-width characters go, the ends are bare, everything else stays."""
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return _SPACE.sub(" ", text).strip()


def take_stamp(text: str) -> tuple[str | None, str]:
    """A leading stamp such as "date 2021-12 " and the text after it.

    (None, the whole text) if there is none; an impossible date is text, not a stamp.
    """
    match = _STAMP.match(text)
    date = parse_date(match.group(1)) if match else None
    return (date, text[match.end() :]) if match and date else (None, text)


def last_mark(text: str) -> str:
    """The last character of a text, closing quotes and brackets left out; "" if there is none."""
    return text.rstrip(_CLOSERS + " ")[-1:]


def split_blocks(text: str) -> Iterator[Block]:
    """The paragraphs of a plain text: blank lines part them, and the lines within are joined.

    The items of a bulleted or numbered list are paragraphs each.
    """
    lines: list[str] = []
    for raw in _LINE_BREAK.split(text.replace(_PARAGRAPH_BREAK, "\n\n")):
        line = clean(raw)
        if line:
            lines.append(line)
        elif lines:
            yield from join_lines(lines)
            lines = []
    if lines:
        yield from join_lines(lines)


def join_lines(lines: list[str]) -> Iterator[Block]:
    """One block of clean, non-blank lines that stand together; several if it is a list."""
    starts = _item_starts(lines)
    if starts == [0]:
        kind: ParagraphKind | None = "body" if _BULLET.match(lines[0]) else None
        yield Block(tuple(lines), kind)
        return
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield Block(tuple(lines[start:end]), "body")


def _item_starts(lines: list[str]) -> list[int]:
    """The lines at which a new paragraph begins.

    In hard-wrapped text a dash or a number can come to stand at the start of a line by chance. So
    a mark counts only where the line before it ended a sentence, or where the block has two.
    """
    bullets = [i for i, line in enumerate(lines) if _BULLET.match(line)]
    numbers = [i for i, line in enumerate(lines) if _NUMBER.match(line)]
    starts = {0}
    starts.update(i for i in bullets if len(bullets) > 1 or _ended(lines[i - 1]))
    starts.update(i for i in numbers if len(numbers) > 1)
    return sorted(starts)


def _ended(line: str) -> bool:
    mark = last_mark(line)
    return bool(mark) and mark in _SENTENCE_END
