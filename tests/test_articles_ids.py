"""Ids that are safe as file names, and duplicates."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kortom.articles import safe_id, settle_duplicates
from kortom.articles.ids import Found
from kortom.articles.places import Place
from kortom.errors import ArticleError
from kortom.values import Article, Paragraph

REAL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


def is_safe(text: str) -> bool:
    return (
        0 < len(text) <= 100
        and len(text.encode()) <= 200
        and text[0] not in ".-"
        and text == text.lower() == unicodedata.normalize("NFC", text)
        and all(c in "-_." or unicodedata.category(c)[0] in "LN" for c in text)
    )


@pytest.mark.parametrize("raw", ["a", "2021-12_x.1", "oekraïne", "_x", "a" * 100, "000_eda3467208"])
def test_safe_ids_stay(raw: str) -> None:
    assert safe_id(raw) == raw


@pytest.mark.parametrize(
    ("raw", "start"),
    [
        ("../../x", "x-"),
        ("/etc/passwd", "etc-passwd-"),
        ("a/x", "a-x-"),
        ("ABC", "abc-"),
        ("-rf", "rf-"),
        (".hidden", "hidden-"),
        ("???", "article-"),
        ("..", "article-"),
        ("a b\nc", "a-b-c-"),
        ("cafe\u0301", "café-"),
        ("x" * 300, "x" * 91 + "-"),
        ("€" * 5 + "a", "a-"),
        ("語" * 100, "語" * 63 + "-"),
    ],
)
def test_other_ids_are_cleaned_and_marked(raw: str, start: str) -> None:
    cleaned = safe_id(raw)
    assert cleaned.startswith(start)
    assert len(cleaned) == len(start) + 8
    assert is_safe(cleaned)


def test_ids_alike_stay_apart() -> None:
    alike = ["café", "cafe\u0301", "CAFÉ", "Café", "a/b", "a\\b", "a b", "a-b"]
    assert len({safe_id(raw) for raw in alike}) == len(alike)


@given(REAL.filter(lambda raw: bool(raw.strip())))
def test_ids_are_always_safe_and_settled(raw: str) -> None:
    cleaned = safe_id(raw)
    assert is_safe(cleaned)
    assert safe_id(cleaned) == cleaned


@pytest.mark.parametrize("raw", ["", " ", "\t\u00a0\n", "a\0b", "a\ud800"])
def test_bad_ids(raw: str) -> None:
    with pytest.raises(ArticleError) as caught:
        safe_id(raw)
    assert caught.value.problem.code == "E217"
    caught.value.problem.message.encode()


def found(name: str, sha256: str, file: str, line: int | None = None) -> Found:
    article = Article(name, None, "nl", (Paragraph("body", sha256),), file, sha256)
    place = Place(file, file)
    return Found(article, place.at_line(line) if line else place)


def test_differing_duplicates_all_fail() -> None:
    items = [
        found("x", "1", "a"),
        found("x", "2", "b"),
        found("x", "1", "c", 7),
        found("y", "3", "d"),
    ]
    for order in itertools.permutations(items):
        articles, failures = settle_duplicates(order)
        assert [article.id for article in articles] == ["y"]
        assert [(f.code, f.id, f.origin, f.line) for f in failures] == [
            ("E218", "x", "a", None),
            ("E218", "x", "b", None),
            ("E218", "x", "c", 7),
        ]
        assert "3 places (a, b, c line 7)" in failures[0].message


def test_identical_duplicates_are_kept_once() -> None:
    items = [found("x", "1", "b", 2), found("x", "1", "a"), found("x", "1", "b", 10)]
    for order in itertools.permutations(items):
        articles, (failure,) = settle_duplicates(order)
        assert [(article.id, article.origin) for article in articles] == [("x", "a")]
        assert (failure.code, failure.id, failure.origin, failure.line) == ("E219", "x", "b", 2)


def test_the_same_bytes_read_differently_are_no_duplicates() -> None:
    one = found("x", "1", "x.txt")
    other = replace(one, article=replace(one.article, paragraphs=(Paragraph("body", "z"),)))
    articles, failures = settle_duplicates([one, other])
    assert articles == ()
    assert {failure.code for failure in failures} == {"E218"}


def test_many_places_are_not_all_listed() -> None:
    _, failures = settle_duplicates(found("x", str(i), f"f{i}") for i in range(1000))
    assert len(failures) == 1000
    assert all(len(failure.message) < 500 for failure in failures)
