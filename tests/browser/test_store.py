"""A server that is killed loses nothing of a visitor; another one on its database goes on."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hqnn_core.runs import Sweep
from hqnn_core.store.settings import key_of
from hqnn_core.store.store import Store, open_store
from pages.visit.visitors import COOKIE
from tests.app import wait_for
from tests.browser.conftest import DESK, App, database_in, servers_on
from tests.browser.pen import ZERO, draw_with_mouse
from tests.runs.outer import Outer, dask_processes
from tests.store.runs import blobs

PATIENCE = 180_000  # ms: a first page of a server on a busy machine
SOME_OF_SWEEP = re.compile(r"^[1-9]\d? of 40 runs")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[[], App]]:
    """Starts a server; all share two workers, which take as long to start as the test."""
    with dask_processes() as start:
        scheduler = Outer(start, n_workers=2).address
        with servers_on(tmp_path, HQNN_SCHEDULER=scheduler) as start_server:
            yield start_server


@pytest.fixture
def store(tmp_path: Path, started: Callable[[], App]) -> Iterator[Store]:
    one = open_store(database_in(tmp_path))
    yield one
    one.close()


def visit_first(page: Page, app: App, path: str) -> None:
    """The first visit of all to a server, straight to one of its pages."""
    page.goto(f"{app.url}/{path}")
    page.locator("canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
    title = "A neural network that ends in a qubit" if path == "draw" else "Train the network"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def n_done(blobs: dict[str, bytes]) -> int:
    """The finished runs of the stored sweep."""
    found = [content for name, content in blobs.items() if name.startswith("sweep-")]
    return Sweep.from_bytes(found[0]).n_done if found else 0


def draw_and_sweep(page: Page, store: Store) -> None:
    """Leave a drawing and a part of a sweep in the store."""
    draw_with_mouse(page, ZERO)
    expect(page.get_by_text("Your drawing")).to_be_visible()
    page.goto(f"{page.url.rsplit('/', 1)[0]}/train?sweep_epochs=1&sweep_n_per_class=10")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text(SOME_OF_SWEEP).first).to_be_visible()
    wait_for(lambda: "canvas-draw" in blobs(store, visitor_of(page)))
    wait_for(lambda: n_done(blobs(store, visitor_of(page))) > 0)


def visitor_of(page: Page) -> str:
    (token,) = (c["value"] for c in page.context.cookies() if c["name"] == COOKIE)  # type: ignore[typeddict-item]
    return key_of(token)


def test_killed_server_loses_nothing_and_another_one_shows_the_same_and_goes_on(
    page, started, store
):
    """The browser has one cookie for all servers: they have the same host."""
    first = started()
    visit_first(page, first, "draw")
    draw_and_sweep(page, store)
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(20)

    second = started()
    visit_first(page, second, "draw")
    expect(page.get_by_text("Your drawing")).to_be_visible()
    page.goto(f"{second.url}/train?training=Compare many settings")
    expect(page.get_by_text("Press Resume to train what is missing.")).to_be_visible()
    expect(page.get_by_text(SOME_OF_SWEEP).first).to_be_visible()
    kept = n_done(blobs(store, visitor_of(page)))
    page.get_by_role("button", name="Resume").first.click()
    wait_for(lambda: n_done(blobs(store, visitor_of(page))) > kept)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Press Resume").first).to_be_visible()
