"""Confusion matrix and misread test images of a finished run.

Shapes: N test images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hqnn_core.config import ModelConfig
from hqnn_core.network import Finished, class_probability


@dataclass(frozen=True)
class Mistake:
    """A test image that was misread.

    Attributes:
        index: of the image among the test images.
        truth, answer: class indices.
        probability: of the answer, as measured.
        theta: the angle it got, radians; None of a network with more than one.
        exact: P(answer) at that angle, without shots and noise; None likewise.
    """

    index: int
    truth: int
    answer: int
    probability: float
    theta: float | None = None
    exact: float | None = None


def confusion(labels: Sequence[int], answers: Sequence[int], n_classes: int) -> list[list[int]]:
    """Count the images of class i (row) that were read as class j (column), C x C."""
    counts = [[0] * n_classes for _ in range(n_classes)]
    for label, answer in zip(labels, answers, strict=True):
        counts[label][answer] += 1
    return counts


def mistakes(labels: Sequence[int], end: Finished, config: ModelConfig) -> list[Mistake]:
    """The misread test images, the most clearly wrong first: by the exact P(answer) if it is known.

    A probability measured with few shots says little about an image; its angle says everything.
    """
    wrong = [i for i, label in enumerate(labels) if label != end.test_answers[i]]
    found = [Mistake(i, labels[i], end.test_answers[i], end.test_probabilities[i]) for i in wrong]
    if wrong and end.test_thetas:
        thetas = [end.test_thetas[i] for i in wrong]
        ones = class_probability(config, thetas).tolist()
        found = [
            replace(mistake, theta=theta, exact=p if mistake.answer else 1 - p)
            for mistake, theta, p in zip(found, thetas, ones, strict=True)
        ]
    return sorted(found, key=_how_wrong)


def _how_wrong(mistake: Mistake) -> float:
    return -(mistake.probability if mistake.exact is None else mistake.exact)
