"""An image in doubt: two real digits laid over each other until a network gives even odds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from hqnn_core.curves import class_probability
from hqnn_core.model import ClassicalTwin, HybridNet
from hqnn_core.novelty import NoveltyDetector
from hqnn_core.numbers import number_text, percent_text

N_SHARES = 25
EVEN_ENOUGH = 0.1
"""P(class 1) within so much of 0.5: with 1 shot the answer flips."""


@dataclass(frozen=True)
class Blend:
    """A mean of two real images, pixel by pixel.

    Attributes:
        image: (1, 1, 28, 28) in [0, 1].
        digits: of the two images.
        share: of the second image; the rest is the first.
        one: the network's exact P(class 1).
    """

    image: Tensor
    digits: tuple[int, ...]
    share: float
    one: float


def blend_in_doubt(
    network: HybridNet | ClassicalTwin, detector: NoveltyDetector, firsts: Tensor, seconds: Tensor
) -> Blend:
    """The blend nearest to even odds, of images (N, 1, 28, 28) of the network's two digits.

    One that the detector takes for neither digit is left out, where it knows the digits.
    """
    shares = torch.linspace(0.2, 0.8, N_SHARES)
    weights = shares.reshape(1, 1, -1, 1, 1, 1)
    images = (1 - weights) * firsts[:, None, None] + weights * seconds[None, :, None]
    images = images.flatten(0, 2)
    ones = class_probability(network.config, network.activations(images).theta[:, 0].tolist())
    off = np.abs(ones - 0.5)
    if set(network.config.digits) == {0, 1}:
        off = off + ~detector.is_digit(images).numpy()
    best = int(off.argmin())
    share = float(shares[best % N_SHARES])
    return Blend(images[[best]], network.config.digits, share, float(ones[best]))


def blend_text(blend: Blend) -> str:
    """What the image is made of, and what to expect of it."""
    first, second = blend.digits
    odds = f"P({second}) = {number_text(blend.one)}"
    made = (
        f"The last one is made of two: {percent_text(1 - blend.share)} of a {first} and "
        f"{percent_text(blend.share)} of a {second}, one over the other."
    )
    if abs(blend.one - 0.5) <= EVEN_ENOUGH:
        return f"{made} {odds}: with 1 shot its answer flips."
    return f"{made} {odds}: no nearer to even odds was found."
