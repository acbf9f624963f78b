"""The page for judges in real headless Chromium, and what `kortom judge` makes of its exports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import binomtest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import element_to_be_clickable
from selenium.webdriver.support.ui import WebDriverWait

from kortom.judging.files import read_judgements
from kortom.report.blind_page import write_blind_page
from kortom.values import BriefSentence, Record
from tests.browser.chromium import Browser, axe_core, violations
from tests.browser.conftest import Exported
from tests.browser.hostile import HOSTILE
from tests.browser.made_blind import MARKS, SYSTEMS, blind_of, write_run, write_runs
from tests.browser.made_run import make_record, make_sentence
from tests.conftest import Cli

COUNT = 24
PAIRS = 18
"""Articles of the runs, and those whose briefs differ."""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    write_blind_page(blind_of(*write_runs(folder, COUNT)), folder / "page.html")
    return folder / "page.html"


@pytest.fixture
def opened(browser: Browser, page: Path) -> Browser:
    """The page as it greets somebody who was never there."""
    browser.open_anew(page)
    return browser


@pytest.fixture
def begun(opened: Browser) -> Browser:
    begin(opened, "Anna")
    return opened


@pytest.fixture
def no_storage(browser: Browser) -> Iterator[None]:
    """A browser that refuses to keep anything for a page."""
    refuse = "Object.defineProperty(window, 'localStorage', {get() {"
    refuse += " throw new DOMException('refused', 'SecurityError'); }});"
    made = browser.driver.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument", {"source": refuse}
    )
    yield
    browser.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", made)


def warns(browser: Browser) -> bool:
    """Whether the page asks before it is left."""
    return bool(
        browser.run(
            "const event = new Event('beforeunload', {cancelable: true});"
            "dispatchEvent(event); return event.defaultPrevented"
        )
    )


def begin(browser: Browser, name: str) -> None:
    # On a busy machine the page may not be laid out again yet.
    field = WebDriverWait(browser.driver, 20).until(
        element_to_be_clickable((By.CSS_SELECTOR, "[name=judge]"))
    )
    field.clear()
    field.send_keys(name, Keys.ENTER)


def first_is(browser: Browser) -> int:
    """Which system's brief is the first of the two that are shown."""
    text = browser.one("#brief-1").text
    assert (MARKS[0] in text) != (MARKS[1] in text), text
    return 0 if MARKS[0] in text else 1


def where(browser: Browser) -> str:
    return browser.one("#where").text


def title(browser: Browser) -> str:
    return browser.one("#title").text


def choose(browser: Browser, wanted: str) -> tuple[str, str, int]:
    """Choose by keys: A or B (a system), t (a tie) or s. Title, choice, and which was first."""
    first, article = first_is(browser), title(browser)
    keys = {"A": "12"[first], "B": "21"[first], "t": "0", "s": "s"}
    browser.keys(keys[wanted])
    return article, wanted, first


def judge_all(browser: Browser, said: str) -> list[tuple[str, str, int]]:
    return [choose(browser, wanted) for wanted in said]


def names_of(path: Path) -> tuple[str, str]:
    one, other = json.loads(path.read_text())["systems"]
    return one, other


def test_what_a_person_chose_by_keys_is_what_is_counted(
    begun: Browser, exported: Exported, cli: Cli
) -> None:
    said = "AABABtAsAAABtAABAA"
    assert len(said) == PAIRS
    choices = judge_all(begun, said)
    assert begun.one("#done").text == "All are judged"
    file = exported()
    systems = names_of(file)
    assert file.name == f"judgements-anna-{json.loads(file.read_text())['comparison'][:8]}.json"
    assert begun.one("#exported").text.startswith(f"Exported as {file.name}")
    (read,) = read_judgements([str(file)])
    meaning = {"A": systems[0], "B": systems[1], "t": "tie", "s": "skip"}
    judged = {one.article: (one.choice, one.shown_first) for one in read.judgements}
    assert judged == {
        f"news-{article.split()[1]}": (meaning[wanted], systems[first])
        for article, wanted, first in choices
    }
    found = json.loads(cli("judge", "--json", str(file)).out)
    tally = found["judges"][0]
    assert tally["judge"] == "Anna"
    assert (tally["ties"], tally["skipped"]) == (2, 1)
    wins = tally["wins"][systems[0]]
    assert (wins["count"], wins["total"]) == (said.count("A"), said.count("A") + said.count("B"))
    expected = binomtest(wins["count"], wins["total"])
    assert tally["p_value"] == pytest.approx(expected.pvalue)
    interval = expected.proportion_ci(method="wilson")
    assert (wins["low"], wins["high"]) == pytest.approx((interval.low, interval.high))
    won = sum((wanted == "A") == (first == 0) for _, wanted, first in choices if wanted in "AB")
    assert found["position"]["first"]["count"] == won


def test_three_judges_of_one_page(
    opened: Browser, page: Path, exported: Exported, cli: Cli
) -> None:
    said = {"Anna": "AAAAAABBBAAAAtABsA", "Bé": "AAAABBBBBAAAAtABAA", "王": "ABAAABBBBAAAAAAB"}
    files = []
    for name, letters in said.items():
        opened.open(page)
        begin(opened, name)
        assert where(opened) == f"Article 1 of {PAIRS}", "each begins anew"
        judge_all(opened, letters)
        if len(letters) < PAIRS:
            opened.one("#all").click()
            assert opened.one("#done").text == f"{len(letters)} of {PAIRS} judged"
        files.append(str(exported()))
    assert [Path(file).name.split("-")[1] for file in files] == ["anna", "bé", "王"]
    one = json.loads(cli("judge", "--json", files[0]).out)
    assert one["agreement"] == []
    two = json.loads(cli("judge", "--json", *files[:2]).out)["agreement"]
    assert [measured["measure"] for measured in two] == ["agreement", "kappa"]
    # All but one of what both judged; Anna skipped one.
    same = sum(a == b for a, b in zip(said["Anna"], said["Bé"], strict=True))
    assert two[0]["value"] == pytest.approx(same / 17)
    assert two[0]["n"] == two[1]["n"] == 17
    three = json.loads(cli("judge", "--json", *files).out)
    assert [measured["measure"] for measured in three["agreement"]] == ["agreement", "alpha"]
    assert three["agreement"][1]["n"] == 17, "one article that one of the three judged alone"
    shown = cli("judge", *files).out
    assert "王" in shown
    assert "alpha" in shown


def test_mouse_alone(begun: Browser, exported: Exported) -> None:
    begun.one(".answers [data-choice=first]").click()
    begun.one(".answers [data-choice=second]").click()
    begun.one(".answers [data-choice=tie]").click()
    begun.one(".ways [data-choice=skip]").click()
    assert where(begun) == f"Article 5 of {PAIRS}"
    begun.one("#all").click()
    assert [row.text for row in begun.all("#list .chosen")[:5]] == [
        "Brief 1",
        "Brief 2",
        "Equally good",
        "Skipped",
        "No choice yet",
    ]
    (read,) = read_judgements([str(exported())])
    first, second, *others = read.judgements
    assert first.choice == first.shown_first
    assert second.choice in read.systems
    assert second.choice != second.shown_first
    assert [one.choice for one in others] == ["tie", "skip"]


def test_arrows_choose_too(begun: Browser) -> None:
    begun.keys(Keys.ARROW_LEFT, Keys.ARROW_RIGHT)
    begun.one("#all").click()
    assert [row.text for row in begun.all("#list .chosen")[:2]] == ["Brief 1", "Brief 2"]


def test_a_person_goes_on_where_they_were(begun: Browser) -> None:
    judge_all(begun, "ABt")
    third = title(begun)
    assert not warns(begun)
    begun.reload()
    assert begun.one("[name=judge]").get_attribute("value") == "Anna"
    begun.one("#who button").click()
    assert (where(begun), title(begun)) == (f"Article 4 of {PAIRS}", third)
    begun.reload()
    begin(begun, " aNNa ")  # the same person
    assert where(begun) == f"Article 4 of {PAIRS}"
    begun.reload()
    begin(begun, "Bob")
    assert where(begun) == f"Article 1 of {PAIRS}"


def test_another_comparison_begins_anew(begun: Browser, tmp_path: Path) -> None:
    judge_all(begun, "ABt")
    write_blind_page(blind_of(*write_runs(tmp_path, COUNT + 1)), tmp_path / "page.html")
    begun.open(tmp_path / "page.html")
    assert begun.one("[name=judge]").get_attribute("value") == ""
    begin(begun, "Anna")
    assert where(begun) == f"Article 1 of {PAIRS + 1}"


@pytest.mark.parametrize(
    "kept", ["", "{", "null", "[]", '["first"]', '[["first"]]', '{"length": 18}', '"x"']
)
def test_what_is_kept_may_be_damaged(begun: Browser, kept: str) -> None:
    judge_all(begun, "A")
    (key,) = begun.run("return Object.keys(localStorage).filter((k) => k.includes(':choices:'))")
    begun.run("localStorage.setItem(arguments[0], arguments[1])", key, kept)
    begun.reload()
    begin(begun, "Anna")
    assert where(begun) == f"Article 1 of {PAIRS}"
    begun.keys("1")
    assert where(begun) == f"Article 2 of {PAIRS}"


def test_foreign_choices_are_none(begun: Browser) -> None:
    judge_all(begun, "AA")
    (key,) = begun.run("return Object.keys(localStorage).filter((k) => k.includes(':choices:'))")
    kept = ["<b>", "constructor", 7, None, "tie"] + ["first"] * (PAIRS - 5)
    begun.run("localStorage.setItem(arguments[0], arguments[1])", key, json.dumps(kept))
    begun.reload()
    begin(begun, "Anna")
    assert where(begun) == f"Article 1 of {PAIRS}"
    begun.one("#all").click()
    assert begun.one("#done").text == f"{PAIRS - 4} of {PAIRS} judged"


def test_two_windows_of_one_person_keep_both_choices(begun: Browser, page: Path) -> None:
    window = begun.driver.current_window_handle
    begun.driver.switch_to.new_window("tab")
    begun.open(page)
    begin(begun, "Anna")
    judge_all(begun, "ssss")
    begun.driver.switch_to.window(window)
    # The browser tells the processes of its windows of what is stored, in its own time.
    kept = "return Object.values(localStorage).some((v) => v.startsWith('[' + arguments[0]))"
    skipped = ",".join(['"skip"'] * 4)
    WebDriverWait(begun.driver, 20).until(lambda _: begun.run(kept, skipped))
    judge_all(begun, "A")
    assert where(begun) == f"Article 5 of {PAIRS}"
    for other in set(begun.driver.window_handles) - {window}:
        begun.driver.switch_to.window(other)
        begun.driver.close()
    begun.driver.switch_to.window(window)


def test_a_choice_can_be_changed(begun: Browser, exported: Exported) -> None:
    titles = [article for article, _, _ in judge_all(begun, "AAA")]
    begun.keys("u", "u")
    assert title(begun) == titles[1]
    pressed = begun.all("[data-choice][aria-pressed=true]")
    assert [button.get_attribute("data-choice") for button in pressed] == [
        "first" if first_is(begun) == 0 else "second"
    ]
    choose(begun, "B")
    assert where(begun) == f"Article 4 of {PAIRS}", "on with what is not judged yet"
    begun.one("#back").click()
    begun.one("#back").click()
    begun.one("#back").click()
    assert title(begun) == titles[0]
    assert not begun.one("#back").is_enabled()
    begun.keys("u")
    assert title(begun) == titles[0]
    begun.one("#all").click()
    begun.all("#list button")[2].click()
    assert title(begun) == titles[2]
    begun.keys("0")
    begun.one("#all").click()
    (read,) = read_judgements([str(exported())])
    assert [one.choice for one in read.judgements] == [read.systems[0], read.systems[1], "tie"]


def test_the_last_choice_leads_to_all_of_them(begun: Browser) -> None:
    begun.one("#all").click()
    begun.all("#list button")[-1].click()
    assert where(begun) == f"Article {PAIRS} of {PAIRS}"
    begun.keys("1")
    assert where(begun) == f"Article 1 of {PAIRS}", "what was passed over comes then"
    begun.keys(*"1" * (PAIRS - 1))
    assert begun.one("#done").is_displayed()
    assert not begun.one("#on").is_displayed()
    begun.all("#list button")[0].click()
    begun.keys("2")
    assert begun.one("#done").is_displayed()


def test_nothing_chosen_is_nothing_to_export(begun: Browser) -> None:
    begun.one("#all").click()
    assert not begun.one("#export").is_enabled()
    assert not begun.one("#copy").is_enabled()
    begun.one("#on").click()
    assert where(begun) == f"Article 1 of {PAIRS}"


def test_keys_do_no_more_than_they_should(begun: Browser) -> None:
    first = title(begun)
    for event in ({"key": "1", "ctrlKey": True}, {"key": "1", "repeat": True}, {"key": "7"}):
        begun.run(
            "document.body.dispatchEvent(new KeyboardEvent('keydown',"
            " {bubbles: true, ...arguments[0]}))",
            event,
        )
    assert title(begun) == first
    begun.one("#all").click()
    begun.keys("1", "0", "s")
    begun.one("#on").click()
    assert title(begun) == first


def test_keys_can_be_turned_off(opened: Browser) -> None:
    opened.one("[name=keys]").click()
    begin(opened, "Anna 1 0 s u")  # and a name can be typed
    assert opened.one("[name=judge]").get_attribute("value") == "Anna 1 0 s u"
    opened.keys("1", "s", Keys.ARROW_LEFT)
    assert where(opened) == f"Article 1 of {PAIRS}"
    opened.one("[data-choice=tie]").click()
    assert where(opened) == f"Article 2 of {PAIRS}"


@pytest.mark.parametrize("name", ["", "   ", "\U0001f980", "a\u202eb"])
def test_a_name_is_asked_for(opened: Browser, name: str) -> None:
    opened.run("document.querySelector('[name=judge]').value = arguments[0]", name)
    opened.one("#who button").click()
    assert "Please give your name" in opened.one("#wrong").text
    assert opened.run("return document.activeElement.name") == "judge"
    assert not opened.one("#judging").is_displayed()
    begin(opened, "Anna")
    assert opened.one("#judging").is_displayed()


def test_without_storage_it_works_and_says_so(
    browser: Browser, no_storage: None, page: Path, exported: Exported
) -> None:
    browser.size(1200, 900)
    browser.open(page)
    assert "Your choices are lost when it is closed" in browser.one("#unkept").text
    begin(browser, "Anna")
    assert not warns(browser)
    judge_all(browser, "AB")
    browser.keys("u")
    assert browser.one("[data-choice][aria-pressed=true]").is_displayed()
    assert warns(browser)
    browser.one("#all").click()
    assert len(read_judgements([str(exported())])[0].judgements) == 2
    assert not warns(browser)


def test_storage_that_fills_up_is_told(begun: Browser) -> None:
    assert not begun.one("#unkept").is_displayed()
    begun.run("Storage.prototype.setItem = () => { throw new DOMException('full'); }")
    begun.keys("1")
    assert begun.one("#unkept").is_displayed()
    begun.keys("2", "u", "u")
    assert where(begun) == f"Article 1 of {PAIRS}"
    assert warns(begun)
    assert begun.one(".answers [aria-pressed=true]").get_attribute("data-choice") == "first"


def test_copying_in_place_of_a_file(begun: Browser) -> None:
    judge_all(begun, "AB")
    begun.one("#all").click()
    begun.run(
        "Object.defineProperty(navigator, 'clipboard',"
        " {value: {writeText: async (text) => { window.copied = text; }}})"
    )
    begun.one("#copy").click()
    WebDriverWait(begun.driver, 10).until(lambda _: begun.one("#exported").text)
    assert begun.one("#exported").text.startswith("Copied: paste it into a file named judgements-")
    assert len(json.loads(begun.run("return window.copied"))["judgements"]) == 2


def test_copying_by_hand_where_the_browser_refuses(begun: Browser, tmp_path: Path) -> None:
    judge_all(begun, "AB")
    begun.one("#all").click()
    begun.run("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    begun.one("#copy").click()
    WebDriverWait(begun.driver, 10).until(lambda _: begun.one("#by-hand").is_displayed())
    assert "does not let the page copy" in begun.one("#exported").text
    assert leaks(begun) == [], "not before it is asked for"
    begun.one("#by-hand summary").click()
    text = WebDriverWait(begun.driver, 10).until(
        lambda _: begun.one("#json").get_attribute("value")
    )
    selected = (
        "const e = document.activeElement; return e.value.slice(e.selectionStart, e.selectionEnd)"
    )
    assert begun.run(selected) == text.replace("\r\n", "\n")
    path = tmp_path / "pasted.json"
    path.write_text(text)
    assert len(read_judgements([str(path)])[0].judgements) == 2
    begun.all("#list button")[0].click()
    assert leaks(begun) == [], "nor after"


def leaks(browser: Browser) -> list[str]:
    """Names of the systems in what a person can see of the page: texts, attributes, values."""
    seen: str = browser.run(
        "const copy = document.documentElement.cloneNode(true);"
        "copy.querySelectorAll('script').forEach((e) => e.remove());"
        "const values = [...document.querySelectorAll('input, textarea')].map((e) => e.value);"
        "return [copy.outerHTML, document.title, location.hash, ...values].join(' ');"
    )
    return [word for word in (*SYSTEMS, "20261124", "1a2b3c4d", "config-") if word in seen]


def test_nothing_that_is_seen_names_a_system(opened: Browser, exported: Exported) -> None:
    assert leaks(opened) == []
    begin(opened, "Anna")
    for _ in range(PAIRS):
        assert leaks(opened) == []
        # The same markup for both, whoever wrote which.
        shapes = opened.run(
            "return [...document.querySelectorAll('.sheet')].map((e) =>"
            " e.outerHTML.replace(/>[^<]+</g, '><').replaceAll(/(name|brief)-[12]/g, ''))"
        )
        assert shapes[0] == shapes[1]
        opened.keys("0")
    assert leaks(opened) == []
    exported()
    assert leaks(opened) == []
    assert opened.driver.title == "Which brief is better?"


def test_both_are_first_as_often(begun: Browser) -> None:
    firsts = []
    for _ in range(PAIRS):
        firsts.append(first_is(begun))
        begun.keys("0")
    assert sum(firsts) == PAIRS / 2


def test_equal_briefs_are_left_out_and_told(opened: Browser) -> None:
    assert opened.one("#extent").text == (
        "18 articles to judge. Left out: 6 articles of which both briefs are the same,"
        " word for word."
    )
    begin(opened, "Anna")
    opened.one("#all").click()
    titles = {element.text for element in opened.all("#list [lang=nl]")}
    assert titles == {f"Brand {n} in Gent" for n in range(COUNT) if n % 4 != 3}


def test_the_dutch_is_there_when_asked_for(begun: Browser) -> None:
    assert not begun.one("#text").is_displayed()
    begun.one("#dutch summary").click()
    number = title(begun).split()[1]
    assert begun.one("#text").text.split("\n") == [
        f"Er was brand {number}. De brandweer kwam.",
        "Het was kalm.",
    ]
    begun.keys("1")
    assert begun.one("#text").is_displayed(), "it stays open"
    assert f"Er was brand {title(begun).split()[1]}." in begun.one("#text").text


def test_a_choice_moves_the_focus_and_is_told(begun: Browser) -> None:
    focus = "return document.activeElement.id"
    assert begun.run(focus) == "title"
    begun.one("#dutch summary").send_keys(Keys.ENTER)
    begun.keys("2")
    assert begun.run(focus) == "title"
    assert begun.one("#said").get_attribute("textContent") == f"Brief 2. 1 of {PAIRS} judged."
    assert begun.one("#said").get_attribute("role") == "status"
    bar = begun.one("#bar")
    assert (bar.get_attribute("value"), bar.get_attribute("max")) == ("1", str(PAIRS))
    begun.one("#all").click()
    assert begun.run(focus) == "done"


def test_tab_reaches_everything(opened: Browser) -> None:
    reached: list[Any] = []
    opened.keys(Keys.TAB)
    assert opened.run("return document.activeElement.textContent") == "Skip to the task"
    opened.keys(Keys.ENTER, Keys.TAB)
    opened.keys(*"Anna", Keys.ENTER)
    for _ in range(9):
        opened.keys(Keys.TAB)
        reached.append(opened.run(
            "const e = document.activeElement; return e.id || e.dataset.choice || e.localName"
        ))  # fmt: skip
    opened.keys(Keys.TAB)
    assert reached[:6] == ["summary", "first", "tie", "second", "skip", "all"]


@pytest.mark.parametrize("width", [320, 390, 768, 1600])
def test_the_briefs_stand_as_the_screen_lets_them(opened: Browser, page: Path, width: int) -> None:
    opened.size(width, 844)
    opened.open(page)
    wide = "return document.documentElement.scrollWidth"
    assert opened.run(wide) <= width
    begin(opened, "Anna")
    opened.one("#dutch summary").click()
    assert opened.run(wide) <= width
    one, other = (sheet.rect for sheet in opened.all(".sheet"))
    if width >= 768:
        assert one["y"] == other["y"]
        assert one["x"] + one["width"] <= other["x"]
    else:
        assert one["y"] + one["height"] <= other["y"]
    inside = "return document.querySelector('.answers').getBoundingClientRect().bottom"
    assert opened.run(inside) <= 844, "the choice is always in reach"
    opened.one("#all").click()
    assert opened.run(wide) <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_axe_finds_no_serious_violation(
    opened: Browser, page: Path, scheme: str, width: int
) -> None:
    source = axe_core()
    opened.size(width, 900)
    opened.prefer(scheme)
    opened.open(page)
    opened.one("#who button").click()
    assert violations(opened, source) == []  # with the problem told
    begin(opened, "Anna")
    opened.one("#dutch summary").click()
    opened.keys("1", "u")
    assert violations(opened, source) == []
    opened.one("#all").click()
    opened.run("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    opened.one("#copy").click()
    WebDriverWait(opened.driver, 10).until(lambda _: opened.one("#by-hand").is_displayed())
    opened.one("#by-hand summary").click()
    assert violations(opened, source) == []


def test_the_theme_can_be_chosen(begun: Browser) -> None:
    colour = "return getComputedStyle(document.body).backgroundColor"
    light = begun.run(colour)
    begun.one("[data-action=theme]").click()
    assert begun.run(colour) != light


def hostile(text: str, system: int) -> Record:
    """The text in every place that the page shows."""
    sentences = [make_sentence(0, text, text), make_sentence(1, text, text)]
    record = make_record(text, sentences, title=text)
    brief = replace(
        record.brief,
        headline=BriefSentence(text, (0,)),
        sentences=(BriefSentence(f"{text} {MARKS[system]}", (1,)),),
    )
    return replace(record, brief=brief)


def test_hostile_texts_are_shown_and_do_nothing(
    browser: Browser, tmp_path: Path, exported: Exported, cli: Cli
) -> None:
    name = "".join(text for text in HOSTILE if text.isprintable() and len(text) < 100)
    runs = [
        write_run(tmp_path, system, [hostile(text, system) for text in HOSTILE], f"{system}{name}")
        for system in range(2)
    ]
    write_blind_page(blind_of(*runs), tmp_path / "page.html")
    browser.size(1200, 900)
    browser.open(tmp_path / "page.html")
    browser.run("localStorage.clear()")
    judge = "</title><script>window.ran = 1</script>\" onfocus='window.ran = 1'"
    begin(browser, judge)
    browser.one("#dutch summary").click()
    shown = []
    for _ in HOSTILE:
        shown.append(browser.run(
            "return ['#title', '#text', '#brief-1', '#brief-2'].map((id) =>"
            " document.querySelector(id).textContent.toWellFormed())"
        ))  # fmt: skip
        assert browser.run("return document.documentElement.scrollWidth") <= 1200
        browser.keys("1")
    assert browser.one("#done").text == "All are judged"
    assert browser.run("return window.ran") is None
    texts = {parts[0] for parts in shown}
    assert {text for text in HOSTILE if text.isprintable()} <= texts
    for heading, dutch, *briefs in shown:
        assert dutch == heading
        assert all(brief.startswith(heading) for brief in briefs)
        assert {brief.split(" ", 1)[-1][-7:] for brief in briefs} == {m[-7:] for m in MARKS}
    tags = browser.run(
        "return [...new Set([...document.body.querySelectorAll('*')].map((e) => e.localName))]"
    )
    assert not {"img", "svg", "iframe", "base", "meta", "style", "math", "a-b"} & set(tags)
    handlers = browser.run(
        "return [...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames())"
        ".filter((name) => name.startsWith('on') || name === 'style')"
    )
    assert handlers == []
    turning = (
        r"return /[\u202a-\u202e\u2066-\u2069]/.test(document.querySelector('main').textContent)"
    )
    assert not browser.run(turning)
    file = exported()
    assert file.name.startswith("judgements-title-script-window-ran-1-script-onf")
    done = cli("judge", "--json", str(file))
    assert done.code == 0, done
    found = json.loads(done.out)
    assert found["judges"][0]["judge"] == judge
    assert found["position"]["first"]["count"] == len(HOSTILE)
