"""The picture in README.md, taken from the running app. python -m tests.browser.screenshots"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import launched
from tests.browser.conftest import ROOT, App
from tests.browser.pen import ZERO, draw_with_mouse

TARGET = ROOT / ".readme" / "draw.png"


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        app = App(Path(folder) / "log", HQNN_MNIST_ROOT=folder)
        app.wait()
        browser = launched(playwright)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{app.url}/draw")
        draw_with_mouse(page, ZERO)
        page.get_by_text("Your drawing", exact=True).wait_for()
        page.mouse.move(0, 0)
        page.wait_for_timeout(1500)
        TARGET.parent.mkdir(exist_ok=True)
        page.screenshot(path=TARGET)
        browser.close()
        app.stop()


if __name__ == "__main__":
    main()
