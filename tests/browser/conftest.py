"""A browser for the tests of a file, and what holds after each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.browser.chromium import Browser, chromium

LOCAL = re.compile(r"file:///.*/page\.html(#|$)|about:blank$|data:")  # data: the browser's icons


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
