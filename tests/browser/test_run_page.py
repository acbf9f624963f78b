"""The page of a run in real headless Chromium."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.keys import Keys

from kortom.report import write_report
from kortom.runs.manifest import FailurePart
from kortom.values import Attempt, Finding, Record, Term
from tests.browser.chromium import Browser, axe_core, violations
from tests.browser.made_run import make_manifest, make_record, make_sentence, write_records

COUNT = 100
"""Articles of the page; more than are shown at first."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    write_records(folder, [news(number) for number in range(COUNT)])
    failure = FailurePart(
        origin="x.txt", code="E209", message="x.txt: no text", id=None, line=None, field=None
    )
    write_report(folder, make_manifest(COUNT, failures=(failure,)), folder / "page.html")
    return folder / "page.html"


@pytest.fixture
def opened(browser: Browser, page: Path) -> Browser:
    browser.open_anew(page)
    return browser


def news(number: int) -> Record:
    """Every fourth has a doubtful brief, every tenth tells of België, every second a date."""
    doubtful = number % 4 == 0
    sentences = [
        make_sentence(0, f"Titel {number}", f"Headline {number}"),
        make_sentence(
            1,
            f"Er waren {number} branden.",
            f"There were {number} fires.",
            flags=("numbers",) if doubtful else (),
            findings=(Finding("numbers", "77 added"),) if doubtful else (),
            attempts=(Attempt("config", ("loop",), False), Attempt("strict", ("numbers",), True)),
            terms=(Term("brand", "fire", "missed" if doubtful else "present"),),
        ),
        make_sentence(2, "De brandweer kwam.", "The fire service came."),
        make_sentence(
            3,
            "In België was het kalm." if number % 10 == 0 else "Het was kalm.",
            "It was calm.",
            flags=("quotes",) if number % 5 == 0 else (),
        ),
    ]
    date = [None, "2026-11"][number % 2] if number < 90 else f"2026-12-{number - 80}"
    return make_record(f"news-{number}", sentences, date=date, origin=f"https://x.test/{number}")


def headlines(browser: Browser) -> list[str]:
    return [element.text.removesuffix(" (doubtful)") for element in browser.all("#cards .toggle")]


def outcome(browser: Browser) -> str:
    return browser.one("#outcome").text


def test_the_list_grows_by_its_button(opened: Browser) -> None:
    assert outcome(opened) == "100 briefs"
    assert len(opened.all("#cards .card")) == 40
    opened.one("#more").click()
    assert len(opened.all("#cards .card")) == 80
    # The focus goes on with the first of what came.
    assert opened.run("return document.activeElement.textContent").startswith("Headline 40")
    opened.one("#more").click()
    assert len(opened.all("#cards .card")) == 100
    assert not opened.one("#more").is_displayed()


def test_the_head_tells_of_the_run(opened: Browser) -> None:
    text = opened.one("header").text
    assert "Briefs of default" in text
    assert "Machine-translated by embedded:nl-en" in text
    assert opened.driver.title == "Briefs of default, 2026-11-24"
    for summary in opened.all("header summary"):
        summary.click()
    text = opened.one("header").text
    assert "config:1a2b3c4d|model:embedded:nl-en" in text
    assert "translate.beam_size" in text
    assert "E209 x.txt: no text" in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("belgie", 10),  # in the Dutch, without its accent
        ("SERVICE kalm", 100),  # words of both languages, in any order and case
        ("headline 77", 1),
        ("news-77", 1),
        ("nowhere", 0),
        (".*", 0),
    ],
)
def test_search(opened: Browser, query: str, count: int) -> None:
    opened.one("[name=search]").send_keys(query)
    assert outcome(opened) == ("100 briefs" if count == 100 else f"{count} of 100 briefs")
    assert opened.one("#nothing").is_displayed() == (count == 0)
    opened.one("#clear").click()
    assert outcome(opened) == "100 briefs"


def test_found_words_are_marked(opened: Browser) -> None:
    found = "return [...CSS.highlights.get('found')].map((r) => [r.startContainer.data, "
    found += "r.startContainer.data.slice(r.startOffset, r.endOffset)])"
    opened.one("[name=search]").send_keys("belgie headline 7")
    assert opened.run(found) == [
        ["https://x.test/70", "7"],
        ["Headline 70", "Headline"],
        ["Headline 70", "7"],
        ["There were 70 fires.", "7"],
    ]
    opened.one(".toggle").click()
    assert ["In België was het kalm.", "België"] in opened.run(found)
    opened.one("#clear").click()
    assert opened.run(found) == []


def test_filter_by_flags_doubt_and_date(opened: Browser) -> None:
    choices = {c.text.split("\n")[0]: c for c in opened.all("#flags .choice")}
    assert [c.text.split() for c in choices.values()] == [["numbers", "25"], ["quotes", "20"]]
    choices["numbers"].click()
    assert outcome(opened) == "25 of 100 briefs"
    choices["quotes"].click()
    assert outcome(opened) == "40 of 100 briefs"  # any of them
    opened.one("[name=doubtful]").click()
    assert outcome(opened) == "25 of 100 briefs"
    opened.one("#clear").click()
    opened.run(
        "const [from, to] = ['from', 'to'].map((n) => document.querySelector(`[name=${n}]`));"
        "from.value = '2026-11-20'; to.value = '2026-12-11';"
        "to.dispatchEvent(new Event('input', {bubbles: true}))"
    )
    # 45 of "2026-11", which may be later than the 20th, and two days of December.
    assert outcome(opened) == "47 of 100 briefs"


def test_a_doubtful_sentence_is_marked(opened: Browser) -> None:
    first, second = opened.all("#cards .card")[:2]
    assert [e.text for e in first.find_elements("css selector", ".brief .doubtful")] == [
        "There were 0 fires.?\n(doubtful)"
    ]
    assert not second.find_elements("css selector", ".doubtful")


def test_an_article_opens_with_its_sentences_aligned(opened: Browser) -> None:
    opened.all(".toggle")[0].click()
    card = opened.all("#cards .card")[0]
    rows = card.find_elements("css selector", ".pair[data-index]")
    texts = [
        [cell.text.split("\n")[0] for cell in row.find_elements("css selector", ".side")]
        for row in rows
    ]
    assert texts == [
        ["Titel 0", "Headline 0"],
        ["Er waren 0 branden.", "There were 0 fires."],
        ["De brandweer kwam.", "The fire service came."],
        ["In België was het kalm.", "It was calm."],
    ]
    groups = card.find_elements("css selector", ".paragraph")
    assert [len(g.find_elements("css selector", ".pair")) for g in groups] == [1, 2, 1]
    for row in rows:
        dutch, english = (cell.rect for cell in row.find_elements("css selector", ".side"))
        assert dutch["y"] == english["y"]
        assert dutch["x"] + dutch["width"] <= english["x"]
    assert ["brief" in row.text for row in rows] == [True, True, False, False]
    notes = rows[1].text
    assert "numbers 77 added" in notes
    assert "decoded 2 times: config (loop); strict (numbers), taken" in notes
    assert "terms: brand → fire (missed)" in notes
    assert "sentence 1: numbers (77 added)" in card.find_element("css selector", ".doubts").text
    opened.all(".toggle")[0].click()
    assert not rows[0].is_displayed()


def colour(browser: Browser, index: int, side: str) -> str:
    return browser.run(
        "return getComputedStyle(document.querySelector("
        f"'.pair[data-index=\"{index}\"] .{side}')).backgroundColor"
    )


def test_hovering_or_focusing_a_sentence_marks_its_partner(opened: Browser) -> None:
    opened.all(".toggle")[0].click()
    plain = colour(opened, 2, "english")
    opened.hover(opened.one('.pair[data-index="2"] .dutch'))
    assert colour(opened, 2, "english") != plain
    assert colour(opened, 3, "english") == plain
    opened.hover(opened.one("h1"))
    assert colour(opened, 2, "english") == plain
    opened.run("document.querySelector('.pair[data-index=\"3\"] .english').focus()")
    assert colour(opened, 3, "dutch") != plain
    assert colour(opened, 2, "dutch") == plain


def test_a_sentence_of_the_brief_leads_to_what_it_rests_on(opened: Browser) -> None:
    opened.all(".toggle")[0].click()
    plain = colour(opened, 1, "dutch")
    opened.hover(opened.one(".brief .part"))
    assert colour(opened, 1, "dutch") != plain
    opened.one(".reference").click()
    assert opened.run("return document.activeElement.textContent").startswith("There were 0 fires.")


def test_keys_alone(opened: Browser) -> None:
    opened.keys(Keys.TAB)
    assert opened.run("return document.activeElement.textContent") == "Skip to the briefs"
    opened.keys(Keys.ENTER, Keys.TAB)
    place = opened.run("return document.activeElement.href")
    assert place == "https://x.test/0"
    opened.keys(Keys.TAB, Keys.ENTER)
    assert opened.all(".toggle")[0].get_attribute("aria-expanded") == "true"
    opened.keys(Keys.TAB, Keys.TAB)  # the reference of the brief, then the text: one stop
    at = "const c = document.activeElement; return [c.parentElement.dataset.index, c.className]"
    assert opened.run(at) == ["0", "side dutch"]
    opened.keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_RIGHT)
    assert opened.run(at) == ["2", "side english"]
    opened.keys(Keys.END)
    assert opened.run(at) == ["3", "side english"]
    opened.keys(Keys.HOME, Keys.ARROW_LEFT, Keys.ARROW_UP)
    assert opened.run(at) == ["0", "side dutch"]
    opened.keys(Keys.TAB)
    assert opened.run("return document.activeElement.textContent") == "Link to this article"
    opened.run("document.querySelector('[name=doubtful]').focus()")
    opened.keys(Keys.SPACE)
    assert outcome(opened) == "25 of 100 briefs"


def background(browser: Browser) -> str:
    return browser.run("return getComputedStyle(document.body).backgroundColor")


def test_dark_follows_the_system_until_a_person_chooses(opened: Browser) -> None:
    button = "[data-action=theme]"
    light = background(opened)
    opened.prefer("dark")
    dark = background(opened)
    assert dark != light
    opened.reload()
    assert opened.one(button).get_attribute("aria-pressed") == "true"
    opened.one(button).click()
    assert background(opened) == light
    opened.until_reloaded(lambda: background(opened) == light)  # remembered, against the system
    assert opened.one(button).get_attribute("aria-pressed") == "false"
    opened.one(button).click()
    assert background(opened) == dark


def test_a_deep_link_opens_its_article(opened: Browser, page: Path) -> None:
    opened.open(page, "#news-77")
    assert [e.get_attribute("aria-expanded") for e in opened.all(".toggle")].count("true") == 1
    assert opened.run("return document.activeElement.textContent") == "Headline 77"
    assert opened.run("return document.activeElement.getBoundingClientRect().top") < 300
    # A link that is followed while a filter hides the article.
    opened.one("[name=search]").send_keys("headline 12")
    opened.run("location.hash = '#news-50'")
    opened.driver.implicitly_wait(5)
    assert opened.one("[aria-expanded=true]:focus").text == "Headline 50"
    opened.driver.implicitly_wait(0)
    opened.open(page, "#nobody%")
    assert outcome(opened) == "100 briefs"


@pytest.mark.parametrize("width", [320, 390, 1600])
def test_nothing_is_wider_than_the_screen(opened: Browser, page: Path, width: int) -> None:
    opened.size(width, 844)
    opened.open(page)
    for element in opened.all("summary") + opened.all(".toggle")[:2]:
        element.click()
    wide = "return document.documentElement.scrollWidth"
    assert opened.run(wide) <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation(opened: Browser, page: Path, scheme: str) -> None:
    source = axe_core()
    opened.prefer(scheme)
    opened.open(page)
    for element in opened.all("header summary") + opened.all(".toggle")[:2]:
        element.click()
    assert violations(opened, source) == []


def test_the_policy_holds_against_what_gets_into_the_page(
    opened: Browser, noisy: None, tmp_path: Path
) -> None:
    """If text did become markup it would still not run: and the tests above would see it."""
    opened.run(
        "document.body.insertAdjacentHTML('beforeend', `<img src='https://evil.test/x.png'"
        " onerror='window.ran = 1'><b style='color: red'>x</b>`);"
        "const script = document.createElement('script');"
        "script.textContent = 'window.ran = 2'; document.body.append(script);"
        "const link = document.createElement('a'); link.href = 'javascript:window.ran = 3';"
        "document.body.append(link); link.click();"
    )
    opened.hover(opened.one("h1"))  # time for the tasks that this began
    assert opened.run("return window.ran") is None
    complaints = "\n".join(opened.complaints())
    for directive in ("img-src", "script-src", "style-src"):
        assert directive in complaints
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        with pytest.raises(WebDriverException):
            opened.driver.get(address)
    assert address in opened.requests()
