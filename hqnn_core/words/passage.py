"""What is said of a passage through the network, with the numbers of one image."""

from __future__ import annotations

from hqnn_core.network import Passage
from hqnn_core.words.numbers import angle_text, number_text, percent_text, plural


def step_words(step: int, passage: Passage) -> str:
    """What happens in one step, Markdown; steps are those of `figures.network.STEPS`."""
    return (_image, _convolutions, _hidden, _angle, _qubit, _answer)[step](passage)


def passage_text(passage: Passage) -> str:
    """What the network says of the image."""
    count, answer = passage.counts[passage.answer], passage.answer
    return f"**It says {answer}**: {count:,} of {plural(passage.shots, 'shot')} gave {answer}."


def graph_text(passage: Passage) -> str:
    """The whole graph, for those who do not see it."""
    return (
        "The network as a graph from top to bottom: the image, 10 and 20 feature maps, 50 hidden "
        f"neurons, θ = {angle_text(passage.theta)}, a qubit with H, RY(θ) and a measurement; "
        f"{_counts(passage)}"
    )


def picture_text(step: int, passage: Passage) -> str:
    """The picture of one step, for those who do not see it."""
    largest, theta = float(passage.inside.hidden.max()), angle_text(passage.theta)
    return (
        "The handwritten digit, 28 by 28 pixels",
        "The feature maps, bright where a filter found its stroke",
        f"The values of the 50 hidden neurons as bars, from 0 to {number_text(largest)}",
        f"What each hidden neuron adds to θ, as bars; with the bias the sum is {theta}",
        f"Bloch sphere: the state's direction at θ = {theta}",
        f"Bars: {_counts(passage)}",
    )[step]


def _counts(passage: Passage) -> str:
    zeros, ones = passage.counts
    return f"{zeros:,} of {plural(passage.shots, 'shot')} gave 0 and {ones:,} gave 1"


def _image(passage: Passage) -> str:
    lit = int((passage.image > 0).sum())
    return (
        f"The input is a vector of 28 × 28 = 784 numbers, the brightness of each pixel; {lit} of "
        "them are above 0 here. A network is a function that is built of small ones, its "
        "**neurons**. Each circle and each square of the picture is the output of such neurons, "
        "each edge carries one neuron's output to the next. All edges run downward and none "
        "joins two neurons of one layer: a **feed-forward** network."
    )


def _convolutions(passage: Passage) -> str:
    loudest = int(passage.flow.image_to_maps.argmax())
    return (
        "An edge has a **weight**: what flows along it is multiplied by that number. Here the "
        "weights are 5 × 5 filters that slide over the picture, and each map is bright where its "
        f"filter found its stroke. Map {loudest + 1} of the first 10 is the brightest for this "
        "image. After each convolution the strongest of 2 × 2 neighbours is kept, and what is "
        f"below 0 becomes 0. The {passage.inside.conv2[0].numel()} values of the 20 small maps are "
        "passed on."
    )


def _hidden(passage: Passage) -> str:
    values, flow = passage.inside.hidden[0], passage.flow
    active, largest = int((values > 0).sum()), int(values.argmax())
    added, bias = float(flow.maps_to_hidden[:, largest].sum()), float(flow.hidden_bias[largest])
    return (
        "Each of these 50 neurons adds up all 320 values, each times a weight, and a number of its "
        "own, its **bias**. It gives the sum if that is above 0, else 0. For this image "
        f"{active} of 50 are above 0; the largest is neuron {largest + 1}: {number_text(added)} "
        f"from the maps and its bias {number_text(bias)} make {number_text(added + bias)}. Layers "
        "between the first and the last are called **hidden**. The edges shown carry the most."
    )


def _angle(passage: Passage) -> str:
    parts = passage.flow.hidden_to_theta
    up, down = float(parts.clamp(min=0).sum()), float(parts.clamp(max=0).sum())
    return (
        f"One neuron is left. Orange edges add {number_text(up)} to its value, blue ones "
        f"{number_text(down)}, and its bias {number_text(passage.flow.bias)}. The sum is "
        f"**θ = {angle_text(passage.theta)}**. Here the classical part ends: θ is handed over to "
        "the qubit."
    )


def _qubit(passage: Passage) -> str:
    return (
        "The quantum node is a **parameterised circuit**: it takes the previous layer's output as "
        "the angle of a gate. H puts the state on the equator, an equal superposition of |0⟩ and "
        f"|1⟩; RY rotates it by θ = {angle_text(passage.theta)}. The circuit has no weight of its "
        "own: training changes the θ that arrives."
    )


def _answer(passage: Passage) -> str:
    zeros, ones = passage.counts
    p_zero, p_one = map(percent_text, passage.exact)
    return (
        f"In {plural(passage.shots, 'shot')}, {zeros:,} times 0 and {ones:,} times 1 came out. "
        "These shares of the shots estimate the two probabilities. Computed exactly, "
        f"those are {p_zero} for 0 and {p_one} for 1. What came out more often is the answer."
    )
