"""Ids that are safe as file names, and what happens when two articles share one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kortom import errors
from kortom.articles.places import Place, listed, make_failure, shown
from kortom.values import Article, Failure

MAX_CHARACTERS = 100
MAX_BYTES = 200
_HASH_DIGITS = 8
_FALLBACK = "article"
_NOWHERE = Place("id", "id", "it")


@dataclass(frozen=True, slots=True)
class Found:
    """An article and where it was found."""

    article: Article
    place: Place


def safe_id(raw: str, place: Place = _NOWHERE, field: str | None = None) -> str:
    """The id under which an article is kept.

    Guarantees: a function of the raw id alone; non-empty, lower-case, NFC, letters, digits, "-",
    "_" and "." only, not starting with "." or "-", at most 100 characters and 200 bytes of UTF-8.
    A raw id that is all that already stays as it is. Any other is cleaned and gets the start of
    its own SHA-256, so that ids that differ stay different on every file system.
    Raises ArticleError (BAD_ID) for a blank id and for NUL and lone surrogates.
    """
    detail = _unusable(raw)
    if detail:
        raise place.error(errors.BAD_ID, field=field, value=shown(raw), detail=detail)
    if _is_safe(raw):
        return raw
    digest = hashlib.sha256(raw.encode()).hexdigest()[:_HASH_DIGITS]
    return f"{_clean(raw) or _FALLBACK}-{digest}"


def content_id(sha256: str) -> str:
    """The id of an article that has none of its own."""
    return sha256[:16]


def settle_duplicates(found: Iterable[Found]) -> tuple[tuple[Article, ...], tuple[Failure, ...]]:
    """The articles that keep their id (sorted by id), and the failures of the others.

    Articles that share an id and are equal to the byte: one is kept, one failure names the rest.
    Articles that share an id and differ: all of them fail, each with a failure of its own, for
    which one is meant cannot be known. The outcome never depends on the order of `found`.
    """
    groups: dict[str, list[Found]] = defaultdict(list)
    for item in found:
        groups[item.article.id].append(item)
    articles: list[Article] = []
    failures: list[Failure] = []
    for article_id, group in sorted(groups.items()):
        group.sort(key=_order)
        if len({_content(item.article) for item in group}) == 1:
            articles.append(group[0].article)
            if len(group) > 1:
                failures.append(_duplicate(errors.DUPLICATE_ARTICLE, article_id, group[1], group))
        else:
            failures += [_duplicate(errors.DUPLICATE_ID, article_id, item, group) for item in group]
    return tuple(articles), tuple(failures)


def _duplicate(
    template: errors.Template, article_id: str, item: Found, group: list[Found]
) -> Failure:
    places = listed([_place_text(other.place) for other in group], limit=5)
    problem = template(file=item.place.file, id=article_id, count=len(group), places=places)
    return make_failure(item.place.origin, problem, article_id, item.place.line)


def _place_text(place: Place) -> str:
    return place.file if place == Place(place.file, place.origin) else f"{place.file} {place.text}"


def _order(item: Found) -> tuple[str, str, int, str, str]:
    place = item.place
    return (place.origin, place.file, place.line or 0, place.text, item.article.origin)


def _content(article: Article) -> tuple[object, ...]:
    # The same bytes as .txt and as .md are read differently, so the bytes alone do not tell.
    return (article.sha256, article.date, article.language, article.paragraphs)


def _unusable(raw: str) -> str:
    if not raw.strip():
        return "is blank"
    if "\0" in raw:
        return "holds a NUL character"
    if any("\ud800" <= char <= "\udfff" for char in raw):
        return "holds half of a surrogate pair"
    return ""


def _allowed(char: str) -> bool:
    return char in "-_." or unicodedata.category(char) in {"Ll", "Lu", "Lt", "Lm", "Lo", "Nd"}


def _is_safe(text: str) -> bool:
    return (
        len(text) <= MAX_CHARACTERS
        and len(text.encode()) <= MAX_BYTES
        and text[0] not in ".-"
        and text == unicodedata.normalize("NFC", text)
        and text == text.lower()
        and all(map(_allowed, text))
    )


def _clean(raw: str) -> str:
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", raw).lower())
    text = "".join(char if _allowed(char) else "-" for char in text)
    text = re.sub(r"-{2,}", "-", re.sub(r"\.{2,}", ".", text)).lstrip(".-")
    room = _HASH_DIGITS + 1
    text = text[: MAX_CHARACTERS - room].encode()[: MAX_BYTES - room].decode(errors="ignore")
    return text.rstrip(".-")
