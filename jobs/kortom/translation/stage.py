"""The translate stage: every Dutch sentence of an article ends with a status, none is lost."""

from __future__ import annotations

from collections.abc import Sequence

from kortom.clauses import split_long
from kortom.config import Config
from kortom.segment import split_sentences
from kortom.translation.draft import make_drafts, with_draft
from kortom.translation.engine import Engine
from kortom.translation.retry import best_draft, retried
from kortom.values import Article, Sentence


def translate_article(article: Article, engine: Engine, config: Config) -> tuple[Sentence, ...]:
    """Segment an article and translate all of it."""
    return translate_sentences(segment_article(article), engine, config)


def segment_article(article: Article) -> tuple[Sentence, ...]:
    """All sentences of an article, none of them translated."""
    pieces = (
        (number, piece.strip())
        for number, paragraph in enumerate(article.paragraphs)
        for piece in split_sentences(paragraph.text)
    )
    return tuple(
        Sentence(
            index=index,
            paragraph=number,
            kind=article.paragraphs[number].kind,
            source=source,
            hypothesis="",
            status="not_selected",
        )
        for index, (number, source) in enumerate(piece for piece in pieces if piece[1])
    )


def translate_sentences(
    sentences: Sequence[Sentence], engine: Engine, config: Config
) -> tuple[Sentence, ...]:
    """Translate sentences of one article: as the config says, and again what came out doubtful."""
    sources = [sentence.source for sentence in sentences]
    limit = config.segment.max_tokens
    parts_of = [
        tuple(part.strip() for part in split_long(source, engine.count_tokens, limit))
        for source in sources
    ]
    first = make_drafts("config", parts_of, sources, engine, config)
    drafts_of = retried(sources, first, engine, config)
    return tuple(
        with_draft(sentence, drafts, best_draft(drafts))
        for sentence, drafts in zip(sentences, drafts_of, strict=True)
    )
