"""The words of a tour through the network, each with the numbers of the image at hand."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from hqnn_core.connections import Connections
from hqnn_core.model import Activations
from hqnn_core.numbers import angle_text


def step_words(
    step: int,
    image: Tensor,
    inside: Activations,
    flow: Connections,
    measured: Sequence[float],
    exact: Sequence[float],
    shots: int,
) -> str:
    """What happens in one step, Markdown; steps are those of `figures.network.STEPS`."""
    words = (_image, _convolutions, _hidden, _angle, _qubit, _answer)[step]
    return words(image, inside, flow, measured, exact, shots).replace(" -", " −")


def _image(image: Tensor, *_: object) -> str:
    lit = int((image > 0).sum())
    return (
        f"The input is a vector of 28 × 28 = 784 numbers, the brightness of each pixel; {lit} of "
        "them are above 0 here. A network is a function that is built of small ones, its "
        "**neurons**. Each circle and each square of the picture is the output of such neurons, "
        "each edge carries one neuron's output to the next. All edges run downward and none "
        "joins two neurons of one layer: a **feed-forward** network."
    )


def _convolutions(_image: Tensor, inside: Activations, flow: Connections, *_: object) -> str:
    loudest = int(flow.image_to_maps.argmax())
    return (
        "An edge has a **weight**: what flows along it is multiplied by that number. Here the "
        "weights are 5 × 5 filters that slide over the picture, and each map is bright where its "
        f"filter found its stroke. Map {loudest + 1} of the first 10 is the brightest for this "
        "image. After each convolution the strongest of 2 × 2 neighbours is kept, and what is "
        f"below 0 becomes 0. The {inside.conv2[0].numel()} values of the 20 small maps go on."
    )


def _hidden(_image: Tensor, inside: Activations, *_: object) -> str:
    values = inside.hidden[0]
    active, largest = int((values > 0).sum()), int(values.argmax())
    return (
        "Each of these 50 neurons adds up all 320 values, each times its own weight, and gives "
        f"the sum if it is above 0, else 0. For this image {active} of 50 are above 0; the "
        f"largest is neuron {largest + 1} with {float(values.max()):.3g}. Layers between the first "
        "and the last are called **hidden**. The edges shown carry the most."
    )


def _angle(_image: Tensor, inside: Activations, flow: Connections, *_: object) -> str:
    parts = flow.hidden_to_theta
    up, down = float(parts.clamp(min=0).sum()), float(parts.clamp(max=0).sum())
    return (
        f"One neuron is left. Orange edges add {up:.3g} to its value, blue ones {down:.3g}, and "
        f"the neuron's own **bias** {flow.bias:.2g}. The sum is "
        f"**θ = {angle_text(float(inside.theta))}**. Here the classical part ends."
    )


def _qubit(_image: Tensor, inside: Activations, *_: object) -> str:
    return (
        "The quantum node is a **parameterised circuit**: it takes the previous layer's output as "
        "the angle of a gate. H lays the qubit's state on the horizontal, RY turns it by "
        f"θ = {angle_text(float(inside.theta))}. No weight of its own is trained here; training "
        "changes what θ arrives."
    )


def _answer(
    _image: Tensor,
    _inside: Activations,
    _flow: Connections,
    measured: Sequence[float],
    exact: Sequence[float],
    shots: int,
) -> str:
    zeros, ones = (round(share * shots) for share in measured)
    return (
        f"The circuit was run {shots:,} times: {zeros:,} times 0 and {ones:,} times 1 came out. "
        f"These shares are the two probabilities, {measured[0]:.3g} and {measured[1]:.3g}; with "
        f"endless shots they would be {exact[0]:.3g} and {exact[1]:.3g}. The larger one is the "
        "answer."
    )
