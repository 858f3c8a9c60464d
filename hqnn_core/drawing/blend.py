"""An ambiguous image: a blend of two real digits with even odds for both."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from hqnn_core.drawing.novelty import NoveltyDetector
from hqnn_core.network import ClassicalTwin, HybridNet
from hqnn_core.quantum import exact_engine

N_SHARES = 25
N_OF_A_KIND = 6
EVEN_ENOUGH = 0.1
"""The largest difference of both probabilities from 0.5 in an ambiguous image."""


@dataclass(frozen=True)
class Blend:
    """A weighted mean of two real images.

    Attributes:
        image: (1, 1, 28, 28) in [0, 1].
        digits: of the two images.
        share: of the second image; the rest is the first.
        odds: the network's exact probabilities of the two digits.
    """

    image: Tensor
    digits: tuple[int, int]
    share: float
    odds: tuple[float, float]

    @property
    def is_in_doubt(self) -> bool:
        return all(abs(p - 0.5) <= EVEN_ENOUGH for p in self.odds)


def blend_in_doubt(
    network: HybridNet | ClassicalTwin, detector: NoveltyDetector, images: Tensor, labels: Tensor
) -> Blend:
    """The blend closest to even odds, of images (N, 1, 28, 28) of the network's digits.

    Of many digits, the two are blended that the network confuses most. Blends that the detector
    rejects are left out, if it knows the digits.
    """
    one, other = _alike(network, images, labels)
    firsts, seconds = (images[labels == k][:N_OF_A_KIND] for k in (one, other))
    shares = torch.linspace(0.2, 0.8, N_SHARES)
    weights = shares.reshape(1, 1, -1, 1, 1, 1)
    blends = (1 - weights) * firsts[:, None, None] + weights * seconds[None, :, None]
    blends = blends.flatten(0, 2)
    odds = network.classify(blends, exact_engine()).probabilities[:, [one, other]]
    off = (odds - 0.5).abs().amax(1)
    if detector.knows(network.config.digits):
        off = off + ~detector.is_digit(blends)
    best = int(off.argmin())
    digits = network.config.digits[one], network.config.digits[other]
    first, second = odds[best].tolist()
    return Blend(blends[[best]], digits, float(shares[best % N_SHARES]), (first, second))


def _alike(network: HybridNet | ClassicalTwin, images: Tensor, labels: Tensor) -> tuple[int, int]:
    """The two classes whose images get most of each other's probability, in ascending order."""
    n = network.config.n_classes
    found = network.classify(images, exact_engine()).probabilities
    shares = torch.stack([found[labels == k].mean(0) for k in range(n)])  # (C, C)
    one, other = divmod(int((shares + shares.T).triu(1).argmax()), n)
    return one, other
