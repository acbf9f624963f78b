"""From checked text to an `Article`: what all forms of input have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kortom import errors
from kortom.articles.dates import parse_date
from kortom.articles.decoding import check_characters
from kortom.articles.ids import Found
from kortom.articles.kinds import judge
from kortom.articles.places import Place, shown
from kortom.articles.text import Block, clean
from kortom.config.model import Input
from kortom.values import Article


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read of an article. title, url: not yet cleaned. date: ISO already.

    guess_title: whether the first block may be the title.
    """

    id: str
    sha256: str
    blocks: Sequence[Block]
    title: str | None = None
    date: str | None = None
    url: str | None = None
    guess_title: bool = True


def assemble(draft: Draft, config: Input, place: Place, field: str | None = None) -> Found:
    """The article. ArticleError (EMPTY) if it has no body text; field names where that belongs."""
    paragraphs = judge(
        draft.blocks,
        title=clean(draft.title or "") or None,
        guess_title=draft.guess_title,
        max_characters=config.title_max_characters,
    )
    if not any(paragraph.kind == "body" for paragraph in paragraphs):
        raise place.error(errors.EMPTY, field=field, place=place.field_text(field))
    article = Article(
        id=draft.id,
        date=draft.date,
        language=config.language,
        paragraphs=paragraphs,
        origin=clean(draft.url or "") or place.origin,
        sha256=draft.sha256,
    )
    return Found(article, place)


def check_length(length: int, config: Input, place: Place, field: str | None = None) -> None:
    """ArticleError (TOO_LONG) for more characters than the config allows."""
    if length > config.max_characters:
        raise place.error(
            errors.TOO_LONG,
            field=field,
            place=place.field_text(field),
            length=length,
            limit=config.max_characters,
        )


def check_date(value: str, place: Place, field: str) -> str | None:
    """The ISO date in a value, None if it is blank. ArticleError (BAD_DATE)."""
    if not clean(check_characters(value, place, field)):
        return None
    date = parse_date(value)
    if date is None:
        raise place.error(errors.BAD_DATE, field=field, value=shown(value))
    return date
