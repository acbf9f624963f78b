"""Hostile texts in every place of a run: its page shows them, and nothing of them happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kortom.config import Config
from kortom.report import write_report
from kortom.runs.manifest import FailurePart
from kortom.values import Attempt, BriefSentence, Finding, Record, Term
from tests.browser.chromium import Browser
from tests.browser.hostile import HOSTILE
from tests.browser.made_run import make_manifest, make_record, make_sentence, write_records


def hostile(text: str, number: int) -> Record:
    """The text in every place of a record that holds text."""
    sentence = make_sentence(
        1,
        text,
        text,
        status="failed",
        flags=(text, "quotes"),
        findings=(Finding(text, text), Finding("quotes", text)),
        attempts=(Attempt(text, (text,), True),),
        terms=(Term(text, text, "missed"), Term("a", "b", text)),  # type: ignore[arg-type]
    )
    record = make_record(text, [make_sentence(0, text, text), sentence])
    part = BriefSentence(text, (0, 1), (text,))
    brief = replace(record.brief, headline=part, sentences=(part, part))
    date = text if number % 2 else "2026-12-01"
    return replace(record, title=text, origin=text, date=date, flags=(text,), brief=brief)


def test_the_hostile_texts_are_enough() -> None:
    assert len(set(HOSTILE)) >= 40


def test_hostile_texts_are_shown_and_do_nothing(browser: Browser, tmp_path: Path) -> None:
    write_records(tmp_path, [hostile(text, number) for number, text in enumerate(HOSTILE)])
    everything = " ".join(HOSTILE)
    config = Config().model_dump(mode="json")
    config["translate"] |= dict(zip(config["translate"], HOSTILE, strict=False))
    failures = tuple(
        FailurePart(origin=text, code=text, message=text, id=text, line=None, field=text)
        for text in HOSTILE
    )
    manifest = make_manifest(len(HOSTILE))
    manifest = manifest.model_copy(
        update={
            "config": {**config, "description": everything, **dict.fromkeys(HOSTILE, everything)},
            "config_name": everything,
            "run_id": everything,
            "signature": everything,
            "overrides": tuple(HOSTILE),
            "failures": failures,
            "retries": dict.fromkeys(HOSTILE, 1),
            "terms": dict.fromkeys(HOSTILE, 1),
            "model": manifest.model.model_copy(update={"reference": everything}),
        }
    )
    write_report(tmp_path, manifest, tmp_path / "page.html")
    browser.size(1200, 900)
    browser.open(tmp_path / "page.html")
    browser.run("document.querySelector('#more').click()")
    browser.run("document.querySelectorAll('.toggle, summary').forEach((e) => e.click())")
    browser.run(
        "document.querySelectorAll('main *').forEach((e) => {"
        "e.dispatchEvent(new Event('mouseover', {bubbles: true})); })"
    )
    assert browser.run("return window.ran") is None
    assert len(browser.all("#cards .card.open")) == len(HOSTILE)
    # Only what the page's own scripts make is there.
    tags = browser.run(
        "return [...new Set([...document.body.querySelectorAll('*')].map((e) => e.localName))]"
    )
    assert not {"img", "svg", "iframe", "base", "meta", "style", "math", "textarea"} & set(tags)
    assert len(browser.all("script:not([type])")) == 2
    handlers = browser.run(
        "return [...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames())"
        ".filter((name) => name.startsWith('on') || name === 'style')"
    )
    assert handlers == []
    links = browser.run("return [...document.querySelectorAll('main a')].map((a) => a.href)")
    own = (tmp_path / "page.html").as_uri() + "#"
    assert {link.split(":")[0] for link in links if not link.startswith(own)} <= {"http", "https"}
    # Each text is there as it is, but for what cannot be printed.
    shown = browser.run(
        "return [...document.querySelectorAll('.dutch p')].map((e) => e.textContent.toWellFormed())"
    )
    assert len(shown) == 2 * len(HOSTILE)
    for text, seen in zip(HOSTILE, shown[::2], strict=True):
        if text.isprintable():
            assert seen == text
    turning = (
        r"return /[\u202a-\u202e\u2066-\u2069]/.test(document.querySelector('main').textContent)"
    )
    assert not browser.run(turning)
    for text in ("evil", "window.ran", "surrogates", "__proto__"):
        browser.one("[name=search]").clear()
        browser.one("[name=search]").send_keys(text)
        assert 0 < int(browser.one("#outcome").text.split()[0]) < len(HOSTILE)
    assert browser.run("return document.documentElement.scrollWidth") <= 1200
