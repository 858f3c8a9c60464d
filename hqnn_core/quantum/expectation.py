"""The expectation <Z> = P(0) - P(1) of a qubit: its outcomes' probabilities, and its shot error.

A measured 0 counts as +1 and a 1 as -1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from torch import Tensor

Expectation = TypeVar("Expectation", float, NDArray[np.floating], "Tensor")

CERTAIN = 1e-12
"""Below this variance an outcome is certain: the rest is rounding, which a square root enlarges."""


def outcome_probabilities(expectation: Expectation) -> tuple[Expectation, Expectation]:
    """P(measuring 0) and P(measuring 1)."""
    return (1 + expectation) / 2, (1 - expectation) / 2


def outcome_values(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    """The value of each measured bit: +1 for 0, -1 for 1."""
    return 1 - 2 * bits


def outcome_variance(expectation: ArrayLike) -> NDArray[np.floating]:
    """The variance of a single outcome, 1 - <Z>**2; exactly 0 where the outcome is certain."""
    variance = 1 - np.square(expectation)
    return np.where(variance < CERTAIN, 0.0, variance)


def shot_error(expectation: ArrayLike, shots: ArrayLike) -> NDArray[np.floating]:
    """The standard deviation of the mean of `shots` outcomes, sqrt((1 - <Z>**2) / shots)."""
    return np.sqrt(outcome_variance(expectation) / np.asarray(shots))
