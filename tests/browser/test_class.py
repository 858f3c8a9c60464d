"""A class as its teacher and three pupils play it, from opening it to the exported entries."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DONE, PHONE, App
from tests.browser.pen import ONE, draw_with_mouse
from tests.browser.test_board import LONG, new_visitor, type_into  # noqa: F401  a fixture


def join(page: Page, address: str, nickname: str) -> None:
    page.goto(address)
    type_into(page, "Nickname", nickname)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text(f"You are {nickname} in class")).to_be_visible(timeout=LONG)


def test_class_from_opening_to_the_csv(app: App, new_visitor: Callable[[], Page]):  # noqa: F811
    teacher = new_visitor()
    teacher.goto(f"{app.url}/class")
    teacher.get_by_role("button", name="For the teacher").click()
    teacher.get_by_role("button", name="Open a class").click()
    code = teacher.get_by_test_id("class-code").inner_text(timeout=LONG)
    expect(teacher.get_by_text("nobody has joined yet").first).to_be_visible()
    pupils = [new_visitor() for _ in range(3)]
    pupils[2].set_viewport_size(PHONE)
    for page, name in zip(pupils, ("Ada", "Emmy", "Lise"), strict=True):
        join(page, f"{app.url}/class?class={code}", name)
    for name in ("Ada", "Emmy", "Lise"):
        expect(chip(teacher, name)).to_be_visible()
    ada, emmy, lise = pupils
    _work(app, ada, emmy)
    expect(chip(teacher, "Emmy")).to_have_attribute("aria-label", re.compile("at step 1"))
    _look_here(app, teacher, pupils)
    _freeze(teacher, pupils)
    for page in pupils:
        expect(page.locator(".st-key-look")).to_have_count(0)
    _handout(app, teacher, lise)
    _take_csv(app, teacher)


def chip(teacher: Page, name: str) -> Locator:
    return teacher.get_by_role("button", name=re.compile(f"^{name}: "))


def _work(app: App, ada: Page, emmy: Page) -> None:
    """Ada draws; Emmy begins the lesson."""
    ada.goto(app.url)
    draw_with_mouse(ada, ONE)
    expect(ada.locator(".stage .letter")).to_have_text("1")
    emmy.goto(app.url)
    emmy.get_by_role("button", name="Start the lesson").click()
    emmy.get_by_role("button", name="45 min").click()
    expect(emmy).to_have_url(re.compile("questions"))
    expect(emmy.get_by_role("radiogroup")).to_have_count(5)
    expect(emmy.locator(DONE)).to_have_count(1)
    for group in emmy.get_by_role("radiogroup").all():
        group.get_by_text("I do not know", exact=True).click()
        expect(group.get_by_role("radio").last).to_be_checked()
    emmy.get_by_role("button", name="Send", exact=True).click()
    emmy.get_by_role("link", name="To step 1 of the lesson").click()
    expect(emmy).to_have_url(re.compile("neurons.*step=1"))


def _look_here(app: App, teacher: Page, pupils: list[Page]) -> None:
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
    ada, emmy, _ = pupils
    ada.get_by_role("button", name="Back to my work").click()
    expect(ada.locator(".stage .letter")).to_have_text("1")  # the drawing is still there
    emmy.reload()
    expect(emmy.locator(".st-key-look")).to_contain_text("your teacher shows you this page")
    teacher.get_by_role("button", name="End “look here”").click()
    expect(emmy).to_have_url(re.compile("neurons"))


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


def _handout(app: App, teacher: Page, lise: Page) -> None:
    lise.goto(f"{app.url}/neurons?step=1")
    lise.get_by_role("button", name="Predict", exact=True).click()
    lise.get_by_test_id("stPopoverBody").get_by_text("784", exact=True).click()
    teacher.get_by_role("link", name="Class").click()
    expect(teacher.get_by_text("1 prediction")).to_be_visible(timeout=LONG)
    chip(teacher, "Lise").click()
    frame = teacher.get_by_role("dialog").frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_be_visible()
    expect(frame.get_by_role("cell", name="784", exact=True)).to_be_visible()
    teacher.keyboard.press("Escape")
    expect(teacher.get_by_role("dialog")).to_have_count(0)


def _take_csv(app: App, teacher: Page) -> None:
    teacher.get_by_role("button", name="Manage").click()
    expect(teacher.get_by_role("button", name="All entries as CSV")).to_be_visible()
    expect(teacher.locator(DONE)).to_have_count(1)  # the menu is whole, and stays where it is
    with teacher.expect_download() as download:
        teacher.get_by_role("button", name="All entries as CSV").click()
    rows = csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig")))
    assert [(row["nickname"], row["kind"], row["answer"]) for row in rows] == [
        ("Lise", "prediction", "784")
    ]
