"""Text of the Neurons page: what each layer computes, and the names on its picture."""

from __future__ import annotations

from typing import Any

from hqnn_core.language import gettext


def layer_texts() -> dict[str, str]:
    """Explanation of each layer, by the layer's name."""
    after = gettext(
        "Of four neighbouring sums, the largest is kept: max-pooling. Negative sums become 0: ReLU."
    )
    first = gettext(
        "Each pixel is a neuron: it adds up 5 × 5 pixels of the image, times weights, and a bias. "
        "A whole map has the same 25 weights."
    )
    second = gettext(
        "Each pixel here adds up 5 × 5 pixels of all 10 first maps, times weights, and a bias."
    )
    return {
        "image": gettext(
            "784 brightness values go in, one for each pixel. Each edge carries a number to the "
            "next layer. None leads back: this is a feed-forward network."
        ),
        "conv1": f"{first} {after}",
        "conv2": f"{second} {after}",
        "hidden": gettext(
            "Each of these 50 neurons adds up the 320 numbers of the small maps, times weights, "
            "and a bias. Negative sums become 0: ReLU. Blue pushes towards answer 0, "
            "orange towards answer 1."
        ),
        "theta": gettext(
            "The last neuron adds up the 50 hidden ones: the sum is the angle θ. Blue neurons push "
            "towards answer 0, orange ones towards answer 1. From here on, the qubit computes."
        ),
        "qubit": gettext(
            "After H, 0 and 1 are equally likely. Then RY turns the state by θ. This parameterised "
            "circuit has no weights of its own. Training changes the layers before it, and they "
            "change θ."
        ),
        "answer": gettext(
            "Each shot gives 0 or 1 by chance, with these probabilities. The more frequent outcome "
            "is the answer."
        ),
    }


def neuron_labels() -> dict[str, Any]:
    """Names of layers, neurons and controls; braces are filled in the browser."""
    return {
        "graph": gettext(
            "The network as a graph: 784 pixels, 10 and 20 feature maps, 50 hidden neurons, θ, "
            "a qubit and two answers. Arrow keys move, Enter chooses."
        ),
        "heads": [
            gettext("784 pixels"), gettext("10 maps"), gettext("20 maps"),
            gettext("50 hidden neurons"), "θ", gettext("1 qubit"), gettext("answer"),
        ],
        "names": {
            "image": gettext("Image"),
            "conv1": gettext("First map {n}"),
            "conv2": gettext("Second map {n}"),
            "hidden": gettext("Hidden neuron {n}"),
            "theta": "θ",
            "qubit": gettext("Qubit"),
            "answer": gettext("Answer {n}"),
        },
        "image": gettext("{name}: 28 × 28 pixels"),
        "conv1": gettext("{name}: at most {value}"),
        "conv2": gettext("{name}: at most {value}"),
        "hidden": "{name}: {value}",
        "theta": gettext("{name}: {value} radians"),
        "qubit": gettext("{name}: turned by {value} radians"),
        "answer": "{name}: {value}",
        "pixel": gettext("Row {row}, column {column}: {value}"),
        "pick": gettext("{name}. Choose a pixel with the arrow keys."),
        "lit": gettext("{n} of the 784 numbers are above 0."),
        "pooled": gettext("Of these four sums, the largest is kept: {sums}."),
        "channels": gettext("What each first map adds"),
        "channel": gettext("First map {n} adds {value}"),
        "window": gettext("Pixel × weight. Click one to change its weight."),
        "columns": [
            gettext("input"), gettext("value"), gettext("weight"), "", gettext("product"),
        ],
        "input": gettext("map {n} ({row}, {column})"),
        "neuron": gettext("neuron {n}"),
        "weightOf": gettext("Weight of {name}"),
        "biasOf": gettext("bias"),
        "allWeights": gettext("all weights"),
        "others": gettext("the other {n}"),
        "sum": gettext("sum = θ"),
        "kept": gettext("sum: above 0, so it is kept"),
        "cut": gettext("sum: not above 0, so it becomes 0"),
        "back": gettext("Put the weights back"),
        "save": gettext("Save SVG"),
        "changed": gettext(
            "You have changed weights, in this picture only. The trained network stays as it is "
            "on all other pages."
        ),
        "result": gettext("θ = {theta} rad, so P(1) = {p}"),
        "formula": "P(1) = (1 + sin θ)/2 = (1 + {sine})/2 = {p}",
        "shots": gettext("{bit}: {count} of {shots} shots. Exact: {p}"),
        "state": gettext("State: {zero} |0⟩ + {one} |1⟩"),
        "squared": "P({bit}) = {amplitude}² = {p}",
    }  # fmt: skip
