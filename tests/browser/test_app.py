"""What a visitor does, with a mouse and a finger."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

CHART = "[data-testid=stVegaLiteChart] svg"
Visit = Callable[..., Page]
Points = Sequence[tuple[float, float]]

ZERO = [(0.5 + 0.2 * math.sin(a), 0.5 - 0.3 * math.cos(a)) for a in [i * 0.21 for i in range(31)]]
ONE = [(0.55 - 0.002 * i, 0.2 + 0.02 * i) for i in range(31)]


def canvas_of(page: Page) -> Locator:
    canvas = page.locator("canvas.upper-canvas")
    expect(canvas).to_have_count(1)  # after a Clear the old one is there for a moment
    canvas.wait_for()
    canvas.scroll_into_view_if_needed()
    return canvas


def on_screen(page: Page, points: Points) -> Points:
    box = canvas_of(page).bounding_box()
    assert box is not None
    return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]


def draw_with_mouse(page: Page, points: Points) -> None:
    (x, y), *others = on_screen(page, points)
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in others:
        page.mouse.move(x, y)
    page.mouse.up()


def draw_with_finger(page: Page, points: Points) -> None:
    touch = page.context.new_cdp_session(page)
    first, *others = on_screen(page, points)

    def send(kind: str, points: Points) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    send("touchStart", [first])
    for point in others:
        send("touchMove", [point])
    send("touchEnd", [])


@pytest.mark.parametrize(("points", "digit"), [(ZERO, "0"), (ONE, "1")])
def test_digit_drawn_with_the_mouse_is_read(visit: Visit, points: Points, digit: str):
    page = visit("draw")
    draw_with_mouse(page, points)
    expect(page.get_by_text("Your drawing", exact=True)).to_be_visible()
    expect(page.get_by_test_id("answer")).to_have_text(digit)
    expect(page.get_by_text(re.compile(r"\d+ of 1,000 shots"))).to_be_visible()


@pytest.mark.parametrize(("points", "digit"), [(ZERO, "0"), (ONE, "1")])
def test_digit_drawn_with_a_finger_on_a_phone_is_read(visit: Visit, points: Points, digit: str):
    page = visit("draw", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    draw_with_finger(page, points)
    expect(page.get_by_text("Your drawing", exact=True)).to_be_visible()
    expect(page.get_by_test_id("answer")).to_have_text(digit)


def test_stroke_that_begins_under_the_upper_edge_is_not_lost_to_the_toolbar(visit: Visit):
    page = visit("draw", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.locator("style#lifted").wait_for(state="attached")
    draw_with_finger(page, [(0.75, 0.02 + 0.03 * i) for i in range(30)])
    expect(page.get_by_text("Your drawing", exact=True)).to_be_visible()
    expect(page.get_by_test_id("answer")).to_have_text("1")


def test_clear_empties_the_canvas(visit: Visit):
    page = visit("draw")
    draw_with_mouse(page, ZERO)
    expect(page.get_by_text("Your drawing", exact=True)).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.get_by_text("An example.")).to_be_visible()


def train_button(page: Page) -> Locator:
    return page.get_by_test_id("stBaseButton-primary")


def set_number(page: Page, label: str, value: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Enter")


def loss_line(page: Page) -> Locator:
    return page.locator("p", has_text=re.compile(r"Epoch \d+ of \d+"))


def test_training_shows_the_loss_fall_and_ends(visit: Visit):
    page = visit("train")
    set_number(page, "Epochs", "6")
    train_button(page).click()
    seen: list[str] = []
    ended = page.get_by_text("Trained for 6 epochs")
    while not ended.is_visible():
        if loss_line(page).count():
            text = loss_line(page).first.inner_text()
            if not seen or seen[-1] != text:
                seen.append(text)
        page.wait_for_timeout(20)
    assert len(seen) >= 4  # it was watched, not shown at the end
    losses = [float(found[1]) for text in seen if (found := re.search(r"loss ([\d.]+)", text))]
    assert losses[-1] < 0.7 * losses[0]
    expect(train_button(page)).to_be_enabled()
    page.get_by_role("link", name="Draw with this network").click()
    expect(page.get_by_text("Trained by you")).to_be_visible()
    draw_with_mouse(page, ZERO)
    expect(page.get_by_text("Your drawing", exact=True)).to_be_visible()


def test_setting_typed_right_before_the_click_counts(visit: Visit):
    page = visit("train")
    page.get_by_label("Epochs", exact=True).fill("3")
    train_button(page).click()
    expect(page.get_by_text("Trained for 3 epochs")).to_be_visible()


def test_training_can_be_stopped(visit: Visit):
    page = visit("train")
    set_number(page, "Epochs", "500")
    train_button(page).click()
    loss_line(page).first.wait_for()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("the network so far is kept")).to_be_visible()
    expect(train_button(page)).to_be_enabled()


def test_double_click_starts_one_run(visit: Visit):
    page = visit("train")
    set_number(page, "Epochs", "500")
    train_button(page).dblclick()
    loss_line(page).first.wait_for()
    expect(page.get_by_text("in the queue")).to_have_count(0)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("the network so far is kept")).to_be_visible()


def test_run_goes_on_while_its_visitor_is_on_another_page(visit: Visit):
    page = visit("train")
    set_number(page, "Epochs", "500")
    train_button(page).click()
    loss_line(page).first.wait_for()
    page.get_by_role("link", name="Circuit").click()
    expect(page.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
    page.wait_for_timeout(1000)
    page.get_by_role("link", name="Train").click()
    expect(loss_line(page).first).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("the network so far is kept")).to_be_visible()


def test_bad_setting_gets_a_sentence(visit: Visit):
    page = visit("train")
    set_number(page, "Shots a circuit", "0")
    expect(page.get_by_text("shots must be a whole number from 1 to 1,000,000")).to_be_visible()
    expect(train_button(page)).to_be_disabled()


def test_circuit_page_follows_its_slider(visit: Visit):
    page = visit("circuit")
    expect(page.get_by_text("At θ = 0.8 rad")).to_be_visible()
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page.get_by_text("At θ = 0.81 rad")).to_be_visible()


def shown_theta(page: Page) -> list[float]:
    """The angles that the moving charts are at."""
    inputs = page.locator(".vega-bind input[name=theta]")
    return [float(inputs.nth(i).input_value()) for i in range(inputs.count())]


def test_play_moves_all_charts_smoothly_without_the_server(visit: Visit):
    page = visit("circuit")
    page.locator(".vega-bind input[name=theta]").nth(2).wait_for(state="attached")
    page.get_by_role("button", name="Play θ").click()
    page.wait_for_timeout(500)
    before, frames = shown_theta(page), page.evaluate("window.playerFrames")
    page.wait_for_timeout(2000)
    after, more = shown_theta(page), page.evaluate("window.playerFrames")
    assert len(after) == 3
    assert max(after) - min(after) < 0.2  # together, but for the time of reading them
    assert all(new != old for new, old in zip(after, before, strict=True))
    assert more - frames >= 20  # 10 a second
    assert page.get_by_text("At θ = 0.8 rad").is_visible()  # the server was not asked
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("At θ = 0.8 rad")).to_have_count(0)
    stopped = float(
        page.get_by_role("textbox", name=re.compile("θ typed")).input_value().replace("−", "-")
    )
    assert shown_theta(page) == pytest.approx([stopped] * 3, abs=2e-3)


def test_typed_angle_moves_the_charts(visit: Visit):
    page = visit("circuit")
    field = page.get_by_role("textbox", name=re.compile("θ typed"))
    field.fill("-pi/2")
    field.press("Enter")
    expect(page.get_by_text("At θ = −1.57 rad = −0.5 π, 100 shots gave")).to_be_visible()
    page.wait_for_timeout(500)
    assert shown_theta(page) == pytest.approx([-math.pi / 2] * 3, abs=1e-5)
    field.fill("abc")
    field.press("Enter")
    expect(page.get_by_text("“abc” is not an angle.")).to_be_visible()


def test_pictures_can_be_saved(visit: Visit):
    page = visit("circuit")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save SVG").click()
    assert saved.value.suggested_filename == "circuit.svg"
    assert "<svg" in saved.value.path().read_text()
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.hover()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download as PNG: Bloch sphere").click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    for picture in page.locator("img").all():
        assert picture.get_attribute("alt")


def test_shift_page_follows_its_slider(visit: Visit):
    page = visit("shift")
    expect(page.get_by_text("At s = 1.57 rad")).to_be_visible()
    page.get_by_role("slider").first.press("ArrowRight")
    expect(page.get_by_text("At s = 1.58 rad")).to_be_visible()


@pytest.mark.parametrize("path", ["", "neurons", "circuit", "shift", "train", "draw"])
@pytest.mark.parametrize("width", [1440, 390])
def test_page_fits_the_screen_and_reports_no_fault(visit: Visit, path: str, width: int):
    page = visit(path, viewport={"width": width, "height": 844})
    page.locator(f"canvas, {CHART}, [data-testid=stImage] img").first.wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_role("dialog").count() == 0


def test_nothing_is_loaded_from_the_internet(visit: Visit, app):
    requested: list[str] = []
    page = visit("")
    page.on("request", lambda request: requested.append(request.url))
    page.reload()
    for name in ("Neurons", "Circuit", "Shift", "Train", "Draw", "Network"):
        page.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_timeout(800)
    assert requested
    assert [url for url in requested if not url.startswith((app.url, "data:", "blob:"))] == []


def test_closed_tab_frees_its_place_in_the_queue(visit: Visit):
    pages = [visit("train") for _ in range(1 + (os.cpu_count() or 1))]
    for page in pages:
        set_number(page, "Epochs", "1000")
        train_button(page).click()
        expect(page.get_by_text(re.compile(r"Epoch \d+ of|in the queue|Starting"))).to_be_visible()
    waiting = pages.pop()
    expect(waiting.get_by_text("place 1 in the queue")).to_be_visible()
    pages[0].close()
    loss_line(waiting).first.wait_for(timeout=30_000)
    for page in (*pages[1:], waiting):
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("the network so far is kept")).to_be_visible()
