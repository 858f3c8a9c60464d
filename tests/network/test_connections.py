"""What flows along the connections adds up to what the network computes."""

import math
import re
from xml.etree import ElementTree

import pytest
import torch

from hqnn_core import HybridNet, StatevectorEngine, load_pretrained, ry_circuit
from hqnn_core.figures.matplotlib_svg import one_angle_svg
from hqnn_core.figures.network_graph import HIDDEN, N_DENSE_EDGES, SECOND, STEPS, network_svg
from hqnn_core.figures.palette import PALETTES
from hqnn_core.network.explain import Passage, connections_of, passage_of
from hqnn_core.words.numbers import angle_text, number_text
from hqnn_core.words.passage import step_words

LIGHT = PALETTES["light"]
NETWORK = load_pretrained()


@pytest.fixture
def image(small_digits) -> torch.Tensor:
    return small_digits.test_images[:1]


@pytest.mark.parametrize("network", [NETWORK, HybridNet()])
def test_what_neurons_add_and_the_bias_are_the_next_layers_values(network, image):
    inside = network.activations(image)
    flow = connections_of(network, inside)
    theta = float(flow.hidden_to_theta.sum()) + flow.bias
    assert theta == pytest.approx(float(inside.theta), abs=1e-5)
    hidden = (flow.maps_to_hidden.sum(dim=0) + flow.hidden_bias).clamp(min=0)
    torch.testing.assert_close(hidden.float(), inside.hidden[0], atol=1e-5, rtol=0)


@pytest.fixture
def passage(image) -> Passage:
    return passage_of(image, NETWORK, StatevectorEngine(100, seed=0), StatevectorEngine())


def graph_of(passage: Passage) -> ElementTree.Element:
    circuit = one_angle_svg(ry_circuit(), passage.theta, LIGHT)
    counts, classes = [1250, 8750], ["0", "1"]
    svg = network_svg(passage.image, passage.inside, passage.flow, circuit, counts, classes, LIGHT)
    return ElementTree.fromstring(svg)


def test_graph_has_every_node_and_all_its_edges_run_downward(passage):
    root = graph_of(passage)
    assert len([*root.iterfind(".//{*}image")]) == 1 + 10 + 20
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) == 50 + 1 + 2
    texts = {text.text for text in root.iterfind(".//{*}text")}
    assert {"1,250 of 10,000 shots", "8,750 of 10,000 shots", "50 hidden neurons"} <= texts
    paths = [path.get("d", "") for path in root.iterfind(".//{*}path")]
    edges = [re.fullmatch(r"M\S+ (\S+)L\S+ (\S+)", path) for path in paths]
    found = [(float(edge[1]), float(edge[2])) for edge in edges if edge]
    assert len(found) > 200
    assert all(start < end for start, end in found)


def test_edges_to_the_hidden_neurons_are_those_that_carry_most(passage):
    edge = re.compile(rf"M(\S+) {SECOND.bottom:.1f}L(\S+) {HIDDEN.top:.1f}")
    paths = graph_of(passage).iterfind(".//{*}path")
    found = [(edge.match(path.get("d", "")), path.get("stroke-width", "")) for path in paths]
    drawn = {
        (SECOND.xs.index(float(ends[1])), HIDDEN.xs.index(float(ends[2]))): float(width)
        for ends, width in found
        if ends
    }
    carried = passage.flow.maps_to_hidden.abs() * (passage.inside.hidden[0] > 0)
    most = carried.flatten().topk(N_DENSE_EDGES).indices.tolist()
    assert {divmod(place, len(HIDDEN.xs)) for place in most} == drawn.keys()
    for (i, j), width in drawn.items():
        wanted = max(1.8 * float(carried[i, j] / carried.max()), 0.3)
        assert width == pytest.approx(wanted, abs=0.01)


def test_each_step_has_words_with_the_numbers_of_the_image(passage):
    zeros, ones = passage.counts
    theta = angle_text(passage.theta)
    expected = [
        f"{int((passage.image > 0).sum())} of them",
        f"map {int(passage.flow.image_to_maps.argmax()) + 1} of",
        f"is {number_text(float(passage.inside.hidden.max()))}. Layers",
        f"**θ = {theta}**",
        f"RY rotates it by θ = {theta}",
        f"{zeros} gave 0 and {ones} gave 1",
    ]
    for step in range(len(STEPS)):
        assert expected[step] in step_words(step, passage)


def test_circuit_can_be_run_at_another_angle_than_the_networks(image, passage):
    other = passage_of(
        image, NETWORK, StatevectorEngine(100, seed=0), StatevectorEngine(), math.pi / 2
    )
    assert other.counts == (0, 100)
    assert other.exact == pytest.approx((0, 1))
    assert other.said == passage.said == passage.theta
