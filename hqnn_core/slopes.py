"""Slopes of a one-angle expectation by the shift rules: exactly, and as shots estimate them.

Every rule is a sum of coefficients times expectations at shifted angles, so its exact value, its
bias and its scatter follow from the exact curve. Scatter: an expectation from N shots has the
variance (1 - E**2) / N, and the terms are measured independently; for the exact rule that gives
(1 - E(theta+s)**2 + 1 - E(theta-s)**2) / (4 N sin**2 s).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
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
    return slopes(ansatz, theta, [shift], rule, shots)[0]


def slopes(
    ansatz: Ansatz, theta: float, shifts: Sequence[float], rule: Rule, shots: int
) -> list[Slope]:
    """`slope` at each of `shifts`, all their circuits in one engine call."""
    terms = [shift_terms(rule, shift) for shift in shifts]
    quarter = shift_terms("parameter-shift", QUARTER_TURN)
    angles = theta + np.array([one.offsets for one in [*terms, quarter]])  # (S + 1, 2)
    coefficients = np.array([one.coefficients for one in [*terms, quarter]])
    shifted = StatevectorEngine().expectations(ansatz, angles.reshape(-1, 1))[:, 0]
    shifted = shifted.reshape(angles.shape)
    found = (coefficients * shifted).sum(axis=1)
    variances = (np.square(coefficients) * np.clip(1 - shifted**2, 0, None)).sum(axis=1) / shots
    true = float(found[-1])
    return [
        Slope(rule, true, float(exact), math.sqrt(variance))
        for exact, variance in zip(found[:-1], variances[:-1], strict=True)
    ]


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
