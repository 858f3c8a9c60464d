"""The drawing challenge: ten digits to draw in random order, the answers and the score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hqnn_core.config import ModelConfig
from hqnn_core.drawing.prediction import Measurement, Prediction
from hqnn_core.network import pixels_of

N_DIGITS = 10


@dataclass(frozen=True)
class Attempt:
    """One requested digit, the drawing and the answer.

    Attributes:
        asked, answer: digits.
        share: the answer's share of the `shots`; its exact probability if they are None; with many
            qubits, its measured probability.
        probability: the exact probability of the requested digit.
        last_number: theta in radians, or a twin's logit, for a network with one angle.
        config: of the network.
        is_neither: whether it looked like none of the network's digits.
        pixels: the image, 784 bytes.
    """

    asked: int
    answer: int
    share: float
    shots: int | None
    probability: float
    last_number: float
    config: ModelConfig
    is_neither: bool
    pixels: bytes

    @property
    def is_tie(self) -> bool:
        """Whether the shots of one qubit gave both digits equally often."""
        return self.config.has_one_angle and self.share == 0.5

    @property
    def is_right(self) -> bool:
        return self.answer == self.asked and not self.is_neither


@dataclass(frozen=True)
class Challenge:
    """The requested digits, and the attempts so far."""

    asked: tuple[int, ...]
    attempts: tuple[Attempt, ...] = ()

    @property
    def is_over(self) -> bool:
        return len(self.attempts) == len(self.asked)

    @property
    def next(self) -> int:
        """The digit to draw now. Raises `IndexError` when the challenge is over."""
        return self.asked[len(self.attempts)]

    @property
    def n_right(self) -> int:
        return sum(attempt.is_right for attempt in self.attempts)

    def with_answer(self, prediction: Prediction, found: Measurement) -> Challenge:
        """The challenge after an attempt at the requested digit."""
        digits = prediction.config.digits
        attempt = Attempt(
            asked=self.next,
            answer=digits[found.label],
            share=found.share,
            shots=found.shots,
            probability=prediction.exact[digits.index(self.next)],
            last_number=prediction.theta,
            config=prediction.config,
            is_neither=prediction.is_neither,
            pixels=pixels_of(prediction.image),
        )
        return replace(self, attempts=(*self.attempts, attempt))

    def worst(self, n: int = 3) -> list[tuple[int, Attempt]]:
        """(number from 1, attempt) of wrong or unsure answers, the worst first."""
        weak = [
            (i, attempt)
            for i, attempt in enumerate(self.attempts, start=1)
            if not attempt.is_right or attempt.probability < 0.9
        ]
        return sorted(weak, key=lambda pair: (pair[1].is_right, pair[1].probability))[:n]


def new_challenge(digits: tuple[int, ...], choose: Callable[[tuple[int, ...]], int]) -> Challenge:
    """Ten digits in random order, each drawn by `choose`, such as `secrets.choice`."""
    return Challenge(tuple(choose(digits) for _ in range(N_DIGITS)))
