"""The first visit after a start of the server."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import ROOT, App


@pytest.mark.parametrize("path", ["train", "draw"])
def test_first_visit_of_all_may_be_to_any_page(browser: Browser, tmp_path: Path, path: str):
    app = App(tmp_path / "log", HQNN_MNIST_ROOT=str(tmp_path))
    app.wait()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{app.url}/{path}")
    page.locator("canvas, [data-testid=stVegaLiteChart] svg").first.wait_for(timeout=30_000)
    title = {"train": "Train the network", "draw": "Draw a digit"}[path]
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    context.close()
    app.stop()


def test_start_on_a_fresh_machine_asks_no_questions():
    """Streamlit asks for an e-mail address at its first start, unless told not to."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert config["server"]["showEmailPrompt"] is False
    assert config["browser"]["gatherUsageStats"] is False
