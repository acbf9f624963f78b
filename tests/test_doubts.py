"""What speaks against a brief is marked where it is read, and its Dutch stands beside it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.cli.brief_text import NARROW, brief_lines, source_lines
from kortom.doubts import DOUBT_MARK, find_doubts
from kortom.runs.render import render_brief, render_digest_entry
from kortom.values import (
    RECORD_SCHEMA,
    Brief,
    BriefSentence,
    Finding,
    Record,
    Sentence,
    Term,
    record_from_dict,
    record_to_json,
)
from tests.conftest import ARTICLES, Cli

SENTENCES = (
    Sentence(0, 0, "title", "Poetin belt Biden", "Putin calls Biden", "translated"),
    Sentence(
        1,
        1,
        "body",
        "Dat kostte 1.500 euro.",
        "That cost 1.5 euros.",
        "translated",
        flags=("numbers",),
        findings=(Finding("numbers", "1500 lost"), Finding("numbers", "1.5 added")),
    ),
    Sentence(2, 1, "body", "Iedereen is blij.", "Everybody is glad.", "translated"),
)
RECORD = Record(
    schema=RECORD_SCHEMA,
    id="x",
    title="Poetin belt Biden",
    date=None,
    language="nl",
    origin="x.txt",
    sha256="0" * 64,
    brief=Brief(
        headline=BriefSentence("Putin calls Biden", (0,)),
        sentences=(
            BriefSentence("That cost 1.5 euros.", (1,)),
            BriefSentence("Everybody is glad.", (2,)),
        ),
        words=7,
        compression=0.5,
        coverage=1.0,
    ),
    flags=("brief_flagged",),
    paragraphs=("title", "body"),
    sentences=SENTENCES,
)


def with_brief(*parts: BriefSentence) -> Record:
    return replace(RECORD, brief=replace(RECORD.brief, sentences=parts))


def test_a_doubt_says_which_sentence_which_check_and_what() -> None:
    first, second = RECORD.brief.sentences
    assert find_doubts(first, RECORD) == ["sentence 1: numbers (1500 lost; 1.5 added)"]
    assert find_doubts(second, RECORD) == []


def test_a_missed_term_is_a_doubt() -> None:
    terms = (Term("premier", "prime minister", "applied"), Term("VN", "UN", "missed"))
    other = replace(RECORD, sentences=(*SENTENCES[:2], replace(SENTENCES[2], terms=terms)))
    assert find_doubts(RECORD.brief.sentences[1], other) == ["sentence 2: terms missed (VN: UN)"]


def test_flags_of_older_records_count_without_their_findings() -> None:
    older = replace(
        RECORD, sentences=(*SENTENCES[:1], replace(SENTENCES[1], findings=()), SENTENCES[2])
    )
    assert find_doubts(RECORD.brief.sentences[0], older) == ["sentence 1: numbers"]


def test_what_a_model_made_up_is_a_doubt() -> None:
    made_up = BriefSentence("Paul is glad.", (2,), unsupported=("Paul",))
    assert find_doubts(made_up, RECORD) == ["not in the article: Paul"]
    from_nowhere = BriefSentence("Quite so.", ())
    assert find_doubts(from_nowhere, RECORD) == ["rests on no sentence of the article"]
    assert find_doubts(BriefSentence("", ()), RECORD) == []


@pytest.mark.parametrize("render", [lambda r: render_brief(r, "m"), render_digest_entry])
def test_markdown_marks_the_doubtful_sentence_alone(render) -> None:
    text = render(RECORD)
    assert r"That cost 1.5 euros. \[?\] Everybody is glad." in text
    assert text.count(r"\[?\]") == 1


def test_the_terminal_marks_it_and_says_why() -> None:
    text = "\n".join(brief_lines(RECORD))
    assert f"That cost 1.5 euros. {DOUBT_MARK} Everybody is glad.\n" in text
    assert f"{DOUBT_MARK} sentence 1: numbers (1500 lost; 1.5 added)" in text


@given(st.integers(20, 160))
def test_dutch_stands_beside_or_below_its_english(width: int) -> None:
    lines = list(source_lines(RECORD, width))
    joined = " ".join(" ".join(lines).split())
    for word in "That cost 1.5 euros. [1] Dat kostte 1.500 euro.".split():
        assert word in joined
    table = [line for line in lines if "│" in line]
    assert bool(table) == (width >= NARROW)
    assert all(len(line) <= width for line in table)
    assert len({line.index("│") for line in table}) <= 1


def test_show_sources(tiny: Cli, cli: Cli) -> None:
    tiny("--input", str(ARTICLES / "w*.txt"))
    shown = cli("show", "--sources")
    assert shown.code == 0
    assert shown.out.count("Machine-translated by") == 2
    one = cli("show", "default", "wire-short", "--sources").out
    assert one.startswith("wire-short\n")
    assert "ROTTERDAM" in one and "│" in one
    whole = cli("show", "default", "wire-short", "--sources", "--json").out
    assert '"sources":[{"index":' in whole


def test_a_record_comes_back_as_it_was_in_each_schema() -> None:
    for schema, gone in [(1, "unsupported"), (2, "findings"), (2, "coverage"), (2, "attempts")]:
        line = record_to_json(replace(RECORD, schema=schema))
        assert gone not in line
        assert record_to_json(record_from_dict(json.loads(line))) == line
    line = record_to_json(RECORD)
    assert record_from_dict(json.loads(line)) == RECORD
