"""What a visitor types, and takes away."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from playwright.sync_api import expect

from tests.browser.conftest import DONE, PHONE, Visit
from tests.browser.test_touch import settled, words

MARKUP = ["![x](https://a.b/c)", "<b>x</b>&lt;", ":red[x] $x$ `z`", "# x"]


def test_typed_text_is_shown_as_text_and_moves_nothing(visit: Visit):
    page = visit("circuit", size=PHONE)
    field, line, ball = page.get_by_label("Type θ"), page.locator(".angle"), page.locator(".ball")
    settled(page)
    before = ball.bounding_box()
    for text in MARKUP:
        field.fill(text)
        field.press("Enter")
        expect(line).to_contain_text(f"“{text}” is not an angle")
        assert line.locator("*").count() == 0
        field.fill("0.8")
        field.press("Enter")
        expect(line).to_contain_text("rad = ")
    assert ball.bounding_box() == before
    field.fill("-pi/2")
    field.press("Enter")
    expect(line).to_have_text("rad = −0.50 π = −90°")
    expect(words(page)).to_contain_text("The exact value is −1.")


def test_pictures_can_be_saved(visit: Visit):
    page = visit("circuit")  # first, as it takes a request: later files must follow a click at once
    page.get_by_text("This circuit as code").click()
    expect(page.locator(DONE)).to_have_count(1)  # else the button may be replaced
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save SVG").click()
    assert saved.value.suggested_filename == "circuit.svg"
    assert "<svg" in saved.value.path().read_text()
    page = visit("shift")
    page.get_by_text("Which shift and which rule are best?").click()
    page.locator("[data-testid=stVegaLiteChart] svg.marks").wait_for()
    expect(page.locator(DONE)).to_have_count(1)
    button = page.get_by_role("button", name="Download as PNG")
    button.focus()
    expect(button).to_be_focused()
    with page.expect_download() as saved:  # by keyboard: a mouse must not leave the chart meanwhile
        page.keyboard.press("Enter")
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    page = visit("neurons")
    page.get_by_role("button", name=re.compile("^Second map 20")).wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save SVG").click()
    assert saved.value.suggested_filename == "network.svg"
    picture = ElementTree.parse(saved.value.path()).getroot()
    assert len(picture.findall(".//{*}image")) == 1 + 10 + 20
    assert len(picture.findall(".//{*}circle[@class='neuron']")) == 50 + 1 + 2
    assert "var(" not in saved.value.path().read_text().split("aria-label", 1)[1]
