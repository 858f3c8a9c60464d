"""The expectation of a one-angle circuit as a function of that angle.

Shapes: N angles.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine
from hqnn_core.quantum.engines.statevector import exact_engine
from hqnn_core.quantum.expectation import shot_error

BAND = 2.0
"""Standard deviations on either side of the exact value that a drawn band reaches.

About 95 % of many measurements lie in it, but not at every angle: near a certain outcome it can
be all of them or, with any number of shots, only 80 %.
"""


@dataclass(frozen=True)
class ExpectationCurve:
    """<Z> over theta: exact and, with shots, from one measurement.

    Attributes:
        theta: radians, (N,).
        exact: in [-1, 1], (N,).
        deviation: standard deviation of a measurement with these shots, (N,); 0 without shots.
        sampled: (N,), or None without shots.
    """

    theta: NDArray[np.floating]
    exact: NDArray[np.floating]
    deviation: NDArray[np.floating]
    sampled: NDArray[np.floating] | None = None

    @property
    def n_in_band(self) -> int:
        """How many of the sampled values lie within `BAND` deviations of the exact ones."""
        if self.sampled is None:
            return 0
        low, high = band_ends(self.exact, self.deviation)
        inside = (low - 1e-9 <= self.sampled) & (self.sampled <= high + 1e-9)
        return int(inside.sum())


def band_ends(
    exact: ArrayLike, deviation: ArrayLike
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """The lower and the upper end of the drawn band, which stays within [-1, 1]."""
    middle, radius = np.asarray(exact), BAND * np.asarray(deviation)
    return np.maximum(middle - radius, -1), np.minimum(middle + radius, 1)


def expectation_curve(
    ansatz: Ansatz, theta: ArrayLike, engine: Engine | None = None
) -> ExpectationCurve:
    """The curve of qubit 0 at angles `theta` (N,), sampled if `engine` has shots."""
    angles = np.asarray(theta, np.float64)
    exact = exact_engine().expectations(ansatz, angles[:, None])[:, 0]
    if engine is None or engine.shots is None:
        return ExpectationCurve(angles, exact, np.zeros_like(exact))
    sampled = engine.expectations(ansatz, angles[:, None])[:, 0]
    return ExpectationCurve(angles, exact, shot_error(exact, engine.shots), sampled)


@dataclass(frozen=True)
class ShotErrors:
    """The errors of measurements of one expectation, for several numbers of shots.

    Attributes:
        shots: (N,).
        measured: root mean square of (measured - exact) over repeated measurements, (N,).
        exact: the expectation, in [-1, 1].
        repeats: measurements for each number of shots.
    """

    shots: tuple[int, ...]
    measured: NDArray[np.floating]
    exact: float
    repeats: int

    @property
    def theory(self) -> NDArray[np.floating]:
        """What the measured errors come near to with more repeats, (N,)."""
        return shot_error(self.exact, self.shots)


def shot_errors(
    ansatz: Ansatz, theta: float, engines: Sequence[Engine], repeats: int
) -> ShotErrors:
    """The errors of qubit 0's expectation at `theta`, with the shots of each of `engines`."""
    shots = [engine.shots for engine in engines if engine.shots is not None]
    exact = float(expectation_curve(ansatz, [theta]).exact[0])
    again = np.full((repeats, 1), theta)
    off = [engine.expectations(ansatz, again)[:, 0] - exact for engine in engines]
    measured = np.array([math.sqrt(np.square(errors).mean()) for errors in off])
    return ShotErrors(tuple(shots), measured, exact, repeats)
