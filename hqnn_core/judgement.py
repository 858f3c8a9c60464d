"""What a network says of one drawing, and whether the drawing looks like one of its digits at all.

Shapes: one image (1, 1, 28, 28) in [0, 1].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from hqnn_core.circuit import ry_circuit
from hqnn_core.config import ModelConfig
from hqnn_core.curves import class_probability
from hqnn_core.drawing import IMAGE_SIDE
from hqnn_core.engines import Engine
from hqnn_core.model import Activations, ClassicalTwin, HybridNet
from hqnn_core.novelty import NoveltyDetector
from hqnn_core.text import measured_share_text

BLANK = torch.zeros(1, 1, IMAGE_SIDE, IMAGE_SIDE)
"""What an empty canvas gives."""


@dataclass(frozen=True)
class Judgement:
    """All of an answer that is certain before the qubit is measured.

    Attributes:
        image: (1, 1, 28, 28).
        inside: the values of the classical part.
        config: of the network.
        exact: the probabilities of its two digits, with endless shots.
        is_digit: whether the image looks like a 0 or a 1; None where only the network could say,
            which is one of other digits.
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
        """The angle, radians."""
        return float(self.inside.theta[0, 0])

    @property
    def is_blank(self) -> bool:
        return not bool(self.image.any())

    @property
    def is_neither(self) -> bool:
        """Whether it is known to be none of the network's digits."""
        return self.is_digit is False or self.is_blank


@dataclass(frozen=True)
class Measurement:
    """One measurement's shares of the two outcomes; `shots` None stands for exact ones."""

    shares: tuple[float, float]
    shots: int | None

    @property
    def label(self) -> int:
        """The class of the larger share; even shares are for class 0."""
        return int(self.shares[1] > self.shares[0])

    @property
    def share(self) -> float:
        """The larger share."""
        return max(self.shares)


def judge(
    image: Tensor, network: HybridNet | ClassicalTwin, detector: NoveltyDetector
) -> Judgement:
    """The network's angle for an image (1, 1, 28, 28), and the detector's opinion of the image."""
    inside = network.activations(image)
    one = float(class_probability(network.config, inside.theta[:, 0].tolist())[0])
    is_asked = set(network.config.digits) == {0, 1}
    score = float(detector.score(image)[0])
    return Judgement(
        image=image,
        inside=inside,
        config=network.config,
        exact=(1 - one, one),
        is_digit=score <= detector.limit if is_asked else None,
        score=score,
    )


def measurements(judgement: Judgement, engine: Engine, repeats: int = 1) -> list[Measurement]:
    """So many measurements of the qubit at the judgement's angle, each with the engine's shots.

    A classical twin has nothing to measure: its exact probabilities are given instead.
    """
    if judgement.config.kind == "classical":
        return [Measurement(judgement.exact, None)] * repeats
    ansatz = ry_circuit(judgement.config.hadamard)
    found = engine.expectations(ansatz, [[judgement.theta]] * repeats)[:, 0]
    return [Measurement(((1 + e) / 2, (1 - e) / 2), engine.shots) for e in found.tolist()]


def answer_text(judgement: Judgement, found: Measurement) -> str:
    """What was measured, as a sentence."""
    digit = judgement.config.digits[found.label]
    share = measured_share_text(found.share, found.shots)
    measured = "" if found.shots is None else "measured in "
    if judgement.is_blank:
        return (
            "The canvas is empty, or filled with one even colour. For a black image the circuit "
            f"would have said {digit}, {measured}{share}"
        )
    if judgement.is_neither:
        return (
            "This does not look like a 0 or a 1. The circuit would have said "
            f"{digit}, {measured}{share}"
        )
    return f"{measured}{share}"[:1].capitalize() + f"{measured}{share}"[1:]


def ground_text(judgement: Judgement, limit: float) -> str:
    """On what ground an image was taken for a digit, or for neither."""
    if judgement.is_digit is None:
        first, second = judgement.config.digits
        return (
            f"Whether a drawing looks like a {first} or a {second} at all is not checked: the "
            "check knows zeros and ones only."
        )
    side = "below" if judgement.is_digit else "above"
    return (
        "A small network of its own, which learned zeros and ones against other digits, letters "
        f"and scribbles, gives this drawing the score {judgement.score:.2g}, {side} its limit of "
        f"{limit:.2g}. Of digits 2 to 9 that people drew it turns down 93 to 98 %, of their zeros "
        "and ones 1.0 to 1.6 %."
    ).replace(" -", " −")


def majority_probability(one: float, shots: int) -> float:
    """P(the answer is class 1): that of more than half of the shots, each 1 with P = `one`."""
    from scipy.special import bdtrc  # 0.1 s, and not needed until the answers are counted

    return float(bdtrc(shots // 2, shots, one))


def answers_text(judgement: Judgement, found: Sequence[Measurement]) -> str:
    """What the last answers have in common, and what was to be expected of them."""
    digits = judgement.config.digits
    ones = sum(one.label for one in found)
    label = int(2 * ones > len(found))
    count = ones if label else len(found) - ones
    if found[-1].shots is None:
        return "Without a circuit there is nothing to measure: the answer is always the same."
    chance = majority_probability(judgement.exact[1], found[-1].shots)
    runs = "1 shot" if found[-1].shots == 1 else f"{found[-1].shots:,} shots"
    return (
        f"{count} of {len(found)} said {digits[label]}. With {runs} an answer is "
        f"{digits[label]} with {100 * (chance if label else 1 - chance):.3g} %."
    )
