"""Files that are one article each: .txt and .md."""

from __future__ import annotations

import hashlib

from kortom.articles.assemble import Draft, assemble, check_date, check_length
from kortom.articles.decoding import check_characters, count_lines, decode_file
from kortom.articles.ids import Found
from kortom.articles.markdown import read_markdown, take_front_matter
from kortom.articles.places import Place
from kortom.articles.text import split_blocks, take_stamp
from kortom.config.model import Input


def read_text_file(
    data: bytes, article_id: str, encoding: str, config: Input, place: Place
) -> Found:
    """The article in the bytes of a .txt file.

    ArticleError (NOT_DECODABLE, NUL_IN_TEXT, LONE_SURROGATE, TOO_LONG, EMPTY).
    """
    date, text = take_stamp(_text(data, encoding, config, place))
    draft = Draft(article_id, _sha256(data), tuple(split_blocks(text)), date=date)
    return assemble(draft, config, place)


def read_markdown_file(
    data: bytes, article_id: str, encoding: str, config: Input, place: Place
) -> Found:
    """The article in the bytes of a .md file.

    The front matter's title goes before the first heading of level 1, and its date before a stamp.
    ArticleError as `read_text_file`, and (BAD_FRONT_MATTER, WRONG_TYPE, BAD_DATE,
    NESTED_TOO_DEEPLY).
    """
    whole = _text(data, encoding, config, place)
    fields, text = take_front_matter(whole, place)
    # Escapes in YAML can make characters that the file itself does not hold.
    for name, value in fields.items():
        check_characters(value, place, name)
    date, text = take_stamp(text)
    outline = read_markdown(text, place, count_lines(whole) - count_lines(text) + 1)
    title, blocks = outline.under(fields.get("title"))
    draft = Draft(
        article_id,
        _sha256(data),
        blocks,
        title=title,
        date=check_date(fields.get("date", ""), place, "date") or date,
        url=fields.get("url"),
        guess_title=title is None and not outline.marked,
    )
    return assemble(draft, config, place)


def _text(data: bytes, encoding: str, config: Input, place: Place) -> str:
    text = check_characters(decode_file(data, encoding, place), place)
    check_length(len(text), config, place)
    return text


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
