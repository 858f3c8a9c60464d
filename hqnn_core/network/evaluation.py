"""A network's answers to the test images, and how good they are."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from hqnn_core.network.losses import chapter_loss, negative_log_likelihood
from hqnn_core.network.model import ClassicalTwin, HybridNet

EVALUATION_BATCH = 256

TEST_DIGITS = 4
"""Decimal places of what a run keeps of each test image."""


def tested(model: HybridNet | ClassicalTwin, images: Tensor, labels: Tensor) -> TestResult:
    """Classify images (N, 1, 28, 28) in batches, and keep them beside their labels (N,)."""
    answers = [model.classify(part) for part in images.split(EVALUATION_BATCH)]
    thetas = torch.cat([answer.theta for answer in answers])
    return TestResult(labels, torch.cat([answer.probabilities for answer in answers]), thetas)


@dataclass(frozen=True)
class TestResult:
    """What a network says of labelled images.

    Attributes:
        labels: class indices, (N,).
        probabilities: of the classes, (N, C).
        thetas: the last hidden values, (N, n), radians.
    """

    labels: Tensor
    probabilities: Tensor
    thetas: Tensor

    @property
    def answers(self) -> Tensor:
        return self.probabilities.argmax(1)

    @property
    def rounded_thetas(self) -> tuple[float, ...]:
        """The angle of each image, (N,), rounded; empty where a network has more than one."""
        return _rounded(self.thetas[:, 0]) if self.thetas.shape[1] == 1 else ()

    @property
    def rounded_probabilities(self) -> tuple[float, ...]:
        """The probability of each answer, (N,), rounded."""
        return _rounded(self.probabilities.amax(1))

    @property
    def measures(self) -> tuple[float, float, float, int]:
        """nll, chapter loss, accuracy, and on how many images."""
        accuracy = (self.answers == self.labels).double().mean().item()
        nll = negative_log_likelihood(self.probabilities, self.labels).item()
        chapter = chapter_loss(self.probabilities, self.labels).item()
        return nll, chapter, accuracy, len(self.labels)


def _rounded(values: Tensor) -> tuple[float, ...]:
    return tuple(round(value, TEST_DIGITS) for value in values.tolist())
