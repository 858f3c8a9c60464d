"""Sensitivity map: the slope of a class's probability over each pixel of an image."""

from __future__ import annotations

from collections.abc import Collection

import torch
from torch import Tensor

from hqnn_core.network import HybridNet
from hqnn_core.quantum import QuantumLayer, exact_engine

N_MOST = 50
"""The number of pixels that are called the most sensitive."""


def sensitivity(network: HybridNet, image: Tensor, label: int) -> Tensor:
    """dP(class `label`)/d(pixel), (28, 28), at an image (1, 1, 28, 28) in [0, 1].

    The slope of the qubit is found by parameter shift with exact expectations; backpropagation
    leads from its angle to the pixels. The network must be in eval mode, and does not change.
    """
    layer = QuantumLayer(network.quantum.ansatz, exact_engine())
    layer.weights = network.quantum.weights
    pixels = image.detach().clone().requires_grad_()
    with torch.enable_grad():
        shares = network.probabilities(layer(network.classical(pixels)))
        (slopes,) = torch.autograd.grad(shares[0, label], pixels)
    return slopes[0, 0]


def most_sensitive(slopes: Tensor, n: int = N_MOST) -> frozenset[int]:
    """The numbers, row by row from 0, of the at most n pixels with the steepest slopes, not 0."""
    steepest = slopes.flatten().abs().topk(n)
    return frozenset(steepest.indices[steepest.values > 0].tolist())


def n_among_most(slopes: Tensor, changed: Collection[int]) -> int:
    """How many of the changed pixels are among the most sensitive ones."""
    return len(most_sensitive(slopes).intersection(changed))
