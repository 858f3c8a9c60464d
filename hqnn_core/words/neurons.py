"""Text of the Neurons page: what each layer computes, and the names on its picture."""

from __future__ import annotations


def layer_texts() -> dict[str, str]:
    """Explanation of each layer, by the layer's name."""
    after = "Max-pooling keeps the largest of four neighbouring sums. Below 0, ReLU makes it 0."
    return {
        "image": (
            "The input is 28 × 28 = 784 numbers: the brightness of each pixel. A network is a "
            "function made of many small functions, its neurons. Each edge carries a number to the "
            "next layer and none leads back: this is a feed-forward network."
        ),
        "conv1": (
            "Each pixel of a map is a neuron: it adds up 5 × 5 pixels of the image, times weights, "
            f"and a bias. All pixels of a map have the same 25 weights. {after}"
        ),
        "conv2": (
            "Each pixel of these maps adds up 5 × 5 pixels of each of the 10 first maps, times "
            f"weights, and a bias. {after}"
        ),
        "hidden": (
            "Each of the 50 neurons multiplies the 320 numbers of the small maps by its weights "
            "and adds a bias. ReLU turns a negative sum into 0. Layers between input and output "
            "are called hidden. Orange: towards 1. Blue: towards 0."
        ),
        "theta": (
            "The last neuron adds up the 50 hidden ones. Orange edges add to θ, towards 1; blue "
            "edges subtract from it, towards 0. Here the classical part ends: θ goes to the qubit."
        ),
        "qubit": (
            "H makes 0 and 1 equally likely, then RY rotates the state by θ: this is a "
            "parameterised circuit. It has no weights of its own. Training changes the layers "
            "before it, and they change θ."
        ),
        "answer": (
            "Each shot gives 0 or 1 at random, with these probabilities. The more frequent outcome "
            "is the answer."
        ),
    }


def neuron_labels() -> dict[str, str]:
    """Names of layers, neurons and controls; braces are filled in the browser."""
    return {
        "graph": (
            "The network as a graph: 784 pixels, 10 and 20 feature maps, 50 hidden neurons, θ, "
            "a qubit and two answers. Arrow keys move, Enter chooses."
        ),
        "heads": "784 pixels|10 maps|20 maps|50 hidden neurons|θ|1 qubit|answer",
        "image": "Image: 28 × 28 pixels",
        "conv1": "First map {n}: at most {value}",
        "conv2": "Second map {n}: at most {value}",
        "hidden": "Hidden neuron {n}: {value}",
        "theta": "θ: {value} radians",
        "qubit": "Qubit: rotated by {value} radians",
        "answer": "Answer {n}: {value}",
        "pixel": "Row {row}, column {column}: {value}",
        "pick": "{name}. Choose a pixel with the arrow keys.",
        "lit": "{n} of the 784 numbers are above 0.",
        "pooled": "Pooling keeps the largest of {sums}.",
        "channels": "What each first map adds",
        "channel": "First map {n} adds {value}",
        "window": "Pixel × weight. Click one to change its weight.",
        "columns": "input|value|weight||product",
        "input": "map {n} ({row}, {column})",
        "neuron": "neuron {n}",
        "cell": "({row}, {column})",
        "weightOf": "Weight of {name}",
        "biasOf": "bias",
        "allWeights": "all weights",
        "others": "{n} other {kind}",
        "products": "products",
        "inputs": "inputs",
        "neurons": "neurons",
        "sum": "sum = θ",
        "kept": "sum; ReLU keeps it",
        "cut": "sum; ReLU makes it 0",
        "back": "Put the weights back",
        "save": "Save SVG",
        "changed": (
            "You have changed weights, in this picture only. The trained network stays as it is "
            "on all other pages."
        ),
        "result": "θ = {theta} rad, so P(1) = {p}",
        "formula": "P(1) = (1 + sin θ)/2 = (1 + {sine})/2 = {p}",
        "shots": "{bit}: {count} of {shots} shots. Exact: {p}",
        "state": "State: {zero} |0⟩ + {one} |1⟩",
        "squared": "P({bit}) = {amplitude}² = {p}",
    }
