"""Drawing on the canvas of the real app, with a mouse and with a finger."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import FloatRect, Locator, Page, expect

Points = Sequence[tuple[float, float]]

ZERO = [(0.5 + 0.2 * math.sin(a), 0.5 - 0.3 * math.cos(a)) for a in [i * 0.21 for i in range(31)]]
ONE = [(0.55 - 0.002 * i, 0.2 + 0.02 * i) for i in range(31)]


def canvas_of(page: Page) -> Locator:
    canvas = page.locator("canvas.upper-canvas")
    expect(canvas).to_have_count(1)  # after a Clear the old one is there for a moment
    canvas = canvas.last  # the new one, should it come only now
    canvas.wait_for()
    canvas.scroll_into_view_if_needed()
    return canvas


def on_screen(page: Page, points: Points) -> Points:
    return places_in(canvas_of(page), points)


def box_of(part: Locator) -> FloatRect:
    """Where a part of the page that is shown lies on the screen, pixels."""
    box = part.bounding_box()
    assert box is not None
    return box


def places_in(part: Locator, points: Points) -> Points:
    """Pixels on the screen for shares of a part's width and height."""
    box = box_of(part)
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


@contextmanager
def new_canvas(page: Page) -> Iterator[None]:
    """Do something that replaces the canvas, and wait: what is drawn on the old one is lost."""
    old = canvas_of(page).element_handle()
    yield
    old.wait_for_element_state("hidden")


def clear(page: Page) -> None:
    with new_canvas(page):
        page.get_by_role("button", name="Clear").first.click()
    expect(page.get_by_text("Nothing yet")).to_be_visible()


def draw_with_mouse(page: Page, points: Points) -> None:
    drag_with_mouse(page, on_screen(page, points))


def draw_with_finger(page: Page, points: Points) -> None:
    drag_with_finger(page, on_screen(page, points))


def drag_with_mouse(page: Page, places: Points) -> None:
    """From the first place on the screen to the last, pixels."""
    (x, y), *others = places
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in others:
        page.mouse.move(x, y)
    page.mouse.up()


def drag_with_finger(page: Page, places: Points) -> None:
    """From the first place on the screen to the last, pixels."""
    touch = page.context.new_cdp_session(page)

    def send(kind: str, places: Points) -> None:
        touches = [{"x": x, "y": y} for x, y in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    send("touchStart", places[:1])
    for place in places[1:]:
        send("touchMove", [place])
    send("touchEnd", [])
