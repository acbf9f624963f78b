"""`kortom compare --blind`: what is paired, and in which order; the page itself: tests/browser/."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kortom.comparison.inputs import Common
from kortom.errors import KortomError
from kortom.judging.blind import Blind, blind_comparison, export_name
from kortom.judging.files import Name
from kortom.report.blind_page import write_blind_page
from kortom.values import BriefSentence, Record
from tests.browser.made_blind import MARKS, SYSTEMS, blind_of, news, write_run, write_runs
from tests.browser.made_run import make_manifest, make_record, make_sentence
from tests.conftest import Cli

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=250)


def blind(one: list[Record], other: list[Record], names: tuple[str, str] = SYSTEMS) -> Blind:
    manifests = [make_manifest(1, config_name=name) for name in names]
    return blind_comparison(manifests, Common((tuple(one), tuple(other)), ((), ()), ()))


def both(count: int) -> tuple[list[Record], list[Record]]:
    one, other = ([news(number, system) for number in range(count)] for system in range(2))
    return one, other


def with_brief(record: Record, headline: str, *sentences: str) -> Record:
    parts = tuple(BriefSentence(text, (1,)) for text in sentences)
    brief = replace(record.brief, headline=BriefSentence(headline, (0,)), sentences=parts)
    return replace(record, brief=brief)


def test_equal_briefs_are_counted_and_left_out() -> None:
    found = blind(*both(40))
    assert (len(found.pairs), found.alike) == (30, 10)
    assert {pair.article for pair in found.pairs} == {f"news-{n}" for n in range(40) if n % 4 != 3}


def test_each_brief_is_its_systems() -> None:
    found = blind(*both(40))
    assert [name.split("/")[0] for name in found.systems] == list(SYSTEMS)
    for pair in found.pairs:
        for brief, system in zip(pair.briefs, (pair.first, 1 - pair.first), strict=True):
            assert MARKS[system] in brief.body, pair
            assert brief.headline == f"Fire {pair.article.removeprefix('news-')} in Ghent"


def test_an_article_is_there_in_full() -> None:
    (pair,) = blind(*both(1)).pairs
    assert pair.title == "Brand 0 in Gent"
    # The made articles have a title and paragraphs of two sentences.
    assert pair.paragraphs == (
        ("body", "Er was brand 0. De brandweer kwam."),
        ("body", "Het was kalm."),
    )


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 90), st.text("abcdef", min_size=1))
def test_each_system_is_first_in_half_of_the_articles(count: int, name: str) -> None:
    found = blind(*both(count), names=(name, "z"))
    firsts = Counter(pair.first for pair in found.pairs)
    assert abs(firsts[0] - firsts[1]) <= 1
    assert firsts.total() == len(found.pairs)


def test_no_order_tells_a_system() -> None:
    """Neither which is first nor which article comes follows from the other, or from the ids."""
    found = blind(*both(400))
    sides = [pair.first for pair in found.pairs]
    turns = sum(one != other for one, other in pairwise(sides))
    assert 110 < turns < 190, "of 299; by chance 150, and 8.7 its standard deviation"
    by_id = [pair.first for pair in sorted(found.pairs, key=lambda pair: pair.article)]
    turns = sum(one != other for one, other in pairwise(by_id))
    assert 110 < turns < 190
    ids = [pair.article for pair in found.pairs]
    assert ids != sorted(ids)


def test_one_comparison_is_one_page_whichever_run_is_named_first() -> None:
    one, other = both(20)
    found = blind(one, other)
    assert blind(other, one, names=SYSTEMS[::-1]) == found
    assert re.fullmatch("[0-9a-f]{64}", found.comparison)


def test_what_is_judged_is_in_the_digest() -> None:
    one, other = both(4)
    changed = {
        "a word": blind([with_brief(one[0], "Fire", "New."), *one[1:]], other),
        "a headline": blind([with_brief(one[0], "Ash", "Fire 0 broke out."), *one[1:]], other),
        "whose is whose": blind(other, one),
        "a name": blind(one, other, names=("kauw", SYSTEMS[1])),
        "an article": blind(one[1:], other[1:]),
        "another text": blind(
            [replace(one[0], sha256="1" * 64), *one[1:]],
            [replace(other[0], sha256="1" * 64), *other[1:]],
        ),
    }
    digests = {what: found.comparison for what, found in changed.items()}
    digests["as it was"] = blind(one, other).comparison
    assert len(set(digests.values())) == len(digests)


def test_what_is_not_shown_is_not_in_the_digest() -> None:
    """What a brief rests on and what speaks against it: neither is told to a judge."""
    one, other = both(4)
    brief = replace(one[0].brief, words=99, coverage=0.1)
    doubted = replace(one[0], brief=brief, flags=("no_brief",))
    assert blind([doubted, *one[1:]], other) == blind(one, other)


@pytest.mark.parametrize(
    ("brief", "alike"),
    [
        (("Fire", "It is hot."), 1),
        (("Fire ", " It  is", "hot."), 1),  # a reader sees no difference
        (("Fire", "It is hot"), 0),
        (("fire", "It is hot."), 0),
        (("Fire It", "is hot."), 0),
        (("Fire",), 0),
        (("", ""), 0),
    ],
)
def test_what_counts_as_equal(brief: tuple[str, ...], alike: int) -> None:
    one, other = both(2)
    one[1] = with_brief(one[1], "Fire", "It is hot.")
    other[1] = with_brief(other[1], *brief)
    assert blind(one, other).alike == alike


def test_nothing_to_judge() -> None:
    one, _ = both(3)
    with pytest.raises(KortomError) as error:
        blind(one, one)
    assert (error.value.problem.code, error.value.problem.exit) == ("E813", 4)
    assert "all 3 common articles" in error.value.problem.message


def test_two_of_one_name_cannot_be_told_apart() -> None:
    with pytest.raises(KortomError) as error:
        blind(*both(2), names=("merel", "merel"))
    assert error.value.problem.code == "E902"


@given(ANY_TEXT)
def test_any_name_can_be_exported(text: str) -> None:
    name = export_name(text)
    assert TypeAdapter(Name).validate_python(name) == name
    assert export_name(name) == name
    if text.isprintable() and text.strip() and len(text) <= 200:
        assert name == text


def test_names_that_differ_stay_different() -> None:
    names = ["a\x00", "a\x01", "a", "", " ", "\ud800", "x" * 201, "x" * 202, "x" * 200, "\u202e"]
    assert len(set(map(export_name, names))) == len(names)


def test_an_article_of_headings_alone_and_without_a_title() -> None:
    sentences = [
        make_sentence(0, "Kop", "Head", kind="heading", paragraph=0),
        make_sentence(1, "Tekst.", "Text.", paragraph=1),
        make_sentence(2, " ", "", paragraph=2),
    ]
    one = make_record("a", sentences, title=None)
    found = blind([one], [with_brief(one, "Other", "Words.")])
    (pair,) = found.pairs
    assert pair.title is None
    assert pair.paragraphs == (("heading", "Kop"), ("body", "Tekst."))


def test_the_systems_stand_in_one_place_of_the_page(tmp_path: Path) -> None:
    found = blind_of(*write_runs(tmp_path / "outputs", 8))
    write_blind_page(found, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    for name in found.systems:
        assert page.count(name) == 1
    for word in SYSTEMS:
        assert page.count(word) == 1


@pytest.fixture
def runs(tmp_path: Path) -> list[str]:
    return [str(folder) for folder in write_runs(tmp_path / "outputs", 8)]


def test_the_command_tells_nothing_of_the_systems(
    cli: Cli, runs: list[str], tmp_path: Path
) -> None:
    done = cli("compare", *runs, "--blind", "judge.html")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("judge.html (6 pairs of briefs, 2 pairs of equal ones left out, ")
    assert "kortom judge FILE..." in done.out
    assert not any(word in done.out for word in (*SYSTEMS, "2026", "1a2b3c4d"))
    first = (tmp_path / "judge.html").read_bytes()
    # Over it, named the other way round: the same bytes.
    assert cli("compare", *reversed(runs), "--blind", "judge.html").code == 0
    assert (tmp_path / "judge.html").read_bytes() == first
    assert not list(tmp_path.glob(".kortom-*"))


def test_articles_of_one_run_alone_are_left_out(cli: Cli, tmp_path: Path) -> None:
    one = write_run(tmp_path / "outputs", 0, [news(n, 0) for n in range(6)])
    other = write_run(tmp_path / "outputs", 1, [news(n, 1) for n in range(3)])
    done = cli("compare", str(one), str(other), "--blind", "judge.html")
    assert done.code == 0
    assert "E904" in done.err
    assert "judge.html (3 pairs of briefs, " in done.out


@pytest.mark.parametrize(
    "option",
    [
        ("--json",),
        ("--write", "there"),
        ("--fail-if", "flags > 1"),
        ("--references", "r.tsv"),
        ("--baseline", "0"),
    ],
)
def test_what_would_unblind_is_refused(
    cli: Cli, runs: list[str], tmp_path: Path, option: tuple[str, ...]
) -> None:
    done = cli("compare", *runs, "--blind", "judge.html", *option)
    assert (done.code, done.out) == (2, "")
    assert "E811" in done.err
    assert option[0] in done.err
    assert not (tmp_path / "judge.html").exists()
    assert not (tmp_path / "there").exists()


def test_it_takes_two_runs(cli: Cli, runs: list[str], tmp_path: Path) -> None:
    third = write_run(tmp_path / "outputs", 2, [news(0, 0)], name="kauw")
    assert "E812" in cli("compare", *runs, str(third), "--blind", "judge.html").err
    assert "E901" in cli("compare", runs[0], "--blind", "judge.html").err
    assert "E902" in cli("compare", runs[0], runs[0], "--blind", "judge.html").err
    assert not (tmp_path / "judge.html").exists()


@pytest.mark.parametrize("page", ["nowhere/page.html", "outputs", "a\0b", "x" * 300])
def test_a_page_that_cannot_be_written(cli: Cli, runs: list[str], page: str) -> None:
    done = cli("compare", *runs, "--blind", page)
    assert (done.code, "E461" in done.err) == (2, True)


def test_a_file_that_is_no_page_is_not_replaced(cli: Cli, runs: list[str], tmp_path: Path) -> None:
    path = tmp_path / "notes.html"
    path.write_text("mine")
    done = cli("compare", *runs, "--blind", "notes.html")
    assert (done.code, "E462" in done.err) == (2, True)
    assert path.read_text() == "mine"


def test_the_order_stays_as_it_is() -> None:
    """Pinned, since judgements that people made already are of one order."""
    found = blind(*both(12))
    told = repr([(pair.article, pair.first) for pair in found.pairs])
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "9796c0eedebc0abc"
