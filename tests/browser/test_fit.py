"""What belongs together is on the screen together: on a projector's, and on a phone's."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Visit

PROJECTOR = {"width": 1280, "height": 720}
CHART = "[data-testid=stVegaLiteChart] svg"


def bottom(part: Locator) -> float:
    return part.evaluate("e => e.getBoundingClientRect().bottom")


def test_graph_and_the_picture_of_each_step_fit_a_projector(visit: Visit):
    page = visit("neurons", size=PROJECTOR)
    graph = page.locator(".st-key-graph img")
    for step, picture in (
        ("image", page.get_by_alt_text("The handwritten digit")),
        ("maps", page.get_by_text("the pixel is")),
        ("hidden", page.get_by_label("Neuron as a sum").locator("svg.marks")),
        ("θ", page.get_by_label("θ as a sum").locator("svg.marks")),
        ("qubit", page.locator(CHART)),
        ("answer", page.locator(CHART)),
    ):
        page.get_by_role("radio", name=step, exact=True).click()
        picture.wait_for()
        page.wait_for_function("document.querySelector('.st-key-graph img').complete")
        assert bottom(graph) <= PROJECTOR["height"]
        assert bottom(picture) <= PROJECTOR["height"]


@pytest.mark.parametrize(("path", "last"), [("neurons", "answer"), ("draw", "Challenge")])
def test_all_choices_of_a_row_fit_a_phone(visit: Visit, path: str, last: str):
    page = visit(path, size=PHONE)
    box = page.get_by_role("radio", name=last, exact=True).bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize(
    ("path", "says"), [("circuit", "shots"), ("shift", "shots"), ("beyond", "Drag the points.")]
)
def test_stage_and_its_sentence_fit_a_projector_and_stand_in_one_column_on_a_phone(
    visit: Visit, path: str, says: str
):
    page = visit(path, size=PROJECTOR)
    words = page.locator(".stage .words")
    expect(page.locator(".stage")).to_contain_text(says)
    assert bottom(words) <= PROJECTOR["height"]
    page.set_viewport_size(PHONE)
    page.wait_for_function("document.querySelector('[data-testid=stMain]').clientWidth <= 390")
    for picture in page.locator(".stage svg:visible").all():
        box = picture.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
