"""Hostile texts in every place of a comparison: its page shows them, and nothing happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kortom.comparison.gate import Hit, Ruling
from kortom.comparison.values import Cluster, ComparedArticle, Comparison, Setting
from kortom.report.comparison_page import comparison_to_html
from kortom.values import BriefSentence, Failure
from tests.browser.chromium import Browser
from tests.browser.hostile import HOSTILE
from tests.browser.made_comparison import made_comparison, system_manifest
from tests.browser.made_run import make_record, make_sentence

EVERYTHING = " ".join(HOSTILE)


def plain(folder: Path) -> Comparison:
    """Two systems, one article, one sentence that changed."""
    runs = []
    for name, english in (("one", "A fire."), ("other", "The fires.")):
        sentences = [make_sentence(0, "Brand", "Fire"), make_sentence(1, "Er was brand.", english)]
        records = [make_record("brand", sentences)]
        runs.append((system_manifest(name, 1.0, records), records))
    return made_comparison(folder, runs, [("Er was brand.", "A fire.")])


def hostile_article(article: ComparedArticle, text: str) -> ComparedArticle:
    """The text in every place of an article that holds text."""
    part = BriefSentence(text, (0,), (text,))
    brief = replace(article.briefs[0], headline=part, sentences=(part, part))
    [sentence] = article.changed
    changed = replace(
        sentence,
        article=text,
        source=text,
        hypotheses=(text, f"{text} and {text}"),
        flags=((text,), (text, "quotes")),
        reference=text,
    )
    return replace(article, id=text, title=text, briefs=(brief, brief), changed=(changed,))


def hostile(comparison: Comparison) -> Comparison:
    """Hostile texts in every place of a comparison that holds text of others."""
    [article] = comparison.articles
    system = replace(
        comparison.systems[0].system,
        run_id=EVERYTHING,
        config_name=EVERYTHING,
        config_hash=HOSTILE[0],
        model=EVERYTHING,
        engine=EVERYTHING,
        engine_version=EVERYTHING,
    )
    compared = tuple(
        replace(of, system=system, signature=EVERYTHING, left_out=2, first_left_out=(EVERYTHING,))
        for of in comparison.systems
    )
    return replace(
        comparison,
        systems=compared,
        settings=tuple(Setting("config", text, (text, {text: [text]})) for text in HOSTILE),
        rankings=(Cluster(EVERYTHING, ((EVERYTHING,), (EVERYTHING,))),),
        articles=tuple(hostile_article(article, text) for text in HOSTILE),
        failures=tuple(Failure(text, text, text) for text in HOSTILE),
    )


def test_hostile_texts_are_shown_and_do_nothing(browser: Browser, tmp_path: Path) -> None:
    rulings = [Ruling(text, ()) for text in HOSTILE]
    rulings += [Ruling(text, (Hit("B", (), text),)) for text in HOSTILE]
    text = comparison_to_html(hostile(plain(tmp_path)), rulings)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    browser.size(1200, 900)
    browser.open(tmp_path / "page.html")
    browser.run("document.querySelector('#more').click()")
    browser.run("document.querySelectorAll('.toggle, summary').forEach((e) => e.click())")
    browser.run(
        "document.querySelectorAll('body *').forEach((e) => {"
        "e.dispatchEvent(new Event('mouseover', {bubbles: true})); })"
    )
    assert browser.run("return window.ran") is None
    assert len(browser.all("#cards .card.open")) == len(HOSTILE)
    assert len(browser.all("#gate li")) == 2 * len(HOSTILE)
    # Only what the page's own scripts make is there, and the drawings, which are all as many.
    tags = browser.run(
        "return [...new Set([...document.body.querySelectorAll('*')].map((e) => e.localName))]"
    )
    assert not {"img", "iframe", "base", "meta", "style", "math", "textarea"} & set(tags)
    assert len(browser.all("svg")) == len(browser.all("#charts svg")) == text.count("<template")
    assert len(browser.all("script:not([type])")) == 2
    handlers = browser.run(
        "return [...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames())"
        ".filter((name) => name.startsWith('on') || name === 'style')"
    )
    assert handlers == []
    links = browser.run("return [...document.querySelectorAll('a')].map((a) => a.href)")
    own = (tmp_path / "page.html").as_uri() + "#"
    assert [link for link in links if not link.startswith(own)] == []
    # Each text is there as it is, but for what cannot be printed.
    shown = browser.run(
        "return [...document.querySelectorAll('.change .dutch')]"
        ".map((e) => e.textContent.toWellFormed())"
    )
    assert len(shown) == len(HOSTILE)
    for one, seen in zip(HOSTILE, shown, strict=True):
        if one.isprintable():
            assert seen == one
    turning = (
        r"return /[\u202a-\u202e\u2066-\u2069]/.test("
        "[...document.querySelectorAll('header, main')].map((e) => e.textContent).join(''))"
    )
    assert not browser.run(turning)
    for word in ("evil", "window.ran", "surrogates", "__proto__"):
        browser.one("[name=search]").clear()
        browser.one("[name=search]").send_keys(word)
        assert 0 < int(browser.one("#outcome").text.split()[0]) < len(HOSTILE)
    assert browser.run("return document.documentElement.scrollWidth") <= 1200
    browser.size(390, 844)
    assert browser.run("return document.documentElement.scrollWidth") <= 390
