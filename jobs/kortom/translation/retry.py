"""Retry before flag: what the checks object to is decoded again, and the best candidate is kept."""

from __future__ import annotations

from collections.abc import Sequence

from kortom.clauses import split_long
from kortom.config import Config
from kortom.translation.draft import Draft, make_drafts
from kortom.translation.engine import Engine, Search

SEVERITY = {
    "empty": 100,
    "loop": 10,
    "copied": 10,
    "output_language": 10,
    "truncated": 10,
    "overlong_word": 10,
    "length_ratio": 4,
    "quotes": 1,
}
"""How much a finding of a check weighs against others; 2 for those not named: a wrong fact."""


def severity(draft: Draft) -> int:
    """What the checks hold against a draft: the sum of its findings' weights."""
    return sum(SEVERITY.get(finding.check, 2) for finding in draft.findings)


def best_draft(drafts: Sequence[Draft]) -> Draft:
    """The one with the least held against it; of equals the first, which the config asked for."""
    return min(drafts, key=severity)


def retried(
    sources: Sequence[str], first: Sequence[Draft], engine: Engine, config: Config
) -> list[list[Draft]]:
    """All drafts of each sentence of an article, the first ones at their beginning.

    For each policy of the config, in its order, those sentences whose best draft has one of the
    config's flags are decoded again, in one call of the engine:
    "strict": with a bigger beam, and no n-gram twice (`retry.beam_size`, `no_repeat_ngram_size`).
    "clauses": likewise, in parts of at most `retry.clause_tokens`, cut at clause boundaries; only
    where there are more parts than before.
    """
    drafts = [[draft] for draft in first]
    for policy in config.retry.policies:
        again = [
            (number, parts)
            for number, parts in _parts(policy, sources, drafts, engine, config)
            if parts
        ]
        made = make_drafts(
            policy,
            [parts for _, parts in again],
            [sources[number] for number, _ in again],
            engine,
            config,
            _strict(config),
        )
        for (number, _), draft in zip(again, made, strict=True):
            drafts[number].append(draft)
    return drafts


def _parts(
    policy: str,
    sources: Sequence[str],
    drafts: Sequence[Sequence[Draft]],
    engine: Engine,
    config: Config,
) -> list[tuple[int, tuple[str, ...]]]:
    """For each sentence that is to be decoded again its number and the texts to decode."""
    flags = set(config.retry.flags)
    wanted = []
    for number, (source, made) in enumerate(zip(sources, drafts, strict=True)):
        if not flags.intersection(best_draft(made).flags):
            continue
        parts = tuple(unit.source for unit in made[0].parts)
        if policy == "clauses":
            cut = split_long(source, engine.count_tokens, config.retry.clause_tokens)
            parts = tuple(part.strip() for part in cut) if len(cut) > len(parts) else ()
        wanted.append((number, parts))
    return wanted


def _strict(config: Config) -> Search:
    return Search(
        beam_size=max(config.retry.beam_size, config.translate.beam_size),
        length_penalty=config.translate.length_penalty,
        no_repeat_ngram_size=config.retry.no_repeat_ngram_size,
    )
