"""Slopes of a one-angle expectation by the shift rules: exactly, and as shots estimate them.

Every rule is a sum of coefficients times expectations at shifted angles, so its exact value, its
bias and its scatter follow from the exact curve. Scatter: an expectation from N shots has the
variance (1 - E**2) / N, and the terms are measured independently; for the exact rule that gives
(1 - E(theta+s)**2 + 1 - E(theta-s)**2) / (4 N sin**2 s).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from hqnn_core.circuit import Ansatz
from hqnn_core.config import Rule
from hqnn_core.engines import Engine
from hqnn_core.engines.statevector import StatevectorEngine
from hqnn_core.parameter_shift import jacobian, shift_terms, shifted_values

QUARTER_TURN = math.pi / 2


@dataclass(frozen=True)
class Slope:
    """What a rule says of dE/dtheta at one angle and shift.

    Attributes:
        rule: the rule.
        true: the slope itself.
        exact: the rule's value from exact expectations; `exact - true` is its bias.
        deviation: standard deviation of one estimate from shots.
    """

    rule: Rule
    true: float
    exact: float
    deviation: float

    @property
    def bias(self) -> float:
        return self.exact - self.true


def slope(ansatz: Ansatz, theta: float, shift: float, rule: Rule, shots: int) -> Slope:
    """The slope of qubit 0's expectation at `theta` by a rule with a shift, both in radians.

    Raises `ConfigError` for a shift that the rule cannot use.
    """
    terms = shift_terms(rule, shift)
    at = np.array([[theta]])
    shifted = _expectations(ansatz, shifted_values(at, range(1), terms))
    exact = float(np.dot(terms.coefficients, shifted))
    variance = float(np.dot(np.square(terms.coefficients), 1 - shifted**2)) / shots
    quarter = shift_terms("parameter-shift", QUARTER_TURN)
    true = float(np.dot(quarter.coefficients, _expectations(
        ansatz, shifted_values(at, range(1), quarter))))  # fmt: skip
    return Slope(rule, true, exact, math.sqrt(max(variance, 0.0)))


def estimates(
    ansatz: Ansatz, theta: float, shift: float, rule: Rule, engine: Engine, repeats: int
) -> NDArray[np.floating]:
    """`repeats` independent estimates of the slope with the engine's shots, (repeats,)."""
    terms = shift_terms(rule, shift)
    values = shifted_values(np.full((repeats, 1), theta), range(1), terms)
    return jacobian(engine.expectations(ansatz, values), 1, terms)[0, :, 0]


@dataclass(frozen=True)
class Trial:
    """A rule at one angle and shift, and what repeated estimates of it gave.

    Attributes:
        slope: exact value, bias and scatter as theory has them.
        mean, spread: mean and standard deviation of the estimates.
    """

    slope: Slope
    mean: float
    spread: float


def trials(ansatz: Ansatz, theta: float, shift: float, engine: Engine, repeats: int) -> list[Trial]:
    """All rules at one angle and shift (radians), each estimated `repeats` times with shots."""
    shots = engine.shots or 1
    rows = []
    for rule in get_args(Rule):
        found = estimates(ansatz, theta, shift, rule, engine, repeats)
        one = slope(ansatz, theta, shift, rule, shots)
        rows.append(Trial(one, float(found.mean()), float(found.std(ddof=1))))
    return rows


def _expectations(ansatz: Ansatz, values: NDArray[np.floating]) -> NDArray[np.floating]:
    return StatevectorEngine().expectations(ansatz, values)[:, 0]
