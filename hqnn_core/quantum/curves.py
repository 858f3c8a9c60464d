"""Expectation and shot error of one qubit: over the angle, over the shots, and in their order.

The expectation is <Z> = P(0) - P(1): a measured 0 counts as +1 and a 1 as -1. Shapes: N angles,
numbers of shots, or shots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from hqnn_core.quantum.circuit import Ansatz
from hqnn_core.quantum.engines.base import Engine, outcome_values
from hqnn_core.quantum.engines.statevector import exact_engine

Expectation = TypeVar("Expectation", float, NDArray[np.floating], Tensor)

CERTAIN = 1e-12
"""Below this variance an outcome is certain: the rest is rounding, which a square root enlarges."""

BAND = 2.0
"""Half the width of a drawn band, in standard deviations.

About 95 % of many measurements lie in it, but not at every angle: near a certain outcome it can
be all of them or, with any number of shots, only 80 %.
"""


def outcome_probabilities(expectation: Expectation) -> tuple[Expectation, Expectation]:
    """P(measuring 0) and P(measuring 1)."""
    return (1 + expectation) / 2, (1 - expectation) / 2


def outcome_variance(expectation: ArrayLike) -> NDArray[np.floating]:
    """The variance of a single outcome, 1 - <Z>**2; exactly 0 where the outcome is certain."""
    variance = 1 - np.square(expectation)
    return np.where(variance < CERTAIN, 0.0, variance)


def shot_error(expectation: ArrayLike, shots: ArrayLike) -> NDArray[np.floating]:
    """The standard deviation of the mean of `shots` outcomes, sqrt((1 - <Z>**2) / shots)."""
    return np.sqrt(outcome_variance(expectation) / np.asarray(shots))


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
        """The number of sampled values within `BAND` deviations of the exact ones."""
        if self.sampled is None:
            return 0
        low, high = band_ends(self.exact, self.deviation)
        inside = (low - 1e-9 <= self.sampled) & (self.sampled <= high + 1e-9)
        return int(inside.sum())


def band_ends(
    exact: ArrayLike, deviation: ArrayLike
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """The lower and the upper end of the drawn band, within [-1, 1]."""
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


def sine_through(
    theta: NDArray[np.floating], values: NDArray[np.floating]
) -> tuple[float, float, float]:
    """The coefficients of a cos(theta) + b sin(theta) + c, fitted to values (N,).

    Expectations of a circuit with one rotation angle have exactly that form.
    """
    parts = np.stack((np.cos(theta), np.sin(theta), np.ones_like(theta)), axis=1)
    a, b, c = np.linalg.lstsq(parts, values)[0].tolist()
    return a, b, c


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
        """The limit of the measured errors with more repeats, (N,)."""
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


@dataclass(frozen=True)
class RunningMean:
    """<Z> of one qubit as the mean of the first n shots, for every n.

    Attributes:
        bits: the outcome of each shot, 0 or 1, in the order of measurement, (N,).
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


def running_mean(ansatz: Ansatz, theta: float, bits: NDArray[np.int64]) -> RunningMean:
    """The running mean of shots at `theta`, radians, with the exact expectation of qubit 0."""
    return RunningMean(bits, float(expectation_curve(ansatz, [theta]).exact[0]))
