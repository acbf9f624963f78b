"""A sentence that the checks object to is decoded again, and the best candidate is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kortom.config import Config
from kortom.config.load import validate
from kortom.models import resolve_model
from kortom.translation import Engine, Search, load_engine
from kortom.translation.hardware import resolve_hardware
from kortom.translation.retry import SEVERITY
from kortom.translation.stage import translate_article
from kortom.values import Article, Finding, Hypothesis, Paragraph, Sentence

SENTENCE = "De minister van Financiën zei dinsdag dat de prijs stijgt, maar dat weet niemand zeker."
ENGLISH = "The Minister of Finance said on Tuesday that the price rises, but nobody knows for sure."
LOOP = "the deal the deal the deal the deal the deal"


@dataclass
class Scripted:
    """Says what a test wants of each text and search; counts tokens as words."""

    say: Callable[[str, Search | None], Hypothesis]
    calls: list[tuple[tuple[str, ...], Search | None]] = field(default_factory=list)

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def translate(self, texts: Sequence[str], search: Search | None = None) -> list[Hypothesis]:
        if texts:
            self.calls.append((tuple(texts), search))
        return [self.say(text, search) for text in texts]

    def describe(self) -> dict[str, Any]:
        return {}


def translated(
    say: Callable[[str, Search | None], Hypothesis], *texts: str, **retry: object
) -> tuple[tuple[Sentence, ...], Scripted]:
    config: Config = validate({"retry": {"clause_tokens": 8, **retry}}, "test")
    engine = Scripted(say)
    paragraphs = tuple(Paragraph("body", text) for text in texts)
    article = Article("x", None, "nl", paragraphs, "x.txt", "0" * 64)
    return translate_article(article, engine, config), engine


def test_what_the_checks_pass_is_decoded_once() -> None:
    (sentence,), engine = translated(lambda *_: Hypothesis(ENGLISH), SENTENCE)
    assert len(engine.calls) == 1
    assert (sentence.flags, sentence.attempts) == ((), ())


def test_a_stricter_search_mends_a_loop() -> None:
    def say(_: str, search: Search | None) -> Hypothesis:
        return Hypothesis(ENGLISH if search else LOOP)

    (sentence,), engine = translated(say, SENTENCE)
    assert sentence.hypothesis == ENGLISH
    assert (sentence.flags, sentence.findings, sentence.units) == ((), (), ())
    assert [a.policy for a in sentence.attempts] == ["config", "strict"]
    assert [a.taken for a in sentence.attempts] == [False, True]
    assert "loop" in sentence.attempts[0].flags
    assert engine.calls[1] == ((SENTENCE,), Search(8, 1.0, 3))


def test_clauses_are_tried_where_the_stricter_search_does_not_help() -> None:
    def say(text: str, search: Search | None) -> Hypothesis:
        if text == SENTENCE:
            return Hypothesis(LOOP)
        parts = ENGLISH.split(", ")
        return Hypothesis(parts[1] if text.startswith("maar") else parts[0] + ",")

    (sentence,), engine = translated(say, SENTENCE, clause_tokens=10)
    assert [unit.source for unit in sentence.units] == [
        "De minister van Financiën zei dinsdag dat de prijs stijgt,",
        "maar dat weet niemand zeker.",
    ]
    assert sentence.hypothesis == ENGLISH
    assert [(a.policy, a.taken) for a in sentence.attempts] == [
        ("config", False),
        ("strict", False),
        ("clauses", True),
    ]
    assert len(engine.calls) == 3


def test_the_best_candidate_is_kept_and_of_equals_the_first() -> None:
    def worse(_: str, search: Search | None) -> Hypothesis:
        return Hypothesis(LOOP) if search else Hypothesis(ENGLISH, truncated=True)

    (sentence,), _ = translated(worse, SENTENCE)
    assert sentence.hypothesis == ENGLISH
    assert sentence.flags == ("truncated",)
    assert [a.taken for a in sentence.attempts] == [True, False, False]

    def alike(_: str, search: Search | None) -> Hypothesis:
        return Hypothesis(ENGLISH + " No." * bool(search), truncated=True)

    (sentence,), _ = translated(alike, SENTENCE, policies=["strict"])
    assert sentence.hypothesis == ENGLISH


def test_an_empty_translation_is_worst_and_fails_only_if_no_policy_helps() -> None:
    (mended,), _ = translated(lambda _, search: Hypothesis(LOOP if search else ""), SENTENCE)
    assert (mended.status, "loop" in mended.flags) == ("translated", True)
    (failed,), _ = translated(lambda *_: Hypothesis(""), SENTENCE)
    assert (failed.status, failed.flags) == ("failed", ("empty",))
    assert (
        Finding("empty", "nothing for “De minister van Financiën zei dinsdag d…”")
        in failed.findings
    )
    assert SEVERITY["empty"] == max(SEVERITY.values())


def test_only_flagged_sentences_are_decoded_again_in_one_call() -> None:
    texts = (SENTENCE, "Dat is goed nieuws voor iedereen.", SENTENCE.replace("dinsdag", "gisteren"))

    def say(text: str, search: Search | None) -> Hypothesis:
        return Hypothesis(LOOP if "prijs" in text else "That is good news for everyone.")

    sentences, engine = translated(say, *texts, policies=["strict"])
    assert [call[0] for call in engine.calls] == [texts, (texts[0], texts[2])]
    assert [len(s.attempts) for s in sentences] == [2, 0, 2]


def test_policies_and_flags_come_from_the_config() -> None:
    loop = lambda *_: Hypothesis(LOOP)  # noqa: E731
    _, engine = translated(loop, SENTENCE, policies=[])
    assert len(engine.calls) == 1
    _, engine = translated(loop, SENTENCE, flags=["empty"])
    assert len(engine.calls) == 1
    _, engine = translated(
        loop, SENTENCE, policies=["strict"], beam_size=16, no_repeat_ngram_size=2
    )
    assert engine.calls[1][1] == Search(16, 1.0, 2)


@pytest.mark.parametrize("name", ["ctranslate2", "transformers"])
def test_real_engines_search_as_they_are_told(name: str, tiny_model: Path) -> None:
    """A random tiny model repeats itself for ever; a search that allows no bigram twice cannot."""
    settings = {"model": str(tiny_model), "engine": name, "beam_size": 1, "max_length_ratio": 8.0}
    config = validate({"translate": settings}, "test")
    engine: Engine = load_engine(
        config, resolve_model(str(tiny_model)), resolve_hardware(config.translate)
    )
    text = "De minister stapt op en de koning blijft."
    (usual,) = engine.translate([text])
    (strict,) = engine.translate([text], Search(1, 1.0, 1))
    assert engine.translate([text]) == [usual], "a search must not outlive its call"
    words = strict.text.split()
    assert len(usual.text.split()) > len(set(usual.text.split())), "else this shows nothing"
    assert len(words) == len(set(words))
