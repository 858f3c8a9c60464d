"""A network's prediction for one drawing, and measurements of its circuit.

Shapes: one image (1, 1, 28, 28) in [0, 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from hqnn_core.config import ModelConfig
from hqnn_core.drawing.novelty import NoveltyDetector, has_several_digits
from hqnn_core.network import Activations, ClassicalTwin, HybridNet
from hqnn_core.quantum import Engine, exact_engine


@dataclass(frozen=True)
class Prediction:
    """The exact prediction for one drawing, and the result of the novelty detector.

    Attributes:
        image: (1, 1, 28, 28).
        inside: the values of the classical part.
        network: the network that predicts.
        exact: the exact probabilities of its digits, (C,).
        exact_expectations: of its qubits, (n,).
        is_digit: whether the image looks like one of the digits; None if the detector knows
            others.
        score: the detector's, see `NoveltyDetector.score`.
        has_several_digits: see `novelty.has_several_digits`.
    """

    image: Tensor
    inside: Activations
    network: HybridNet | ClassicalTwin
    exact: tuple[float, ...]
    exact_expectations: tuple[float, ...]
    is_digit: bool | None
    score: float
    has_several_digits: bool

    @property
    def config(self) -> ModelConfig:
        return self.network.config

    @property
    def thetas(self) -> tuple[float, ...]:
        """The outputs of the classical part, (n,): radians, or a twin's values."""
        return tuple(self.inside.theta[0].tolist())

    @property
    def theta(self) -> float:
        """The first of them; the chapter's network has no other."""
        return self.thetas[0]

    @property
    def is_blank(self) -> bool:
        return not bool(self.image.any())

    @property
    def is_neither(self) -> bool:
        """Whether the drawing is known to be none of the network's digits."""
        return self.is_digit is False or self.is_blank


@dataclass(frozen=True)
class Measurement:
    """The result of one measurement; exact if `shots` is None.

    Attributes:
        shares: the probabilities of the classes, (C,): of one qubit, the shares of its outcomes.
        shots: of the circuit.
        expectations: of the qubits, (n,).
    """

    shares: tuple[float, ...]
    shots: int | None
    expectations: tuple[float, ...] = ()

    @property
    def label(self) -> int:
        """The class with the largest share; in a tie, the first."""
        return self.shares.index(max(self.shares))

    @property
    def share(self) -> float:
        """The largest share."""
        return max(self.shares)

    @property
    def is_tie(self) -> bool:
        """Whether several classes have the largest share."""
        return self.shares.count(self.share) > 1


def predict(
    image: Tensor, network: HybridNet | ClassicalTwin, detector: NoveltyDetector
) -> Prediction:
    """Predict an image (1, 1, 28, 28) exactly, and score it with the detector."""
    inside = network.activations(image)
    exact = network.measure(inside.theta, exact_engine())
    score = float(detector.score(image)[0])
    several = bool(has_several_digits(image)[0])
    is_digit = score <= detector.limit and not several
    return Prediction(
        image=image,
        inside=inside,
        network=network,
        exact=tuple(exact.probabilities[0].tolist()),
        exact_expectations=tuple(exact.expectations[0].tolist()),
        is_digit=is_digit if detector.knows(network.config.digits) else None,
        score=score,
        has_several_digits=several,
    )


def measurements(prediction: Prediction, engine: Engine, repeats: int = 1) -> list[Measurement]:
    """Measure the circuit at the prediction's angles `repeats` times, each with the engine's shots.

    A classical twin has no circuit: its exact probabilities are returned instead.
    """
    if prediction.config.kind == "classical":
        return [Measurement(prediction.exact, None, prediction.exact_expectations)] * repeats
    found = prediction.network.measure(prediction.inside.theta.expand(repeats, -1), engine)
    rows = zip(found.probabilities.tolist(), found.expectations.tolist(), strict=True)
    return [Measurement(tuple(shares), engine.shots, tuple(values)) for shares, values in rows]


def most_frequent(found: Sequence[Measurement]) -> int:
    """The most frequent class of some measurements; in a tie, the first."""
    labels = [measurement.label for measurement in found]
    return min(labels, key=lambda label: (-labels.count(label), label))


def majority_probability(p_one: float, shots: int) -> float:
    """P(the answer is class 1): P(more than half of the shots are 1), each with P = `p_one`."""
    from scipy.special import bdtrc  # takes 0.1 s

    return float(bdtrc(shots // 2, shots, p_one))
