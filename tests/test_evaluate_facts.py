"""What a run tells of itself without references: counted on records made by hand."""

from __future__ import annotations

import pytest

from kortom.config.model import Checks
from kortom.evaluation.facts import (
    Policy,
    brief_facts,
    enabled_checks,
    record_facts,
    translation_facts,
)
from kortom.evaluation.statistics import wilson_rate
from kortom.values import (
    Attempt,
    Brief,
    BriefSentence,
    Record,
    Sentence,
    SentenceStatus,
    Term,
)


def sentence(
    hypothesis: str,
    *flags: str,
    status: SentenceStatus = "translated",
    attempts: tuple[Attempt, ...] = (),
    terms: tuple[Term, ...] = (),
) -> Sentence:
    return Sentence(
        index=0,
        paragraph=0,
        kind="body",
        source="een twee drie vier",
        hypothesis=hypothesis,
        status=status,
        flags=flags,
        attempts=attempts,
        terms=terms,
    )


def brief(text: str, headline: str, coverage: float | None = None) -> Brief:
    part = BriefSentence(text, (0,))
    return Brief(BriefSentence(headline, (0,)), (part,), len(text.split()), 0.25, coverage)


def record(sentences: tuple[Sentence, ...], flags: tuple[str, ...] = ()) -> Record:
    return Record(
        schema=3,
        id="a",
        title=None,
        date=None,
        language="nl",
        origin="a.txt",
        sha256="0" * 64,
        brief=brief("one two", "one"),
        flags=flags,
        paragraphs=("body",),
        sentences=sentences,
    )


def test_flags_are_rates_of_what_was_to_be_translated() -> None:
    facts = translation_facts(
        [
            sentence("one two", "loop", "numbers"),
            sentence("one two three four"),
            sentence("", "empty", status="failed"),
            sentence("", status="not_selected"),
            sentence("2,5", status="passed_through"),
            sentence("one", "overlong_word", "numbers"),
        ],
        ["empty", "loop", "dates", "numbers"],
    )
    assert facts.sentences == 6
    assert facts.statuses == {
        "translated": 3,
        "passed_through": 1,
        "not_selected": 1,
        "failed": 1,
    }
    assert facts.flagged == wilson_rate(3, 5)
    assert list(facts.flags) == ["empty", "loop", "dates", "numbers", "overlong_word"]
    assert [rate.count for rate in facts.flags.values()] == [1, 1, 0, 2, 1]
    assert facts.flags["numbers"] == wilson_rate(2, 5)


def test_lengths_are_in_words() -> None:
    facts = translation_facts([sentence("one two"), sentence("one two three four five six")], [])
    assert (facts.source_words, facts.hypothesis_words) == (8, 8)
    assert facts.length_ratio is not None
    assert (facts.length_ratio.minimum, facts.length_ratio.mean, facts.length_ratio.maximum) == (
        pytest.approx((0.5, 1.0, 1.5))
    )


def test_retries_are_counted_by_policy_and_by_what_they_mended() -> None:
    first = Attempt("config", ("loop",), taken=False)
    facts = translation_facts(
        [
            sentence("mended", attempts=(first, Attempt("strict", (), taken=True))),
            sentence(
                "better",
                "quotes",
                attempts=(
                    first,
                    Attempt("strict", ("loop",), taken=False),
                    Attempt("clauses", ("quotes",), taken=True),
                ),
            ),
            sentence(
                "no better",
                "loop",
                attempts=(
                    Attempt("config", ("loop",), taken=True),
                    Attempt("strict", ("loop",), taken=False),
                ),
            ),
            sentence("good"),
        ],
        [],
    )
    assert (facts.retries.sentences, facts.retries.cleared) == (3, 1)
    assert facts.retries.policies == {"clauses": Policy(1, 1), "strict": Policy(3, 1)}


def test_terms_are_counted_by_status() -> None:
    terms = (
        Term("kabinet", "cabinet", "applied"),
        Term("Kamer", "House", "missed"),
        Term("dijk", "dyke", "applied"),
    )
    assert translation_facts([sentence("x", terms=terms)], []).terms == {
        "present": 0,
        "applied": 2,
        "missed": 1,
    }


def test_briefs_are_distributions_and_coverage_may_be_unknown() -> None:
    facts = brief_facts([brief("a b c", "h"), brief("a", "h h h", coverage=0.5)])
    assert facts.words is not None
    assert (facts.words.minimum, facts.words.median, facts.words.maximum) == (1, 2, 3)
    assert facts.headline_words is not None
    assert facts.headline_words.mean == 2
    assert facts.coverage is not None
    assert (facts.coverage.n, facts.coverage.mean) == (1, 0.5)
    assert brief_facts([brief("a", "h")]).coverage is None
    assert brief_facts([]).words is None


def test_articles_are_flagged_by_themselves_or_by_a_sentence() -> None:
    facts = record_facts(
        [
            record((sentence("one", "loop"),)),
            record((sentence("one"),), flags=("source_language",)),
            record((sentence("one"),)),
        ],
        ["loop"],
    )
    assert facts.flagged == wilson_rate(2, 3)
    assert facts.article_flags == {"source_language": 1}
    assert facts.translation.flagged == wilson_rate(1, 3)
    assert record_facts([], []).articles == 0


def test_checks_are_those_that_the_runs_own_config_had() -> None:
    assert enabled_checks({"loop": True, "copied": False, "source_language": True}) == ("loop",)
    every = enabled_checks(Checks().model_dump())
    assert set(every) == set(Checks.model_fields) - {"source_language"}
