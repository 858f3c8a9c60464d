"""What a visitor does, with a mouse and a finger."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DONE, PHONE, Visit
from tests.browser.test_touch import angle_of, settled, until, words

CHART = "[data-testid=stVegaLiteChart] svg"
MARKUP = ["![x](https://a.b/c)", "https://a.b/c", "www.ab.cd a@bc.de", ":red[x] $x$ $$y$$",
          "<script>x", "<b>x</b>&lt;", ":material/add:", ":streamlit: :smile:", "\\*x\\* **y** `z`",
          "# x", "1. a->b <- -- >="]  # fmt: skip


def test_play_moves_all_pictures_without_the_server(visit: Visit):
    page = visit("circuit")
    settled(page)
    network = words(page).inner_text()
    page.get_by_role("button", name="Play").click()
    until(page, lambda: angle_of(page) > 1.2)
    expect(words(page)).to_contain_text("shots give 1, so E = ")  # what the browser's dice say
    page.get_by_role("button", name="Pause").click()
    expect(words(page)).to_contain_text("shots gave 1, so E = ")  # what the server has measured
    assert words(page).inner_text() != network
    field = page.get_by_label("Type θ")
    assert angle_of(page) == pytest.approx(float(field.input_value()), abs=0.006)


def test_typed_text_is_shown_as_text_and_moves_nothing(visit: Visit):
    page = visit("circuit", size=PHONE)
    field, line, ball = page.get_by_label("Type θ"), page.locator(".angle"), page.locator(".ball")
    settled(page)
    before = ball.bounding_box()
    for text in MARKUP:
        field.fill(text)
        field.press("Enter")
        expect(line).to_contain_text(f"“{text}” is not an angle")
        assert line.locator("*").count() == 0
        field.fill("0.8")
        field.press("Enter")
        expect(line).to_contain_text("rad = ")
    assert ball.bounding_box() == before
    field.fill("-pi/2")
    field.press("Enter")
    expect(line).to_have_text("rad = −0.50 π = −90°")
    expect(words(page)).to_contain_text("The exact value is −1.")


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_circuit_page_has_its_controls_in_sight_of_its_pictures(visit: Visit, width, height):
    page = visit("circuit", size={"width": width, "height": height})
    mean = page.locator("svg.mean")
    mean.scroll_into_view_if_needed()
    expect(page.get_by_label("Type θ")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="1 more shot", exact=True)).to_be_in_viewport(ratio=1)
    expect(mean).to_be_in_viewport(ratio=1)


def test_pictures_can_be_saved(visit: Visit):
    page = visit("circuit")  # first, as it takes a request: later files must follow a click at once
    page.get_by_text("This circuit as code").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save SVG").click()
    assert saved.value.suggested_filename == "circuit.svg"
    assert "<svg" in saved.value.path().read_text()
    for picture in page.locator("img").all():
        assert picture.get_attribute("alt")
    page = visit("shift")
    page.get_by_text("Which shift and which rule are best?").click()
    page.locator("[data-testid=stVegaLiteChart] svg.marks").wait_for()
    expect(page.locator(DONE)).to_have_count(1)
    button = page.get_by_role("button", name="Download as PNG")
    button.focus()
    expect(button).to_be_focused()
    with page.expect_download() as saved:  # by keyboard: a mouse must not leave the chart meanwhile
        page.keyboard.press("Enter")
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    page = visit("neurons")
    page.get_by_role("button", name=re.compile("^Second map 20")).wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save SVG").click()
    assert saved.value.suggested_filename == "network.svg"
    picture = ElementTree.parse(saved.value.path()).getroot()
    assert len(picture.findall(".//{*}image")) == 1 + 10 + 20
    assert len(picture.findall(".//{*}circle[@class='neuron']")) == 50 + 1 + 2
    assert "var(" not in saved.value.path().read_text().split("aria-label", 1)[1]


def test_nothing_is_loaded_from_the_internet(visit: Visit, app):
    requested: list[str] = []
    page = visit("")
    page.on("request", lambda request: requested.append(request.url))
    page.reload()
    for name in ("Neurons", "Circuit", "Shift", "Train", "Beyond", "Draw"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.locator(DONE)).to_have_count(1)
        page.locator(f"canvas, {CHART}, .stage svg, [data-testid=stImage] img").first.wait_for()
        page.wait_for_load_state("networkidle")
    assert requested
    assert [url for url in requested if not url.startswith((app.url, "data:", "blob:"))] == []
