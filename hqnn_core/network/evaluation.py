"""Evaluation of a network on test images: of all at the end, of a few probe images meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from hqnn_core.config import ModelConfig
from hqnn_core.network.data import Digits
from hqnn_core.network.events import Finished
from hqnn_core.network.losses import chapter_loss, negative_log_likelihood
from hqnn_core.network.model import ClassicalTwin, HybridNet, build_model, class_probability
from hqnn_core.quantum import exact_engine

EVALUATION_BATCH = 256
N_PROBES_PER_CLASS = 10

TEST_DIGITS = SHARE_DIGITS = 4
"""Decimal places of the results of each test image, and of the probe images' mean probabilities."""

NEARLY_ONE = 0.99999


def tested(model: HybridNet | ClassicalTwin, images: Tensor, labels: Tensor) -> TestResult:
    """Classify images (N, 1, 28, 28) in batches, for comparison with their labels (N,)."""
    answers = [model.classify(part) for part in images.split(EVALUATION_BATCH)]
    thetas = torch.cat([answer.theta for answer in answers])
    return TestResult(labels, torch.cat([answer.probabilities for answer in answers]), thetas)


@dataclass(frozen=True)
class TestResult:
    """A network's answers to labelled images.

    Attributes:
        labels: class indices, (N,).
        probabilities: of the classes, (N, C).
        thetas: angles, (N, n), radians.
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
        one_each = self.thetas[:, 0].tolist() if self.thetas.shape[1] == 1 else ()
        return tuple(round(theta, TEST_DIGITS) for theta in one_each)

    @property
    def rounded_probabilities(self) -> tuple[float, ...]:
        """The probability of each answer, (N,), rounded; below 1 at most `NEARLY_ONE`."""
        exact = self.probabilities.amax(1).tolist()
        rounded = (min(round(p, TEST_DIGITS), NEARLY_ONE) for p in exact)
        return tuple(1.0 if p == 1 else r for p, r in zip(exact, rounded, strict=True))

    @property
    def measures(self) -> tuple[float, float, float, int]:
        """nll, chapter loss, accuracy, and the number of images."""
        accuracy = (self.answers == self.labels).double().mean().item()
        nll = negative_log_likelihood(self.probabilities, self.labels).item()
        chapter = chapter_loss(self.probabilities, self.labels).item()
        return nll, chapter, accuracy, len(self.labels)


def correct_text(right: int, n_test: int) -> str:
    """The number of correct images, and in percent: 0 or 100 only if none or all are."""
    share, places = 100 * right / n_test, 2
    while 0 < right < n_test and round(share, places) in (0, 100):
        places += 1
    return f"{right:,} of {n_test:,} test images correct, {round(share, places):.10g} %"


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
    return sorted(found, key=lambda m: -(m.probability if m.exact is None else m.exact))


def probe_classes(n: int) -> list[int]:
    """The class indices of `n` probe images of two classes, in the order of `probe_images`."""
    return [2 * i // n for i in range(n)]


def probe_images(data: Digits) -> tuple[Tensor, Tensor]:
    """The probe images that training reports: the first test images of each class; and labels."""
    return first_of_each(data.test_images, data.test_labels, N_PROBES_PER_CLASS)


def probe_report(
    model: HybridNet | ClassicalTwin, probes: Tensor, labels: Tensor
) -> dict[str, tuple[float, ...]]:
    """The probe images' angles or class probabilities, see `events`; no dropout, no random number.

    Empty if an angle is infinite or not a number, with which training ends.
    """
    thetas = model.activations(probes).theta
    is_one = model.config.has_one_angle
    if not thetas.isfinite().all():
        found: tuple[float, ...] = ()
    elif is_one:
        found = tuple(thetas[:, 0].tolist())
    else:
        shares = model.measure(thetas, exact_engine()).probabilities
        rows = [shares[labels == k].mean(0) for k in range(model.config.n_classes)]
        found = tuple(round(share, SHARE_DIGITS) for share in torch.cat(rows).tolist())
    return {"probe_thetas": found if is_one else (), "probe_shares": () if is_one else found}


def untrained_report(config: ModelConfig, data: Digits) -> dict[str, tuple[float, ...]]:
    """`probe_report` of an untrained network, as `Started` has it."""
    # The classical twin has the same angle and needs no circuit.
    model = ClassicalTwin(config) if config.has_one_angle else build_model(config.simulated())
    return probe_report(model, *probe_images(data))


def first_of_each(images: Tensor, labels: Tensor, n: int) -> tuple[Tensor, Tensor]:
    """The first `n` images of each class, or all if there are fewer."""
    rows = torch.cat([torch.nonzero(labels == k)[:n, 0] for k in labels.unique().tolist()])
    return images[rows], labels[rows]
