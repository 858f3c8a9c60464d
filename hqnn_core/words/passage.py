"""Text of the way of one image through the network."""

from __future__ import annotations

from hqnn_core.network import Passage
from hqnn_core.words.numbers import angle_text, number_text, percent_text, plural, tie_text


def step_words(step: int, passage: Passage) -> str:
    """Description of one step, Markdown; steps are those of `figures.network_graph.STEPS`."""
    return (_image, _convolutions, _hidden, _angle, _qubit, _answer)[step](passage)


def graph_text(passage: Passage) -> str:
    """Text alternative of the graph."""
    return (
        "The network as a graph from top to bottom: the image, 10 and 20 feature maps, 50 hidden "
        f"neurons, θ = {angle_text(passage.theta)}, a qubit with H, RY(θ) and a measurement; "
        f"{_counts(passage)}"
    )


def picture_text(step: int, passage: Passage) -> str:
    """Text alternative of the picture of the image, the qubit or the answer."""
    return {
        0: "The handwritten digit, 28 by 28 pixels",
        4: f"Bloch sphere: the state's direction at θ = {angle_text(passage.theta)}",
        5: f"Bars: {_counts(passage)}",
    }[step]


def _counts(passage: Passage) -> str:
    zeros, ones = passage.counts
    return f"{zeros:,} of {plural(passage.shots, 'shot')} gave 0 and {ones:,} gave 1"


def _image(passage: Passage) -> str:
    lit = int((passage.image > 0).sum())
    return (
        f"The input is a vector of 28 × 28 = 784 numbers: the brightness of each pixel. Here {lit} "
        "of them are above 0. A network is a function made of many small functions, its "
        "**neurons**. Each circle and each square in the graph shows outputs of neurons; each edge "
        "carries an output to the next layer. All edges run downward, and no edge joins two "
        "neurons of the same layer: this is a **feed-forward** network."
    )


def _convolutions(passage: Passage) -> str:
    loudest = int(passage.flow.image_to_maps.argmax())
    return (
        "Each edge has a **weight**: it multiplies the value that passes along the edge. Here the "
        "weights form 5 × 5 filters that slide over the image. A map is bright where its filter "
        f"found its pattern. For this image, map {loudest + 1} of the first 10 is the brightest. "
        "After each convolution, only the largest of 2 × 2 neighbours is kept, and negative values "
        f"become 0. The {passage.inside.conv2[0].numel()} values of the 20 small maps go to the "
        "next layer."
    )


def _hidden(passage: Passage) -> str:
    values, flow = passage.inside.hidden[0], passage.flow
    active, largest = int((values > 0).sum()), int(values.argmax())
    added, bias = float(flow.maps_to_hidden[:, largest].sum()), float(flow.hidden_bias[largest])
    return (
        "Each of these 50 neurons multiplies all 320 values by weights, adds them up, and adds a "
        "**bias**. If the sum is negative, its output is 0. For this image, "
        f"{active} of the 50 outputs are above 0. Neuron {largest + 1} has the largest: "
        f"{number_text(added)} from the maps plus its bias {number_text(bias)} is "
        f"{number_text(added + bias)}. Layers between the first and the last are called "
        "**hidden**. Only the edges that carry the most are shown."
    )


def _angle(passage: Passage) -> str:
    parts = passage.flow.hidden_to_theta
    up, down = float(parts.clamp(min=0).sum()), float(parts.clamp(max=0).sum())
    return (
        f"The last layer is one neuron. Orange edges add {number_text(up)} to its value, blue "
        f"edges add {number_text(down)}, and its bias adds {number_text(passage.flow.bias)}. The "
        f"sum is **θ = {angle_text(passage.said)}**. The classical part ends here: θ goes to the "
        "qubit."
    )


def _qubit(passage: Passage) -> str:
    return (
        "The quantum part is a **parameterised circuit**: the output of the previous layer is the "
        "angle of a gate. H puts the state on the equator: an equal superposition of |0⟩ and |1⟩. "
        f"RY rotates it by θ = {angle_text(passage.theta)}. The circuit itself has no weights: "
        "training changes the layers before it, and they change θ."
    )


def _answer(passage: Passage) -> str:
    zeros, ones = passage.counts
    p_zero, p_one = map(percent_text, passage.exact)
    return (
        f"Of {plural(passage.shots, 'shot')}, {zeros:,} gave 0 and {ones:,} gave 1. These shares "
        f"estimate the two probabilities. The exact probabilities are {p_zero} for 0 and {p_one} "
        f"for 1. {_decided(passage)}"
    )


def _decided(passage: Passage) -> str:
    if passage.counts[0] == passage.counts[1]:
        return tie_text(passage.answer)
    return "The more frequent outcome is the answer."
