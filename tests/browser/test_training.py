"""Training as a visitor sees it: live, interrupted, in two tabs, with others waiting."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PROJECTOR, Visit
from tests.browser.pen import ZERO, box_of, draw_with_mouse


def train_button(page: Page) -> Locator:
    return page.get_by_test_id("stBaseButton-primary")


def loss_line(page: Page) -> Locator:
    return page.locator("p", has_text=re.compile(r"Epoch \d+ of \d+")).first


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("The network is kept")).to_be_visible()


PLACES = """() => {
  const { scrollTop } = document.querySelector("[data-testid=stMain]");
  return [...document.querySelectorAll("[data-testid=stVegaLiteChart]")].map((chart) =>
    Math.round(chart.getBoundingClientRect().top + scrollTop)).join();
}"""


def test_pictures_stand_still_and_an_open_menu_open_until_the_run_has_ended(visit: Visit):
    page = visit("train?preset=quick+run", size=PROJECTOR)
    expect(page.get_by_text("A recorded run of this app")).to_be_visible()
    charts = page.get_by_test_id("stVegaLiteChart")
    expect(charts).to_have_count(4)
    for i in range(4):
        charts.nth(i).locator("svg").wait_for()
    angles, loss = (box_of(charts.nth(i)) for i in range(2))
    slider = box_of(page.get_by_role("slider", name="Epoch (drag to replay)"))
    assert (angles["y"], angles["height"]) == (loss["y"], loss["height"])
    assert abs(angles["width"] - loss["width"]) <= 2
    assert slider["y"] + slider["height"] <= PROJECTOR["height"]
    places = {page.evaluate(PLACES)}
    train_button(page).click()
    page.get_by_role("button", name="More", exact=True).click()
    delete = page.get_by_role("button", name="Delete", exact=True)
    expect(delete).to_be_visible()
    ended = page.get_by_text("Trained for 5 epochs").first
    while not ended.is_visible():
        places.add(page.evaluate(PLACES))
        page.wait_for_timeout(50)
    places.add(page.evaluate(PLACES))
    tops = [[int(place.split(",")[i]) for place in places] for i in range(4)]
    assert all(max(each) - min(each) <= 2 for each in tops), places
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    expect(delete).to_be_visible()
    expect(page.get_by_role("button", name="Weights (checkpoint)")).to_be_enabled()


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
    slow.fill("15")
    page.get_by_role("button", name="Play").click()
    began = time.monotonic()
    expect(slow).to_have_value("25", timeout=20_000)
    assert time.monotonic() - began > 10 * (25 - 15 - 1) / 25 - 1
    train_button(page).click()
    expect(slow).to_have_attribute("aria-valuetext", re.compile("epoch 1, batch"))  # of this run
    expect(page.get_by_text("Trained for 2 epochs").first).to_be_visible()
    page.get_by_text("Slow", exact=True).click()
    slider = page.get_by_role("slider", name="Epoch (drag to replay)")
    last = int(slider.input_value())
    box = box_of(slider)
    page.evaluate("() => { WebSocket.prototype.send = () => { throw Error('sent'); } }")
    x, y = box["x"] + box["width"] - 8, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - box["width"], y, steps=5)  # all pictures follow, without the server
    assert moment(page) == "0" == slider.input_value() != str(last)
    page.mouse.up()
    slider.press("End")
    assert moment(page) == str(last)


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


def test_run_goes_on_over_a_pause_another_page_a_reload_and_in_a_second_tab(visit: Visit):
    page = visit("train?preset=quick+run&epochs=1000&rate=0.005")
    page.get_by_label("Shots per circuit", exact=True).fill("1e3")
    train_button(page).dblclick()  # starts one run, and what was typed right before it counts
    loss_line(page).wait_for()
    expect(page.get_by_text(re.compile("but with .*Shots per circuit: 1,000"))).to_be_visible()
    expect(page.get_by_label("Shots per circuit", exact=True)).to_have_value("1000")
    expect(page.get_by_text("Queued:")).to_have_count(0)
    _pause_and_resume(page)
    epoch = shown_epoch(page)
    page.get_by_role("link", name="Circuit").click()
    expect(page.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
    page.get_by_role("link", name="Train").click()
    assert_trains_on(page, epoch)
    epoch = shown_epoch(page)
    page.reload()
    assert_trains_on(page, epoch)
    _second_tab_stops_it(page)


ROWS = """() => {
  const seen = window.rows = new Set();
  (function look() {
    const button = document.querySelector(".st-key-train-pause button").getBoundingClientRect();
    seen.add([button.x, button.y].map(Math.round).join());
    requestAnimationFrame(look);
  })();
}"""


def _pause_and_resume(page: Page) -> None:
    page.evaluate(ROWS)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_enabled()
    epoch, text = shown_epoch(page), loss_line(page).inner_text()
    page.wait_for_timeout(600)
    assert loss_line(page).inner_text() == text
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_role("button", name="Pause")).to_be_enabled()
    expect(loss_line(page)).not_to_have_text(text)
    assert shown_epoch(page) >= epoch
    assert len(page.evaluate("[...window.rows]")) == 1  # it moves under no pointer


def _second_tab_stops_it(page: Page) -> None:
    epoch = shown_epoch(page)
    second = page.context.new_page()
    second.goto(page.url)
    assert_trains_on(second, epoch)
    expect(train_button(second)).to_be_disabled()  # one run at a time
    stop(second)
    expect(page.get_by_text("The network is kept")).to_be_visible()
    expect(train_button(second)).to_be_enabled()
    second.get_by_role("link", name="Draw with it").click()
    expect(second.get_by_text("Read by: Yours: 1")).to_be_visible()
    draw_with_mouse(second, ZERO)
    expect(second.get_by_text("Your drawing", exact=True)).to_be_visible()
