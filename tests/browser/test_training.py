"""Training as a visitor sees it: live, interrupted, in two tabs, with others waiting."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PHONE, App, Tab, Visit
from tests.browser.pen import ZERO, draw_with_mouse


def train_button(page: Page) -> Locator:
    return page.get_by_test_id("stBaseButton-primary")


def loss_line(page: Page) -> Locator:
    return page.locator("p", has_text=re.compile(r"Epoch \d+ of \d+")).first


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The network is kept")).to_be_visible()


def test_closed_tab_frees_its_place_in_the_queue(visit: Visit):
    pages = [visit("train?epochs=1000") for _ in range(1 + (os.cpu_count() or 1))]
    for page in pages:
        train_button(page).click()
        expect(page.get_by_text(re.compile(r"Epoch \d+ of|Queued:|Starting"))).to_be_visible()
    waiting = pages.pop()
    its_turn = re.compile(r"Queued:\W*1 of 1")  # before its first task, or after it
    expect(waiting.get_by_text(its_turn)).to_be_visible()
    for page in pages:
        loss_line(page).wait_for()
    pages[0].close()
    loss_line(waiting).wait_for()
    rest = (*pages[1:], waiting)
    for page in rest:  # there is a place for each, and nobody takes turns any more
        expect(page.get_by_text("Queued:")).to_have_count(0)
    for page in rest:
        stop(page)


PLACES = """
[...document.querySelectorAll("[data-testid=stVegaLiteChart]")].map((chart) =>
  Math.round(chart.getBoundingClientRect().top)).join()
"""


def test_pictures_stand_still_on_one_screen_from_the_opening_to_the_end(visit: Visit):
    page = visit("train?preset=quick+run", size={"width": 1280, "height": 720})
    expect(page.get_by_text("A recorded run of this app")).to_be_visible()
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(4)
    for i in range(4):
        charts.nth(i).locator("svg").wait_for()
    angles, loss = (charts.nth(i).bounding_box() for i in range(2))
    slider = page.get_by_role("slider", name="Epoch (drag to replay)").bounding_box()
    assert angles is not None
    assert loss is not None
    assert slider is not None
    assert (angles["y"], angles["height"]) == (loss["y"], loss["height"])
    assert abs(angles["width"] - loss["width"]) <= 2
    assert slider["y"] + slider["height"] <= 720
    places = {page.evaluate(PLACES)}
    train_button(page).click()
    ended = page.get_by_text("Trained for 5 epochs")
    while not ended.is_visible():
        places.add(page.evaluate(PLACES))
        page.wait_for_timeout(50)
    places.add(page.evaluate(PLACES))
    tops = [[int(place.split(",")[i]) for place in places] for i in range(4)]
    assert all(max(each) - min(each) <= 2 for each in tops), places


def test_train_button_and_main_picture_are_on_a_phone_s_screen_together(visit: Visit):
    page = visit("train", size=PHONE)
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.locator("svg").wait_for()
    box, button = chart.bounding_box(), train_button(page).bounding_box()
    preset = page.get_by_label("Preset").bounding_box()
    assert box is not None
    assert button is not None
    assert preset is not None
    assert 0 < button["y"] < preset["y"] < box["y"]
    assert box["y"] + box["height"] <= 844


def moment(page: Page) -> str:
    """The moment that the bar shows, which all pictures must have."""
    values = [each.input_value() for each in page.locator(".vega-bind input[name=moment]").all()]
    assert len({*values}) == 1, values
    return values[0]


def test_run_is_replayed_by_hand_and_its_first_epoch_slowly(visit: Visit):
    page = visit("train?slow=true&epochs=2")
    slow = page.get_by_role("slider", name="Replaying the first epoch, a batch at a time")
    expect(slow).to_have_attribute("max", "25")  # the recorded run's: it plays at once
    expect(slow).to_have_attribute("aria-valuetext", re.compile("epoch 1, batch [2-9]"))
    page.get_by_role("button", name="Hold").click()
    expect(page.locator(".vega-bind input[name=moment]")).to_have_count(3)
    held = slow.input_value()
    page.wait_for_timeout(600)  # longer than a batch
    assert moment(page) == slow.input_value() == held
    page.get_by_role("button", name="Play").click()
    began = time.monotonic()
    expect(slow).to_have_value("25", timeout=20_000)
    assert time.monotonic() - began > 10 * (25 - int(held) - 1) / 25 - 1
    train_button(page).click()
    expect(slow).to_have_attribute("aria-valuetext", re.compile("epoch 1, batch"))  # of this run
    expect(page.get_by_text("Trained for 2 epochs").first).to_be_visible()
    page.get_by_text("Slow", exact=True).click()
    slider = page.get_by_role("slider", name="Epoch (drag to replay)")
    last = int(slider.input_value())
    box = slider.bounding_box()
    assert box is not None
    page.evaluate("() => { WebSocket.prototype.send = () => { throw Error('sent'); } }")
    x, y = box["x"] + box["width"] - 8, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - box["width"], y, steps=5)  # all pictures follow, without the server
    assert moment(page) == "0" == slider.input_value() != str(last)
    page.mouse.up()
    slider.press("End")
    assert moment(page) == str(last)


@pytest.fixture(scope="module")
def training(browser: Browser, app: App) -> Iterator[Page]:
    """A page with a run that trains through all tests that look at it; the last one stops it."""
    page = Tab(browser, app.url).open("train?preset=quick+run&epochs=1000&rate=0.005")
    page.get_by_label("Shots per circuit", exact=True).fill("1e3")
    train_button(page).dblclick()
    loss_line(page).wait_for()
    yield page
    page.context.close()


def test_double_click_starts_one_run_and_what_was_typed_right_before_it_counts(training: Page):
    expect(training.get_by_text(re.compile("but with .*Shots per circuit: 1,000"))).to_be_visible()
    expect(training.get_by_label("Shots per circuit", exact=True)).to_have_value("1000")
    expect(training.get_by_text("Queued:")).to_have_count(0)


def test_loss_is_seen_to_fall_while_the_network_trains(training: Page):
    losses: list[float] = []
    while len(losses) < 4 or losses[-1] >= 0.85 * losses[0]:
        text = loss_line(training).inner_text()  # of the run while it trains
        assert "Trained for" not in text
        found = re.search(r"Error now: ([\d.]+) %", text)
        if found and float(found[1]) not in losses[-1:]:
            losses.append(float(found[1]))
        training.wait_for_timeout(50)


def shown_epoch(page: Page) -> int:
    found = re.search(r"Epoch (\d+) of", loss_line(page).inner_text())
    assert found
    return int(found[1])


def assert_trains_on(page: Page, epoch: int) -> None:
    """It shows the run, not earlier than in this epoch, and new numbers of it again and again."""
    loss_line(page).wait_for()
    assert shown_epoch(page) >= epoch
    text = loss_line(page).inner_text()
    expect(loss_line(page)).not_to_have_text(text)


ROWS = """() => {
  const seen = window.rows = new Set();
  (function look() {
    const button = document.querySelector(".st-key-train-pause button").getBoundingClientRect();
    seen.add([button.x, button.y].map(Math.round).join());
    requestAnimationFrame(look);
  })();
}"""


def test_paused_run_resumes_where_it_stood(training: Page):
    training.evaluate(ROWS)
    training.get_by_role("button", name="Pause").click()
    expect(training.get_by_role("button", name="Resume")).to_be_enabled()
    epoch, text = shown_epoch(training), loss_line(training).inner_text()
    training.wait_for_timeout(600)
    assert loss_line(training).inner_text() == text
    training.get_by_role("button", name="Resume").click()
    expect(training.get_by_role("button", name="Pause")).to_be_enabled()
    expect(loss_line(training)).not_to_have_text(text)
    assert shown_epoch(training) >= epoch
    assert len(training.evaluate("[...window.rows]")) == 1  # it moves under no pointer


def test_run_trains_on_while_its_visitor_is_on_another_page(training: Page):
    epoch = shown_epoch(training)
    training.get_by_role("link", name="Circuit").click()
    expect(training.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
    training.get_by_role("link", name="Train").click()
    assert_trains_on(training, epoch)


def test_reload_loses_nothing(training: Page):
    epoch = shown_epoch(training)
    training.reload()
    assert_trains_on(training, epoch)


def test_second_tab_shows_the_same_run_and_the_network_it_stops_can_be_drawn_with(training: Page):
    epoch = shown_epoch(training)
    second = training.context.new_page()
    second.goto(training.url)
    assert_trains_on(second, epoch)
    expect(train_button(second)).to_be_disabled()  # one run at a time
    stop(second)
    expect(training.get_by_text("The network is kept")).to_be_visible()
    expect(train_button(second)).to_be_enabled()
    second.get_by_role("link", name="Draw with it").click()
    expect(second.get_by_text("Read by: Yours: 1")).to_be_visible()
    draw_with_mouse(second, ZERO)
    expect(second.get_by_text("Your drawing", exact=True)).to_be_visible()


def test_open_menu_of_a_run_stays_open_when_the_run_ends(visit: Visit):
    page = visit("train?epochs=2")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("button", name="More", exact=True).click()
    delete = page.get_by_role("button", name="Delete", exact=True)
    expect(delete).to_be_visible()
    expect(page.get_by_text("Trained for 2 epochs").first).to_be_visible()
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    expect(delete).to_be_visible()
    expect(page.get_by_role("button", name="Weights (checkpoint)")).to_be_enabled()
