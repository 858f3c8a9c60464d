"""The Neurons page computes the network in the browser, with weights changed or not."""

from __future__ import annotations

import copy
import math
import re

import pytest
import torch
from playwright.sync_api import Page, expect

from hqnn_core import HybridNet, load_digits, load_pretrained
from hqnn_core.network import first_of_each
from hqnn_core.quantum import exact_engine
from tests.browser.conftest import DONE, PHONE, Visit
from tests.browser.pen import box_of
from tests.browser.test_look import serious_faults
from tests.browser.test_touch import COUNT_SENT

N_EXAMPLES = 100  # of each digit, as on the page


def image_of(digit: int, number: int) -> torch.Tensor:
    digits = load_digits((0, 1), N_EXAMPLES, "offline")
    images, labels = first_of_each(digits.test_images, digits.test_labels, N_EXAMPLES)
    return images[labels == digit][[number]]


def number_in(text: str | None) -> float:
    assert text is not None
    return float(text.replace("−", "-").replace("%", "").split(":")[-1].split()[-1])


def node(page: Page, name: str):
    return page.locator(f"[data-node='{name}']")


def check(page: Page, network: HybridNet, image: torch.Tensor) -> None:
    """Every neuron on the page has the value of the network, and both answers their probability."""
    inside = network.activations(image)
    expected = {
        **{f"conv1-{i}": float(each.max()) for i, each in enumerate(inside.conv1[0])},
        **{f"conv2-{i}": float(each.max()) for i, each in enumerate(inside.conv2[0])},
        **{f"hidden-{i}": value for i, value in enumerate(inside.hidden[0].tolist())},
        "theta-0": float(inside.theta),
    }
    texts = {each: node(page, each).get_attribute("aria-label") for each in expected}
    values = {each: number_in((text or "").replace(" radians", "")) for each, text in texts.items()}
    assert values == pytest.approx(expected, abs=0.0061)
    shares = network.measure(inside.theta, exact_engine()).probabilities[0].tolist()
    for bit, share in enumerate(shares):
        text = (node(page, f"answer-{bit}").get_attribute("aria-label") or "").removesuffix(" %")
        assert number_in(text) == pytest.approx(100 * share, abs=0.06)


def changed(network: HybridNet, layer: str, neuron: int, edit) -> HybridNet:
    """A copy of the network with the weights and the bias of one neuron edited."""
    network = copy.deepcopy(network)
    part = getattr(network.classical, layer)
    with torch.no_grad():
        edit(part.weight[neuron], part.bias)
    return network


def move(page: Page, label: str, to: float) -> float:
    """Set a slider, and return the value that it took."""
    slider = page.get_by_role("slider", name=label, exact=True)
    slider.fill(str(to))
    return float(slider.input_value())


def test_neurons_have_the_networks_values_also_with_changed_weights_that_are_put_back(visit: Visit):
    network, image = load_pretrained(), image_of(1, 3)
    page = visit("neurons?digit=1&image=3")
    node(page, "theta-0").click()
    expect(page.get_by_text("sum = θ")).to_be_visible()
    expect(page).to_have_url(re.compile("layer="))
    expect(page.locator(DONE)).to_have_count(1)
    check(page, network, image)
    back = page.get_by_role("button", name="Put the weights back")
    expect(back).to_be_disabled()
    page.evaluate(COUNT_SENT)
    slider = page.get_by_role("slider", name=re.compile("Weight of neuron")).first
    neuron = int(number_in(slider.get_attribute("aria-label") or "")) - 1
    before = node(page, "answer-1").get_attribute("aria-label")
    box = box_of(slider)
    page.mouse.move(box["x"] + box["width"] * 0.45, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + box["height"] / 2, steps=5)
    expect(node(page, "answer-1")).not_to_have_attribute("aria-label", before or "")
    page.mouse.up()
    weight = float(slider.input_value())
    assert weight > 1

    def set_weight(weights, bias):
        weights[neuron] = weight
        bias[0] = new_bias

    new_bias = move(page, "bias", 1.1)
    network = changed(network, "dense2", 0, set_weight)
    assert page.evaluate("window.sent") == 0
    expect(page.locator(".words")).to_contain_text("in this picture only")
    settled(page)
    check(page, network, image)

    network = scaled(page, network, "hidden-12", "dense1", 12)
    check(page, network, image)
    network = scaled(page, network, "conv2-6", "conv2", 6)
    check(page, network, image)
    network = scaled(page, network, "conv1-2", "conv1", 2)
    check(page, network, image)
    assert serious_faults(page) == {}
    back.click()
    expect(back).to_be_disabled()
    check(page, load_pretrained(), image)


def settled(page: Page) -> None:
    """Wait until the numbers have followed the weights, a frame later."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def scaled(page: Page, network: HybridNet, name: str, layer: str, neuron: int) -> HybridNet:
    node(page, name).click()
    factor, bias = move(page, "all weights", -0.5), move(page, "bias", 0.5)

    def edit(weights, biases):
        weights *= factor
        biases[neuron] = bias

    settled(page)
    return changed(network, layer, neuron, edit)


def test_neuron_is_chosen_by_keyboard_and_its_sum_is_shown(visit: Visit):
    page = visit("neurons?layer=hidden")
    title = page.locator(".panel .title")
    expect(title).to_contain_text("Hidden neuron")
    chosen = page.locator(".node[aria-pressed=true]")
    chosen.focus()
    page.keyboard.press("ArrowLeft")
    focused = page.locator(".node:focus")
    expect(focused).to_have_attribute("aria-label", re.compile("Hidden neuron"))
    page.keyboard.press("Enter")
    expect(focused).to_have_attribute("aria-pressed", "true")
    label = focused.get_attribute("aria-label") or ""
    expect(title).to_have_text(re.compile(label.replace(": ", r"\s*")))
    node(page, "conv1-6").focus()
    page.keyboard.press("Enter")
    expect(title).to_contain_text("First map 7")
    expect(page).to_have_url(re.compile("layer=maps"))
    expect(page.get_by_role("radio", name="maps", exact=True)).to_be_checked()
    place = title.inner_text()
    page.get_by_role("group", name="First map 7. Choose a pixel").focus()
    page.keyboard.press("ArrowUp")
    expect(title).not_to_have_text(place)
    inside = load_pretrained().activations(image_of(0, 0)).conv1[0, 6]
    row, column, value = map(number_in, re.split("[,:]", title.inner_text().split("Row")[1]))
    assert value == pytest.approx(float(inside[int(row) - 1, int(column) - 1]), abs=0.0051)
    products = page.locator(".window button").all_inner_texts()
    parts = [[float(x.replace("−", "-")) for x in text.split("×")] for text in products]
    total = sum(pixel * weight for pixel, weight in parts)
    shown = number_in(page.locator(".terms .whole").last.inner_text())
    bias = number_in(page.locator(".terms .product").last.inner_text().replace("+", ""))
    assert math.isclose(total + bias, shown, abs_tol=0.1)  # weights are shown to two places


def test_finger_finds_a_map_a_pixel_and_a_neuron_on_a_phone(visit: Visit):
    page = visit("neurons", size=PHONE, touch=True)
    node(page, "conv2-12").tap()
    title = page.locator(".panel .title")
    expect(title).to_contain_text("Second map 13")
    page.get_by_role("group", name="Second map 13. Choose a pixel").tap(position={"x": 5, "y": 5})
    expect(title).to_contain_text("Row 1, column 1:")
    node(page, "hidden-49").tap()
    expect(title).to_contain_text("Hidden neuron 50")
