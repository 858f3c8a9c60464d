"""How much each connection of the network carries for one image.

A connection carries weight times value, summed over the pixels of maps.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from hqnn_core.network.classical_part import Activations
from hqnn_core.network.model import ClassicalTwin, HybridNet


@dataclass(frozen=True)
class Connections:
    """The values that pass between the layers for one image.

    Attributes:
        image_to_maps: mean value of each first feature map, (10,), at least 0.
        maps_to_maps: norm of the filter times the mean of the map it reads, (10, 20).
        maps_to_hidden: what each second map adds to each hidden neuron, (20, 50), signed.
        hidden_bias: the bias of each hidden neuron, (50,). Its value is the sum of both, or 0 if
            that is negative.
        hidden_to_theta: what each hidden neuron adds to theta, (50,), radians, signed.
        bias: of theta, radians: theta = hidden_to_theta.sum() + bias.
    """

    image_to_maps: Tensor
    maps_to_maps: Tensor
    maps_to_hidden: Tensor
    hidden_bias: Tensor
    hidden_to_theta: Tensor
    bias: float


@torch.no_grad()
def connections_of(network: HybridNet | ClassicalTwin, inside: Activations) -> Connections:
    """The connections of `inside`, the activations (1, ...) of one image."""
    layers = network.classical
    first, second, hidden = inside.conv1[0], inside.conv2[0], inside.hidden[0]
    filters = layers.conv2.weight.flatten(2).norm(dim=2)  # (20, 10)
    dense = layers.dense1.weight.double().unflatten(1, (second.shape[0], -1))  # (50, 20, 16)
    return Connections(
        image_to_maps=first.mean(dim=(1, 2)),
        maps_to_maps=filters.T * first.mean(dim=(1, 2))[:, None],
        maps_to_hidden=(dense * second.flatten(1)).sum(dim=2).T,
        hidden_bias=layers.dense1.bias.clone(),
        hidden_to_theta=layers.dense2.weight[0].double() * hidden,
        bias=float(layers.dense2.bias[0]),
    )
