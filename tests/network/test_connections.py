"""What flows along the connections adds up to what the network computes."""

import math
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import torch

from hqnn_core import HybridNet, StatevectorEngine, load_pretrained, ry_circuit
from hqnn_core.figures.matplotlib_svg import one_angle_svg
from hqnn_core.figures.network_graph import HIDDEN, N_DENSE_EDGES, QUBIT, SECOND, STEPS, network_svg
from hqnn_core.figures.palette import PALETTES
from hqnn_core.network.explain import Passage, connections_of, passage_of
from hqnn_core.words.numbers import angle_text, number_text, percent_text
from hqnn_core.words.passage import graph_text, passage_text, picture_text, step_words

LIGHT = PALETTES["light"]
NETWORK = load_pretrained()


@pytest.fixture
def image(small_digits) -> torch.Tensor:
    return small_digits.test_images[:1]


@pytest.mark.parametrize("network", [NETWORK, HybridNet()])
def test_what_hidden_neurons_add_is_theta_but_for_the_bias(network, image):
    inside = network.activations(image)
    flow = connections_of(network, inside)
    assert float(flow.hidden_to_theta.sum()) + flow.bias == pytest.approx(
        float(inside.theta), abs=1e-5
    )


def test_what_the_maps_add_and_the_bias_are_the_hidden_value(image):
    inside = NETWORK.activations(image)
    flow = connections_of(NETWORK, inside)
    sums = (flow.maps_to_hidden.sum(dim=0) + flow.hidden_bias).clamp(min=0)
    for neuron in torch.randperm(50, generator=torch.Generator().manual_seed(0))[:20].tolist():
        assert float(sums[neuron]) == pytest.approx(float(inside.hidden[0, neuron]), abs=1e-5)


@pytest.fixture
def passage(image) -> Passage:
    return passage_of(image, NETWORK, StatevectorEngine(100, seed=0), StatevectorEngine())


def test_passage_has_whole_shots_and_exact_probabilities(passage):
    assert passage.shots == 100
    assert passage.exact[1] == pytest.approx((1 + math.sin(passage.theta)) / 2, abs=1e-6)


def test_graph_has_every_node_and_all_its_edges_run_downward(passage):
    circuit = one_angle_svg(ry_circuit(), passage.theta, LIGHT)
    svg = network_svg(
        passage.image, passage.inside, passage.flow, circuit, [1250, 8750], ["0", "1"], LIGHT
    )
    root = ElementTree.fromstring(svg)
    name = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f".//{name}image")) == 1 + 10 + 20
    assert len(root.findall(f".//{name}circle")) == 50 + 1 + 2
    texts = [text.text for text in root.findall(f".//{name}text")]
    assert {"1,250 of 10,000 shots", "8,750 of 10,000 shots", "50 hidden neurons"} <= set(texts)
    paths = [path.get("d", "") for path in root.findall(f".//{name}path")]
    edges = [re.fullmatch(r"M\S+ (\S+)L\S+ (\S+)", path) for path in paths]
    found = [(float(edge[1]), float(edge[2])) for edge in edges if edge]
    assert len(found) > 200
    assert all(start < end for start, end in found)


def test_edges_to_the_hidden_neurons_are_those_that_carry_most(passage):
    svg = network_svg(
        passage.image, passage.inside, passage.flow, one_angle_svg(ry_circuit(), 0.0, LIGHT),
        [1, 1], ["0", "1"], LIGHT,
    )  # fmt: skip
    edge = re.compile(
        rf'M(\S+) {SECOND.bottom:.1f}L(\S+) {HIDDEN.top:.1f}"[^>]* stroke-width="(\S+)"'
    )
    drawn = {
        (SECOND.xs.index(float(start)), HIDDEN.xs.index(float(end))): float(width)
        for start, end, width in edge.findall(svg)
    }
    carried = passage.flow.maps_to_hidden.abs() * (passage.inside.hidden[0] > 0)
    most = carried.flatten().topk(N_DENSE_EDGES).indices.tolist()
    assert {divmod(place, len(HIDDEN.xs)) for place in most} == drawn.keys()
    assert max(drawn.values()) == 1.8
    for (i, j), width in drawn.items():
        assert width == pytest.approx(
            max(1.8 * float(carried[i, j] / carried.max()), 0.3), abs=0.01
        )


def test_circuit_in_the_graph_is_the_drawing_of_qiskit_within_its_row(passage):
    circuit = one_angle_svg(ry_circuit(), passage.theta, LIGHT)
    svg = network_svg(
        passage.image, passage.inside, passage.flow, circuit, [1, 1], ["0", "1"], LIGHT
    )
    [inner] = ElementTree.fromstring(svg).iterfind(".//{http://www.w3.org/2000/svg}g/{*}svg")
    assert float(inner.get("y", "")) == QUBIT.top
    assert float(inner.get("height", "")) == QUBIT.size
    drawn = [node.text for node in inner.iterfind(".//{*}text")]
    alone = [node.text for node in ElementTree.fromstring(circuit).iterfind(".//{*}text")]
    assert drawn == alone


@pytest.mark.parametrize("step", range(len(STEPS)))
def test_each_step_has_words_with_the_numbers_of_the_image(step, passage):
    inside = passage.inside
    zeros, ones = passage.counts
    largest = inside.hidden.max()
    theta = angle_text(passage.theta)
    expected = [
        f"{int((passage.image > 0).sum())} of them",
        f"map {int(passage.flow.image_to_maps.argmax()) + 1} of",
        f"is {number_text(float(largest))}. Layers",
        f"**θ = {theta}**",
        f"RY rotates it by θ = {theta}",
        f"{zeros} gave 0 and {ones} gave 1",
    ]
    assert expected[step] in step_words(step, passage)


def test_pictures_have_words_for_those_who_do_not_see_them(passage):
    shown = {0: "28 by 28", 4: angle_text(passage.theta), 5: f"{passage.counts[0]} of 100 shots"}
    for step, words in shown.items():
        assert words in picture_text(step, passage)


def test_answer_is_what_came_out_more_often(passage):
    zero = replace(passage, counts=(51, 49))
    assert passage_text(zero) == "**The answer is 0**: 51 of 100 shots gave 0."
    assert (
        passage_text(replace(passage, counts=(0, 1))) == "**The answer is 1**: 1 of 1 shot gave 1."
    )


def test_as_many_zeros_as_ones_count_as_0(passage):
    tie = replace(passage, counts=(50, 50))
    assert passage_text(tie) == (
        "**The answer is 0**: 50 of 100 shots gave 0 and as many gave 1. A tie counts as 0."
    )
    assert step_words(5, tie).endswith("A tie counts as 0.")


def test_circuit_can_be_run_at_another_angle_than_the_networks(image, passage):
    other = passage_of(
        image, NETWORK, StatevectorEngine(100, seed=0), StatevectorEngine(), math.pi / 2
    )
    assert other.counts == (0, 100)
    assert other.exact == pytest.approx((0, 1))
    assert other.said == passage.said == passage.theta
    assert passage_text(other) == (
        "**The answer is 1**: 100 of 100 shots gave 1. The angle is yours, θ = 1.57 rad; the "
        f"network said {number_text(passage.said)} rad."
    )


def test_answer_calls_a_share_of_the_shots_no_probability(passage):
    words = step_words(STEPS.index("answer"), passage)
    assert "These shares estimate the two probabilities" in words
    assert f"{percent_text(passage.exact[1])} for 1" in words
    assert "P(" not in words + graph_text(passage)
