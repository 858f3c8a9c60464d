"""A link opens a fresh browser on a page with the same settings, and stays the same link."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import DONE, Visit


def slider_says(page: Page, name: str, value: float) -> None:
    expect(page.locator(DONE)).to_have_count(1)  # else its address may still change
    expect(page.get_by_role("slider", name=name).first).to_have_value(f"{value:g}")


def go_by_menu(page: Page, name: str, title: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_link_sets_a_page_and_its_settings_go_with_the_visitor_from_page_to_page(visit: Visit):
    asked = {"theta": "1.2", "hadamard": "false", "shots": "5,000", "every_angle": "true"}
    page = visit(f"circuit?{urlencode(asked)}")
    slider_says(page, "Angle", 1.2)
    expect(page.get_by_role("switch", name="H gate")).not_to_be_checked()
    expect(page.get_by_test_id("stSliderThumbValue").last).to_have_text("5,000")
    expect(page.locator(DONE)).to_have_count(1)
    assert dict(parse_qsl(urlsplit(page.url).query)) == asked  # the link, which can be copied
    go_by_menu(page, "Shift", "A slope from two circuits")
    slider_says(page, "Angle", 1.2)
    expect(page).to_have_url(re.compile(r"/shift\?.*theta=1\.2\b"))
    page.reload()
    slider_says(page, "Angle", 1.2)
    slider = page.get_by_role("slider", name="Angle").first
    for value in ("1.21", "1.22", "1.23"):
        slider.press("ArrowRight")
        expect(page).to_have_url(re.compile(rf"theta={value}\b"))
    go_by_menu(page, "Circuit", "From an angle to a probability")
    slider_says(page, "Angle", 1.23)
    page.go_back()  # to the page before, not to the setting before
    expect(page.get_by_role("heading", name="A slope from two circuits")).to_be_visible()
    slider_says(page, "Angle", 1.23)
    page.go_back()
    expect(page.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
