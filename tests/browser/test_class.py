"""A class as its teacher and two pupils play it, from its opening to the cleared board."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DONE, PHONE, App, Visit
from tests.browser.pen import ONE, box_of, draw_with_mouse
from tests.browser.test_board import type_into


def test_class_from_its_opening_to_the_cleared_board(app: App, visit: Visit):
    teacher = visit("class")
    teacher.get_by_role("button", name="For the teacher").click()
    teacher.get_by_role("button", name="Open a class").click()
    code = teacher.get_by_test_id("class-code").inner_text()
    expect(teacher.get_by_text("nobody has joined yet").first).to_be_visible()
    address = f"class?class={code}"
    ada, lise = pupils = [visit(address), visit(address, size=PHONE)]
    for page, name in zip(pupils, ("Ada", "Lise"), strict=True):
        type_into(page, "Nickname", name)
        page.get_by_role("button", name="Join").click()
        expect(page.get_by_text(f"You are {name} in class")).to_be_visible()
        expect(chip(teacher, name)).to_be_visible()
    ada.goto(app.url)
    draw_with_mouse(ada, ONE)
    expect(ada.locator(".stage .letter")).to_have_text("1")
    lise.goto(f"{app.url}/neurons?step=1")
    expect(chip(teacher, "Lise")).to_have_attribute("aria-label", re.compile("at step 1"))
    _look_here(teacher, pupils)
    _freeze(teacher, pupils)
    for page in pupils:
        expect(page.locator(".st-key-look")).to_have_count(0)
    _handout(teacher, lise)
    _clear(teacher)


def chip(teacher: Page, name: str) -> Locator:
    return teacher.get_by_role("button", name=re.compile(f"^{name}: "))


def _look_here(teacher: Page, pupils: list[Page]) -> None:
    teacher.get_by_role("link", name="Circuit").click()
    field = teacher.get_by_role("textbox", name="Type θ")
    field.fill("0.5")
    field.press("Enter")
    expect(teacher).to_have_url(re.compile("circuit.*theta=0.5"))
    teacher.get_by_role("button", name="Everybody look here").click()
    for page in pupils:
        expect(page.locator(".st-key-look")).to_contain_text("your teacher shows you this page")
        expect(page.get_by_role("textbox", name="Type θ")).to_have_value("0.5")
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0
    ada, lise = pupils
    expect(ada.locator(DONE)).to_have_count(1)
    ada.get_by_role("button", name="Back to my work").click()
    expect(ada.locator(".stage .letter")).to_have_text("1")  # the drawing is still there
    lise.reload()
    expect(lise.locator(".st-key-look")).to_contain_text("your teacher shows you this page")
    teacher.get_by_role("button", name="End “look here”").click()
    expect(lise).to_have_url(re.compile("neurons"))


def _freeze(teacher: Page, pupils: list[Page]) -> None:
    teacher.get_by_role("button", name="Freeze").click()
    for page in pupils:
        dialog = page.get_by_role("dialog", name="The lesson is paused")
        expect(dialog).to_contain_text("Look to the front")
        page.keyboard.press("Escape")
        expect(dialog).to_be_visible()
    teacher.get_by_role("button", name="Go on").click()
    for page in pupils:
        expect(page.get_by_role("dialog", name="The lesson is paused")).to_have_count(0)


def _handout(teacher: Page, lise: Page) -> None:
    lise.get_by_role("button", name="Predict", exact=True).click()
    lise.get_by_test_id("stPopoverBody").get_by_text("784", exact=True).click()
    teacher.get_by_role("link", name="Class").click()
    expect(teacher.get_by_text("1 prediction")).to_be_visible()
    chip(teacher, "Lise").click()
    frame = teacher.get_by_role("dialog").frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    expect(frame.get_by_role("cell", name="784", exact=True)).to_be_visible()
    teacher.keyboard.press("Escape")
    expect(teacher.get_by_role("dialog")).to_have_count(0)


def _clear(teacher: Page) -> None:
    """A double click clears nothing, as the button that clears is elsewhere; and Undo."""
    teacher.set_viewport_size(PHONE)
    teacher.get_by_role("button", name="Manage").click()
    clear = teacher.get_by_role("button", name="Clear the board")
    expect(clear).to_be_visible()
    expect(teacher.locator(DONE)).to_have_count(1)  # the menu is whole, and stays where it is
    box = box_of(clear)
    clear.dblclick()
    delete = teacher.get_by_role("button", name="Delete all entries")
    delete.wait_for()
    expect(teacher.get_by_test_id("stPopoverBody")).to_have_count(0)
    there = box_of(delete)
    is_apart = there["y"] >= box["y"] + box["height"] or there["y"] + there["height"] <= box["y"]
    is_beside = there["x"] >= box["x"] + box["width"] or there["x"] + there["width"] <= box["x"]
    assert is_apart or is_beside
    expect(teacher.get_by_text("1 prediction")).to_be_visible()
    delete.click()
    expect(teacher.get_by_text("Deleted: 1 entry.")).to_be_visible()
    expect(teacher.get_by_text("1 prediction")).to_have_count(0)
    teacher.reload()
    undo = teacher.get_by_role("button", name="Undo")
    undo.click()
    expect(undo).to_have_count(0)
    expect(teacher.get_by_text("1 prediction")).to_be_visible()
