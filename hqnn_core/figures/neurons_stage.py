"""What the stage of the Neurons page draws, as plain values for the browser."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from torch import Tensor

from hqnn_core.language import N_
from hqnn_core.network import HybridNet, Passage
from hqnn_core.quantum import ExpectationCurve, sine_through, start_angle
from hqnn_core.words.neurons import layer_texts, neuron_labels

STEPS = (N_("image"), N_("maps"), N_("hidden"), "θ", N_("qubit"), N_("answer"))
LAYERS = ("conv1", "conv2", "dense1", "dense2")


def neurons_stage(network: HybridNet, passage: Passage, curve: ExpectationCurve) -> dict[str, Any]:
    """An image, all weights of the network, and one measurement; `curve` is of <Z> over theta.

    The browser computes every neuron from them, with the trained weights and with changed ones.
    """
    layers = {name: getattr(network.classical, name) for name in LAYERS}
    return {
        "image": packed(passage.image),
        "layers": {
            name: {"weights": packed(layer.weight), "biases": packed(layer.bias)}
            for name, layer in layers.items()
        },
        "counts": passage.counts,
        "curve": sine_through(curve.theta, -curve.exact),
        "start": start_angle(network.config.hadamard),
        "texts": layer_texts(),
        "labels": neuron_labels(),
    }


def packed(values: Tensor) -> dict[str, Any]:
    """A tensor's values, row by row, as base64 of little-endian int16, times a scale.

    They are accurate to 1/65,534 of the largest, and take half the room of float32.
    """
    numbers = values.numpy(force=True).astype(np.float64)
    scale = max(float(np.abs(numbers).max()), 1e-9) / np.iinfo(np.int16).max
    content = np.rint(numbers / scale).astype("<i2").tobytes()
    return {"scale": scale, "values": base64.b64encode(content).decode("ascii")}
