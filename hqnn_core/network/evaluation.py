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

NEARLY_ONE = 0.99999


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
        """The probability of each answer, (N,), rounded; one near 1 to `NEARLY_ONE`, not to 1."""
        exact = self.probabilities.amax(1).tolist()
        rounded = (min(round(p, TEST_DIGITS), NEARLY_ONE) for p in exact)
        return tuple(1.0 if p == 1 else r for p, r in zip(exact, rounded, strict=True))

    @property
    def measures(self) -> tuple[float, float, float, int]:
        """nll, chapter loss, accuracy, and on how many images."""
        accuracy = (self.answers == self.labels).double().mean().item()
        nll = negative_log_likelihood(self.probabilities, self.labels).item()
        chapter = chapter_loss(self.probabilities, self.labels).item()
        return nll, chapter, accuracy, len(self.labels)


def correct_text(right: int, n_test: int) -> str:
    """How many images are read correctly, and in percent: 0 or 100 only if none or all are."""
    share, places = 100 * right / n_test, 2
    while 0 < right < n_test and round(share, places) in (0, 100):
        places += 1  # only what is exactly 0 or 100 % is called so
    return f"{right:,} of {n_test:,} test images correct, {round(share, places):.10g} %"


def _rounded(values: Tensor) -> tuple[float, ...]:
    return tuple(round(value, TEST_DIGITS) for value in values.tolist())
