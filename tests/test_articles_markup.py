"""No word that stands outside of real markup is lost: Markdown files, and HTML in rows."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortom.articles import Readings, read_articles
from kortom.articles.html_text import html_text, is_html, read_html
from kortom.articles.markdown import read_markdown
from kortom.articles.places import Place
from kortom.config.model import Input
from kortom.errors import ArticleError

PLACE = Place("a.md", "a.md")


def markdown_words(text: str) -> list[str]:
    outline = read_markdown(text, PLACE)
    return [word for block in (outline.title or "", *(b.text for b in outline.blocks))
            for word in re.findall(r"w\d+w", block)]  # fmt: skip


def paragraphs(text: str) -> list[str]:
    outline = read_markdown(text, PLACE)
    assert outline.title is None
    return [block.text for block in outline.blocks]


# Markdown


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[Utrecht]: brand", ["[Utrecht]: brand"]),
        ("[Utrecht]: brand\n\nzie [Utrecht]", ["[Utrecht]: brand", "zie [Utrecht]"]),
        ("zie [de site][1].\n\n[1]: https://x.nl 'X'", ["zie de site."]),
        ('[1]: https://x.nl\n"Ik ga weg."', ['"Ik ga weg."']),
        ("<script>x()</script> De burgemeester trad af.", ["De burgemeester trad af."]),
        ("Tekst <script>x()\ny()</script> meer <style>p</style> dat.", ["Tekst meer dat."]),
        ("<script async src='x'>y()</script>Hier.", ["Hier."]),
        ("<script> De burgemeester", ["De burgemeester"]),
        ("<!-- c --> Nog iets.", ["Nog iets."]),
        ("Nog <!-- c --> iets.", ["Nog iets."]),
        ("<!-- nooit dicht", ["<!-- nooit dicht"]),
        ("<!-- c\n\n# c -->\n\nTekst.", ["Tekst."]),
        ("<!--> Tekst.", ["Tekst."]),
        ("<![CDATA[ x ]]> Nog iets.", ["x Nog iets."]),
        ("<![CDATA[ x", ["<![CDATA[ x"]),
        ("<p>a[b[0]]> c</p>", ["a[b[0]]> c"]),
        ("<!DOCTYPE html> Tekst.", ["Tekst."]),
        ("<!Let op: dit> Tekst.", ["<!Let op: dit> Tekst."]),
        ("<?php x ?> Tekst.", ["Tekst."]),
        ("<? wat", ["<? wat"]),
        ("Als a <b en c> d", ["Als a <b en c> d"]),
        ("Vul <naam> in", ["Vul <naam> in"]),
        ("<p>3 < 5 en 7 > 2 klopt</p>", ["3 < 5 en 7 > 2 klopt"]),
        ("Pu<b>t</b>in <span\nclass=x>en</span> <input disabled> &lt;b&gt; `<b>`",
         ["Putin en <b> <b>"]),
        ("<p>een</p><p>twee</p>\n<ul><li>a</li><li>b</li></ul>", ["een", "twee", "a", "b"]),
        ("<p>a &notitie b &eacute;</p>", ["a &notitie b é"]),
        ("2021. Het jaar.", ["2021. Het jaar."]),
        ("2021.", ["2021."]),
        ("1. een\n2. twee", ["1. een", "2. twee"]),
        ("``` De burgemeester\ntrad af\n```", ["De burgemeester trad af"]),
        ("~~~ Brand", ["Brand"]),
        ("```python\nx = 1\n```", ["x = 1"]),
        ("| a | b |\n|---|---|\n| c | d | e | f |", ["a", "b", "c", "d e f"]),
    ],
)  # fmt: skip
def test_nothing_but_markup_goes(text: str, wanted: list[str]) -> None:
    assert paragraphs(text) == wanted


def test_html_headings_in_markdown() -> None:
    outline = read_markdown("<h1 align='center'>Titel</h1>\n\nTekst.\n\n<h2>Een\nkop</h2>\n", PLACE)
    assert (outline.title, outline.marked) == ("Titel", True)
    assert [(b.kind, b.text) for b in outline.blocks] == [(None, "Tekst."), ("heading", "Een kop")]


@pytest.mark.parametrize("mark", ["> ", "- ", "1. "])
def test_too_deep_nesting_is_an_error(tmp_path: Path, mark: str) -> None:
    depth = 150
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: x\n---\n\nEerst.\n\n{mark * depth}te diep\n")
    readings = read_articles([str(path)], Input())
    assert readings.articles == ()
    assert [(f.code, f.line) for f in readings.failures] == [("E223", 7)]


@pytest.mark.parametrize("mark", ["> ", "* a\n\n  "])
@pytest.mark.parametrize("depth", range(1, 110, 3))
def test_any_depth_is_read_in_full_or_an_error(mark: str, depth: int) -> None:
    lines = mark * depth if "\n" not in mark else "".join(
        "  " * i + "* a\n" for i in range(depth)) + "  " * depth  # fmt: skip
    try:
        assert markdown_words(f"w1w\n\n{lines}w2w") == ["w1w", "w2w"]
    except ArticleError as error:
        assert error.problem.code == "E223"
        assert depth > 40


# Each "W" is a word of its own. The complete ones enclose what may go; the open ones never close.
ANY = """W|W W|# W|## W ##|> W|- W|* W|+ W|1. W|1945. W|2021.|**W**|_W_|~~W~~|`W`|W|    W|\tW|
[W](https://x.nl)|![W](a.png)|[W]: W|[W]:|W]: W|[^W]: W|[W|<W|W>|<W>|<W W>|<b W c>|W < W > W|<p>W</p>|<div>
<p class="x">W < 5 en 7 > W</p>|</div> W|<br>W<br/>|<h2>W</h2>|<li>W|<td>W</td><td>W</td>|&amp; W|&W;|
&lt;W&gt;|<!W W>|<W@x.nl>|\\W|===|---|***|| W | W |||---|---||W|W|W|``` W W|~~~|```|<https://x.nl/W>|
<ins>W</ins>|"W"|(W)|W\\|:--|</p W>|<a href=W W>|<pre>W|<textarea>W""".replace("\n", "")  # noqa: E501
TABLE = "| W | W |\n|---|---|\n| W | W | W |\n| W |"
PIECES = [*ANY.split("|"), "|", "| W | W |", "|---|---|", "W | W | W", TABLE]
COMPLETE = ["<script>x()</script> W", "<!-- c --> W", "<?php x ?> W", "<!DOCTYPE html> W",
            "<![CDATA[ W ]]> W", "W <style>x</style>", "W <!-- a\n\nb --> W"]  # fmt: skip
OPEN = ["<script> W", "<!-- W", "<?php W", "<![CDATA[ W", "<style>W", "<!doctype W"]
GLUE = st.sampled_from([" ", "\n", "\n\n", "\n\n\n"])


@st.composite
def sources(draw: st.DrawFn, pieces: list[str]) -> tuple[str, list[str]]:
    parts = draw(st.lists(st.tuples(st.sampled_from(pieces), GLUE), min_size=1, max_size=12))
    words: list[str] = []

    def word(_: re.Match[str]) -> str:
        words.append(f"w{len(words)}w")
        return words[-1]

    return re.sub("W", word, "".join(piece + glue for piece, glue in parts)), words


@settings(max_examples=250)
@given(source=sources(PIECES + COMPLETE) | sources(PIECES + OPEN))
def test_every_word_of_markdown_is_in_some_block_once(source: tuple[str, list[str]]) -> None:
    text, words = source
    assert sorted(markdown_words(text)) == sorted(words)


# HTML


@settings(max_examples=150)
@given(source=sources(PIECES + COMPLETE) | sources(PIECES + OPEN))
def test_every_word_of_html_is_in_its_text_in_order(source: tuple[str, list[str]]) -> None:
    text, words = source
    assert re.findall(r"w\d+w", html_text(text)) == words
    blocks = read_html(text)
    found = [blocks.title or "", *(block.text for block in blocks.blocks)]
    assert re.findall(r"w\d+w", "\n".join(found)) == words


@given(st.text(alphabet=st.sampled_from("ab </>!-?[]CDATA&;=\"'\np1")))
def test_plain_text_without_tags_stays(text: str) -> None:
    if "<" not in text and "&" not in text and "]]>" not in text:
        assert html_text(text) == (text if text.strip() else "")
    assert html_text(f"<p>{text}") is not None


def test_many_openers_take_no_quadratic_time() -> None:
    # Sought anew for each opener, the closers would take half an hour.
    for opener in ("<script>", "<!--", "<?a", "<style>", "<![CDATA["):
        text = opener * 200_000
        assert html_text(text).count("<") <= 200_000


def row(tmp_path: Path, text: str, **fields: object) -> Readings:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "x", "text": text, **fields}))
    return read_articles([str(path)], Input())


def kinds(tmp_path: Path, text: str, **fields: object) -> list[tuple[str, str]]:
    readings = row(tmp_path, text, **fields)
    assert readings.failures == ()
    return [(p.kind, p.text) for p in readings.articles[0].paragraphs]


def test_html_in_a_row(tmp_path: Path) -> None:
    text = (
        "<p>Een korte inleiding</p>\n<h2>De kop</h2><p>Caf&eacute; &amp; <b>bar</b>,<br />\n"
        "tweede regel<br><br>Los.</p><script>weg()</script><ul><li>een</li>\n<li>twee</li></ul>"
        "<table><tr><td>a</td><td>b</td></tr></table><!-- weg --><p>3 < 5, zei <naam>.</p>"
    )
    assert kinds(tmp_path, text) == [
        ("body", "Een korte inleiding"),
        ("heading", "De kop"),
        ("body", "Café & bar, tweede regel"),
        ("body", "Los."),
        ("body", "een"),
        ("body", "twee"),
        ("body", "a"),
        ("body", "b"),
        ("body", "3 < 5, zei <naam>."),
    ]


def test_the_first_heading_of_level_1_is_the_title_of_a_row(tmp_path: Path) -> None:
    text = "<h1>Kop</h1><p>Tekst.</p>"
    assert kinds(tmp_path, text) == [("title", "Kop"), ("body", "Tekst.")]
    assert kinds(tmp_path, text, title="Kop") == [("title", "Kop"), ("body", "Tekst.")]
    assert kinds(tmp_path, text, title=" ") == [("title", "Kop"), ("body", "Tekst.")]
    assert kinds(tmp_path, text, title="Anders") == [
        ("title", "Anders"),
        ("heading", "Kop"),
        ("body", "Tekst."),
    ]


def test_breaks_alone_are_line_ends_of_plain_text(tmp_path: Path) -> None:
    body = "Een alinea van het artikel die met een punt eindigt."
    plain = f"De titel\n\n{body}\nTweede regel.\n\nEen kop\n\n{body}"
    html = plain.replace("\n", "<br>\n")
    assert kinds(tmp_path, html) == kinds(tmp_path, plain)
    assert kinds(tmp_path, html.replace("\n", "\r\n")) == kinds(tmp_path, plain)
    assert kinds(tmp_path, html.replace("\n", "")) == kinds(tmp_path, plain)


@pytest.mark.parametrize(
    "text",
    ["3 < 5 en 7 > 2.", "Vul <naam> in.", "R&amp;D <b>vet</b>.", "a <p b.", "<pap> x", "</naam> x"],
)
def test_plain_text_in_a_row_stays_as_it_is(tmp_path: Path, text: str) -> None:
    assert not is_html(text)
    assert kinds(tmp_path, text) == [("body", text)]


def test_html_in_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,text\nx,"<p class=""lead"">Lead</p><div>Tekst</div>"\n')
    (article,) = read_articles([str(path)], Input()).articles
    assert [(p.kind, p.text) for p in article.paragraphs] == [("body", "Lead"), ("body", "Tekst")]
