"""Adversarial puzzle: turn the network's answer by changing as few pixels as possible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from torch import Tensor

from hqnn_core.drawing.examples import example_drawing
from hqnn_core.network import HybridNet
from hqnn_core.quantum import exact_engine

PUZZLES = {0: 1, 1: 0}
"""Digit: the way in which it is written, of our examples. The same for everybody."""


@dataclass(frozen=True)
class Fooling:
    """A puzzle with some pixels changed, as the network reads it.

    Attributes:
        digit: of the puzzle.
        changed: pixel numbers, row by row from 0: ink and paper are exchanged.
        probability: of the digit, exact.
    """

    digit: int
    changed: frozenset[int]
    probability: float

    @property
    def is_fooled(self) -> bool:
        """Whether the answer has turned; even odds do not."""
        return self.probability < 0.5


def puzzle_image(digit: int) -> Tensor:
    """The image (1, 1, 28, 28) to start from."""
    return example_drawing(digit, PUZZLES[digit]).image


def changed_image(image: Tensor, changed: Iterable[int]) -> Tensor:
    """A copy with pixels changed: from 0.5 on they become 0, darker ones 1."""
    copy = image.clone()
    places = list(changed)
    flat = copy.view(-1)
    flat[places] = (flat[places] < 0.5).to(flat)
    return copy


def fooling(network: HybridNet, digit: int, changed: Iterable[int]) -> Fooling:
    """The network's exact reading of a puzzle with changed pixels."""
    places = frozenset(changed)
    image = changed_image(puzzle_image(digit), places)
    found = network.classify(image, exact_engine()).probabilities
    return Fooling(digit, places, float(found[0, network.config.digits.index(digit)]))
