"""The pictures in docs/pictures, taken from the running app: python -m tests.browser.screenshots"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import launched
from tests.browser.conftest import ROOT, servers_on
from tests.browser.pen import ZERO, draw_with_mouse

TARGET = ROOT / "docs" / "pictures"
COLOURS = 128
ADDRESSES = {"draw": "", "circuit": "circuit?theta=0.8", "shift": "shift?shots=20"} | {
    name: name for name in ("neurons", "train", "beyond")
}


def prepare(page: Page, name: str) -> None:
    """Bring a page into the state that its picture shows."""
    if name == "draw":
        draw_with_mouse(page, ZERO)
        page.get_by_text("Your drawing", exact=True).wait_for()
    elif name == "train":
        page.get_by_role("button", name="Train", exact=True).click()
        page.get_by_text("Trained for 20 epochs").wait_for()
    elif name == "beyond":
        page.get_by_text("Re-uploading", exact=True).click()
        page.get_by_role("slider", name="x = 0").press("ArrowUp")
        page.get_by_role("button", name="Show the truth").click()
        page.locator(".stage .truth-dot").first.wait_for()
    page.mouse.move(0, 0)
    page.wait_for_timeout(2500)  # charts and pictures come after the page


def main() -> None:
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        servers_on(Path(folder)) as start,
    ):
        page = launched(playwright).new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(120_000)
        app = start()
        for name, address in ADDRESSES.items():
            page.goto(f"{app.url}/{address}")
            page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
            prepare(page, name)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(COLOURS).save(TARGET / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
