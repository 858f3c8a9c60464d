"""Taking hold of the state: what is dragged, with a mouse or a finger, and what follows."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DONE, PHONE, Visit
from tests.browser.pen import drag_with_finger, drag_with_mouse

Place = tuple[float, float]

CHART = "[data-testid=stVegaLiteChart]"


def middle(part: Locator) -> Place:
    box = part.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def mark(page: Page, name: str, chart: int = 0) -> Locator:
    found = page.locator(CHART).nth(chart).locator(f".drag_{name}_marks path")
    found.wait_for(state="attached")
    expect(page.locator(DONE)).to_have_count(1)
    return found


def thumb_of(slider: Locator) -> Locator:
    return slider.locator("xpath=ancestor::div[contains(@style, 'left')][1]")


def on_sphere(page: Page, theta: float) -> Place:
    """Where the arrow's tip is after H and RY(theta), seen from 24 degrees aside, 18 above."""
    x, z = math.sin(math.pi / 2 + theta), math.cos(math.pi / 2 + theta)
    aside, above = math.radians(24), math.radians(18)
    up = z * math.cos(above) - x * math.sin(aside) * math.sin(above)
    svg = page.locator(f"{CHART} svg.marks").first
    (left, top), radius = middle(svg), 230 / 2 / 1.38
    return left + radius * x * math.cos(aside), top - radius * up


def between(start: Place, end: Place, steps: int = 12) -> list[Place]:
    shares = [i / steps for i in range(steps + 1)]
    return [
        (start[0] + a * (end[0] - start[0]), start[1] + a * (end[1] - start[1])) for a in shares
    ]


def charts_at(page: Page) -> list[float]:
    read = "es => es.filter(e => !e.closest('details:not([open])')).map(e => Number(e.value))"
    return page.locator(".vega-bind input[name=theta]").evaluate_all(read)


def value_of(page: Page, slider: str) -> float:
    expect(page.locator(DONE)).to_have_count(1)
    return float(page.get_by_role("slider", name=slider).input_value())


def test_arrow_is_dragged_without_the_server_which_measures_where_it_rests(visit: Visit):
    page = visit("circuit")
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    x, y = middle(mark(page, "theta"))
    assert (x, y) == pytest.approx(on_sphere(page, 0.8), abs=1)
    thumb = page.get_by_test_id("stSliderThumbValue").first
    page.mouse.move(x, y)
    page.mouse.down()
    sent.clear()
    for theta in (0.8 + 0.1 * i for i in range(1, 18)):
        page.mouse.move(*on_sphere(page, theta))
    expect(thumb).to_have_text(re.compile(r"2\.(49|50|51)"))
    assert charts_at(page) == pytest.approx([2.5] * 3, abs=0.01)
    assert page.get_by_text("At θ = 0.8 rad").is_visible()
    assert sent == []
    page.mouse.up()
    expect(page.get_by_text(re.compile(r"At θ = 2\.(49|5)"))).to_be_visible()
    assert value_of(page, "Angle θ") == pytest.approx(2.5, abs=0.01)
    assert charts_at(page) == pytest.approx([2.5] * 3, abs=0.01)
    assert len(sent) == 1


def test_charts_follow_their_slider_while_it_is_dragged(visit: Visit):
    page = visit("shift")
    mark(page, "theta")
    words = page.locator("[class*=st-key-still]").first
    slider = page.get_by_role("slider", name="Angle θ")
    x, y = middle(thumb_of(slider))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=5)
    theta = float(slider.input_value())
    assert 0.9 < theta < 4
    assert charts_at(page) == pytest.approx([theta] * len(charts_at(page)), abs=1e-4)
    expect(words).to_have_css("opacity", "0.25")  # they are of the angle before
    page.mouse.move(x, y, steps=5)
    page.mouse.up()
    expect(words).to_have_css("opacity", "1")
    assert charts_at(page)[0] == pytest.approx(0.8, abs=0.01)


def test_finger_drags_the_point_and_scrolls_beside_it(visit: Visit):
    page = visit("circuit", size=PHONE, touch=True)
    point = mark(page, "theta", 1)
    point.scroll_into_view_if_needed()
    plot = page.locator(CHART).nth(1).locator(".role-frame path.background").first.bounding_box()
    assert plot is not None
    (x, y), quarter_turn = middle(point), plot["width"] / 8
    drag_with_finger(page, between((x, y), (x + quarter_turn, y - 60)))
    expect(page.get_by_text(re.compile(r"At θ = 2\.3[67]"))).to_be_visible()  # 0.8 + π/2
    moved = middle(mark(page, "theta", 1))
    assert moved[0] == pytest.approx(x + quarter_turn, abs=2)
    drag_with_finger(page, between((x, y), (x, y - 60)))  # the point is here no longer
    page.wait_for_function(
        "y => document.querySelectorAll('.drag_theta_marks')[1].getBoundingClientRect().y < y",
        arg=moved[1] - 40,
    )
    assert value_of(page, "Angle θ") == pytest.approx(2.37, abs=0.01)


def test_shifted_points_are_dragged_apart_and_theta_along_the_curve(visit: Visit):
    page = visit("shift")
    upper, lower = mark(page, "shift"), mark(page, "shift_minus")
    (x, y), (left, _) = middle(upper), middle(lower)
    assert x - left == pytest.approx(width_of(page) / 2.18, abs=2)  # θ ± π/2 of ± 1.09 π
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=5)
    expect(page.get_by_test_id("stSliderThumbValue").first).not_to_have_text("1.57")
    page.mouse.move(left - 400, y)  # s is as large as it can be, and then smaller again
    expect(page.get_by_test_id("stSliderThumbValue").first).to_have_text("3.13")
    assert filled(page) == pytest.approx(1, abs=0.001)
    page.mouse.move(x - 60, y)
    expect(page.get_by_test_id("stSliderThumbValue").first).not_to_have_text("3.13")
    assert filled(page) == pytest.approx((value_shown(page) - 0.01) / 3.12, abs=0.003)
    assert middle(lower)[0] == pytest.approx(left + 60, abs=2)
    assert page.get_by_text("At s = 1.57 rad").is_visible()
    page.mouse.up()
    expect(page.get_by_text("At s = 1.57 rad")).to_have_count(0)
    shift = math.pi / 2 - 60 * 2.18 * math.pi / width_of(page)
    assert value_of(page, "Shift s") == pytest.approx(shift, abs=0.02)
    x, y = middle(mark(page, "theta"))
    drag_with_mouse(page, between((x, y), (x - 60, y)))
    expect(page.get_by_text("θ = 0.8 rad")).to_have_count(0)
    assert value_of(page, "Angle θ") == pytest.approx(0.8 - (math.pi / 2 - shift), abs=0.02)
    assert value_of(page, "Shift s") == pytest.approx(shift, abs=0.02)
    assert middle(mark(page, "theta"))[0] == pytest.approx(x - 60, abs=2)  # it does not jump back


def test_arrow_of_the_first_page_asks_what_another_angle_would_give(visit: Visit):
    page = visit("")
    x, y = middle(mark(page, "theta"))
    page.get_by_text(re.compile("The answer is 0")).wait_for()
    drag_with_mouse(page, [(x, y), on_sphere(page, -0.7), on_sphere(page, 0), on_sphere(page, 1.2)])
    said = page.get_by_text("The angle is yours, θ = 1.")
    expect(said).to_contain_text("The answer is 1")
    expect(said).to_contain_text("the network said −1.39 rad.")
    assert charts_at(page) == pytest.approx([1.2] * 2, abs=0.02)
    page.get_by_role("button", name="Back to the network's angle").click()
    expect(said).to_have_count(0)
    expect(page.get_by_text(re.compile("The answer is 0"))).to_be_visible()


def test_play_stands_still_between_large_steps_where_little_motion_is_asked_for(visit: Visit):
    page = visit("circuit")
    mark(page, "theta")
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name="Play θ").click()
    expect(page.get_by_text("in steps: your system asks for little motion")).to_be_visible()
    steps = (charts_at(page)[0] - 0.8) / (math.pi / 4)
    page.emulate_media(reduced_motion="no-preference")  # the tab is used again
    page.get_by_role("button", name="Pause").click()
    assert steps == pytest.approx(max(round(steps), 1), abs=0.01)


def value_shown(page: Page) -> float:
    return float(page.get_by_test_id("stSliderThumbValue").first.inner_text())


def filled(page: Page) -> float:
    """The share of the first slider's bar that has its colour."""
    read = "e => getComputedStyle(e.closest('[style*=left]').parentElement.firstElementChild)"
    gradient = page.get_by_role("slider").first.evaluate(f"{read}.backgroundImage")
    return float(re.findall(r"([\d.]+)%", gradient)[-1]) / 100


def width_of(page: Page) -> float:
    box = page.locator(CHART).first.locator(".role-frame path.background").first.bounding_box()
    assert box is not None
    return box["width"]
