"""The tools: the link, its QR code, the projector, the keys."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DONE, Visit
from tests.browser.test_look import serious_faults
from tests.browser.test_touch import words

AT_REST = "document.getAnimations().every(movement => movement.playState !== 'running')"


def open_tools(page: Page) -> None:
    expect(page.locator(DONE)).to_have_count(1)
    page.get_by_role("button", name="Tools").click()


def test_tools_of_the_projector_mode_by_mouse_keyboard_and_axe(visit: Visit):
    page = visit("circuit?projector=1&theta=2.5", theme="dark")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    header = page.get_by_test_id("stHeader")
    expect(header).to_be_hidden()
    words(page).wait_for()
    assert serious_faults(page) == {}
    open_tools(page)
    page.get_by_role("button", name="QR code").wait_for()
    page.wait_for_function(AT_REST)
    assert serious_faults(page) == {}
    _link_and_code(page)
    assert serious_faults(page) == {}
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    _escape_leaves_the_mode_last(page)


def _link_and_code(page: Page) -> None:
    """The link is copied, and its code is shown, with the settings of the page."""
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"http://localhost:\d+/circuit\?theta=2\.5", copied)
    page.get_by_role("button", name="QR code").click()
    dialog = page.get_by_test_id("stDialog")
    expect(dialog.get_by_text(copied)).to_be_visible()
    expect(dialog.get_by_text("Only this computer can open this address")).to_be_visible()
    expect(dialog.get_by_role("img", name="QR code of the address below")).to_be_visible()
    page.wait_for_function(AT_REST)


def _escape_leaves_the_mode_last(page: Page) -> None:
    """On another page too, Escape first closes what is open: the menu, a picture, a dialog."""
    header = page.get_by_test_id("stHeader")
    open_tools(page)
    page.get_by_role("button", name="Shift").click()
    expect(page.get_by_role("heading", name="A slope from two circuits")).to_be_visible()
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    open_tools(page)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    rotate_to(page, "2.6")  # the server has had all that was sent before
    expect(header).to_be_hidden()
    page.get_by_text("Which shift and which rule are best?").click()
    page.get_by_role("button", name="Fullscreen: The error of the slope").press("Enter")
    page.keyboard.press("Escape")
    rotate_to(page, "2.7")
    expect(header).to_be_hidden()
    page.locator("body").press("?")
    expect(page.get_by_test_id("stDialog")).to_contain_text("go to a step of the lesson")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    rotate_to(page, "2.8")
    expect(header).to_be_hidden()
    page.keyboard.press("Escape")
    expect(header).to_be_visible()
    expect(page).not_to_have_url(re.compile("projector"))


def rotate_to(page: Page, theta: str) -> None:
    """Rotate by a key, and wait for the server's answer."""
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}))"
    page.evaluate(f"key => {press}", "ArrowRight")  # wherever the focus is
    expect(page.get_by_label("Type θ")).to_have_value(theta)
    expect(words(page)).to_contain_text("per circuit")
    expect(page.locator(DONE)).to_have_count(1)
