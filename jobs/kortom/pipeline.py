"""The pure core: one article and the config to one record. No files, clocks or network here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kortom.checks import check_article
from kortom.config import Config
from kortom.extraction import translate_extract
from kortom.summarization import Seq2SeqSummariser, make_brief, write_brief
from kortom.translation import Engine
from kortom.translation.stage import translate_article
from kortom.values import RECORD_SCHEMA, Article, Record, Sentence, Summary

TRANSLATE: dict[str, Callable[[Article, Engine, Config], tuple[Sentence, ...]]] = {
    "translate-then-summarise": translate_article,
    "extract-then-translate": translate_extract,
}
"""The translate stage for each order of the pipeline."""


class Engines(Protocol):
    """The models of a process, each loaded when it is first asked for."""

    def translator(self) -> Engine:
        """Raises KortomError (exit 5) if it cannot be loaded."""
        ...

    def summariser(self) -> Seq2SeqSummariser:
        """Raises KortomError (exit 5) if it cannot be loaded."""
        ...


def process(
    article: Article,
    sentences: tuple[Sentence, ...] | None,
    engines: Engines,
    config: Config,
) -> Record:
    """Translate, summarise and check one article.

    sentences: the article's translation where it is known already, else None; only then is the
    translator asked for. The record depends on the article's text and the config alone: not on its
    neighbours, the number of workers, or what the engines did before.
    """
    if sentences is None:
        sentences = TRANSLATE[config.order](article, engines.translator(), config)
    return assemble(article, sentences, summarise(article, sentences, engines, config))


def summarise(
    article: Article, sentences: tuple[Sentence, ...], engines: Engines, config: Config
) -> Summary:
    """The brief, and the flags on the article as a whole."""
    if config.summarise.method == "seq2seq":
        brief, brief_flags = write_brief(sentences, engines.summariser(), config.summarise)
    else:
        brief, brief_flags = make_brief(sentences, config.summarise)
    flags = brief_flags | check_article(sentences, article.language, config.checks)
    return Summary(brief, tuple(sorted(flags)))


def assemble(article: Article, sentences: tuple[Sentence, ...], summary: Summary) -> Record:
    """The record of an article whose stages are done."""
    return Record(
        schema=RECORD_SCHEMA,
        id=article.id,
        title=article.title,
        date=article.date,
        language=article.language,
        origin=article.origin,
        sha256=article.sha256,
        brief=summary.brief,
        flags=summary.flags,
        paragraphs=tuple(paragraph.kind for paragraph in article.paragraphs),
        sentences=sentences,
    )
