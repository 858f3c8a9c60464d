"""What belongs together is on the screen together: on a projector's, and on a phone's."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PHONE, Visit

PROJECTOR = {"width": 1280, "height": 720}


def bottom(part: Locator) -> float:
    return part.evaluate("e => e.getBoundingClientRect().bottom")


def test_graph_the_sum_of_each_step_and_the_words_fit_a_projector(visit: Visit):
    page = visit("neurons", size=PROJECTOR)
    for step, title in (
        ("image", "Image"), ("maps", "First map"), ("hidden", "Hidden neuron"), ("θ", "θ"),
        ("qubit", "Qubit"), ("answer", "Answer"),
    ):  # fmt: skip
        page.get_by_role("radio", name=step, exact=True).click()
        expect(page.locator(".panel .name")).to_contain_text(title)
        for part in (".graph", ".panel", ".words"):
            assert bottom(page.locator(part)) <= PROJECTOR["height"]
    page.get_by_role("button", name="Second map 7").click()
    expect(page.locator(".channels button")).to_have_count(10)
    assert bottom(page.locator(".words")) <= PROJECTOR["height"]


@pytest.mark.parametrize(("path", "last"), [("neurons", "answer"), ("draw", "Challenge")])
def test_all_choices_of_a_row_fit_a_phone(visit: Visit, path: str, last: str):
    page = visit(path, size=PHONE)
    box = page.get_by_role("radio", name=last, exact=True).bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize(
    ("path", "says"),
    [("circuit", "shots"), ("shift", "shots"), ("neurons", "784 numbers"), ("beyond", "Drag")],
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
