"""The pure core: one article and the config to one record. No files, clocks or network here."""

from __future__ import annotations

from kortom.checks import check_article
from kortom.config import Config
from kortom.summarization import make_brief
from kortom.translation import Engine
from kortom.translation.stage import translate_article
from kortom.values import RECORD_SCHEMA, Article, Record


def process(article: Article, engine: Engine, config: Config) -> Record:
    """Translate, summarise and check one article.

    The record depends on the article's text and the config alone: not on its neighbours, the
    number of workers, or what the engine did before.
    """
    sentences = translate_article(article, engine, config)
    brief, brief_flags = make_brief(sentences, config.summarise)
    flags = brief_flags | check_article(sentences, article.language, config.checks)
    return Record(
        schema=RECORD_SCHEMA,
        id=article.id,
        title=article.title,
        date=article.date,
        language=article.language,
        origin=article.origin,
        sha256=article.sha256,
        brief=brief,
        flags=tuple(sorted(flags)),
        paragraphs=tuple(paragraph.kind for paragraph in article.paragraphs),
        sentences=sentences,
    )
