"""The losses that training minimises.

Shapes: B images, C classes.
"""

from __future__ import annotations

from torch import Tensor

PSEUDO_PROBABILITY = 1e-3
"""Added to each probability in the logarithm: few shots often measure a probability of 0."""


def negative_log_likelihood(probabilities: Tensor, labels: Tensor) -> Tensor:
    """Mean of -log P(correct class), for probabilities (B, C) and class indices (B,).

    A sampled probability of 0 gives a finite value and gradient: `PSEUDO_PROBABILITY` is added to
    each class first (additive smoothing).
    """
    n_classes = probabilities.shape[1]
    smoothed = (probabilities + PSEUDO_PROBABILITY) / (1 + n_classes * PSEUDO_PROBABILITY)
    return -smoothed.gather(1, labels[:, None]).log().mean()


def chapter_loss(probabilities: Tensor, labels: Tensor) -> Tensor:
    """Mean of -P(correct class), as the chapter recorded it: 1 - P(correct) without the 1."""
    return -probabilities.gather(1, labels[:, None]).mean()
