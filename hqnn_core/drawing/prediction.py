"""What a network predicts for one drawing, and what is measured of it.

Shapes: one image (1, 1, 28, 28) in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from hqnn_core.config import ModelConfig
from hqnn_core.drawing.novelty import NoveltyDetector
from hqnn_core.network import IMAGE_SIDE, Activations, ClassicalTwin, HybridNet, class_probability
from hqnn_core.quantum import Engine, ry_circuit

BLANK = torch.zeros(1, 1, IMAGE_SIDE, IMAGE_SIDE)
"""The image of an empty canvas."""


@dataclass(frozen=True)
class Prediction:
    """What a network makes of one drawing before its qubit is measured, exactly, and whether the
    drawing looks like a digit at all.

    Attributes:
        image: (1, 1, 28, 28).
        inside: the values of the classical part.
        config: of the network.
        exact: the exact probabilities of its two digits.
        is_digit: whether the image looks like a 0 or a 1; None if the network is for other
            digits.
        score: how strange the image is, the logarithm of the odds for "neither".
    """

    image: Tensor
    inside: Activations
    config: ModelConfig
    exact: tuple[float, float]
    is_digit: bool | None
    score: float

    @property
    def theta(self) -> float:
        """The number that the classical part ends with: radians, or a twin's logit."""
        return float(self.inside.theta[0, 0])

    @property
    def is_blank(self) -> bool:
        return not bool(self.image.any())

    @property
    def is_neither(self) -> bool:
        """Whether the drawing is known to be none of the network's digits."""
        return self.is_digit is False or self.is_blank


@dataclass(frozen=True)
class Measurement:
    """One measurement's shares of the two outcomes; exact if `shots` is None."""

    shares: tuple[float, float]
    shots: int | None

    @property
    def label(self) -> int:
        """The class of the larger share; even shares give class 0."""
        return int(self.shares[1] > self.shares[0])

    @property
    def share(self) -> float:
        """The larger share."""
        return max(self.shares)


def predict(
    image: Tensor, network: HybridNet | ClassicalTwin, detector: NoveltyDetector
) -> Prediction:
    """Judge an image (1, 1, 28, 28): the network's last number and the detector's score."""
    inside = network.activations(image)
    p_one = float(class_probability(network.config, inside.theta[:, 0].tolist())[0])
    score = float(detector.score(image)[0])
    return Prediction(
        image=image,
        inside=inside,
        config=network.config,
        exact=(1 - p_one, p_one),
        is_digit=score <= detector.limit if detector.knows(network.config.digits) else None,
        score=score,
    )


def measurements(prediction: Prediction, engine: Engine, repeats: int = 1) -> list[Measurement]:
    """Measure the qubit at the prediction's angle `repeats` times, each with the engine's shots.

    A classical twin has no qubit: its exact probabilities are returned instead.
    """
    if prediction.config.kind == "classical":
        return [Measurement(prediction.exact, None)] * repeats
    ansatz = ry_circuit(prediction.config.hadamard)
    found = engine.probabilities(ansatz, [[prediction.theta]] * repeats).tolist()
    return [Measurement((zero, one), engine.shots) for zero, one in found]


def majority_probability(p_one: float, shots: int) -> float:
    """P(the answer is class 1): P(more than half of the shots are 1), each with P = `p_one`."""
    from scipy.special import bdtrc  # 0.1 s, and not needed until the answers are counted

    return float(bdtrc(shots // 2, shots, p_one))
