"""Single shots in their order, and their running mean.

Shapes: N shots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.curves import expectation_curve
from hqnn_core.quantum.expectation import outcome_values, shot_error


@dataclass(frozen=True)
class RunningMean:
    """<Z> of one qubit as the mean of the first n shots, for every n.

    Attributes:
        bits: what each shot gave, 0 or 1, (N,), in the order in which they were measured.
        exact: <Z>, in [-1, 1].
    """

    bits: NDArray[np.int64]
    exact: float

    @property
    def n_ones(self) -> int:
        return int(self.bits.sum())

    @property
    def mean(self) -> NDArray[np.floating]:
        """Mean of the first n outcomes, +1 for a 0 and -1 for a 1, at n = 1 to N, (N,)."""
        return np.cumsum(outcome_values(self.bits)) / np.arange(1, len(self.bits) + 1)

    def deviation(self, n: float) -> float:
        """The standard deviation of a mean of n shots."""
        return float(shot_error(self.exact, n))


def running_mean(ansatz: Ansatz, theta: float, bits: NDArray[np.int64]) -> RunningMean:
    """The running mean of shots at `theta`, radians, with the exact expectation of qubit 0."""
    return RunningMean(bits, float(expectation_curve(ansatz, [theta]).exact[0]))
