"""The Draw page, with a mouse, a finger and a keyboard."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.pen import (
    ONE,
    ZERO,
    box_of,
    canvas_of,
    clear,
    drag_with_mouse,
    draw_with_finger,
    draw_with_mouse,
    new_canvas,
)

PHONE = {"size": {"width": 390, "height": 844}, "touch": True}
CROSSING = [(y, x) for x, y in ONE]
UNDER_THE_EDGE = [(0.75, 0.02 + 0.03 * i) for i in range(30)]
"""A stroke that the canvas's toolbar would take, were it there."""
SEVEN = [(0.25 + 0.04 * i, 0.2) for i in range(12)]
SEVEN += [(0.69 - 0.02 * i, 0.2 + 0.05 * i) for i in range(13)]


def answer(page: Page) -> Locator:
    return page.get_by_test_id("answer")


def dressed(page: Page) -> None:
    """The canvas has the page's style."""
    page.locator(".st-key-canvas [data-dressed]").first.wait_for(state="attached")


def expect_answer(page: Page, letter: str) -> None:
    expect(page.get_by_text(re.compile(r"^Your drawing\b(?!s)"))).to_be_visible()
    expect(answer(page)).to_have_text(letter)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_network_of_ten_digits_reads_a_seven_and_a_cross_is_no_digit(visit: Visit):
    page = visit("draw?network=ten-digits&sample=3")
    expect(answer(page)).to_have_text("3")
    clear(page)
    draw_with_mouse(page, SEVEN)
    expect_answer(page, "7")
    expect(
        page.get_by_text(re.compile(r"1,000 shots of the circuit give \d a chance of"))
    ).to_be_visible()
    for step in ("3 The last numbers. Angles: 8", "5 Measurement", "6 The answer"):
        expect(page.get_by_text(step)).to_be_visible()
    clear(page)
    draw_with_mouse(page, [(0.2, 0.2), (0.8, 0.8)])
    draw_with_mouse(page, [(0.8, 0.2), (0.2, 0.8)])
    expect(page.get_by_text("This does not look like a digit from 0 to 9.")).to_be_visible()
    expect_answer(page, "?")


def test_digits_drawn_with_a_finger_are_read_on_the_same_screen_and_the_page_stays(visit: Visit):
    page = visit("draw", **PHONE)
    dressed(page)
    draw_with_finger(page, [(0.4, 0.3)])  # a tap: the example stays
    expect(page.get_by_text("That is too little for a digit.")).to_be_visible()
    expect(page.get_by_text("An example", exact=True)).to_be_visible()
    expect(answer(page)).to_have_text("0")
    clear(page)
    scroll = "document.querySelector('[data-testid=stMain]').scrollTop"
    for points, digit in ((ZERO, "0"), (UNDER_THE_EDGE, "1")):
        dressed(page)
        canvas_of(page)
        before = page.evaluate(scroll)
        draw_with_finger(page, points)
        expect_answer(page, digit)
        assert page.evaluate(scroll) == before
        canvas, letter = box_of(canvas_of(page)), box_of(answer(page))
        assert canvas["width"] <= 390
        assert letter["y"] + letter["height"] - canvas["y"] < 844
        clear(page)


def test_first_page_is_whole_on_a_projector_and_an_example_is_drawn_by_keyboard(visit: Visit):
    """At first sight an example draws itself on the canvas, and the stage says what it is."""
    page = visit("", size={"width": 1280, "height": 720})
    expect(page.locator(".ghost text")).to_have_text("Draw a 0 or a 1")
    for place in (canvas_of(page), answer(page), page.locator(".ball"), page.locator(".bins"),
                  page.locator(".stage .words"), page.get_by_text("Measure 20 times")):  # fmt: skip
        box = box_of(place)
        assert 0 < box["y"] <= box["y"] + box["height"] <= 720
    assert ink(page) == 0
    page.get_by_role("button", name="Example 2: a 1", exact=True).focus()
    page.keyboard.press("Enter")
    expect(answer(page)).to_have_text("1")
    expect(page.get_by_text("An example", exact=True)).to_be_visible()
    expect(page.locator(".ghost")).to_have_count(0)
    assert ink(page) > 0.03
    draw_with_mouse(page, CROSSING)  # it is one's own now
    expect(page.get_by_text("Your drawing", exact=True)).to_be_visible()


def test_drawing_with_the_mouse_undo_clear_another_page_and_a_reload(visit: Visit):
    page = visit("draw")
    dressed(page)
    draw_with_mouse(page, ZERO)
    expect_answer(page, "0")
    press(page, "Undo")
    expect(page.get_by_text("Nothing yet")).to_be_visible()
    draw_with_mouse(page, ZERO)
    clear(page)
    only_drawing_tools(page)  # of the new canvas too
    draw_with_mouse(page, ONE)
    expect_answer(page, "1")
    draw_with_mouse(page, CROSSING)
    expect(answer(page)).to_have_text("?")
    press(page, "Undo")
    expect(answer(page)).to_have_text("1")
    page.get_by_role("link", name="Circuit").click()
    expect(page.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
    page.get_by_role("link", name="Draw").click()
    expect_answer(page, "1")
    draw_with_mouse(page, CROSSING)  # goes on with the same drawing
    expect(answer(page)).to_have_text("?")
    page.reload()
    expect_answer(page, "?")
    assert ink(page) > 0.03


def only_drawing_tools(page: Page) -> None:
    """No tool of the canvas leaves drawing: its Edit would have a stroke drag the digit about."""
    tools = page.locator(".dc-toolbar button:visible")
    expect(tools).to_have_count(2)
    assert [tool.get_attribute("aria-label") for tool in tools.all()] == ["Undo", "Redo"]


def ink(page: Page) -> float:
    """The share of the canvas that is white."""
    canvas_of(page)
    return page.locator("canvas.dc-canvas.lower-canvas").evaluate(
        """canvas => {
          const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let white = 0;
          for (let i = 0; i < data.length; i += 4) white += data[i] > 127;
          return 4 * white / data.length;
        }"""
    )


def test_drawings_are_taught_while_one_draws(visit: Visit):
    page = visit("draw")
    page.get_by_text("Teach it your handwriting").click()
    expect(page.get_by_text("Your drawings: 0 of 100")).to_be_visible()
    for points, digit in ((ONE, "1"), (ZERO, "0")):
        draw_with_mouse(page, points)
        expect_answer(page, digit)
        with new_canvas(page):
            press(page, digit)
        expect(page.get_by_text("Nothing yet")).to_be_visible()
    expect(page.get_by_text("Your drawings: 2 of 100")).to_be_visible()
    page.get_by_role("button", name="Teach the network").click()
    draw_with_mouse(page, ONE)  # while it trains
    expect_answer(page, "1")


def test_puzzle_is_solved_by_keyboard_and_mouse_until_the_answer_turns(visit: Visit):
    page = visit("draw")
    page.get_by_text("Challenge", exact=True).click()
    page.get_by_text("Fewest pixels").click()
    expect(answer(page)).to_have_text("0")
    grid, count = page.locator(".grid-of-pixels"), page.locator(".stage .count")
    grid.focus()
    for key in ("ArrowLeft", "Space", "Space", "Space"):
        page.keyboard.press(key)
    expect(count).to_have_text("Changed pixels: 1")
    page.keyboard.press("Enter")
    expect(count).to_have_text("Changed pixels: 0")
    box = box_of(grid)
    pixel = box["width"] / 28
    for i, column in enumerate((9, 13, 17)):
        x, rows = box["x"] + (column + 0.5) * pixel, [row + 0.5 for row in range(28)]
        drag_with_mouse(page, [(x, box["y"] + row * pixel) for row in rows])
        expect(count).to_have_text(f"Changed pixels: {28 * (i + 1)}")
    expect(answer(page)).to_have_text("1")
    expect(page.locator(".stage .words")).to_contain_text("84 pixels turned the answer into a 1.")
    expect(page.locator(".stage .legend")).to_contain_text("Where the network looks")
    page.get_by_role("button", name="Start again").click()
    expect(answer(page)).to_have_text("0")
