"""The translate stage: every Dutch sentence of an article ends with a status, none is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kortom.checks import check_translation
from kortom.clauses import split_long
from kortom.config import Config
from kortom.segment import split_sentences
from kortom.translation.engine import Engine
from kortom.values import Article, Hypothesis, Sentence, SentenceStatus, Unit


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
    """Translate sentences of one article in one call of the engine, the same text decoded once."""
    limit = config.segment.max_tokens
    units_of = [
        tuple(part.strip() for part in split_long(s.source, engine.count_tokens, limit))
        for s in sentences
    ]
    wanted = dict.fromkeys(
        unit
        for units in units_of
        for unit in units
        if is_translatable(unit) and not is_overlong_word(unit, engine, limit)
    )
    hypotheses = dict(zip(wanted, engine.translate(list(wanted)), strict=True))
    return tuple(
        _translated(sentence, units, hypotheses, config)
        for sentence, units in zip(sentences, units_of, strict=True)
    )


def is_translatable(text: str) -> bool:
    """Whether there is a letter to translate; from blank or bare digits Marian invents text."""
    return any(character.isalpha() for character in text)


def is_overlong_word(unit: str, engine: Engine, max_tokens: int) -> bool:
    """Whether a unit without white space is longer than what the model does well."""
    return (
        len(unit) > max_tokens
        and not any(map(str.isspace, unit))
        and (engine.count_tokens(unit) > max_tokens)
    )


def _translated(
    sentence: Sentence,
    sources: Sequence[str],
    hypotheses: Mapping[str, Hypothesis],
    config: Config,
) -> Sentence:
    flags: set[str] = set()
    units = []
    for source in sources:
        hypothesis = hypotheses.get(source)
        if hypothesis is not None:
            flags |= check_translation(source, hypothesis, config.checks)
            units.append(Unit(source, hypothesis.text))
        else:
            if is_translatable(source):
                flags.add("overlong_word")
            units.append(Unit(source, source))
    text = " ".join(unit.hypothesis for unit in units if unit.hypothesis)
    status: SentenceStatus = "failed" if "empty" in flags else "translated"
    if not any(source in hypotheses for source in sources):
        status = "passed_through"
    return replace(
        sentence,
        hypothesis=text,
        status=status,
        flags=tuple(sorted(flags)),
        units=tuple(units) if len(units) > 1 else (),
    )
