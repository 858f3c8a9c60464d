"""What a trained network got right and wrong, from the end of its run.

Shapes: N test images.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hqnn_core.config import ModelConfig
from hqnn_core.curves import class_probability
from hqnn_core.numbers import angle_text, number_text, percent_text, plural

MAX_COUNTED = 5_000
"""Shares come rounded to 4 digits: of more shots than this the count is not known."""


@dataclass(frozen=True)
class Mistake:
    """An image that was read wrong.

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
    """The class that each P(class 1) (N,) speaks for; even odds are for class 0."""
    return [int(p > 0.5) for p in probabilities]


def confusion(labels: Sequence[int], probabilities: Sequence[float]) -> list[list[int]]:
    """How many images of class i (row) were taken for class j (column), 2 x 2."""
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
    """The images read wrong, the one whose angle speaks most for the wrong digit first.

    A probability that was measured with few shots says little of an image, the angle says all.
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


def mistakes_text(found: Sequence[Mistake], n_images: int, config: ModelConfig) -> str:
    """How many there are and in what order, Markdown."""
    if not found:
        return f"All {plural(n_images, 'test image')} are read right."
    value = "angle" if config.kind == "hybrid" else "logit"
    start = f"**{len(found):,} of {plural(n_images, 'test image')}** read wrong."
    by_chance = sum(one.exact < 0.5 for one in found)
    if not by_chance:
        return f"{start} Those first whose {value} speaks most for the wrong digit:"
    cause = "shots" if config.noise == "none" else "shots or noise"
    return (
        f"{start} Of {by_chance:,} the angle is on the right side, and the {cause} made the "
        "mistake. Those first whose angle speaks most for the wrong digit:"
    )


def mistake_text(mistake: Mistake, config: ModelConfig) -> str:
    """What one image was read as, how that was measured, and what its angle says, one caption."""
    truth, answer = (config.digits[k] for k in (mistake.truth, mistake.answer))
    exact = f"P({answer}) = {percent_text(mistake.exact)} at"
    if config.kind == "classical":
        return f"{truth}, read as {answer}: {exact} the logit {number_text(mistake.theta)}"
    exact = f"{exact} θ = {angle_text(mistake.theta)}"
    if config.shots is None:
        return f"{truth}, read as {answer}: {exact}"
    if config.shots <= MAX_COUNTED:
        measured = (
            f"{round(mistake.probability * config.shots):,} of {plural(config.shots, 'shot')}"
        )
    else:
        measured = f"{percent_text(mistake.probability)} of {plural(config.shots, 'shot')}"
    without = "" if config.noise == "none" else " without noise"
    return f"{truth}, read as {answer} by {measured}; {exact}{without}"
