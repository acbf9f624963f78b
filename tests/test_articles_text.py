"""Reading .txt and .md: decoding, white space, stamp, title, headings, lists, markup."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kortom.articles import Readings, read_articles
from kortom.articles.dates import parse_date
from kortom.articles.decoding import check_encoding
from kortom.articles.text import clean, split_blocks, take_stamp
from kortom.config.model import Input
from kortom.errors import KortomError
from kortom.values import Article

ROOT = Path(__file__).parent.parent
LONG = "Dit is een gewone alinea van het artikel, die met een punt eindigt."


def read(tmp_path: Path, data: bytes | str, name: str = "a.txt", **config: object) -> Readings:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_articles([str(path)], Input.model_validate(config))


def article(tmp_path: Path, data: bytes | str, name: str = "a.txt", **config: object) -> Article:
    readings = read(tmp_path, data, name, **config)
    assert readings.failures == ()
    return readings.articles[0]


def kinds(tmp_path: Path, text: str, name: str = "a.txt") -> list[tuple[str, str]]:
    return [(p.kind, p.text) for p in article(tmp_path, text, name).paragraphs]


def code(tmp_path: Path, data: bytes | str, name: str = "a.txt", **config: object) -> str:
    readings = read(tmp_path, data, name, **config)
    assert readings.articles == ()
    (failure,) = readings.failures
    assert failure.message
    return failure.code


def test_seed() -> None:
    readings = read_articles([str(ROOT / "seeds")], Input())
    (seed,) = readings.articles
    assert readings.failures == ()
    assert (seed.id, seed.date, seed.title) == ("000_eda3467208e8f3ba", "2021-12", None)
    assert seed.origin == "000_eda3467208e8f3ba.txt"
    assert seed.paragraphs[0].text.startswith("Het gesprek begon dinsdag")
    assert [p.kind for p in seed.paragraphs] == ["body"] * 3 + ["heading"] + ["body"] * 3
    assert seed.paragraphs[3].text == "Poetin wil garanties tegen Navo-uitbreiding"


# Decoding


def test_bom_or_none_crlf_and_cr_read_alike(tmp_path: Path) -> None:
    text = f"Titel\n\n{LONG}\nTweede regel.\n\nSlot."
    plain = article(tmp_path, text).paragraphs
    assert len(plain) == 3
    for variant in ("\ufeff" + text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        assert article(tmp_path, variant).paragraphs == plain
    assert article(tmp_path, text.encode("utf-16"), encoding="utf-16").paragraphs == plain
    assert article(tmp_path, text.encode("cp1252"), encoding="windows-1252").paragraphs == plain


def test_not_decodable_names_line_byte_and_offset(tmp_path: Path) -> None:
    (failure,) = read(tmp_path, b"een\r\ntwee\r\ndrie \xe9n").failures
    assert (failure.code, failure.line, failure.id) == ("E205", 3, "a")
    assert "byte 0xe9 at offset 16" in failure.message
    (failure,) = read(tmp_path, b"\xef\xbb\xbfab\n\xff").failures
    assert failure.line == 2
    assert "offset 6" in failure.message


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "undefined", "zlib", "idna", "é"])
def test_bad_encoding_name_ends_the_run(tmp_path: Path, name: str) -> None:
    with pytest.raises(KortomError) as caught:
        read(tmp_path, "Tekst.", encoding=name)
    assert caught.value.problem.code == "E105"


def test_a_nul_is_in_no_encodings_name() -> None:
    with pytest.raises(KortomError):
        check_encoding("a\0b")


def test_nul_and_surrogate(tmp_path: Path) -> None:
    (failure,) = read(tmp_path, "een\ntw\0ee").failures
    assert (failure.code, failure.line) == ("E206", 2)
    assert code(tmp_path, "Tekst.".encode("utf-16-le")) == "E206"
    assert code(tmp_path, b"een +2AA-", encoding="utf-7") in ("E205", "E207")
    assert code(tmp_path, rb"een \ud800 twee", encoding="unicode_escape") == "E207"


def test_empty_and_too_long(tmp_path: Path) -> None:
    for data in ("", " \n\t\n", "\ufeff", "\u200b\n\u00ad", " date 2021-12 "):
        assert code(tmp_path, data) == "E208"
    assert code(tmp_path, "# Alleen een titel", "a.md") == "E208"
    assert code(tmp_path, "x" * 11, max_characters=10) == "E209"
    assert article(tmp_path, "x" * 10, max_characters=10)


# White space


def test_clean() -> None:
    assert clean("a \t\x00\x07\x85\u00a0\u3000b") == "a b"
    assert clean("re\u00adge\u200bring\u2060s\ufeff") == "regerings"
    assert clean("cafe\u0301") == "café"
    assert clean("e\u00ad\u0301") == "é"
    assert clean("👩\u200d🚒 ½ “x”") == "👩\u200d🚒 ½ “x”"


@given(st.text())
def test_clean_is_stable_and_bare(text: str) -> None:
    once = clean(text)
    assert clean(once) == once == once.strip()
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    assert "\n" not in once


@given(st.text(alphabet=st.sampled_from("ab. \n\r\t-*1)\u2028\u2029\u0301\u00ad")))
def test_blocks_are_never_blank_and_lose_no_letter(text: str) -> None:
    blocks = [block.text for block in split_blocks(text)]
    assert all(block and block == clean(block) for block in blocks)
    assert "".join(blocks).count("a") + "".join(blocks).count("á") == text.count("a")


def test_hard_wrapped_lines_are_joined(tmp_path: Path) -> None:
    text = (
        "De informele samenwerking tussen de alliantie en Kiev\n– waaronder gezamenlijke"
        " oefeningen –\nstopt.\n \t \nTweede alinea."
    )
    assert kinds(tmp_path, text) == [
        (
            "body",
            "De informele samenwerking tussen de alliantie en Kiev – waaronder gezamenlijke"
            " oefeningen – stopt.",
        ),
        ("body", "Tweede alinea."),
    ]


# Stamp


@pytest.mark.parametrize(
    ("text", "date", "rest"),
    [
        (" date 2021-12 Het gesprek", "2021-12", " Het gesprek"),
        ("\n date 2021\nTitel", "2021", "\nTitel"),
        ("date 2021-12-07 x", "2021-12-07", " x"),
        ("date 2021-13 x", None, "date 2021-13 x"),
        ("date 2021-02-30 x", None, "date 2021-02-30 x"),
        ("date 0000 x", None, "date 0000 x"),
        ("date 2021-12x", None, "date 2021-12x"),
        ("De date 2021-12 x", None, "De date 2021-12 x"),
        ("date 2021-12", None, "date 2021-12"),
    ],
)
def test_stamp(text: str, date: str | None, rest: str) -> None:
    assert take_stamp(text) == (date, rest)


def test_stamp_before_a_title(tmp_path: Path) -> None:
    read_back = article(tmp_path, f"date 2020-01-02\nDe titel\n\n{LONG}")
    assert (read_back.date, read_back.title) == ("2020-01-02", "De titel")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021", "2021"),
        ("2021-12", "2021-12"),
        (" 2021-12-07 ", "2021-12-07"),
        ("2021-12-07T10:00:00Z", "2021-12-07"),
        ("2021-12-07 10:00", "2021-12-07"),
        ("2021-12-07T10:00:00+01:00", "2021-12-07"),
        ("2021-12-07Tx", None),
        ("2021-12-32", None),
        ("7 december 2021", None),
        ("20211207", None),
        ("2021-W49", None),
        ("٢٠٢١", None),
        ("", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert parse_date(text) == date


# Title and headings


@pytest.mark.parametrize(
    "first",
    ["Kabinet valt", "KABINET VALT", "Wat wil Poetin?", "Eindelijk!", "‘Wij gaan door’", "A 2.0"],
)
def test_title(tmp_path: Path, first: str) -> None:
    assert article(tmp_path, f"{first}\n\n{LONG}").title == first


@pytest.mark.parametrize(
    "first",
    [
        "Kabinet valt.",
        "Kabinet valt…",
        "De eisen:",
        "“Wij gaan door.”",
        "Eerst dit;",
        "Ten eerste,",
        "- een punt",
        "* * *",
        "x" * 121,
        "Wil hij dit\nof toch niet?",
    ],
)
def test_no_title(tmp_path: Path, first: str) -> None:
    assert article(tmp_path, f"{first}\n\n{LONG}").title is None


def test_one_paragraph_has_no_title(tmp_path: Path) -> None:
    assert kinds(tmp_path, "Kabinet valt") == [("body", "Kabinet valt")]


def test_title_above_long_lines_and_wrapped_title(tmp_path: Path) -> None:
    lead = LONG * 3
    assert kinds(tmp_path, f"De titel\n{lead}\n\n{LONG}") == [
        ("title", "De titel"),
        ("body", lead),
        ("body", LONG),
    ]
    assert article(tmp_path, f"De titel van\ntwee regels\n\n{LONG}").title == (
        "De titel van twee regels"
    )
    assert article(tmp_path, f"Een gewone regel die\nafbreekt.\n\n{LONG}").title is None


def test_title_limit_is_configured(tmp_path: Path) -> None:
    text = f"De titel\n\n{LONG}"
    assert article(tmp_path, text, title_max_characters=8).title == "De titel"
    assert article(tmp_path, text, title_max_characters=7).title is None


def test_headings(tmp_path: Path) -> None:
    parts = ["T", LONG, "Een kop", LONG, "Waarom?", LONG, "Nee!", LONG, "‘Nooit meer’", "Slot"]
    wanted = ["title", "body", "heading", "body", "heading", "body", "body", "body", "heading"]
    assert [kind for kind, _ in kinds(tmp_path, "\n\n".join(parts))] == [*wanted, "body"]


# Lists


@pytest.mark.parametrize("mark", ["-", "*", "•", "–"])
def test_bullets_are_body_paragraphs(tmp_path: Path, mark: str) -> None:
    items = f"{mark} geen wapens\n{mark} geen leden en\ngeen oefeningen"
    text = f"{LONG}\n\nDe eisen zijn\n{items}\n\n{LONG}"
    assert kinds(tmp_path, text) == [
        ("body", LONG),
        ("body", "De eisen zijn"),
        ("body", f"{mark} geen wapens"),
        ("body", f"{mark} geen leden en geen oefeningen"),
        ("body", LONG),
    ]


def test_numbered_list_and_numbered_heading(tmp_path: Path) -> None:
    text = f"{LONG}\n\n1. Een\n2. Twee\n\n1. Zet hem lager\n\n{LONG}"
    assert kinds(tmp_path, text)[1:] == [
        ("body", "1. Een"),
        ("body", "2. Twee"),
        ("heading", "1. Zet hem lager"),
        ("body", LONG),
    ]


# Markdown


def test_markdown(tmp_path: Path) -> None:
    text = (
        "# De *titel*\n\nEen **vette** [link](https://x.nl) en `code`\nop ![alt](a.png) twee<br>"
        "regels &amp; meer.\n\n## Een kop\n\n- punt een\n- punt _twee_\n\n> Citaat.\n\n"
        "<!-- weg --> \n\n<div>In een div</div>\n\n---\n\n```\nx = 1\n```\n\n"
        "| a | b |\n|---|---|\n| c | d |\n\nSlot"
    )
    assert kinds(tmp_path, text, "a.md") == [
        ("title", "De titel"),
        ("body", "Een vette link en code op alt twee regels & meer."),
        ("heading", "Een kop"),
        ("body", "punt een"),
        ("body", "punt twee"),
        ("body", "Citaat."),
        ("body", "In een div"),
        ("body", "x = 1"),
        ("body", "a"),
        ("body", "b"),
        ("body", "c"),
        ("body", "d"),
        ("body", "Slot"),
    ]


def test_markdown_without_headings_follows_the_rules_of_text(tmp_path: Path) -> None:
    text = f"De titel\n\n{LONG}\n\nEen kop\n\n{LONG}"
    assert kinds(tmp_path, text, "a.md") == kinds(tmp_path, text, "a.txt")


def test_front_matter(tmp_path: Path) -> None:
    head = "---\ntitle: '2021: een jaar'\ndate: 2021-12-07\nurl: https://x.nl/1\ntags: [a]\n---\n"
    text = f"{head}\n# Andere kop\n\n{LONG}".replace("\n", "\r\n")
    read_back = article(tmp_path, text, "a.md")
    assert (read_back.title, read_back.date) == ("2021: een jaar", "2021-12-07")
    assert read_back.origin == "https://x.nl/1"
    assert [p.kind for p in read_back.paragraphs] == ["title", "heading", "body"]
    same = article(tmp_path, f"---\ntitle: Kop\ndate: ~\n---\n# Kop\n\n{LONG}", "a.md")
    assert [p.kind for p in same.paragraphs] == ["title", "body"]
    assert (same.date, same.origin) == (None, "a.md")


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("title: a: b", "E222"),
        ("title: [a]", "E215"),
        ("date: morgen", "E216"),
        ("date: 2021-13-45", "E216"),
        ('title: "\\0"', "E206"),
        ("x: " + "[" * 5000, "E222"),
        ("title: !!python/object/apply:os.system [ls]", "E215"),
    ],
)
def test_bad_front_matter(tmp_path: Path, head: str, wanted: str) -> None:
    assert code(tmp_path, f"---\n{head}\n---\n{LONG}", "a.md") == wanted


def test_rules_are_no_front_matter(tmp_path: Path) -> None:
    texts = [text for _, text in kinds(tmp_path, f"---\nEerst dit.\n\n---\n\n{LONG}", "a.md")]
    assert texts == ["Eerst dit.", LONG]


# Whatever the bytes

PIECES = st.sampled_from(
    [b"---\n", b"title: ", b"# ", b"\n\n", b"- a\n", b"date 2021 ", b"|a|b|\n|-|-|\n", b"<!--"]
)
BYTES = st.lists(
    st.binary(max_size=20) | PIECES | st.text(max_size=20).map(lambda t: t.encode(errors="replace"))
).map(b"".join)


@settings(max_examples=150)
@given(
    data=BYTES,
    name=st.sampled_from(["a.txt", "a.md"]),
    encoding=st.sampled_from(["utf-8", "latin-1", "utf-16", "utf-7", "unicode_escape", "punycode"]),
)
@pytest.mark.filterwarnings("ignore:.*invalid.*escape:DeprecationWarning")
def test_any_bytes_are_an_article_or_a_failure(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str, encoding: str
) -> None:
    readings = read(tmp_path_factory.mktemp("x"), data, name, encoding=encoding)
    assert len(readings.articles) + len(readings.failures) == 1
    for read_back in readings.articles:
        assert all(p.text and p.text == clean(p.text) for p in read_back.paragraphs)
        assert "body" in {p.kind for p in read_back.paragraphs}
        assert "title" not in {p.kind for p in read_back.paragraphs[1:]}


def test_check_encoding_gives_the_codecs_name() -> None:
    assert check_encoding("UTF8") == "utf-8"
    assert check_encoding("Latin-1") == "iso8859-1"
