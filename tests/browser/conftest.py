"""The real app in a real browser."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize, expect

from tests.browser.chromium import BROWSER

ROOT = Path(__file__).parents[2]
Theme = Literal["light", "dark"]
Visit = Callable[..., Page]
PROJECTOR: ViewportSize = {"width": 1280, "height": 720}
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
DONE = "[data-testid=stApp][data-test-script-state=notRunning]"
PICTURE = "canvas, .stage svg, [data-testid=stVegaLiteChart] svg, [data-testid=stImage] img"
MENU = ("neurons", "circuit", "shift", "train", "beyond", "class")
"""The addresses of all pages but the first one and the questions."""
expect.set_options(timeout=180_000)  # on a busy machine training waits for all others


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the text of all open pages to the report of a test that has failed."""
    report = yield
    browser = item.config.stash.get(BROWSER, None)
    if report.failed and browser is not None:
        for page in [page for context in browser.contexts for page in context.pages]:
            with contextlib.suppress(Error):
                report.sections.append((page.url, page.inner_text("body", timeout=5_000)))
    return report


class App:
    """A running server of the app, started from some folder."""

    def __init__(self, log: Path, folder: Path = ROOT, **environment: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://localhost:{port}"
        self.log = log
        options = ["--server.port", str(port), "--server.headless", "true"]
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *options]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        )

    def wait(self) -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health").close()
                return
            except urllib.error.URLError:
                time.sleep(0.05)
        raise TimeoutError(self.log.read_text())

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


@contextlib.contextmanager
def servers_on(folder: Path, **environment: str) -> Iterator[Callable[[], App]]:
    """A way to start a server, and another one, all on one database in a folder."""
    apps: list[App] = []

    def start() -> App:
        log, url = folder / f"log-{len(apps)}", database_in(folder)
        own = {"HQNN_DATABASE_URL": url, "HQNN_MNIST_ROOT": str(folder)}
        apps.append(App(log, ROOT, **own, **environment))
        apps[-1].wait()
        return apps[-1]

    yield start
    for app in apps:
        app.process.kill()
        app.process.wait()


def database_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'one.sqlite3'}"


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One server for all tests, without MNIST: on the digits that are always there."""
    folder = tmp_path_factory.mktemp("app")
    url = database_in(folder)
    app = App(folder / "log", HQNN_MNIST_ROOT=str(folder), HQNN_DATABASE_URL=url)
    app.wait()
    yield app
    app.stop()


class Tab:
    """A tab that visitor after visitor uses; it keeps nothing of them but the app's files.

    A new tab would compile all scripts anew, which takes two thirds of a visit's time.
    """

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        context = browser.new_context(**options)
        context.set_default_timeout(180_000)  # of other tabs too
        self.page = context.new_page()
        self._url = url

    def open(self, path: str, size: ViewportSize = DESK, theme: Theme = "light") -> Page:
        self.page.set_viewport_size(size)
        self.page.emulate_media(color_scheme=theme)
        self.page.goto(f"{self._url}/{path}")
        return self.page

    def forget(self) -> None:
        """Leave the app, and have the next visitor be a new one."""
        self.page.goto(f"{self._url}/_stcore/health")  # the app's address, but not the app
        self.page.evaluate("localStorage.clear(), sessionStorage.clear()")
        self.page.context.clear_cookies()


def wait_until_complete(page: Page) -> None:
    page.locator(PICTURE).first.wait_for()
    expect(page.locator(DONE)).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def go(page: Page, path: str) -> None:
    """Follow a link of the menu, also of a hidden one: it takes a third of a visit's time."""
    title = page.get_by_role("heading", level=1)
    before = title.inner_text()
    page.locator(f"[data-testid=stHeader] a[href$='/{path}']").evaluate("link => link.click()")
    expect(title).not_to_have_text(before)
    wait_until_complete(page)


def open_sweep(page: Page) -> None:
    """Choose the second part of Train."""
    page.locator(".st-key-train-head").get_by_role("radio").last.click()
    page.locator(".st-key-sweep-bar").wait_for()
    wait_until_complete(page)


@pytest.fixture(scope="session")
def tabs() -> dict[bool, list[Tab]]:
    """Tabs that nobody uses: those of a phone, and the others."""
    return {True: [], False: []}


@pytest.fixture
def visit(browser: Browser, app: App, tabs: dict[bool, list[Tab]]) -> Iterator[Callable[..., Page]]:
    """Open a path of the app as a new visitor, on a screen of a size, perhaps one to be touched."""
    used: list[tuple[list[Tab], Tab]] = []

    def open_page(
        path: str = "", size: ViewportSize = DESK, theme: Theme = "light", touch: bool = False
    ) -> Page:
        free = tabs[touch]
        tab = free.pop() if free else Tab(browser, app.url, has_touch=touch, is_mobile=touch)
        used.append((free, tab))
        page = tab.open(path, size, theme)
        page.get_by_role("heading", level=1).wait_for()
        return page

    yield open_page
    for free, tab in used:
        if tab.page.context.pages == [tab.page]:
            tab.forget()
            free.append(tab)
        else:  # a tab that was behind another one draws nothing for a while
            tab.page.context.close()
