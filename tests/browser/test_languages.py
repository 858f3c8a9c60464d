"""Every page in every language in a browser: chosen rightly, nothing cut off or overlapping."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import (
    Browser,
    Page,
    TimeoutError as PlaywrightTimeout,
    ViewportSize,
    expect,
)

from hqnn_core.lesson.reading import built_in_lesson
from tests.browser.conftest import DONE, PHONE, App, Tab, Visit
from tests.browser.test_look import PAGES, wait_until_complete
from tests.language.catalogues import TRANSLATED

PROJECTOR: ViewportSize = {"width": 1280, "height": 720}
# Words that are cut off by their own box, and words of a picture that lie over one another.
CUT = """() => [...document.querySelectorAll(
    "button, button div, label, label div, h1, h2, p, td, th, summary, .stage *")]
  .filter((e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter((e) => e.innerText?.trim() && !e.closest("[class*=code], .katex"))
  .filter((e) => getComputedStyle(e).overflowX !== "visible")
  .filter((e) => !["auto", "scroll"].includes(getComputedStyle(e).overflowX))
  .filter((e) => e.scrollWidth > e.clientWidth + 2)
  .map((e) => e.innerText.slice(0, 80))"""
OVER = """() => [...document.querySelectorAll(".stage svg")].flatMap((svg) => {
  const texts = [...svg.querySelectorAll("text")]
    .filter((e) => e.textContent.trim() && e.checkVisibility({visibilityProperty: true}))
    .map((e) => [e.textContent, e.getBoundingClientRect()]);
  return texts.flatMap(([a, r], i) => texts.slice(i + 1)
    .filter(([, s]) => Math.min(r.right, s.right) - Math.max(r.left, s.left) > 4
      && Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top) > 5)
    .map(([b]) => `${a} | ${b}`));
})"""

FAULTS = f"""() => {{
  const {{ scrollWidth, clientWidth }} = document.documentElement;
  const wide = scrollWidth > clientWidth ? ["the page is wider than the screen"] : [];
  return [...wide, ...({CUT})(), ...({OVER})()];
}}"""


@pytest.fixture(scope="module", params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def tab(browser: Browser, app: App, language: str) -> Iterator[Tab]:
    """A tab of a browser that speaks the language."""
    tab = Tab(browser, app.url, locale=language.replace("_", "-"))
    yield tab
    tab.page.context.close()


def assert_fits(page: Page) -> None:
    for size in (PROJECTOR, PHONE):
        page.set_viewport_size(size)
        page.wait_for_function(f"document.documentElement.clientWidth <= {size['width']}")
        with suppress(PlaywrightTimeout):  # until all is laid out anew
            page.wait_for_function(f"({FAULTS})().length === 0", timeout=20_000)
        assert page.evaluate(FAULTS) == [], size


@pytest.mark.parametrize("path", PAGES)
def test_page_is_in_the_browser_s_language_and_fits(tab: Tab, language: str, path: str):
    page = tab.open(path, PROJECTOR)
    wait_until_complete(page)
    expect(page.locator("html")).to_have_attribute("lang", language.replace("_", "-"))
    assert_fits(page)
    assert page.get_by_test_id("stException").count() == 0


def test_lesson_is_in_the_language_and_fits(tab: Tab, language: str):
    page = tab.open("?step=1", PROJECTOR)
    for step in range(1, 1 + len(built_in_lesson().steps)):
        page.goto(page.url.split("?")[0] + f"?step={step}")
        expect(page.locator(DONE)).to_have_count(1)
        assert_fits(page)


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
