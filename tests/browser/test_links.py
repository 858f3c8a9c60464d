"""A link opens a fresh browser on a page with the same settings, and stays the same link."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import DONE, Visit


def slider_says(page: Page, name: str, value: float) -> None:
    expect(page.locator(DONE)).to_have_count(1)  # else its address may still change
    expect(page.get_by_role("slider", name=name).first).to_have_value(f"{value:g}")


def link_is(page: Page, asked: dict[str, str]) -> None:
    """Whether the address, which can be copied, still says the same."""
    expect(page.locator(DONE)).to_have_count(1)
    found = parse_qs(urlsplit(page.url).query)
    assert {name: values[-1] for name, values in found.items()} == asked


def test_link_to_the_circuit(visit: Visit):
    asked = {"theta": "-3.37", "hadamard": "false", "shots": "5,000", "every_angle": "true"}
    page = visit(f"circuit?{urlencode(asked)}")
    slider_says(page, "Angle", -3.37)
    expect(page.get_by_role("switch", name="H gate")).not_to_be_checked()
    expect(page.get_by_test_id("stSliderThumbValue").last).to_have_text("5,000")
    link_is(page, asked)


def test_link_to_a_network_and_its_example(visit: Visit):
    asked = {"network": "ten-digits", "pen": "31", "draw_shots": "10,000", "sample": "3"}
    page = visit(f"draw?{urlencode(asked)}")
    expect(page.get_by_text(re.compile("An example"))).to_be_visible()
    expect(page.get_by_test_id("answer")).to_have_text("3")
    page.get_by_role("button", name="Pen and network").click()
    slider_says(page, "Pen", 31)
    expect(page.get_by_role("combobox", name="Network")).to_have_value("Pretrained, ten digits")
    link_is(page, asked)


def go_by_menu(page: Page, name: str, title: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_setting_goes_with_its_visitor_from_page_to_page_and_is_in_each_address(visit: Visit):
    page = visit("circuit?theta=1.2")
    slider_says(page, "Angle", 1.2)
    go_by_menu(page, "Shift", "A slope from two circuits")
    slider_says(page, "Angle", 1.2)
    expect(page).to_have_url(re.compile(r"/shift\?theta=1\.2$"))
    page.reload()
    slider_says(page, "Angle", 1.2)
    slider = page.get_by_role("slider", name="Angle").first
    for value in ("1.21", "1.22", "1.23"):
        slider.press("ArrowRight")
        expect(page).to_have_url(re.compile(rf"theta={value}$"))
    go_by_menu(page, "Circuit", "From an angle to a probability")
    slider_says(page, "Angle", 1.23)
    page.go_back()  # to the page before, not to the setting before
    expect(page.get_by_role("heading", name="A slope from two circuits")).to_be_visible()
    slider_says(page, "Angle", 1.23)
    page.go_back()
    expect(page.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
