"""The stages in a real browser: what is dragged, with a mouse or a finger, and what follows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DONE, PHONE, PROJECTOR, Visit
from tests.browser.pen import box_of, drag_with_finger, drag_with_mouse
from tests.browser.test_fit import bottom
from tests.browser.test_look import serious_faults

Place = tuple[float, float]

POINT = "circle.handle"
PATIENCE = 60_000  # milliseconds


def middle(part: Locator) -> Place:
    box = None
    while box is None:  # a stage that is drawn anew has no place for a moment
        part.wait_for(state="attached")
        box = part.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def on_sphere(page: Page, theta: float) -> Place:
    """Where the arrow's tip is after H and RY(theta), seen from 24 degrees aside, 18 above."""
    x, z = math.sin(math.pi / 2 + theta), math.cos(math.pi / 2 + theta)
    aside, above = math.radians(24), math.radians(18)
    up = z * math.cos(above) - x * math.sin(aside) * math.sin(above)
    ball = page.locator("svg.ball circle.thin")
    (left, top), radius = middle(ball), box_of(ball)["width"] / 2
    return left + radius * x * math.cos(aside), top - radius * up


def between(start: Place, end: Place, steps: int = 12) -> list[Place]:
    shares = [i / steps for i in range(steps + 1)]
    return [
        (start[0] + a * (end[0] - start[0]), start[1] + a * (end[1] - start[1])) for a in shares
    ]


def until(page: Page, holds: Callable[[], bool], every: int = 50) -> None:
    """Wait until something holds; looked at every so many milliseconds."""
    for _ in range(PATIENCE // every):
        if holds():
            return
        page.wait_for_timeout(every)
    assert holds()


def settled(page: Page) -> None:
    expect(page.locator(DONE)).to_have_count(1)


def angle_of(page: Page) -> float:
    return float(page.get_by_role("slider", name="Angle θ").input_value())


def words(page: Page) -> Locator:
    return page.locator(".stage .words")


COUNT_SENT = """() => {
  window.sent = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...data) {
    window.sent++;
    return send.apply(this, data);
  };
}"""
FIVE_RIGHT_ONE_LEFT = """() => {
  window.sent = 0;
  const press = (key, repeat) => document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, repeat }));
  for (let i = 0; i < 5; i++) press("ArrowRight", i > 0);
  press("ArrowLeft", false);
  const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean);
  const sliders = roots.map((root) => root.querySelector("input.theta")).filter(Boolean);
  return [window.sent, sliders.map((slider) => Number(slider.value))];
}"""


def test_arrow_moves_everything_without_the_server_which_measures_where_it_rests(visit: Visit):
    page = visit("circuit")
    expect(words(page)).to_contain_text("The exact value is 0.717")  # sin 0.8
    settled(page)
    assert middle(page.locator(".tip")) == pytest.approx(on_sphere(page, 0.8), abs=1)
    page.evaluate(COUNT_SENT)
    page.mouse.move(*on_sphere(page, 0.8))
    page.mouse.down()
    for theta in (0.8 + 0.1 * i for i in range(1, 18)):
        page.mouse.move(*on_sphere(page, theta))
    expect(page.get_by_label("Type θ")).to_have_value(re.compile(r"2\.(49|50?|51)"))
    assert angle_of(page) == pytest.approx(2.5, abs=0.02)
    expect(page.locator(".gates")).to_contain_text(re.compile(r"2\.(49|50|51)"))
    expect(words(page)).to_have_text(
        re.compile(r"\d+ of 100 shots give 1, so E = .*The exact value is 0\.(59|60|61)\.")
    )
    counts = [int(text) for text in page.locator(".bars text.end").all_text_contents()]
    assert sum(counts) == 100
    assert counts[1] == pytest.approx(80, abs=20)  # (1 + sin 2.5)/2
    assert page.evaluate("window.sent") == 0
    page.mouse.up()
    expect(words(page)).to_contain_text("95 % interval")  # what Aer has measured
    assert angle_of(page) == pytest.approx(2.5, abs=0.02)
    assert page.evaluate("window.sent") == 1
    _keys_rotate(page)


def _keys_rotate(page: Page) -> None:
    before = angle_of(page)
    settled(page)
    sent, shown = page.evaluate(FIVE_RIGHT_ONE_LEFT)  # one task, in which no time is up
    assert shown == pytest.approx([before + 0.4])
    assert sent == 0
    expect(words(page)).to_contain_text("95 % interval")
    assert angle_of(page) == pytest.approx(before + 0.4)
    assert page.evaluate("window.sent") == 1
    page.get_by_role("slider", name="Angle θ").focus()
    page.keyboard.press("ArrowRight")  # the slider's own step
    expect(page.get_by_label("Type θ")).to_have_value(f"{before + 0.41:.4g}")


def test_one_shot_makes_the_arrow_fall_to_its_outcome_and_stand_again(visit: Visit):
    page = visit("circuit?theta=1.5708")
    page.get_by_role("button", name="Clear").click()
    expect(words(page)).to_have_text("Nothing is measured yet. The exact value of E is nearly 1.")
    page.get_by_role("button", name="1 more shot", exact=True).click()
    expect(words(page)).to_contain_text("1 of 1 shot gave 1")
    page.get_by_label("Type θ").fill("0.001")
    page.get_by_label("Type θ").press("Enter")
    expect(words(page)).to_contain_text("The exact value is 0.001")
    page.get_by_role("button", name="Clear").click()
    expect(words(page)).to_contain_text("Nothing is measured yet")
    poles = on_sphere(page, -math.pi / 2), on_sphere(page, math.pi / 2)
    page.get_by_role("button", name="1 more shot", exact=True).click()
    tip = page.locator(".tip")
    until(page, lambda: any(math.dist(middle(tip), pole) < 3 for pole in poles), 15)
    expect(words(page)).to_contain_text(re.compile("[01] of 1 shot gave 1"))
    until(page, lambda: math.dist(middle(tip), on_sphere(page, 0.001)) < 1)


def test_finger_drags_the_point_and_scrolls_beside_it(visit: Visit):
    page = visit("circuit", size=PHONE, touch=True)
    point = page.locator(POINT)
    expect(words(page)).to_contain_text("95 % interval")
    point.scroll_into_view_if_needed()
    settled(page)
    axis = box_of(page.locator(".curve path.axis").first)
    (x, y), quarter_turn = middle(point), axis["width"] / 8
    drag_with_finger(page, between((x, y), (x + quarter_turn, y - 60)))
    expect(words(page)).to_contain_text("95 % interval")
    assert angle_of(page) == pytest.approx(0.8 + math.pi / 2, abs=0.05)
    moved = middle(point)
    assert moved[0] == pytest.approx(x + quarter_turn, abs=2)
    drag_with_finger(page, between((x, y), (x, y - 60)))  # the point is here no longer
    until(page, lambda: middle(point)[1] < moved[1] - 40)
    assert angle_of(page) == pytest.approx(0.8 + math.pi / 2, abs=0.05)


def test_play_moves_all_pictures_and_in_large_steps_where_little_motion_is_asked_for(visit: Visit):
    page = visit("circuit")
    settled(page)
    network = words(page).inner_text()
    page.get_by_role("button", name="Play").click()
    until(page, lambda: angle_of(page) > 1.2)
    expect(words(page)).to_contain_text("shots give 1, so E = ")  # what the browser's dice say
    page.get_by_role("button", name="Pause").click()
    expect(words(page)).to_contain_text("shots gave 1, so E = ")  # what the server has measured
    assert words(page).inner_text() != network
    shown = float(page.get_by_label("Type θ").input_value())
    assert angle_of(page) == pytest.approx(shown, abs=0.006)
    page.emulate_media(reduced_motion="reduce")
    before = angle_of(page)
    page.locator("body").press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    until(page, lambda: abs(angle_of(page) - before) > 0.01)
    steps = (angle_of(page) - before) / (math.pi / 4)
    page.emulate_media(reduced_motion="no-preference")  # the tab is used again
    page.locator("body").press("Space")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(words(page)).to_contain_text("95 % interval")
    assert steps == pytest.approx(max(round(steps), 1), abs=0.02)


def formula(page: Page) -> list[float]:
    """The two expectations, the divisor and the slope that stand in the formula."""
    read = page.locator(".formula .number.up, .formula .number.down, .formula .number.by, .result")
    return [float(text.strip("()").replace("−", "-")) for text in read.all_inner_texts()]


def test_shifted_points_are_dragged_apart_and_the_formula_follows(visit: Visit):
    page = visit("shift")
    expect(words(page)).to_contain_text("per circuit")
    settled(page)
    upper, lower = page.locator("[data-drags=shift]"), page.locator("[data-drags=shift-minus]")
    axis = box_of(page.locator(".curve path.axis").first)
    (x, y), (left, _), per_pixel = middle(upper), middle(lower), 4 * math.pi / axis["width"]
    assert (x - left) * per_pixel == pytest.approx(math.pi, abs=0.03)  # θ ± π/2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=5)
    shift = math.pi / 2 - 60 * per_pixel
    expect(words(page)).to_have_text(re.compile("30 slopes by parameter shift: .* ± "))
    slider = page.get_by_role("slider", name="Shift s")
    assert float(slider.input_value()) == pytest.approx(shift, abs=0.02)
    assert middle(lower)[0] == pytest.approx(left + 60, abs=2)
    plus, minus, divisor, slope = formula(page)
    assert (plus, minus) == pytest.approx((math.sin(0.8 + shift), math.sin(0.8 - shift)), abs=0.02)
    assert divisor == pytest.approx(2 * math.sin(shift), abs=0.02)
    assert slope == pytest.approx(math.cos(0.8), abs=0.006)
    page.mouse.move(left - 400, y)  # s is as large as it can be
    expect(slider).to_have_value("3.13")
    page.mouse.move(x - 60, y)
    page.mouse.up()
    expect(words(page)).to_contain_text("Parameter shift with 100 shots per circuit")
    assert float(slider.input_value()) == pytest.approx(shift, abs=0.02)
    x, y = middle(page.locator("[data-drags=theta]"))
    drag_with_mouse(page, between((x, y), (x - 60, y)))
    expect(page.get_by_label("Type θ")).not_to_have_value("0.8")
    settled(page)
    assert angle_of(page) == pytest.approx(0.8 - 60 * per_pixel, abs=0.02)
    assert middle(page.locator("[data-drags=theta]"))[0] == pytest.approx(x - 60, abs=2)


def ends_of(line: Locator) -> tuple[Place, Place]:
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", line.get_attribute("d") or "")]
    return (numbers[0], numbers[1]), (numbers[2], numbers[3])


def steepness(line: Locator) -> float:
    (x1, y1), (x2, y2) = ends_of(line)
    return (y1 - y2) / (x2 - x1)


def test_line_through_both_circuits_is_tilted_and_moved_onto_the_true_slope(visit: Visit):
    page = visit("shift?shift=2.2")
    settled(page)
    mover, secant, true = (page.locator(f"path.{name}") for name in ("mover", "secant", "true"))
    line = page.get_by_role("button", name="Line through both")
    line.click()
    expect(page.locator(".line-mover")).to_have_text("line through both circuits")
    until(page, lambda: steepness(mover) == pytest.approx(steepness(secant), rel=0.02))
    page.get_by_role("button", name="Tilt it").click()
    until(page, lambda: steepness(mover) == pytest.approx(steepness(true), rel=0.02))
    factor = steepness(mover) / steepness(secant)
    assert factor == pytest.approx(2.2 / math.sin(2.2), rel=0.03)
    expect(page.get_by_role("button", name="Tilt it")).to_contain_text("2.72")
    page.get_by_role("button", name="Move it to θ").click()
    until(page, lambda: ends_of(mover)[0] == pytest.approx(ends_of(true)[0], abs=1))
    expect(page.locator("path.fan[d^=M]")).to_have_count(30)


def test_arrow_of_the_first_page_shows_what_another_angle_would_give(visit: Visit):
    page = visit("")
    letter = page.get_by_test_id("answer")
    expect(letter).to_have_text("0")  # of the example
    expect(words(page)).to_contain_text(" shots said ")
    theta = float(page.locator(".theta").inner_text().split()[2].replace("−", "-"))
    until(page, lambda: math.dist(middle(page.locator(".tip")), on_sphere(page, theta)) < 2)
    tip, network = middle(page.locator(".tip")), words(page).inner_text()
    drag_with_mouse(page, [*between(tip, on_sphere(page, 0), 6), on_sphere(page, 1.2)])
    expect(words(page)).to_have_text(
        re.compile(r"You turned the arrow yourself. 9\d\d of 1,000 shots said 1.")
    )
    expect(letter).to_have_text("1")
    expect(page.locator(".theta")).to_contain_text("θ = 1.2")
    page.get_by_role("button", name="Back to the network's angle").click()
    expect(words(page)).to_have_text(network)
    expect(letter).to_have_text("0")


def test_guess_is_dragged_and_typed_and_the_truth_comes_only_then(visit: Visit):
    page = visit("beyond?experiment=Entangled+qubits", size=PROJECTOR)
    points, show = page.locator(POINT), page.get_by_role("button", name="Show the truth")
    expect(points).to_have_count(3)
    settled(page)
    expect(show).to_be_disabled()
    for part in (".truth-dot", "[data-testid=stVegaLiteChart]"):
        expect(page.locator(part)).to_have_count(0)
    x, y = middle(points.nth(2))
    axis = page.locator(".stage path.grid")
    quarter = (middle(axis.first)[1] - middle(axis.last)[1]) / 4
    drag_with_mouse(page, between((x, y), (x + 40, y - quarter)))
    expect(show).to_be_enabled()
    assert [guess(points.nth(i)) for i in range(3)] == pytest.approx([50, 50, 75], abs=1)
    points.first.focus()
    for key, value in (("PageUp", 55), ("ArrowDown", 54), ("End", 100)):
        page.keyboard.press(key)
        assert guess(points.first) == value
    assert "know of each other." not in page.locator("[data-testid=stMain]").inner_text()
    show.click()
    expect(page.locator(".truth-dot")).to_have_count(3)
    expect(words(page)).to_contain_text("of your 3 points")
    said = page.get_by_text("The qubits know of each other.")
    expect(said).to_be_visible()
    settled(page)
    assert max(bottom(words(page)), bottom(said)) <= PROJECTOR["height"]
    assert serious_faults(page) == {}
    page.get_by_role("button", name="Try again").click()
    expect(points).to_have_count(3)
    expect(page.locator(".truth-dot")).to_have_count(0)


def guess(point: Locator) -> float:
    """The value of an experiment's point, as it is spoken."""
    return float((point.get_attribute("aria-valuetext") or "").removesuffix(" %"))
