"""A link opens a fresh browser on a page with the same settings, and stays the same link."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from hypothesis import HealthCheck, given, settings, strategies as st
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
A_FEW = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
hundredths = st.integers(-628, 628).filter(lambda n: n != 80).map(lambda n: n / 100)  # 0.8 is there


def slider_says(page: Page, name: str, value: float) -> None:
    expect(page.get_by_role("slider", name=name).first).to_have_value(f"{value:g}")


def link_is(page: Page, asked: dict[str, str]) -> None:
    """Whether the address, which can be copied, still says the same."""
    page.wait_for_timeout(300)
    found = parse_qs(urlsplit(page.url).query)
    assert {name: values[-1] for name, values in found.items()} == asked


@A_FEW
@given(theta=hundredths, hadamard=st.just("false"), shots=st.sampled_from(["1", "37", "5,000"]))
def test_link_to_the_circuit(visit: Visit, theta: float, hadamard: str, shots: str):
    asked = {"theta": f"{theta:g}", "hadamard": hadamard, "shots": shots}
    page = visit(f"circuit?{urlencode(asked)}")
    slider_says(page, "Angle", theta)
    expect(page.get_by_role("switch", name="H gate")).not_to_be_checked()
    page.get_by_text("Measure at every angle").click()
    expect(page.get_by_test_id("stSliderThumbValue").last).to_have_text(shots)
    link_is(page, asked)


@A_FEW
@given(
    preset=st.sampled_from(["tiny shift", "classical twin"]),
    epochs=st.integers(1, 60).filter(lambda n: n != 20),  # the usual value is not in the address
    seed=st.integers(1, 999),
)
def test_link_to_a_training(visit: Visit, preset: str, epochs: int, seed: int):
    asked = {"preset": preset, "epochs": str(epochs), "seed": str(seed)}
    page = visit(f"train?{urlencode(asked)}")
    page.get_by_role("button", name="More settings").click()
    expect(page.get_by_label("Epochs", exact=True)).to_have_value(str(epochs))
    expect(page.get_by_label("Seed", exact=True)).to_have_value(str(seed))
    expect(page.get_by_role("combobox", name="Preset")).to_have_value(preset)
    link_is(page, asked)


@A_FEW
@given(pen=st.integers(8, 40).filter(lambda n: n != 20), shots=st.sampled_from(["1", "10,000"]))
def test_link_to_a_network_and_its_example(visit: Visit, pen: int, shots: str):
    asked = {"network": "ten-digits", "pen": str(pen), "draw_shots": shots, "sample": "3"}
    page = visit(f"draw?{urlencode(asked)}")
    slider_says(page, "Pen", pen)
    expect(page.get_by_text("A handwritten 3").or_(page.get_by_text("An example."))).to_be_visible()
    expect(page.get_by_role("combobox", name="Network")).to_have_value("Pretrained, ten digits")
    link_is(page, asked)


def go_by_menu(page: Page, name: str, title: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_setting_goes_with_its_visitor_from_page_to_page_and_is_in_each_address(visit: Visit):
    page = visit("circuit?theta=1.2")
    slider_says(page, "Angle", 1.2)
    go_by_menu(page, "Shift", "A slope from two circuits")
    slider_says(page, "Angle", 1.2)
    expect(page).to_have_url(re.compile(r"/shift\?theta=1\.2$"))
    page.reload()
    slider_says(page, "Angle", 1.2)
    slider = page.get_by_role("slider", name="Angle").first
    for value in ("1.21", "1.22", "1.23"):
        slider.press("ArrowRight")
        expect(page).to_have_url(re.compile(rf"theta={value}$"))
    go_by_menu(page, "Circuit", "From an angle to a probability")
    slider_says(page, "Angle", 1.23)
    page.go_back()  # to the page before, not to the setting before
    expect(page.get_by_role("heading", name="A slope from two circuits")).to_be_visible()
    slider_says(page, "Angle", 1.23)
    page.go_back()
    expect(page.get_by_role("heading", name="From an angle to a probability")).to_be_visible()
