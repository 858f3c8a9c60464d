"""What flows along the connections adds up to what the network computes."""

import re
from xml.etree import ElementTree

import pytest
import torch

from hqnn_core import HybridNet, load_pretrained
from hqnn_core.connections import connections
from hqnn_core.figures.network import STEPS, network_svg
from hqnn_core.figures.palette import PALETTES
from hqnn_core.tour import step_words

NETWORK = load_pretrained()


@pytest.fixture
def image(small_digits) -> torch.Tensor:
    return small_digits.test_images[:1]


@pytest.mark.parametrize("network", [NETWORK, HybridNet()])
def test_what_hidden_neurons_add_is_theta_but_for_the_bias(network, image):
    inside = network.activations(image)
    flow = connections(network, inside)
    assert float(flow.hidden_to_theta.sum()) + flow.bias == pytest.approx(
        float(inside.theta), abs=1e-5
    )


def test_what_the_maps_add_is_the_hidden_value_but_for_its_bias(image):
    inside = NETWORK.activations(image)
    flow = connections(NETWORK, inside)
    before = flow.maps_to_hidden.sum(dim=0) + NETWORK.classical.dense1.bias
    torch.testing.assert_close(before.clamp(min=0), inside.hidden[0], atol=1e-4, rtol=1e-4)


def test_graph_has_every_node_and_all_its_edges_run_downward(image):
    inside = NETWORK.activations(image)
    svg = network_svg(
        image[0], inside, connections(NETWORK, inside), [0.25, 0.75], ["0", "1"],
        PALETTES["light"],
    )  # fmt: skip
    root = ElementTree.fromstring(svg)
    name = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f".//{name}image")) == 1 + 10 + 20
    assert len(root.findall(f".//{name}circle")) == 50 + 1 + 2
    texts = [text.text for text in root.findall(f".//{name}text")]
    assert {"P(0) = 0.25", "P(1) = 0.75", "50 hidden neurons"} <= set(texts)
    paths = [path.get("d", "") for path in root.findall(f".//{name}path")]
    edges = [re.fullmatch(r"M\S+ (\S+)L\S+ (\S+)", path) for path in paths]
    found = [(float(edge[1]), float(edge[2])) for edge in edges if edge]
    assert len(found) > 200
    assert all(start < end for start, end in found)


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_each_step_has_words_with_the_numbers_of_the_image(step, image):
    inside = NETWORK.activations(image)
    flow = connections(NETWORK, inside)
    words = step_words(step, image, inside, flow, [0.25, 0.75], [0.26, 0.74], 100)
    expected = [
        f"{int((image > 0).sum())} of them",
        f"Map {int(flow.image_to_maps.argmax()) + 1} of",
        f"{int((inside.hidden > 0).sum())} of 50",
        f"{float(inside.theta):.3g}".replace("-", "−"),
        "RY turns it",
        "25 times 0 and 75 times 1",
    ]
    assert expected[step] in words
