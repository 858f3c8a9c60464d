"""How every page looks to everybody: contrast, focus, a still page, a menu that closes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DONE, MENU, PHONE, App, Tab, Visit, wait_until_complete

JUMP = 40
"""Pixels: what is already on the screen and moves by more than this is seen to jump."""

WATCH_JUMPS = """
window.jumps = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    for (const { node, previousRect: from, currentRect: to } of entry.sources) {
      const title = "[data-testid=stHeading]";
      if (!node?.closest?.(title) && !node?.querySelector?.(title)) continue;
      if (from.height && to.height) window.jumps.push(Math.abs(from.y - to.y));
    }
  }
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture(scope="module")
def watched(browser: Browser, app: App) -> Iterator[Tab]:
    """A tab that notes jumps, and gets every file anew, as at a first visit."""
    tab = Tab(browser, app.url)
    tab.page.add_init_script(WATCH_JUMPS)
    network = tab.page.context.new_cdp_session(tab.page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield tab
    tab.page.context.close()


@pytest.mark.parametrize("path", ["", *MENU, "sweep"])
def test_page_fits_is_named_still_and_to_be_seen_by_all(app: App, watched: Tab, path: str):
    requested: list[str] = []
    watched.page.on("request", lambda request: requested.append(request.url))
    wait_until_complete(watched.open(path, {"width": 1440, "height": 844}))
    assert_looks_right(watched.page)
    assert requested
    assert [url for url in requested if not url.startswith((app.url, "data:", "blob:"))] == []
    watched.forget()
    wait_until_complete(watched.open(path, PHONE, "dark"))
    assert_looks_right(watched.page)
    watched.forget()


def assert_looks_right(page: Page) -> None:
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_role("dialog").count() == 0
    assert [jump for jump in page.evaluate("window.jumps") if jump > JUMP] == []
    assert [picture for picture in page.locator("img:not([alt])").all()] == []
    assert serious_faults(page) == {}
    assert controls_without_a_name(page) == []
    assert page.evaluate(UNSEEN_WITH_FOCUS) == []


def serious_faults(page: Page) -> dict[str, list[str]]:
    """What axe finds: for each rule that is broken, the elements that break it."""
    return {
        violation["id"]: [node["html"] for node in violation["nodes"]]
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    }


CONTROLS = ("button", "link", "slider", "combobox", "textbox", "checkbox", "switch", "radio", "tab",
            "gridcell", "spinbutton")  # fmt: skip


def controls_without_a_name(page: Page) -> list[str]:
    lines = [line.strip() for line in page.locator("body").aria_snapshot().splitlines()]
    controls = [line for line in lines if re.match(rf"- ({'|'.join(CONTROLS)})\b", line)]
    assert controls
    return [line for line in controls if '"' not in line]


UNSEEN_WITH_FOCUS = """() => [...document.querySelectorAll("a[href], button, summary")]
  .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}))
  .filter((e) => {
    e.focus();
    document.getAnimations().forEach((animation) => animation.finish());
    return !e.checkVisibility({opacityProperty: true});
  })
  .map((e) => e.outerHTML.slice(0, 200))"""


def test_focus_is_seen_and_the_menu_of_a_phone_closes_when_a_page_is_chosen(visit: Visit):
    page = visit("")
    expect(page.get_by_test_id("answer")).to_have_text("0")
    expect(page.locator(DONE)).to_have_count(1)
    outline = "e => getComputedStyle(e).outlineWidth + ' ' + getComputedStyle(e).outlineStyle"
    for control in (
        page.get_by_role("link", name="Circuit", exact=True).first,
        page.get_by_role("button", name="Start the lesson"),
    ):
        control.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert control.evaluate(outline) == "3px solid"
    page.set_viewport_size(PHONE)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Circuit").click()
    expect(page.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
