"""Headless Chromium, and what it tells of a page: console messages and requests."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.conftest import missing, need

ARGUMENTS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # With these, a file that is loaded again can be in a process that has not heard yet of what was
    # stored: seen in Chromium 156, in one of ten reloads.
    "--disable-features=RenderDocument,SpareRendererForSitePerProcess,BackForwardCache",
    "--window-size=1200,900",
)


@contextmanager
def chromium(profile: Path) -> Iterator[Browser]:
    """A browser with an empty profile; the test skips where there is none, and fails so in CI."""
    need("chromium", "chromium")
    need("chromedriver", "chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in (*ARGUMENTS, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium refuses root with one
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        driver.get("about:blank")  # away from the browser's own first page
        yield Browser(driver)
    finally:
        driver.quit()


class Browser:
    """A browser and short ways to look at its page."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, link: str = "") -> None:
        """Open a file anew, also if only the part behind # differs."""
        self.driver.get("about:blank")
        self.driver.get(page.as_uri() + link)

    def reload(self) -> None:
        """As a person does it. (Opened anew, a page can be in another process of the browser,
        which hears of the storage a little later.)"""
        self.driver.refresh()

    def until_reloaded(self, holds: Callable[[], bool]) -> None:
        """Reload until something holds that rests on what the page stored before."""

        def reloaded(_: object) -> bool:
            self.reload()
            return holds()

        WebDriverWait(self.driver, 20).until(reloaded)

    def open_anew(self, page: Path) -> None:
        """Open a page as it greets somebody who was never there, on a wide and light screen."""
        self.driver.get("about:blank")
        stored = {"origin": "file:///", "storageTypes": "local_storage"}
        self.driver.execute_cdp_cmd("Storage.clearDataForOrigin", stored)
        self.size(1200, 900)
        self.prefer("light")
        self.open(page)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def keys(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def hover(self, element: WebElement) -> None:
        webdriver.ActionChains(self.driver).move_to_element(element).perform()

    def prefer(self, scheme: str) -> None:
        """Let the system prefer "light" or "dark"."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def size(self, width: int, height: int) -> None:
        """The size of the window's inside, in CSS pixels."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def complaints(self) -> list[str]:
        """Warnings and errors on the console since the last call."""
        levels = {"WARNING", "SEVERE"}
        return [e["message"] for e in self.driver.get_log("browser") if e["level"] in levels]

    def requests(self) -> list[str]:
        """Addresses that were asked for since the last call, in order."""
        events = [json.loads(e["message"])["message"] for e in self.driver.get_log("performance")]
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        ]


def axe_core() -> str:
    """The source of axe-core, of the npm package that AXE_CORE names the folder of."""
    folder = os.environ.get("AXE_CORE")
    if not folder:
        missing("axe-core is not there (npm package; its folder in AXE_CORE)")
    return Path(folder, "axe.min.js").read_text(encoding="utf-8")


def violations(browser: Browser, source: str) -> list[str]:
    """What axe-core holds against the page as it stands, if serious or critical."""
    browser.run(source)
    found = browser.driver.execute_async_script(
        "axe.run().then((r) => arguments[0](r.violations), (e) => arguments[0]([{id: `${e}`}]))"
    )
    return [
        f"{item['id']}: {[node['html'][:200] for node in item.get('nodes', [])]}"
        for item in found
        if item.get("impact") not in {"minor", "moderate"}
    ]
