"""A browser for the tests of a file, and what holds after each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.chromium import Browser, chromium

LOCAL = re.compile(r"file:///.*/page\.html(#|$)|about:blank$|data:")  # data: the browser's icons

Exported = Callable[[], Path]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest, browser: Browser) -> Iterator[None]:
    """After every test: nothing on the console, and nothing asked for but the page itself."""
    browser.complaints(), browser.requests()
    yield
    if "noisy" not in request.fixturenames:
        assert browser.complaints() == []
        assert [url for url in browser.requests() if not LOCAL.match(url)] == []


@pytest.fixture
def noisy() -> None:
    """For a test that provokes what `quiet` is to find."""


@pytest.fixture
def exported(browser: Browser, tmp_path: Path) -> Exported:
    """Press the button, and wait for the file that the browser saves."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    browser.driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
    )

    def export() -> Path:
        before = set(folder.iterdir())
        browser.one("#export").click()

        def saved(_: object) -> Path | None:
            new = {path for path in set(folder.iterdir()) - before if path.suffix == ".json"}
            return new.pop() if new else None

        return WebDriverWait(browser.driver, 20, poll_frequency=0.05).until(saved)

    return export
