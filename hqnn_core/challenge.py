"""Ten digits to draw in random order, what a network said of them, and the score."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from hqnn_core.drawing_set import pixels_of
from hqnn_core.judgement import Judgement, Measurement, last_number_text
from hqnn_core.numbers import percent_text

N_DIGITS = 10
NEAR = 0.15
"""P(class 1) within so much of even odds is near the middle of the curve."""


@dataclass(frozen=True)
class Attempt:
    """One digit that was asked for, and what came of it.

    Attributes:
        asked, answer: digits.
        share: of the answer, as measured with so many `shots`; exact where they are None.
        probability: exact, of the digit that was asked for.
        at: the network's last number, in words.
        is_neither: whether it looked like neither digit.
        pixels: the image, 784 bytes.
    """

    asked: int
    answer: int
    share: float
    shots: int | None
    probability: float
    at: str
    is_neither: bool
    pixels: bytes

    @property
    def is_right(self) -> bool:
        return self.answer == self.asked and not self.is_neither


@dataclass(frozen=True)
class Challenge:
    """Which digits are asked for, and the attempts so far."""

    asked: tuple[int, ...]
    attempts: tuple[Attempt, ...] = ()

    @property
    def is_over(self) -> bool:
        return len(self.attempts) == len(self.asked)

    @property
    def next(self) -> int:
        """The digit that is asked for now. Raises `IndexError` when it is over."""
        return self.asked[len(self.attempts)]

    @property
    def n_right(self) -> int:
        return sum(attempt.is_right for attempt in self.attempts)

    @property
    def score_text(self) -> str:
        return f"{self.n_right} of {len(self.attempts)} right"

    def with_answer(self, judgement: Judgement, found: Measurement) -> Challenge:
        """The challenge after an attempt at the digit that is asked for."""
        digits = judgement.config.digits
        attempt = Attempt(
            asked=self.next,
            answer=digits[found.label],
            share=found.share,
            shots=found.shots,
            probability=judgement.exact[digits.index(self.next)],
            at=last_number_text(judgement.config, judgement.theta),
            is_neither=judgement.is_neither,
            pixels=pixels_of(judgement.image),
        )
        return replace(self, attempts=(*self.attempts, attempt))

    def worst(self, n: int = 3) -> list[tuple[int, Attempt]]:
        """(number from 1, attempt) of those read wrong or nearly so, the worst first."""
        numbered = list(enumerate(self.attempts, start=1))
        weak = [(i, one) for i, one in numbered if not one.is_right or one.probability < 0.9]
        return sorted(weak, key=lambda pair: (pair[1].is_right, pair[1].probability))[:n]


def new_challenge(digits: tuple[int, ...], choose: Callable[[tuple[int, ...]], int]) -> Challenge:
    """Ten digits in random order, each drawn by `choose`, such as `secrets.choice`."""
    return Challenge(tuple(choose(digits) for _ in range(N_DIGITS)))


def attempt_text(number: int, attempt: Attempt) -> str:
    """Why an attempt came out as it did, from the network's last number."""
    began = f"Number {number}, a {attempt.asked}: "
    of_what = "" if attempt.shots is None else " of the shots"
    said = f"{attempt.answer} with {percent_text(attempt.share)}{of_what}"
    exact = percent_text(attempt.probability)
    if attempt.is_neither:
        return f"{began}it looked like neither digit; the network still gave {said} ({attempt.at})."
    if math.fabs(attempt.probability - 0.5) < NEAR:
        return (
            f"{began}{attempt.at} is near the middle of the curve, where a {attempt.asked} has "
            f"{exact}; the network said {said}."
        )
    if attempt.is_right:
        return f"{began}read right, with only {exact}, at {attempt.at}."
    return (
        f"{began}{attempt.at} is on the side of the {attempt.answer}, where a {attempt.asked} has "
        f"only {exact}: the classical part took its shape for a {attempt.answer}."
    )
