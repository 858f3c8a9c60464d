"""Every page in every language in a browser: chosen rightly, nothing cut off or overlapping."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Page, TimeoutError as PlaywrightTimeout, expect

from hqnn_core.lesson.reading import built_in_lesson
from tests.browser.conftest import (
    DONE,
    MENU,
    PHONE,
    PROJECTOR,
    App,
    Tab,
    Visit,
    go,
    open_sweep,
    wait_until_complete,
)
from tests.browser.test_fit import MEETING_WORDS, SLACK
from tests.language.catalogues import TRANSLATED

CUT = """() => [...document.querySelectorAll(
    "button, button div, label, label div, h1, h2, p, td, th, summary, .stage *")]
  .filter((e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter((e) => e.innerText?.trim() && !e.closest("[class*=code], .katex"))
  .filter((e) => getComputedStyle(e).overflowX !== "visible")
  .filter((e) => !["auto", "scroll"].includes(getComputedStyle(e).overflowX))
  .filter((e) => e.scrollWidth > e.clientWidth + 2)
  .map((e) => e.innerText.slice(0, 80))"""
FAULTS = f"""(slack) => {{
  const {{ scrollWidth, clientWidth }} = document.documentElement;
  const wide = scrollWidth > clientWidth ? ["the page is wider than the screen"] : [];
  return [...wide, ...({CUT})(), ...({MEETING_WORDS})(slack)];
}}"""


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_page_and_step_is_in_the_browsers_language_and_fits(
    browser: Browser, app: App, language: str
):
    tab = Tab(browser, app.url, locale=language.replace("_", "-"))
    page = tab.open("", PROJECTOR)
    wait_until_complete(page)
    expect(page.locator("html")).to_have_attribute("lang", language.replace("_", "-"))
    assert_fits(page)
    for path in MENU:
        go(page, path)
        assert_fits(page)
        if path == "train":
            open_sweep(page)
            assert_fits(page)
    tab.open("?step=1", PROJECTOR)
    for step in range(1, 1 + len(built_in_lesson().steps)):
        page.locator("body").press(str(step))
        expect(page.locator(f".st-key-lesson-step-{step} [kind=primary]").first).to_be_visible()
        expect(page.locator(DONE)).to_have_count(1)
        assert_fits(page)
    page.context.close()


def assert_fits(page: Page) -> None:
    assert page.get_by_test_id("stException").count() == 0
    for size in (PHONE, PROJECTOR):
        page.set_viewport_size(size)
        page.wait_for_function(f"document.documentElement.clientWidth === {size['width']}")
        with suppress(PlaywrightTimeout):  # until all is laid out anew
            page.wait_for_function(f"({FAULTS})({SLACK}).length === 0", timeout=20_000)
        assert page.evaluate(FAULTS, SLACK) == [], (page.url, size)


def test_language_is_chosen_in_the_tools_linked_and_remembered(visit: Visit):
    page = visit("circuit")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Tools").click()
    page.get_by_text("Deutsch", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(DONE)).to_have_count(1)
    title = page.get_by_role("heading", level=1).inner_text()
    assert title != "From an angle to a probability"
    page.reload()  # a new session: the cookie knows
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for own_name, tag in (("English", "en"), ("Deutsch", "de")):  # and back within one visit
        page.locator(".st-key-tools button").first.click()
        page.get_by_text(own_name, exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", tag)
        page.keyboard.press("Escape")
        expect(page.locator(DONE)).to_have_count(1)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.goto(page.url.split("?")[0] + "?lang=fr")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert "lang" not in page.url
