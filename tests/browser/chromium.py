"""The browser of all tests that need one, one for each process of the tests.

It is taken from $HQNN_BROWSER, else an installed Chromium or Chrome, else Playwright's own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

HOW_TO_INSTALL = (
    "no browser: apt-get install chromium-headless-shell, or python -m playwright install chromium"
)
BROWSER = pytest.StashKey[Browser]()
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as browsers:
        yield browsers


def launched(playwright: Playwright) -> Browser:
    names = (
        "chromium-headless-shell",  # without windows: a quarter less processor time
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    )
    installed = os.environ.get("HQNN_BROWSER") or next(filter(None, map(shutil.which, names)), None)
    return playwright.chromium.launch(executable_path=installed, args=ARGUMENTS)


@pytest.fixture(scope="session")
def browser(playwright: Playwright, pytestconfig: pytest.Config) -> Iterator[Browser]:
    try:
        browser = launched(playwright)
    except Error:
        if os.environ.get("CI"):
            raise
        pytest.skip(HOW_TO_INSTALL)
    pytestconfig.stash[BROWSER] = browser
    yield browser
    browser.close()
