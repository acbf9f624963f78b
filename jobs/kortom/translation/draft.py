"""Drafts: what came of decoding sentences in one way, with what the checks say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kortom.checks import check_sentence, is_empty
from kortom.config import Config
from kortom.translation.engine import Engine, Search
from kortom.values import Attempt, Finding, Hypothesis, Sentence, SentenceStatus, Term, Unit


@dataclass(frozen=True, slots=True)
class Draft:
    """One way in which a sentence was decoded.

    policy: which way. parts: the texts it was decoded in, one or more, and what became of each.
    """

    policy: str
    status: SentenceStatus
    parts: tuple[Unit, ...]
    findings: tuple[Finding, ...]
    terms: tuple[Term, ...]

    @property
    def hypothesis(self) -> str:
        """The English of all parts."""
        return " ".join(unit.hypothesis for unit in self.parts if unit.hypothesis)

    @property
    def flags(self) -> tuple[str, ...]:
        """Names of the checks that found something, sorted."""
        return tuple(sorted({finding.check for finding in self.findings}))

    def attempt(self, *, taken: bool) -> Attempt:
        """As the record tells of it."""
        return Attempt(self.policy, self.flags, taken)


def make_drafts(
    policy: str,
    parts_of: Sequence[tuple[str, ...]],
    sources: Sequence[str],
    engine: Engine,
    config: Config,
    search: Search | None = None,
) -> list[Draft]:
    """Decode sentences of one article in one call of the engine, the same text decoded once.

    sources: the sentences; parts_of: the texts that each is decoded in. search: None for the
    config's.
    """
    limit = config.segment.max_tokens
    wanted = dict.fromkeys(
        part
        for parts in parts_of
        for part in parts
        if is_translatable(part) and not is_overlong_word(part, engine, limit)
    )
    made = dict(zip(wanted, engine.translate(list(wanted), search), strict=True))
    return [
        _draft(policy, source, [(part, made.get(part)) for part in parts], config)
        for source, parts in zip(sources, parts_of, strict=True)
    ]


def is_translatable(text: str) -> bool:
    """Whether there is a letter to translate; from blank or bare digits Marian invents text."""
    return any(character.isalpha() for character in text)


def is_overlong_word(part: str, engine: Engine, max_tokens: int) -> bool:
    """Whether a part without white space is longer than what the model does well."""
    return (
        len(part) > max_tokens
        and not any(map(str.isspace, part))
        and (engine.count_tokens(part) > max_tokens)
    )


def _draft(
    policy: str, source: str, parts: Sequence[tuple[str, Hypothesis | None]], config: Config
) -> Draft:
    """The draft of a sentence; a part without a hypothesis stays as it is."""
    translated = [(part, hypothesis) for part, hypothesis in parts if hypothesis is not None]
    draft = Draft(
        policy=policy,
        status="translated" if translated else "passed_through",
        parts=tuple(Unit(part, part if made is None else made.text) for part, made in parts),
        findings=tuple(
            Finding("overlong_word", f"{part[:20]}… is left in Dutch")
            for part, made in parts
            if made is None and is_translatable(part)
        ),
        terms=tuple(term for _, hypothesis in translated for term in hypothesis.terms),
    )
    if not translated:
        return draft
    found = check_sentence(source, draft.hypothesis, translated, config.checks)
    empty = any(is_empty(hypothesis.text) for _, hypothesis in translated)
    return replace(
        draft,
        status="failed" if empty else "translated",
        findings=(*draft.findings, *found),
    )


def with_draft(sentence: Sentence, drafts: Sequence[Draft], taken: Draft) -> Sentence:
    """The sentence as its taken draft has it."""
    return replace(
        sentence,
        hypothesis=taken.hypothesis,
        status=taken.status,
        flags=taken.flags,
        units=taken.parts if len(taken.parts) > 1 else (),
        findings=taken.findings,
        attempts=tuple(draft.attempt(taken=draft is taken) for draft in drafts)
        if len(drafts) > 1
        else (),
        terms=taken.terms,
    )
