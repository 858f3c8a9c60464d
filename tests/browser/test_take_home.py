"""The saved page: the same preprocessing and the same network in a browser without a network."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from hqnn_core import (
    HybridNet,
    ModelConfig,
    StatevectorEngine,
    image_from_canvas,
    load_digits,
    load_novelty_detector,
    load_pretrained,
)
from hqnn_core.drawing import canvas_of_strokes, example_strokes, image_from_drawing
from hqnn_core.figures.take_home import MAX_BYTES, take_home_html, take_home_words
from tests import scribbles
from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.pen import ONE, ZERO, drag_with_finger, drag_with_mouse, places_in

DAY = date(2026, 11, 30)
SHIPPED = load_pretrained()
HANDS = [(200, 8, 0.4), (280, 20, 0.7), (400, 40, 0.4), (400, 20, 0.6)]  # side, pen, extent
Open = Callable[..., Page]


@pytest.fixture
def offline(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a file in a browser without a network; it may ask for nothing and report no error."""
    contexts, complaints = [], []

    def opened(file: Path, touch: bool = False, **options: Any) -> Page:
        size = PHONE if touch else DESK
        context = browser.new_context(
            viewport=size, has_touch=touch, is_mobile=touch, offline=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: complaints.append(request.url))
        page.goto(file.as_uri())
        assert complaints.pop(0) == file.as_uri()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def saved(folder: Path, network: HybridNet = SHIPPED, name: str = "Pretrained") -> Path:
    file = folder / "network.html"
    words = take_home_words(network, name, DAY)
    file.write_text(take_home_html(network, words), encoding="utf-8")
    return file


def encoded(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


READ = """images => images.map(text => {
  const image = new Float32Array(bytesOf(text)), theta = valueOf(weights, image);
  return [theta, probability(theta), looksLikeDigit(image)];
})"""
FORM = """([text, side]) => {
  const grey = new Uint8Array(bytesOf(text)), data = new Uint8Array(4 * grey.length);
  grey.forEach((value, i) => { data[4 * i] = value; });
  try { return Array.from(imageOf({ width: side, height: side, data })); }
  catch (fault) { return fault.message; }
}"""


def read(page: Page, images: torch.Tensor) -> np.ndarray:
    """theta, P(1) and whether it looks like a digit, for each image."""
    return np.array(page.evaluate(READ, [encoded(image.numpy()) for image in images]), float)


def assert_same_answers(page: Page, network: HybridNet, images: torch.Tensor) -> None:
    theta, p_one, is_digit = read(page, images).T
    exact = network.classify(images, StatevectorEngine())
    np.testing.assert_allclose(theta, exact.theta[:, 0], atol=1e-4)
    np.testing.assert_allclose(p_one, exact.probabilities[:, 1], atol=1e-4)
    detector = load_novelty_detector()
    is_clear = (detector.score(images) - detector.limit).abs() > 0.05  # float16
    np.testing.assert_array_equal(is_digit[is_clear], detector.is_digit(images)[is_clear])
    assert is_clear.double().mean() > 0.95


def test_drawings_become_the_apps_images_and_have_the_apps_answers(
    offline: Open, tmp_path: Path, all_pen_strokes
):
    drawn = [d["strokes"] for d in all_pen_strokes[::40]]
    drawn += [example_strokes(digit) for digit in range(10)]
    canvases = [canvas_of_strokes(s, *HANDS[i % len(HANDS)]) for i, s in enumerate(drawn)]
    page = offline(saved(tmp_path))
    ours = torch.cat([image_from_canvas(canvas) for canvas in canvases])
    formed = [page.evaluate(FORM, [encoded(c[..., 0]), len(c)]) for c in canvases]
    theirs = torch.tensor(formed).reshape(-1, 1, 28, 28)
    difference = (theirs - ours).abs().amax(dim=(1, 2, 3))
    assert difference.max() < 0.1
    assert (difference > 1e-5).sum() <= 2  # a processor that rounds otherwise moves a pixel's edge
    assert_same_answers(page, SHIPPED, ours)
    own = HybridNet(ModelConfig(hadamard=False, seed=5)).eval()
    with torch.no_grad():
        own.classical.dense2.weight *= 20  # angles of several turns
    page = offline(saved(tmp_path, own))
    digits = load_digits((0, 1), 25, "offline").test_images
    kinds = scribbles.NO_DIGITS
    strange = torch.cat([scribbles.canvases_of(kind, 2, 280, 20, 0.7) for kind in kinds])
    assert_same_answers(page, own, torch.cat([digits, strange]))


def theta_of_canvas(page: Page) -> float:
    """The app's angle for what is on the canvas."""
    picture = page.evaluate("pen.canvas.toDataURL()").split(",")[1]
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGBA"))
    image = image_from_drawing(pixels)
    return float(SHIPPED.activations(image).theta)


def test_page_saved_on_draw_reads_a_finger_and_a_mouse_offline(
    visit: Visit, offline: Open, tmp_path: Path
):
    app = visit("draw")
    with app.expect_download() as download:
        app.get_by_role("button", name="Take it with you").click()
    assert download.value.suggested_filename == "qubit-network-pretrained.html"
    file = tmp_path / "saved.html"
    download.value.save_as(file)
    for touch, drag in ((True, drag_with_finger), (False, drag_with_mouse)):
        page = offline(file, touch, color_scheme="dark" if touch else "light")
        expect(page.get_by_text("Read by: Pretrained")).to_be_visible()
        for points, digit in ((ZERO, "0"), (ONE, "1")):
            drag(page, places_in(page.locator("canvas"), points))
            expect(page.locator("#letter")).to_have_text(digit)
            expect(page.locator("#words")).to_have_text(
                re.compile(rf"of 1,000 shots said {digit}\.")
            )
            theta = theta_of_canvas(page)
            shown = page.locator("#angle").inner_text().replace("−", "-")
            assert float(shown.split()[2]) == pytest.approx(theta, abs=0.006)
            assert page.evaluate("seen.theta") == pytest.approx(theta, abs=1e-4)
            page.get_by_role("button", name="Clear").click()
            expect(page.locator("#words")).to_have_text("Nothing drawn yet.")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    drag(page, places_in(page.locator("canvas"), [(0.5, 0.5)]))
    expect(page.locator("#words")).to_have_text(re.compile("too little for a digit"))
    drag(page, places_in(page.locator("canvas"), [(0.2, 0.2), (0.8, 0.8)]))
    drag(page, places_in(page.locator("canvas"), [(0.8, 0.2), (0.2, 0.8)]))
    expect(page.locator("#words")).to_have_text(re.compile("does not look like a 0 or a 1"))
    page.get_by_label("Shots").select_option("1")
    expect(page.locator("#words")).to_have_text(re.compile("1 of 1 shot"))


def test_file_is_small_and_says_what_it_is_whatever_the_network_is_called(
    offline: Open, tmp_path: Path
):
    name = "</script><b>Ä & {{policy}}"
    assert saved(tmp_path).stat().st_size < MAX_BYTES
    file = saved(tmp_path, HybridNet(ModelConfig(digits=(3, 8), seed=1)).eval(), name)
    page = offline(file)
    page.get_by_text("What is this file?").click()
    about = page.get_by_text("hqnn-core")
    expect(about).to_contain_text(name)
    expect(about).to_contain_text("saved on November 30, 2026. Trained weights: 21,381.")
    expect(page.get_by_text("Draw a 3 or an 8.")).to_be_visible()
    assert page.evaluate("looksLikeDigit(new Float32Array(784))")  # as in the app: not checked
    assert Axe().run(page).response["violations"] == []
