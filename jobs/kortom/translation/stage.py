"""The translate stage: every Dutch sentence of an article ends with a status, none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kortom.checks import check_translation
from kortom.clauses import split_long
from kortom.config import Config
from kortom.segment import split_sentences
from kortom.translation.engine import Engine
from kortom.values import Article, Hypothesis, Sentence, SentenceStatus, Unit


@dataclass(frozen=True, slots=True)
class _Draft:
    """A sentence on its way: its units, and which of them the model is to see."""

    paragraph: int
    source: str
    units: tuple[str, ...]


def translate_article(article: Article, engine: Engine, config: Config) -> tuple[Sentence, ...]:
    """Segment and translate all of an article, the same text decoded once."""
    drafts = list(_drafts(article, engine, config.segment.max_tokens))
    limit = config.segment.max_tokens
    wanted = dict.fromkeys(
        unit
        for draft in drafts
        for unit in draft.units
        if is_translatable(unit) and not is_overlong_word(unit, engine, limit)
    )
    hypotheses = dict(zip(wanted, engine.translate(list(wanted)), strict=True))
    return tuple(
        _sentence(index, article, draft, hypotheses, config) for index, draft in enumerate(drafts)
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


def _drafts(article: Article, engine: Engine, max_tokens: int) -> Iterator[_Draft]:
    for number, paragraph in enumerate(article.paragraphs):
        for piece in split_sentences(paragraph.text):
            source = piece.strip()
            if not source:
                continue
            units = (part.strip() for part in split_long(source, engine.count_tokens, max_tokens))
            yield _Draft(number, source, tuple(units))


def _sentence(
    index: int,
    article: Article,
    draft: _Draft,
    hypotheses: dict[str, Hypothesis],
    config: Config,
) -> Sentence:
    flags: set[str] = set()
    units = []
    for unit in draft.units:
        hypothesis = hypotheses.get(unit)
        if hypothesis is not None:
            flags |= check_translation(unit, hypothesis, config.checks)
            units.append(Unit(unit, hypothesis.text))
        else:
            if is_translatable(unit):
                flags.add("overlong_word")
            units.append(Unit(unit, unit))
    text = " ".join(unit.hypothesis for unit in units if unit.hypothesis)
    status: SentenceStatus = "failed" if "empty" in flags else "translated"
    if not any(unit in hypotheses for unit in draft.units):
        status = "passed_through"
    return Sentence(
        index=index,
        paragraph=draft.paragraph,
        kind=article.paragraphs[draft.paragraph].kind,
        source=draft.source,
        hypothesis=text,
        status=status,
        flags=tuple(sorted(flags)),
        units=tuple(units) if len(units) > 1 else (),
    )
