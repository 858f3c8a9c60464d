"""A server that is killed and started again shows a visitor what was theirs, on any page."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hqnn_core.runs import Sweep
from hqnn_core.store import open_store
from hqnn_core.store.settings import key_of
from pages.visit.visitors import COOKIE
from tests.app import wait_for
from tests.browser.conftest import App, servers_on
from tests.browser.pen import ZERO, draw_with_mouse
from tests.runs.outer import Outer, dask_processes
from tests.store.runs import read, sheets

PATIENCE = 180_000  # ms: a first page of a server on a busy machine
LONG_RUN = "train?epochs=999&images=50"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster for all servers: two workers take as long to start as a test."""
    with dask_processes() as start:
        yield Outer(start, n_workers=2).address


@pytest.fixture
def started(tmp_path: Path, scheduler: str) -> Iterator[Callable[[], App]]:
    """Starts a server; all are ended with the test."""
    with servers_on(tmp_path, HQNN_SCHEDULER=scheduler) as start:
        yield start


def visit_first(page: Page, app: App, path: str) -> None:
    """The first visit of all to a server, straight to one of its pages."""
    page.goto(f"{app.url}/{path}")
    page.locator("canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
    title = "Draw a digit" if path == "draw" else "Train the network"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def train_for_long(page: Page) -> None:
    """Start a run that does not end within the test, and wait until it has trained."""
    page.get_by_role("button", name="Train", exact=True).click()
    trained = page.locator("p", has_text=re.compile(r"^Epoch ([2-9]|\d\d+) of 999"))
    expect(trained.first).to_be_visible()


def n_done(sheets: dict[str, bytes]) -> int:
    """The finished runs of the stored sweep."""
    found = [content for name, content in sheets.items() if name.startswith("sweep-")]
    return Sweep.from_bytes(found[0]).n_done if found else 0


def test_killed_server_that_is_started_again_shows_runs_sweeps_and_drawings(
    page, started, tmp_path
):
    first = started()
    visit_first(page, first, LONG_RUN)
    train_for_long(page)
    page = page.context.new_page()  # the first tab stays: a run that nobody watches is paused
    page.goto(f"{first.url}/draw")
    draw_with_mouse(page, ZERO)
    expect(page.get_by_text("Your drawing")).to_be_visible()
    page.goto(f"{first.url}/sweep?sweep_epochs=1&sweep_n_per_class=10")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text(re.compile(r"^[1-9]\d? of 40 runs")).first).to_be_visible()
    token = next(c["value"] for c in page.context.cookies() if c["name"] == COOKIE)  # type: ignore[typeddict-item]
    store = open_store(f"sqlite:///{tmp_path / 'one.sqlite3'}")
    wait_for(lambda: "canvas-draw" in sheets(store, key_of(token)))
    wait_for(lambda: n_done(sheets(store, key_of(token))) > 0)
    (kept,) = read(store, key_of(token))
    store.close()
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(20)

    second = started()
    visit_first(page, second, "draw")
    expect(page.get_by_text("Your drawing")).to_be_visible()
    page.goto(f"{second.url}/train")
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    expect(page.get_by_text("The server was restarted; the run is paused")).to_be_visible()
    expect(page.get_by_label("Name").first).to_have_value(kept.label)
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_enabled()
    page.goto(f"{second.url}/sweep")
    expect(page.get_by_text("Press Resume to train what is missing.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^[1-9]\d? of 40 runs")).first).to_be_visible()
    page.get_by_role("button", name="Resume").first.click()
    expect(page.get_by_role("button", name="Stop")).to_be_enabled()


def test_two_servers_on_one_database_show_the_same_run_and_each_can_stop_it(page, started):
    """The browser has one cookie for both: they have the same host."""
    first, second = started(), started()
    visit_first(page, first, LONG_RUN)
    train_for_long(page)
    other = page.context.new_page()
    visit_first(other, second, "train")
    expect(other.get_by_label("Name").first).to_have_value("1 your settings")
    epoch = other.get_by_text(re.compile(r"^Epoch \d+ of 999")).first
    expect(epoch).to_be_visible()
    seen = epoch.inner_text()
    expect(epoch).not_to_have_text(seen)  # it follows what the first server trains
    other.get_by_role("button", name="Stop").click()
    for tab in (other, page):
        expect(tab.get_by_text("The network is kept").first).to_be_visible()
