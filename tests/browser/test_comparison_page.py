"""The page of a comparison in real headless Chromium."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from kortom.comparison.conditions import parse_condition
from kortom.comparison.gate import rule
from kortom.report.comparison_page import comparison_to_html
from kortom.values import Record
from tests.browser.chromium import Browser, axe_core, violations
from tests.browser.made_comparison import made_comparison, system_manifest
from tests.browser.made_run import make_record, make_sentence

COUNT = 1000
"""Articles of the page; more than are shown at first."""

SHOWN = 40
"""Of them at first."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    sides = [[news(number, system) for number in range(COUNT)] for system in range(2)]
    runs = [
        (system_manifest(name, seconds, records), records)
        for name, seconds, records in zip(("greedy", "beam"), (1.0, 2.0), sides, strict=True)
    ]
    pairs = [(f"Er waren {number} branden.", f"There were {number} fires.") for number in range(20)]
    comparison = made_comparison(folder, runs, pairs)
    rulings = rule([parse_condition("flags > 90"), parse_condition("bleu < 0")], comparison)
    (folder / "page.html").write_text(comparison_to_html(comparison, rulings), encoding="utf-8")
    return folder / "page.html"


@pytest.fixture
def opened(browser: Browser, page: Path) -> Browser:
    browser.open_anew(page)
    return browser


def news(number: int, system: int) -> Record:
    """In every fifth the second system has other words, and in every tenth other briefs. Article
    7 tells of België, 15 has a flag, and of 10 the second system is better."""
    fires = "fires" if number % 5 or system == (number == 10) else "big fires"
    lead = "In België was het kalm." if number == 7 else "Het was kalm."
    brief_index = 2 if system and number % 10 == 0 else 1
    sentences = [
        make_sentence(0, f"Titel {number}", f"Headline {number}"),
        make_sentence(
            1,
            f"Er waren {number} branden.",
            f"There were {number} {fires}.",
            flags=("numbers",) if system and number == 15 else (),
        ),
        make_sentence(2, lead, "It was calm."),
    ]
    record = make_record(f"news-{number:03}", sentences)
    if brief_index == 2:
        other = make_record("x", [sentences[0], sentences[2]])
        record = make_record(record.id, sentences, brief=other.brief)
    return record


def outcome(browser: Browser) -> str:
    return browser.one("#outcome").text


def open_card(browser: Browser, query: str) -> None:
    browser.one("[name=search]").send_keys(query)
    browser.one("#cards .toggle").click()


def test_only_a_part_of_many_articles_is_in_the_page_at_first(opened: Browser) -> None:
    assert outcome(opened) == "1,000 articles"
    assert len(opened.all("#cards .card")) == SHOWN
    assert opened.run("return document.querySelectorAll('body *').length") < 3000
    assert not opened.all(".change")  # made when an article opens
    opened.one("#more").click()
    assert len(opened.all("#cards .card")) == 2 * SHOWN
    # The focus goes on with the first of what came.
    focused = "return [...document.querySelectorAll('.toggle')].indexOf(document.activeElement)"
    assert opened.run(focused) == SHOWN


def test_the_head_says_what_came_out(opened: Browser) -> None:
    assert opened.driver.title == "Comparison of A greedy, B beam"
    text = opened.one("header").text
    assert "Comparison of 2 runs" in text
    assert "B against A: " in text
    assert "Gate not hit: flags > 90" in text
    assert "Baseline: A." in text
    assert "References: 20 of 20 pairs scored." in text
    landmarks = opened.run(
        "return [...document.querySelectorAll('header, nav, main, search')].map((e) => e.localName)"
    )
    assert landmarks == ["header", "nav", "main", "search"]
    opened.one("#runs summary").click()
    assert "ctranslate2 4.8.5" in opened.one("#runs").text


def test_tables_have_heads_and_verdicts_in_words(opened: Browser) -> None:
    for table in opened.all("table"):
        assert table.find_elements("css selector", "thead th[scope=col]")
        assert table.find_elements("css selector", "tbody th[scope=row]")
    cells = "return [...document.querySelectorAll('#results tr')].map((r) => r.textContent)"
    rows = [row for row in opened.run(cells) if row.startswith("seconds_per_article")]
    assert len(rows) == 1
    assert "worse" in rows[0]
    names = opened.run(
        "return [...document.querySelectorAll('.scroll')].map((e) =>"
        "document.getElementById(e.getAttribute('aria-labelledby')).textContent)"
    )
    assert len(names) == len(set(names)) > 3


def test_charts_are_shown_and_named(opened: Browser) -> None:
    drawings = opened.all("#charts figure svg")
    assert len(drawings) == 6
    for drawing in drawings:
        assert drawing.size["width"] > 200
        assert drawing.size["height"] > 50
        assert "A " in (drawing.get_attribute("aria-label") or "")
    # They take their colours from the page, by its theme.
    ink = "const t = document.querySelector('#charts text'); return getComputedStyle(t).fill"
    mark = "return getComputedStyle(document.querySelector('#charts use')).stroke"
    light = opened.run(ink), opened.run(mark)
    opened.one("[data-action=theme]").click()
    dark = opened.run(ink), opened.run(mark)
    assert light[0] != dark[0]
    assert light[1] != dark[1]
    assert "none" not in {*light, *dark}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("titel 77", 19),  # the title, in Dutch, of all whose number holds 77
        ("BIG fires", 200),
        ("branden 995", 1),
        ("news-077", 1),
        ("nowhere", 0),
        (".*", 0),
    ],
)
def test_search(opened: Browser, query: str, count: int) -> None:
    opened.one("[name=search]").send_keys(query)
    assert outcome(opened) == f"{count} of 1,000 articles"
    assert opened.one("#nothing").is_displayed() == (count == 0)
    opened.one("#clear").click()
    assert outcome(opened) == "1,000 articles"


@pytest.mark.parametrize(
    ("name", "count"),
    [("changed", 200), ("briefs", 200), ("flags", 1), ("better", 1), ("worse", 3)],
)
def test_filters_show_as_many_as_they_say(opened: Browser, name: str, count: int) -> None:
    box = opened.one(f"[name={name}]")
    box.click()
    assert outcome(opened) == f"{count} of 1,000 articles"
    label = box.find_element("xpath", "..")
    assert label.find_element("css selector", ".count").text == str(count)


def test_filters_hold_together(opened: Browser) -> None:
    opened.one("[name=changed]").click()
    opened.one("[name=worse]").click()
    opened.one("[name=search]").send_keys("branden 15")
    assert outcome(opened) == "1 of 1,000 articles"
    assert opened.one("#cards code").text == "news-015"


def test_those_that_differ_most_come_first(opened: Browser) -> None:
    chips = "return [...document.querySelectorAll('#cards .card')].map((c) => c.innerText)"
    texts = opened.run(chips)
    assert all("1 of 3 sentences changed" in text for text in texts)


def test_an_article_opens_to_briefs_and_changes(opened: Browser) -> None:
    open_card(opened, "news-015")
    card = opened.one("#cards .card")
    briefs = card.find_elements("css selector", ".briefs > li")
    assert [brief.text.split("\n")[0] for brief in briefs] == [
        "A baseline · 4 words",
        "B · 5 words",
    ]
    left, right = (brief.rect for brief in briefs)
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]
    [change] = card.find_elements("css selector", ".change")
    assert change.find_element("css selector", ".dutch").text == "Er waren 15 branden."
    terms = [e.text for e in change.find_elements("css selector", "dt")]
    assert [term.split("\n")[0] for term in terms] == ["A", "B", "Reference"]
    told = change.text
    assert "numbers" in told
    assert "chrF2 to the reference 100.0" in told
    marks = card.find_elements("css selector", ".change ins, .change del")
    assert [(mark.tag_name, visible(opened, mark)) for mark in marks] == [("ins", "big")]
    opened.one("#cards .toggle").click()
    assert not change.is_displayed()


def visible(browser: Browser, element: object) -> str:
    """The text without what is for screen readers alone."""
    script = (
        "const c = arguments[0].cloneNode(true); c.querySelectorAll('.unseen').forEach((e) =>"
        " e.remove()); return c.textContent"
    )
    return str(browser.run(script, element))


def test_changed_words_are_marked_by_more_than_colour(opened: Browser) -> None:
    open_card(opened, "news-015")
    mark = opened.one(".change ins")
    assert opened.run("return arguments[0].textContent", mark) == "[added: big]"
    line = "return getComputedStyle(arguments[0]).textDecorationLine"
    assert opened.run(line, mark) == "underline"


WORDS = ["de", "dijk", "hield", "stand", "3,5", "don't", "—", "(", ")", ".", "«x»", "é", "a-b", "€"]


def test_differences_hold_both_texts(browser: Browser, tmp_path: Path) -> None:
    """Without what was added a text is the baseline's, and without what was left out its own."""
    draw = random.Random(7)
    texts = [
        (
            " ".join(draw.choices(WORDS, k=draw.randrange(0, 14))),
            draw.choice([" ", "  ", ""]).join(draw.choices(WORDS, k=draw.randrange(1, 14))),
        )
        for _ in range(120)
    ]
    texts += [("x " * 2500, "y " * 2500 + "x"), ("gelijk", "gelijk."), ("a b c", "a c")]
    sides = []
    for system in range(2):
        sentences = [
            make_sentence(n, f"Zin {n}", pair[system].strip()) for n, pair in enumerate(texts)
        ]
        sides.append([make_record("one", sentences)])
    runs = [(system_manifest(f"s{n}", 1.0, side), side) for n, side in enumerate(sides)]
    comparison = made_comparison(tmp_path, runs)
    (tmp_path / "page.html").write_text(comparison_to_html(comparison, ()), encoding="utf-8")
    browser.size(1200, 900)
    browser.open(tmp_path / "page.html")
    browser.one(".toggle").click()
    script = """
    const without = (element, tag) => {
      const copy = element.cloneNode(true);
      copy.querySelectorAll(`.unseen, .quiet, ${tag}`).forEach((e) => e.remove());
      return copy.textContent;
    };
    return [...document.querySelectorAll(".change")].map((change) => {
      const p = change.querySelectorAll("dd > p")[1];
      return [without(p, "ins"), without(p, "del"), p.querySelectorAll("ins, del").length];
    });
    """
    found = browser.run(script)
    expected = [(a.strip(), b.strip()) for a, b in texts if a.strip() != b.strip()]
    assert len(found) == len(expected)
    for (before, after, marks), (one, other) in zip(found, expected, strict=True):
        assert "".join(before.split()) == "".join(one.split())
        assert "".join(after.split()) == "".join(other.split())
        assert marks or "".join(one.split()) == "".join(other.split())
    assert [marks for _, _, marks in found][-2:] == [1, 1]


def test_by_keyboard(opened: Browser) -> None:
    opened.keys(Keys.TAB)
    assert opened.run("return document.activeElement.textContent") == "Skip to the articles"
    opened.keys(Keys.ENTER)
    opened.keys(Keys.TAB)
    assert opened.run("return document.activeElement.name") == "search"
    opened.keys("news-015")
    assert outcome(opened) == "1 of 1,000 articles"
    opened.run("document.querySelector('#clear').focus()")
    opened.keys(Keys.TAB)
    assert opened.run("return document.activeElement.className") == "toggle"
    opened.keys(Keys.ENTER)
    assert opened.one(".toggle").get_attribute("aria-expanded") == "true"
    assert opened.one(".change").is_displayed()
    opened.keys(Keys.TAB)
    assert opened.run("return document.activeElement.textContent") == "Link to this article"
    opened.run("document.querySelector('[name=flags]').focus()")
    opened.keys(Keys.SPACE)
    assert opened.one("[name=flags]").is_selected()


def test_a_table_scrolls_by_keyboard_where_it_is_wide(opened: Browser) -> None:
    opened.size(390, 844)
    wide = next(
        e for e in opened.all(".scroll") if opened.run("return arguments[0].scrollWidth", e) > 390
    )
    opened.run("arguments[0].focus()", wide)
    assert opened.run("return document.activeElement === arguments[0]", wide)


def test_dark_is_a_choice(opened: Browser) -> None:
    background = "return getComputedStyle(document.body).backgroundColor"
    light = opened.run(background)
    opened.one("[data-action=theme]").click()
    dark = opened.run(background)
    assert dark != light
    opened.until_reloaded(lambda: opened.run(background) == dark)  # remembered


def test_a_deep_link_opens_its_article(opened: Browser, page: Path) -> None:
    opened.open(page, "#news-777")
    assert [toggle.text for toggle in opened.all("[aria-expanded=true]")] == ["Headline 777"]
    assert opened.run("return document.activeElement.textContent") == "Headline 777"
    opened.open(page, "#/results")  # a way on the page is no article
    assert not opened.all("[aria-expanded=true]")


@pytest.mark.parametrize("width", [320, 390, 1400])
def test_nothing_is_wider_than_the_screen(opened: Browser, page: Path, width: int) -> None:
    opened.size(width, 844)
    opened.open(page)
    for element in opened.all("summary") + opened.all(".toggle")[:2]:
        element.click()
    assert opened.run("return document.documentElement.scrollWidth") <= width
    assert opened.run("return document.querySelector('main').scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(opened: Browser, page: Path, scheme: str) -> None:
    source = axe_core()
    opened.prefer(scheme)
    opened.open(page)
    for element in opened.all("#runs summary") + opened.all(".toggle")[:2]:
        element.click()
    opened.one("[name=search]").send_keys("big")
    assert violations(opened, source) == []
