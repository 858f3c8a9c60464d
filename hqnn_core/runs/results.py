"""What a trained network reads correctly and wrongly, from the end of its run.

Shapes: N test images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hqnn_core.config import ModelConfig
from hqnn_core.network import class_probability


@dataclass(frozen=True)
class Mistake:
    """A test image that was misread.

    Attributes:
        index: of the image among the test images.
        truth, answer: class indices.
        theta: the angle it got, radians.
        probability: of the answer, as measured.
        exact: P(answer) at that angle, without shots and noise.
    """

    index: int
    truth: int
    answer: int
    theta: float
    probability: float
    exact: float


def answers(probabilities: Sequence[float]) -> list[int]:
    """The more probable class for each P(class 1) (N,); even odds give class 0."""
    return [int(p > 0.5) for p in probabilities]


def confusion(labels: Sequence[int], probabilities: Sequence[float]) -> list[list[int]]:
    """Count the images of class i (row) that were read as class j (column), 2 x 2."""
    counts = [[0, 0], [0, 0]]
    for label, answer in zip(labels, answers(probabilities), strict=True):
        counts[label][answer] += 1
    return counts


def mistakes(
    labels: Sequence[int],
    thetas: Sequence[float],
    probabilities: Sequence[float],
    config: ModelConfig,
) -> list[Mistake]:
    """The misread images, those whose angle is most clearly wrong first.

    A probability measured with few shots says little about an image; its angle says everything.
    """
    exact = class_probability(config, thetas).tolist() if len(thetas) else []
    found = [
        Mistake(i, label, answer, theta, *((p, e) if answer else (1 - p, 1 - e)))
        for i, (label, answer, theta, p, e) in enumerate(
            zip(labels, answers(probabilities), thetas, probabilities, exact, strict=True)
        )
        if label != answer
    ]
    return sorted(found, key=lambda mistake: -mistake.exact)
