"""Choosing a pixel or a neuron, by mouse, finger and keyboard, opens how it is computed."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_pixel_and_neuron_are_chosen_by_mouse_and_keyboard_and_the_answer_stays(visit: Visit):
    page = visit("draw")
    page.get_by_role("button", name="How is a pixel of a map computed?").first.click()
    page.get_by_role("gridcell", name="Map 7 of the first convolution").click()
    pixels = page.get_by_role("grid", name="Map 7 of the first convolution")
    pixels.get_by_role("gridcell", name="Row 3, column 5:").click()
    expect(page.get_by_text("Map 7, row 3, column 5.")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(pixels.get_by_role("gridcell", name="Row 4, column 6:")).to_be_focused()
    expect(page.get_by_text("Map 7, row 3, column 5.")).to_be_visible()  # only walked to
    page.keyboard.press("Enter")
    expect(page.get_by_text("Map 7, row 4, column 6.")).to_be_visible()
    chosen = pixels.locator("[aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(chosen).to_be_focused()  # one walks on from there
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    page.get_by_role("button", name="How is a hidden neuron computed?").click()
    measured = page.get_by_text("shots said").inner_text()
    neurons = page.get_by_role("grid", name="Hidden neurons")
    neurons.locator("[aria-selected=true]").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    chosen = neurons.locator("[aria-selected=true]")
    expect(chosen).to_be_focused()
    name = (chosen.get_attribute("aria-label") or "").partition(":")[0]
    expect(page.get_by_text(f"{name} (choose another above)")).to_be_visible()
    assert page.get_by_text("shots said").inner_text() == measured
