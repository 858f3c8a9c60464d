"""A school's server at work, and what happens when a part of it is killed."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
from distributed import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hqnn_core.runs import Run
from hqnn_core.store.settings import key_of
from hqnn_core.store.store import open_store
from pages.frame.menu import QUESTIONS, TITLES
from pages.visit.visitors import COOKIE
from tests.browser.conftest import DONE
from tests.deploy.school import HOST, Proxy, School, wait_until
from tests.runs.outer import free_port
from tests.store.runs import read

LONGEST = 120_000  # ms


@pytest.fixture(scope="module")
def context(browser: Browser, school: School) -> Iterator[BrowserContext]:
    context = browser.new_context(
        ignore_https_errors=True, viewport={"width": 1280, "height": 900}, base_url=school.url
    )
    context.set_default_timeout(LONGEST)
    yield context
    context.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    """The page of one visitor, who goes through all tests."""
    return context.new_page()


def cookies(context: BrowserContext) -> dict[str, dict]:
    return {cookie["name"]: dict(cookie) for cookie in context.cookies()}  # type: ignore[typeddict-item]


def server_of(context: BrowserContext) -> str:
    """The name of the service that a visitor is at."""
    return {"first": "app1", "second": "app2"}[cookies(context)["hqnn_server"]["value"]]


def train(page: Page, epochs: int, images: int = 100) -> None:
    """Start a new run, told from others by its number of epochs; wait for the first few."""
    page.goto(f"train?epochs={epochs}&images={images}")
    page.locator(DONE).wait_for()
    page.get_by_role("button", name="Train", exact=True).click()
    wait_until(
        lambda: epoch(page, epochs) > 3, lambda: f"no training: {page.inner_text('body')[:2000]}"
    )


def epoch(page: Page, of: int) -> int:
    """Where the shown run is, if it is one of so many epochs."""
    words = page.evaluate("document.querySelector('.st-key-train-words')?.innerText")
    found = re.search(rf"Epoch (\d+) of {of}\b", words or "")
    return int(found[1]) if found else 0


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The network is kept").first).to_be_visible(timeout=LONGEST)


def busy(school: School) -> list[str]:
    """The workers that train, be it for a server that is dead."""

    def is_busy(dask_worker) -> tuple[int, bool]:
        states = {task.state for task in dask_worker.state.tasks.values()}
        return os.getppid(), not states.isdisjoint({"executing", "cancelled"})

    with Client(school.scheduler, timeout=60, set_as_default=False) as client:
        answers: Any = client.run(is_busy)
    found = dict(answers.values())
    return [name for name, process in school.processes.items() if found.get(process.pid)]


def stored(context: BrowserContext, school: School) -> Run:
    """The visitor's newest run, as the database has it."""
    store = open_store(school.database)
    run = read(store, key_of(cookies(context)[COOKIE]["value"]))[-1]
    store.close()
    return run


def answer(
    school: School,
    path: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    server: int = 0,
) -> int:
    """The status that the proxy gives, or a server that is asked directly."""
    if server:
        connection = HTTPConnection("127.0.0.1", school.ports[server - 1])
    else:
        trusting = ssl.create_default_context(cafile=school.certificate)
        connection = HTTPSConnection(HOST, int(school.url.rsplit(":", 1)[1]), context=trusting)
    connection.request(method, path, headers=headers or {})
    status = connection.getresponse().status
    connection.close()
    return status


def test_every_page_opens_without_a_violation_of_the_policy(page, school):
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text))
    tools = page.locator(".st-key-tools [data-testid=stPopoverButton]")
    for path in TITLES.keys() - {QUESTIONS}:
        page.goto(f"/{path}")
        page.get_by_role("heading", level=1).wait_for()
        tools.wait_for()  # the end of the page
        page.wait_for_load_state("networkidle")  # and all that it loads
    tools.click()
    page.get_by_role("button", name="QR code").click()
    page.locator(".st-key-qr img").wait_for()
    assert not [text for text in seen if "Content Security Policy" in text]
    assert page.request.get("/").headers["content-security-policy"].count("//") == 1  # wss: to us


def test_visitor_gets_cookies_that_only_this_server_sees(context):
    wait_until(lambda: COOKIE in cookies(context), "no cookie")
    given = cookies(context)
    assert all(cookie["secure"] for cookie in given.values())
    assert given["hqnn_server"]["httpOnly"]
    assert given["hqnn_server"]["sameSite"] == "Lax"
    assert given[COOKIE]["sameSite"] == "Strict"


@contextmanager
def running(command: Sequence[str], folder: Path, port: int) -> Iterator[None]:
    """A program that listens, for as long as it is needed."""
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: is_open(port), f"nobody listens: {command}")
        yield
    finally:
        process.terminate()
        process.wait()


def test_platform_that_is_named_shows_a_page_in_a_frame_without_the_menu_and_no_other_does(
    browser, school, tmp_path
):
    port, said = free_port(), list[str]()
    site = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(LONGEST)
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    frame = page.frame_locator("iframe")

    def show(url: str) -> None:
        html = f'<iframe src="{url}/circuit?embed=true" width="1000" height="700"></iframe>'
        (tmp_path / "index.html").write_text(html)
        page.goto(f"http://127.0.0.1:{port}")

    first, second = (f"127.0.0.1:{each}" for each in school.ports)
    proxy = Proxy(tmp_path, (first, second), f"http://127.0.0.1:{port}")
    with running(site, tmp_path, port), running(proxy.command, tmp_path, proxy.port):
        show(proxy.url)
        frame.get_by_role("heading", level=1).wait_for()
        frame.get_by_role("slider").first.wait_for()
        expect(frame.get_by_role("link", name="Shift")).to_have_count(0)
        expect(frame.get_by_role("button", name="Tools")).to_have_count(0)
        wait_until(lambda: COOKIE in cookies(page.context), "no cookie")
        given = cookies(page.context)[COOKIE]["value"]
        page.reload()
        frame.get_by_role("slider").first.wait_for()
        assert cookies(page.context)[COOKIE]["value"] == given  # known again
        show(school.url)
        wait_until(lambda: any("frame-ancestors" in text for text in said), f"shown: {said}")
        expect(frame.get_by_role("heading", level=1)).to_have_count(0)
    context.close()


def is_open(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def test_http_leads_to_https_and_another_name_nowhere(school):
    connection = HTTPConnection(HOST, school.http_port)
    connection.request("GET", "/train?shots=10")
    moved = connection.getresponse()
    connection.close()
    assert (moved.status, moved.headers["Location"]) == (308, f"{school.url}/train?shots=10")
    assert answer(school, "/", headers={"Host": "evil.example"}) == 421


WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "streamlit, PLACEHOLDER_AUTH_TOKEN",
}


def test_foreign_page_gets_no_websocket_and_no_upload_not_even_from_a_server_itself(school):
    stream = "/_stcore/stream"
    assert answer(school, stream, headers={"Origin": school.url, **WEBSOCKET}) == 101
    for origin in ("https://evil.example", "http://localhost", "null"):
        assert answer(school, stream, headers={"Origin": origin, **WEBSOCKET}) == 403
        assert answer(school, "/train", headers={"Origin": origin}) == 403
    foreign = {"Origin": "https://evil.example", **WEBSOCKET}
    assert answer(school, stream, headers=foreign, server=1) == 403
    assert answer(school, "/_stcore/upload_file/a/b", "PUT") == 403


def test_run_of_a_killed_server_is_there_at_the_other_one_and_ends(context, page, school):
    train(page, 40, images=20)
    victim = server_of(context)
    school.kill(victim)
    kept = len(stored(context, school).epochs)
    assert 0 <= kept < 40  # it had not ended
    paused = page.get_by_text(re.compile("The server was restarted. The run is paused"))
    paused.first.wait_for()
    assert server_of(context) != victim
    assert epoch(page, 40) >= kept
    wait_until(lambda: not busy(school), "a worker trains for the dead server")
    page.get_by_role("button", name="Resume").click()
    wait_until(lambda: epoch(page, 40) == 40, "the run does not end")
    wait_until(lambda: stored(context, school).state == "completed", "its end is not stored")
    assert [done.epoch for done in stored(context, school).epochs] == list(range(1, 41))
    school.restart_dead()
    school.wait_for_server(int(victim[-1]))


def test_database_that_is_away_for_a_while_gets_all_when_it_is_back(context, page, school):
    train(page, 503)
    school.postgres.stop()
    notice = page.get_by_text("Your work could not be saved")
    notice.wait_for()
    seen = epoch(page, 503)
    school.postgres.start()
    wait_until(lambda: epoch(page, 503) > seen, "the run stands still")
    wait_until(lambda: len(stored(context, school).epochs) >= seen, "nothing is stored again")
    expect(notice).to_have_count(0, timeout=LONGEST)
    stop(page)
