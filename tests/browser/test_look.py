"""How every page looks to everybody: contrast, focus, a still page, a menu that closes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DONE, PHONE, App, Tab, Theme, Visit

PAGES = ("", "neurons", "circuit", "shift", "train", "sweep", "beyond", "class")
"""Addresses; "sweep" leads to a part of Train."""
SCREENS: dict[str, tuple[int, Theme]] = {
    "screen": (1440, "light"),
    "phone in the dark": (390, "dark"),
}
PICTURE = "canvas, .stage svg, [data-testid=stVegaLiteChart] svg, [data-testid=stImage] img"
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


def wait_until_complete(page: Page) -> None:
    page.locator(PICTURE).first.wait_for()
    expect(page.locator(DONE)).to_have_count(1)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


@pytest.fixture(scope="module", params=PAGES)
def path(request: pytest.FixtureRequest) -> str:
    return request.param


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


@pytest.fixture(scope="module", params=SCREENS)
def seen(request: pytest.FixtureRequest, watched: Tab, path: str) -> Iterator[Page]:
    """A page, complete, as a new visitor sees it on a screen; several tests look at it."""
    width, theme = SCREENS[request.param]
    page = watched.open(path, {"width": width, "height": 844}, theme)
    wait_until_complete(page)
    yield page
    watched.forget()


def test_page_fits_the_screen_and_reports_no_fault(seen: Page):
    assert seen.viewport_size is not None
    assert seen.evaluate("document.documentElement.scrollWidth") <= seen.viewport_size["width"]
    assert seen.get_by_test_id("stException").count() == 0
    assert seen.get_by_role("dialog").count() == 0


def serious_faults(page: Page) -> dict[str, list[str]]:
    """What axe finds: for each rule that is broken, the elements that break it."""
    return {
        violation["id"]: [node["html"] for node in violation["nodes"]]
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in ("serious", "critical")
    }


def test_axe_finds_nothing_serious(seen: Page):
    assert serious_faults(seen) == {}


def test_title_stays_where_it_was_first_shown(seen: Page):
    assert [jump for jump in seen.evaluate("window.jumps") if jump > JUMP] == []


def test_menu_of_a_phone_closes_when_a_page_is_chosen(visit: Visit):
    page = visit("", size=PHONE)
    wait_until_complete(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Circuit").click()
    expect(page.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


def test_focus_is_seen_on_the_menu_and_on_buttons(visit: Visit):
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


CONTROLS = ("button", "link", "slider", "combobox", "textbox", "checkbox", "switch", "radio", "tab",
            "gridcell", "spinbutton")  # fmt: skip


def test_every_control_has_a_name_of_its_own_to_be_spoken(seen: Page):
    lines = [line.strip() for line in seen.locator("body").aria_snapshot().splitlines()]
    controls = [line for line in lines if re.match(rf"- ({'|'.join(CONTROLS)})\b", line)]
    assert controls
    assert [line for line in controls if '"' not in line] == []


UNSEEN_WITH_FOCUS = """() => [...document.querySelectorAll("a[href], button, summary")]
  .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}))
  .filter((e) => {
    e.focus();
    document.getAnimations().forEach((animation) => animation.finish());
    return !e.checkVisibility({opacityProperty: true});
  })
  .map((e) => e.outerHTML.slice(0, 200))"""


def test_what_the_keyboard_reaches_is_visible(seen: Page):
    assert seen.evaluate(UNSEEN_WITH_FOCUS) == []
