"""What a visitor does, with a mouse and a finger."""

from __future__ import annotations

import math
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DONE, PHONE, Visit
from tests.browser.frames import count_frames, n_frames

CHART = "[data-testid=stVegaLiteChart] svg"
MARKUP = ["![x](https://a.b/c)", "https://a.b/c", "www.ab.cd a@bc.de", ":red[x] $x$ $$y$$",
          "<script>x", "<b>x</b>&lt;", ":material/add:", ":streamlit: :smile:", "\\*x\\* **y** `z`",
          "# x", "1. a->b <- -- >="]  # fmt: skip


def shown_theta(page: Page) -> list[float]:
    """The angles that the unfolded moving charts are at, all read at the same moment."""
    seen = "es.filter(e => !e.closest('details:not([open])'))"
    read = f"es => {seen}.map(e => Number(e.value))"
    return page.locator(".vega-bind input[name=theta]").evaluate_all(read)


def charts_are_at(page: Page, theta: float, tolerance: float) -> None:
    """Wait until all three moving charts that can be seen are at an angle."""
    page.wait_for_function(
        """([theta, tolerance]) => {
          const inputs = [...document.querySelectorAll(".vega-bind input[name=theta]")];
          const seen = inputs.filter(each => !each.closest("details:not([open])"));
          return seen.length === 3 && seen.every(e => Math.abs(e.value - theta) < tolerance);
        }""",
        arg=[theta, tolerance],
    )


def test_play_moves_all_charts_together_without_the_server(visit: Visit):
    page = visit("circuit")
    page.get_by_text("This circuit as code").wait_for()
    page.locator(".vega-bind input[name=theta]").nth(2).wait_for(state="attached")
    count_frames(page)
    page.get_by_role("button", name="Play θ").click()
    page.wait_for_function("window.frames_shown > 5")
    before, frames = shown_theta(page), n_frames(page)
    page.wait_for_function(f"window.frames_shown >= {frames + 20}")
    after = shown_theta(page)
    assert len(after) == 3
    assert max(after) == min(after)
    assert all(new != old for new, old in zip(after, before, strict=True))
    assert page.get_by_text("At θ = 0.8 rad").is_visible()  # the server was not asked
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("At θ = 0.8 rad")).to_have_count(0)
    field = page.get_by_role("textbox", name=re.compile("Type θ"))
    expect(field).not_to_have_value("0.8")
    charts_are_at(page, float(field.input_value()), 2e-3)


def test_typed_angle_moves_the_charts(visit: Visit):
    page = visit("circuit")
    field = page.get_by_role("textbox", name=re.compile("Type θ"))
    field.fill("-pi/2")
    field.press("Enter")
    expect(page.get_by_text("At θ = −1.57 rad = −0.5 π, ")).to_be_visible()
    charts_are_at(page, -math.pi / 2, 1e-5)


def test_typed_text_is_shown_as_text_and_moves_nothing(visit: Visit):
    page = visit("circuit", size=PHONE)
    field, line = page.get_by_role("textbox", name="Type θ"), page.locator(".st-key-typing")
    chart = page.get_by_label(re.compile("Bloch sphere: the state")).locator("svg.marks")
    chart.wait_for()
    before = chart.bounding_box()
    for text in MARKUP:
        field.fill(text)
        field.press("Enter")
        quoted = re.compile("“" + "\u2060?".join(map(re.escape, text)) + "\u2060?” is not an angle")
        expect(line).to_contain_text(quoted)
        assert line.locator("a, img, b, strong, em, code, del, .katex").count() == 0
    assert chart.bounding_box() == before


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_circuit_page_has_its_controls_in_sight_of_its_pictures(visit: Visit, width, height):
    page = visit("circuit", size={"width": width, "height": height})
    mean = page.get_by_label("Running mean of the first n shots").locator("svg.marks")
    field = page.get_by_role("textbox", name="Type θ")
    mean.scroll_into_view_if_needed()
    expect(field).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="+1", exact=True)).to_be_in_viewport(ratio=1)
    expect(mean).to_be_in_viewport(ratio=1)


def test_pictures_can_be_saved(visit: Visit):
    page = visit("circuit")
    page.get_by_label(re.compile("Bloch sphere: the state")).locator("svg.marks").wait_for()
    page.locator(".vega-bind input[name=theta]").nth(2).wait_for(state="attached")
    expect(page.locator(DONE)).to_have_count(1)
    button = page.get_by_role("button", name="Download as PNG: Bloch sphere")
    button.focus()
    expect(button).to_be_focused()
    with page.expect_download() as saved:  # by keyboard: a mouse must not leave the chart meanwhile
        page.keyboard.press("Enter")
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    page = visit("circuit")  # Chromium lets a page save a second file only right after a click
    page.get_by_text("This circuit as code").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save SVG").click()
    assert saved.value.suggested_filename == "circuit.svg"
    assert "<svg" in saved.value.path().read_text()
    for picture in page.locator("img").all():
        assert picture.get_attribute("alt")


def test_nothing_is_loaded_from_the_internet(visit: Visit, app):
    requested: list[str] = []
    page = visit("")
    page.on("request", lambda request: requested.append(request.url))
    page.reload()
    for name in ("Neurons", "Circuit", "Shift", "Train", "Draw", "Network"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator(DONE)).to_have_count(1)
        page.locator(f"canvas, {CHART}, [data-testid=stImage] img").first.wait_for()
        page.wait_for_load_state("networkidle")
    assert requested
    assert [url for url in requested if not url.startswith((app.url, "data:", "blob:"))] == []
