"""A pixel attack: the fewest pixels that turn a network's answer, found along its gradient.

A greedy search in the manner of the saliency maps of N. Papernot and others, IEEE EuroS&P 2016: the
pixel that moves the answer most is set to black or white, until the answer turns.

Shapes: B images.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor

from hqnn_core.network.model import ClassicalTwin, HybridNet

Way = Literal["answer", "angle"]
"""The gradient of P(1), through the qubit or the sigmoid, or of the number in front of it."""
MOST = 60
"""The search gives up after this many pixels."""


def turned(network: HybridNet | ClassicalTwin, images: Tensor, way: Way) -> tuple[Tensor, Tensor]:
    """The images (B, 1, 28, 28) after the attack, and the changed pixels (B,); -1 if not turned."""
    network.eval()
    images, start = images.clone(), network.classify(images).labels
    counts, left = torch.full((len(images),), -1), torch.arange(len(images))
    changed = torch.zeros(len(images), images[0].numel(), dtype=torch.bool)
    for step in range(MOST + 1):
        is_turned = network.classify(images[left]).labels != start[left]
        counts[left[is_turned]], left = step, left[~is_turned]
        if step == MOST or not len(left):
            break
        slopes = _slopes(network, images[left], way) * (1 - 2 * start[left])[:, None]
        pixels = images[left].flatten(1)
        gains = torch.maximum(slopes * (1 - pixels), -slopes * pixels)
        best = gains.masked_fill(changed[left], -1).argmax(1)
        rows = torch.arange(len(left))
        images.view(len(images), -1)[left, best] = (slopes[rows, best] > 0).float()
        changed[left, best] = True
    return images, counts


def _slopes(network: HybridNet | ClassicalTwin, images: Tensor, way: Way) -> Tensor:
    """Of P(1) or of the angle, by pixel, (B, 784)."""
    images = images.clone().requires_grad_()
    found = network(images)[:, 1] if way == "answer" else network.classical(images)[:, 0]
    return torch.autograd.grad(found.sum(), images)[0].flatten(1)
