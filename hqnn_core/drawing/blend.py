"""A doubtful image: a mixture of two real digits to which a network gives even odds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from hqnn_core.drawing.novelty import NoveltyDetector
from hqnn_core.network import ClassicalTwin, HybridNet, class_probability

N_SHARES = 25
EVEN_ENOUGH = 0.1
"""P(class 1) is this close to 0.5: with 1 shot, the answer is random."""


@dataclass(frozen=True)
class Blend:
    """A mean of two real images, pixel by pixel.

    Attributes:
        image: (1, 1, 28, 28) in [0, 1].
        digits: of the two images.
        share: of the second image; the rest is the first.
        p_one: the network's exact P(class 1).
    """

    image: Tensor
    digits: tuple[int, ...]
    share: float
    p_one: float


def blend_in_doubt(
    network: HybridNet | ClassicalTwin, detector: NoveltyDetector, firsts: Tensor, seconds: Tensor
) -> Blend:
    """The blend closest to even odds, from images (N, 1, 28, 28) of the network's two digits.

    Blends that the detector takes for neither digit are left out, if it knows the digits.
    """
    shares = torch.linspace(0.2, 0.8, N_SHARES)
    weights = shares.reshape(1, 1, -1, 1, 1, 1)
    images = (1 - weights) * firsts[:, None, None] + weights * seconds[None, :, None]
    images = images.flatten(0, 2)
    ones = class_probability(network.config, network.activations(images).theta[:, 0].tolist())
    off = np.abs(ones - 0.5)
    if detector.knows(network.config.digits):
        off = off + ~detector.is_digit(images).numpy()
    best = int(off.argmin())
    share = float(shares[best % N_SHARES])
    return Blend(images[[best]], network.config.digits, share, float(ones[best]))
